"""A request's memory: asked once while it is open, anew where it is not, and gone where something is written."""

from __future__ import annotations

from collections.abc import Callable

from zhenggai.lib.memory import forgetting, remembered, remembering


def counting() -> Callable[[], int]:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    return ask


def test_a_question_is_asked_once_while_a_memory_is_open() -> None:
    ask = counting()

    with remembering():
        assert [remembered("a", ask), remembered("a", ask), remembered("b", ask)] == [1, 1, 2]


def test_without_a_memory_it_is_asked_anew() -> None:
    ask = counting()

    assert [remembered("a", ask), remembered("a", ask)] == [1, 2]


def test_a_memory_ends_with_its_block() -> None:
    ask = counting()
    with remembering(), remembering():
        remembered("a", ask)
    with remembering():
        assert remembered("a", ask) == 2


def test_writing_forgets_before_and_after() -> None:
    ask = counting()

    with remembering():
        remembered("a", ask)
        with forgetting():
            assert [remembered("a", ask), remembered("a", ask)] == [2, 3]
        assert remembered("a", ask) == 4
