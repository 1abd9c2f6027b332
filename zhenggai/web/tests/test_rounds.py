"""Changing to another round: which there are, where each leads, which one is shown."""

from __future__ import annotations

from uuid import UUID

from zhenggai.rectification.figures import Totals
from zhenggai.rectification.queries import RoundRow
from zhenggai.web.rounds import choices_here, round_choices


def row(number: int) -> RoundRow:
    return RoundRow(
        number, Totals(0, 0, 0), UUID(int=number), f"第{number}轮", "甲单位", None, None
    )


def test_there_is_nothing_to_change_to_where_there_is_one_round() -> None:
    assert choices_here(row(1), [row(1)]) == []


def test_the_newest_has_the_bare_address_and_the_one_shown_is_marked() -> None:
    rounds = [row(3), row(2), row(1)]

    found = choices_here(rounds[1], rounds)

    assert [(choice.label, choice.address, choice.current) for choice in found] == [
        ("第3轮", "?", False),
        ("第2轮", f"?round={UUID(int=2)}", True),
        ("第1轮", f"?round={UUID(int=1)}", False),
    ]


def test_pages_of_a_round_lead_to_those_of_another() -> None:
    found = round_choices(UUID(int=1), [row(2), row(1)], lambda item: f"/rounds/{item.key}/")

    assert [(choice.address, choice.current) for choice in found] == [
        ("/rounds/2/", False),
        ("/rounds/1/", True),
    ]
