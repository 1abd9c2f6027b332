"""The office calendar: which days are worked. The table decides; it is filled from the announced years, and beyond them
with Monday to Friday, marked provisional."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import partial
from time import monotonic
from typing import Any

from chinese_calendar import constants
from django.db.models import F
from django.utils.translation import gettext

from zhenggai.journal.actions import action, announce, note
from zhenggai.lib.errors import BadInput
from zhenggai.lib.workdays import Calendar
from zhenggai.people.models import DayKind, Workday
from zhenggai.people.viewer import Viewer

FIRST, LAST = date(2004, 1, 1), date(2030, 12, 31)
_ANNOUNCED = max(constants.holidays).year
_FRESH_SECONDS = 60.0
_kept: dict[str, tuple[float, Calendar]] = {}


def calendar() -> Calendar:
    """The working days of the office calendar, kept for a minute: other processes may announce a year."""
    moment = monotonic()
    kept = _kept.get("")
    if kept is not None and moment - kept[0] < _FRESH_SECONDS:
        return kept[1]
    rows = Workday.objects.order_by("day")
    first = rows.values_list("day", flat=True).first() or FIRST
    found = Calendar(first, array("l", rows.values_list("number", flat=True)))
    _kept[""] = (moment, found)
    return found


@action("calendar.announce", noun="people.calendar")
def announce_year(
    viewer: Viewer, year: int, *, holidays: Collection[date], make_up: Collection[date]
) -> None:
    """Take in a year's announced days off and working weekends (国务院办公厅通知); every later number follows."""
    if not FIRST.year <= year <= LAST.year:
        raise BadInput(
            "calendar.year",
            gettext("日历只到 %(last)s 年——更远的年份请等程序更新") % {"last": LAST.year},
        )
    if any(day.year != year for day in (*holidays, *make_up)) or set(holidays) & set(make_up):
        raise BadInput(
            "calendar.days", gettext("放假日和上班日要在当年，且不能是同一天——请对照通知核对")
        )
    days = {day: _kind(day, set(holidays), set(make_up)) for day in _days(year)}
    _renumber(days)
    announce(partial(_kept.pop, "", None))
    note(
        summary=gettext("导入 %(year)s 年日历：放假 %(off)s 天，调休上班 %(on)s 天")
        % {"year": year, "off": len(holidays), "on": len(make_up)}
    )


def fill(**_signal: Any) -> None:
    """Fill the table where it is empty; runs after every migrate."""
    if Workday.objects.exists():
        return
    rows, number = [], 0
    for year in range(FIRST.year, LAST.year + 1):
        for day in _days(year):
            kind = _announced_kind(day)
            number += kind in _WORKED
            rows.append(Workday(day=day, kind=kind, number=number, provisional=year > _ANNOUNCED))
    Workday.objects.bulk_create(rows)
    _kept.clear()


_WORKED = (DayKind.WORKDAY, DayKind.MAKE_UP)


def _announced_kind(day: date) -> DayKind:
    if day.year > _ANNOUNCED:
        return _kind(day, set(), set())
    if day in constants.in_lieu_days:
        return DayKind.REST
    return _kind(day, constants.holidays, constants.workdays)


def _kind(day: date, holidays: Collection[date], make_up: Collection[date]) -> DayKind:
    if day in make_up:
        return DayKind.MAKE_UP
    if day in holidays:
        return DayKind.HOLIDAY
    return DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST


def _renumber(days: dict[date, DayKind]) -> None:
    """Write a year's days, and shift the numbers behind them by what has changed."""
    first, last = min(days), max(days)
    before = Workday.objects.filter(day__lt=first).order_by("-day").first()
    number = before.number if before else 0
    old_last = Workday.objects.get(day=last).number
    rows = []
    for day, kind in days.items():
        number += kind in _WORKED
        rows.append(Workday(day=day, kind=kind, number=number, provisional=False))
    Workday.objects.bulk_update(rows, ["kind", "number", "provisional"], batch_size=200)
    Workday.objects.filter(day__gt=last).update(number=F("number") + (number - old_last))


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
