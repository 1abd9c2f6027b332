from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.rectification.deadlines import (
    NEVER,
    Colour,
    GreenMeaning,
    Thresholds,
    colour,
    days_left,
    deadline_from,
    legend,
    shown_as,
    warning_days,
    worst_days,
)

DUE = date(2021, 9, 17)
STARTED = date(2021, 6, 17)

_days = st.dates(date(2020, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2021, 8, 27), Colour.NONE),
        (date(2021, 8, 28), Colour.GREEN),
        (date(2021, 9, 6), Colour.GREEN),
        (date(2021, 9, 7), Colour.YELLOW),
        (date(2021, 9, 17), Colour.YELLOW),
        (date(2021, 9, 18), Colour.RED),
    ],
)
def test_colours_turn_twenty_and_ten_days_before_and_the_day_after(today, expected):
    assert colour(warning_days(DUE, STARTED), today) is expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (9, Colour.NONE),
        (8, Colour.GREEN),
        (5, Colour.GREEN),
        (4, Colour.YELLOW),
        (0, Colour.YELLOW),
        (-1, Colour.RED),
    ],
)
def test_a_term_of_less_than_thirty_days_warns_in_its_last_third_and_sixth(left, expected):
    started = DUE - timedelta(days=24)

    assert colour(warning_days(DUE, started), DUE - timedelta(days=left)) is expected


def test_a_term_of_thirty_days_is_not_short():
    assert warning_days(DUE, DUE - timedelta(days=30)) == warning_days(DUE)
    assert warning_days(DUE, DUE - timedelta(days=29)) != warning_days(DUE)


@given(term=st.integers(0, 29), left=st.integers(-5, 29))
def test_the_short_term_rule_is_the_one_of_the_process(term, left):
    today = DUE - timedelta(days=left)
    found = colour(warning_days(DUE, DUE - timedelta(days=term)), today)

    if left < 0:
        assert found is Colour.RED
    elif left * 6 <= term:
        assert found is Colour.YELLOW
    elif left * 3 <= term:
        assert found is Colour.GREEN
    else:
        assert found is Colour.NONE


@given(
    parts=st.lists(st.tuples(_days, st.none() | _days), max_size=6),
    today=_days,
)
def test_the_whole_takes_the_worst_colour_of_its_parts(parts, today):
    order = [Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.NONE]
    days = [warning_days(due, started) for due, started in parts]

    worst = min((colour(each, today) for each in days), key=order.index, default=Colour.NONE)

    assert colour(worst_days(days), today) is worst


def test_without_a_deadline_nothing_ever_warns():
    assert warning_days(None, STARTED) == NEVER
    assert colour(NEVER, date(2099, 1, 1)) is Colour.NONE


def test_an_office_sets_its_own_thresholds():
    days = warning_days(DUE, STARTED, Thresholds(green=30, yellow=15))

    assert (DUE - days.green_on).days == 30
    assert (DUE - days.yellow_on).days == 15


def test_days_left_are_calendar_days_and_the_day_itself_is_in_time():
    assert days_left(DUE, date(2021, 9, 8)) == 9
    assert days_left(DUE, DUE) == 0
    assert days_left(date(2021, 8, 31), date(2021, 9, 8)) == -8


def test_green_says_reminder_or_all_is_well_and_the_legend_says_which():
    assert shown_as(Colour.NONE, GreenMeaning.REMINDER) is Colour.NONE
    assert shown_as(Colour.NONE, GreenMeaning.ON_TRACK) is Colour.GREEN
    assert shown_as(Colour.RED, GreenMeaning.ON_TRACK) is Colour.RED
    assert "首次提醒" in str(dict(legend(GreenMeaning.REMINDER))[Colour.GREEN])
    assert str(dict(legend(GreenMeaning.ON_TRACK))[Colour.GREEN]) == "正常"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-09-17", date(2021, 9, 17)),
        ("2024-02", date(2024, 2, 29)),
        ("2021", date(2021, 12, 31)),
        ("--06-20", None),
        (None, None),
    ],
)
def test_a_deadline_lasts_to_the_end_of_what_is_written(written, day):
    assert deadline_from(written) == day
