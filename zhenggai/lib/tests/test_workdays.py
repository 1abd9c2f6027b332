from datetime import date

import pytest

from zhenggai.lib.workdays import Calendar

pytestmark = pytest.mark.outside_database

# 2021-10-01 to 2021-10-10: seven days of the National Day, then Friday, a Saturday worked, a Sunday off.
OCTOBER = Calendar(date(2021, 9, 30), [1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 3])


def test_numbers_count_the_working_days() -> None:
    assert OCTOBER.number("2021-10-01") == 1
    assert OCTOBER.number("2021-10-09") == 3
    assert OCTOBER.number("2021-10-11") is None
    assert OCTOBER.number("2021-09-29") is None


def test_a_saturday_that_is_worked_is_a_working_day() -> None:
    assert OCTOBER.is_workday(date(2021, 10, 9))
    assert not OCTOBER.is_workday(date(2021, 10, 10))
    assert not OCTOBER.is_workday(date(2021, 10, 4)), "a Monday off"


def test_a_day_off_moves_to_the_next_working_day() -> None:
    assert OCTOBER.on_or_after(date(2021, 10, 2)) == date(2021, 10, 8)
    assert OCTOBER.on_or_after(date(2021, 10, 9)) == date(2021, 10, 9)


def test_so_many_working_days_after() -> None:
    assert OCTOBER.after(date(2021, 9, 30), 1) == date(2021, 10, 8)
    assert OCTOBER.after(date(2021, 9, 30), 2) == date(2021, 10, 9)
    assert OCTOBER.after(date(2021, 9, 30), 0) == date(2021, 9, 30)


def test_beyond_the_calendar_the_week_decides() -> None:
    assert OCTOBER.is_workday(date(2031, 1, 3))
    assert not OCTOBER.is_workday(date(2031, 1, 4))
