"""What the tests say of time can fail."""

from __future__ import annotations

from zhenggai.lib.tests.pace import grows_in_line, takes_less


def counted(steps: int) -> int:
    return sum(n for n in range(steps))


def test_work_in_proportion_is_told_from_work_by_the_square() -> None:
    assert grows_in_line(lambda size: counted(size * 100), 5_000)
    assert not grows_in_line(lambda size: counted(size * size), 1_000, times=6)


def test_work_is_held_against_seconds() -> None:
    assert takes_less(5, lambda: counted(10))
    assert not takes_less(0.001, lambda: counted(1_000_000))
