"""Working days: Monday to Friday, but for the days that a calendar excepts (放假, 调休上班)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

Exceptions = Mapping[date, bool]
"""Days that do not follow the week: True where it is worked, False where it is off."""


def is_workday(day: date, exceptions: Exceptions) -> bool:
    return exceptions.get(day, day.weekday() < 5)


def workdays_between(a: date, b: date, exceptions: Exceptions) -> int:
    """Working days after `a` up to `b`: the same day is 0; negative when `b` lies before `a`."""
    if b < a:
        return -workdays_between(b, a, exceptions)
    by_week = _weekdays_until(b) - _weekdays_until(a)
    return by_week + sum(
        worked - (day.weekday() < 5) for day, worked in exceptions.items() if a < day <= b
    )


def plus_workdays(day: date, n: int, exceptions: Exceptions) -> date:
    """The n-th working day after a day, before it where `n` is negative; the day itself where it is 0."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not is_workday(day, exceptions):
            day += step
    return day


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar, a Monday, up to this one."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)
