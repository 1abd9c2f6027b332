"""Functions that code registers for `compute`: look-ups in master data, judgements about wording. Each takes and gives
stored values; unknown arguments make the answer unknown before it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhenggai.people.queries import calendar, day_type, post_in, title_of, worked_from
from zhenggai.rules.calendars import months
from zhenggai.rules.scope import Lookup
from zhenggai.rules.types import (
    DATE,
    DATETIME,
    INTEGER,
    MONEY,
    OFFICE,
    PERSON,
    TEXT,
    YESNO,
    Type,
    list_of,
    number,
)


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


# -- meetings and events -----------------------------------------------------------------------------------------------------


def within_minutes(moment: str, start: str, end: str, minutes: int) -> bool:
    """Whether a moment lies in a span that is longer by so many minutes at both ends."""
    when, first, last = (datetime.fromisoformat(text) for text in (moment, start, end))
    reach = timedelta(minutes=minutes)
    return first - reach <= when <= last + reach


def hours_between(start: str, end: str) -> int:
    """Hours between two moments in tenths, half up; never below zero."""
    span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return max(int((span.total_seconds() + 180) // 360), 0)


def first_of(texts: Sequence[str]) -> str | None:
    return texts[0] if texts else None


def _day_type(when: str) -> str:
    return day_type(date.fromisoformat(when[:10]))


def _post_in(person: int, office: int, day: str) -> str | None:
    return post_in(person, office, date.fromisoformat(day[:10]))


# -- money -----------------------------------------------------------------------------------------------------------------

_PAID = ("在职", "年薪制")
_STEPS = ((300_000, 5), (500_000, 10), (1_000_000, 15))
_HIGHEST_STEP = 20
_FLAT = 20
"""分 a month: farmers' least, students, the laid off and those on relief (中组发〔2008〕3号第六条)."""


def dues_rate(base: int, category: str) -> int | None:
    """Per mille of the base, as tenths of a percent: one rate for the whole base, not by slices (中组发〔2008〕3号
    第二、五条); None where the dues are a fixed sum."""
    if category in _PAID:
        return next((rate for limit, rate in _STEPS if base <= limit), _HIGHEST_STEP)
    return (5 if base <= 500_000 else 10) if category == "离退休" else None


def dues(base: int, category: str) -> int:
    """What a party member owes a month, in 分, half a 分 up (中组发〔2008〕3号第二、五、六条)."""
    rate = dues_rate(base, category)
    return _FLAT if rate is None else (2 * base * rate + 1_000) // 2_000


def percent_change(before: int, after: int) -> int | None:
    """By how many tenths of a percent a sum has changed; unknown from nothing."""
    return None if before <= 0 else round((after - before) * 1_000 / before)


register("leave_days", (DATETIME, DATETIME), number(1), leave_days)
register("natural_days", (DATETIME, DATETIME), number(1), natural_days)
register("annual_leave", (PERSON, DATE), INTEGER, annual_leave)
register("title_of", (PERSON, DATE), TEXT, _title_of)
register("vague", (TEXT,), YESNO, vague)
register("within_minutes", (DATETIME, DATETIME, DATETIME, INTEGER), YESNO, within_minutes)
register("first_of", (list_of(TEXT),), TEXT, first_of)
register("post_in", (PERSON, OFFICE, DATE), TEXT, _post_in)
register("dues_rate", (MONEY, TEXT), number(1), dues_rate)
register("dues", (MONEY, TEXT), MONEY, dues)
register("percent_change", (MONEY, MONEY), number(1), percent_change)
register("hours_between", (DATETIME, DATETIME), number(1), hours_between)
register("day_type", (DATE,), TEXT, _day_type)
