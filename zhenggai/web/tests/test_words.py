"""What pages say of days, warnings and states."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from zhenggai.web import words

TODAY = date(2021, 9, 8)


def test_a_day_of_the_same_year_is_said_without_its_year() -> None:
    assert words.day(date(2021, 9, 17), TODAY) == "9月17日"
    assert words.day(date(2022, 1, 3), TODAY) == "2022年1月3日"
    assert words.day(date(2021, 9, 17)) == "2021年9月17日"


@pytest.mark.parametrize(
    ("left", "said"), [(9, "剩 9 天"), (1, "剩 1 天"), (0, "今天到期"), (-8, "超期 8 天")]
)
def test_days_are_said_as_they_stand_to_the_deadline(left: int, said: str) -> None:
    assert words.days_words(left) == said


@pytest.mark.parametrize(
    ("colour", "left", "said"),
    [
        ("red", -8, "超期 8 天"),
        ("red", 9, "措施超期"),
        ("red", None, "措施超期"),
        ("yellow", 9, "剩 9 天"),
        ("yellow", None, "措施临期"),
        ("none", 60, "剩 60 天"),
        ("none", None, ""),
    ],
)
def test_a_mark_that_the_issues_own_deadline_does_not_explain_names_its_measure(
    colour: str, left: int | None, said: str
) -> None:
    assert words.warning_words(colour, left) == said


def test_states_have_marks_and_unknown_ones_none() -> None:
    assert words.state_mark("closed") == "ok"
    assert words.state_mark("returned") == "no"
    assert words.state_mark("draft") == ""


@pytest.mark.parametrize(
    ("size", "said"), [(0, "1 KB"), (1499, "1 KB"), (34_000, "34 KB"), (1_230_000, "1.2 MB")]
)
def test_sizes_are_said_in_round_numbers(size: int, said: str) -> None:
    assert words.size_words(size) == said


def test_days_are_said_in_english_too() -> None:
    with translation.override("en"):
        assert words.day(date(2021, 9, 17)) == "17 Sep 2021"


def test_a_long_text_is_cut_and_a_short_one_stays() -> None:
    assert words.cut("学" * 40, 40) == "学" * 40
    assert words.cut("学" * 41, 40) == "学" * 37 + "..."
    assert words.cut("", 40) == ""


def test_a_day_is_said_in_the_language_of_each_page() -> None:
    said = []
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with translation.override(language):
            said.append(
                (words.day(date(2021, 9, 8)), words.day(date(2021, 9, 8), date(2021, 1, 1)))
            )

    assert said[0] == said[2] == ("2021年9月8日", "9月8日")
    assert said[1] == said[3] != said[0]
