"""Working days against the week counted day by day, and against known weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.lib.workdays import is_workday, plus_workdays, workdays_between

pytestmark = pytest.mark.outside_database

NATIONAL_DAY = {date(2021, 10, day): False for day in range(1, 8)} | {date(2021, 10, 9): True}
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
EXCEPTIONS = st.dictionaries(DAYS, st.booleans(), max_size=40)


def test_the_week_decides_where_nothing_is_excepted() -> None:
    assert is_workday(date(2021, 9, 8), {})
    assert not is_workday(date(2021, 9, 11), {})


def test_a_holiday_is_off_and_a_make_up_day_is_worked() -> None:
    assert not is_workday(date(2021, 10, 4), NATIONAL_DAY)
    assert is_workday(date(2021, 10, 9), NATIONAL_DAY)


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        (date(2021, 9, 30), date(2021, 9, 30), 0),
        (date(2021, 9, 30), date(2021, 10, 7), 0),
        (date(2021, 9, 30), date(2021, 10, 8), 1),
        (date(2021, 9, 30), date(2021, 10, 9), 2),
        (date(2021, 10, 9), date(2021, 9, 30), -2),
    ],
)
def test_working_days_lie_after_the_first_up_to_the_last(a: date, b: date, days: int) -> None:
    assert workdays_between(a, b, NATIONAL_DAY) == days


def test_so_many_working_days_on_and_back() -> None:
    assert plus_workdays(date(2021, 9, 30), 1, NATIONAL_DAY) == date(2021, 10, 8)
    assert plus_workdays(date(2021, 9, 30), 2, NATIONAL_DAY) == date(2021, 10, 9)
    assert plus_workdays(date(2021, 10, 9), -2, NATIONAL_DAY) == date(2021, 9, 30)
    assert plus_workdays(date(2021, 10, 3), 0, NATIONAL_DAY) == date(2021, 10, 3)


@given(DAYS, DAYS, EXCEPTIONS)
def test_counting_by_weeks_agrees_with_counting_by_days(
    a: date, b: date, exceptions: dict[date, bool]
) -> None:
    low, high = min(a, b), max(a, b)
    counted = sum(
        is_workday(low + timedelta(days=ahead), exceptions)
        for ahead in range(1, (high - low).days + 1)
    )

    assert workdays_between(a, b, exceptions) == (counted if a <= b else -counted)


@given(DAYS, st.integers(-60, 60), EXCEPTIONS)
def test_adding_and_counting_are_inverse(day: date, n: int, exceptions: dict[date, bool]) -> None:
    there = plus_workdays(day, n, exceptions)

    if n >= 0:
        assert workdays_between(day, there, exceptions) == n
    assert n == 0 or is_workday(there, exceptions)
