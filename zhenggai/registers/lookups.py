"""Functions that code registers for `compute`: look-ups in master data, judgements about wording. Each takes and gives
stored values; unknown arguments make the answer unknown before it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhenggai.people.queries import calendar, title_of, worked_from
from zhenggai.rules.calendars import months
from zhenggai.rules.scope import Lookup
from zhenggai.rules.types import DATE, DATETIME, INTEGER, PERSON, TEXT, YESNO, Type, number


@dataclass(frozen=True, slots=True)
class _Registered:
    lookup: Lookup
    call: Callable[..., Any]


_registered: dict[str, _Registered] = {}


def register(name: str, takes: tuple[Type, ...], gives: Type, call: Callable[..., Any]) -> None:
    """Offer a function to every declaration's `compute`; a name that is taken is a programming error."""
    if name in _registered:
        raise ValueError(f"look-up {name} is already registered")
    _registered[name] = _Registered(Lookup(takes, gives), call)


def signatures() -> dict[str, Lookup]:
    return {name: item.lookup for name, item in _registered.items()}


def calls() -> dict[str, Callable[..., Any]]:
    return {name: item.call for name, item in _registered.items()}


# -- leave -----------------------------------------------------------------------------------------------------------------

_NOON = "12:00"


def leave_days(start: str, end: str) -> int:
    """Working days between two moments in half days, as tenths of a day; days off count for nothing
    (《职工带薪年休假条例》第三条). A half day that is touched counts."""
    return _halves(start, end, calendar().is_workday)


def natural_days(start: str, end: str) -> int:
    """The same with every day of the calendar, for leave that runs over days off, such as 产假."""
    return _halves(start, end, lambda day: True)


def _halves(start: str, end: str, counts: Callable[[date], bool]) -> int:
    if end < start:
        return 0
    first, last = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    halves = sum(2 for day in _days(first, last) if counts(day))
    if counts(first) and start[11:] >= _NOON:
        halves -= 1
    if counts(last) and end[11:] <= _NOON:
        halves -= 1
    return max(halves, 0) * 5


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(min((last - first).days, 3_700) + 1)]


def annual_leave(person: int, day: str) -> int | None:
    """Days of annual leave in the year of a day, by full years of work: 0, 5, 10, 15 from the 1st, 10th and 20th
    (《职工带薪年休假条例》第三条); unknown where the first working day is not entered."""
    began = worked_from(person)
    return None if began is None else annual_leave_after(months(began.isoformat(), day[:10]))


def annual_leave_after(months_worked: int) -> int:
    years = months_worked // 12
    return 0 if years < 1 else 5 if years < 10 else 10 if years < 20 else 15


def _title_of(person: int, day: str) -> str | None:
    return title_of(person, date.fromisoformat(day[:10]))


# -- wording ---------------------------------------------------------------------------------------------------------------

_VAGUE = (
    "加强",
    "提高",
    "抓好落实",
    "认真学习",
    "进一步",
    "切实",
    "努力",
    "持续推进",
    "高度重视",
    "深入",
)


def vague(text: str) -> bool:
    """Whether a text says nothing that could be checked: no number or date in it, and a stock phrase."""
    return any(word in text for word in _VAGUE) and not any(mark.isdigit() for mark in text)


register("leave_days", (DATETIME, DATETIME), number(1), leave_days)
register("natural_days", (DATETIME, DATETIME), number(1), natural_days)
register("annual_leave", (PERSON, DATE), INTEGER, annual_leave)
register("title_of", (PERSON, DATE), TEXT, _title_of)
register("vague", (TEXT,), YESNO, vague)
