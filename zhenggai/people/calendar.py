"""The office calendar: which days are worked. The table decides; it comes filled with the years that this program knows
and, beyond them, with Monday to Friday, marked provisional until the yearly notice is taken in."""

from __future__ import annotations

import calendar as months
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any

from chinese_calendar import Holiday, constants
from django.db.models import F
from django.utils.translation import gettext

from zhenggai.journal.actions import action, announce, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.lib.holiday_notice import Excepted, read_days
from zhenggai.lib.workdays import Calendar
from zhenggai.people.models import DayKind, Workday
from zhenggai.people.policy import guard
from zhenggai.people.viewer import Viewer

FIRST, LAST = date(2004, 1, 1), date(2030, 12, 31)
"""What the table holds from the start; announcing a later year lengthens it."""
LAST_YEAR = 2060
LONGEST_NOTE = 40
EXCEPTED = (DayKind.HOLIDAY, DayKind.REST, DayKind.MAKE_UP)
"""Kinds of days that do not follow the week."""
_WORKED = (DayKind.WORKDAY, DayKind.MAKE_UP)
_ANNOUNCED = max(constants.holidays).year
_FRESH_SECONDS = 60.0
_kept: dict[str, tuple[float, Calendar]] = {}

Said = tuple[DayKind, str]
"""What a day is, and why."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the calendar has it. `kind` is None where the week decides."""

    day: date
    worked: bool
    kind: DayKind | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months of weeks, Monday first; days of other months are None. `provisional`: not announced yet."""

    year: int
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]
    workday_count: int
    provisional: bool


# -- reading ------------------------------------------------------------------------------------------------------


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


def announced_years() -> list[int]:
    """Every year whose days off are known, in order; any other is provisional."""
    new_years = [date(year, 1, 1) for year in range(FIRST.year, LAST_YEAR + 1)]
    known = Workday.objects.filter(day__in=new_years, provisional=False).order_by("day")
    return [day.year for day in known.values_list("day", flat=True)]


def year_view(viewer: Viewer, year: int) -> Year:
    """A year as a calendar on the wall shows it."""
    guard(viewer, "calendar.list")
    rows = {row.day: row for row in Workday.objects.filter(day__year=year)}
    weeks = months.Calendar(months.MONDAY)
    grids = tuple(
        tuple(
            tuple(_day(day, rows) if day.month == month else None for day in week)
            for week in weeks.monthdatescalendar(year, month)
        )
        for month in range(1, 13)
    )
    worked = sum(_day(day, rows).worked for day in _days(year))
    return Year(year, grids, worked, year not in announced_years())


def announced_in(year: int, text: str) -> Sequence[Excepted]:
    """What a text says of a year; refused where it does not look like a year's arrangement."""
    if not FIRST.year <= year <= LAST_YEAR:
        raise BadInput(
            "calendar.year",
            gettext("日历收 %(first)s 到 %(last)s 年——请核对年份")
            % {"first": FIRST.year, "last": LAST_YEAR},
        )
    found = read_days(text, year)
    strange = [item.day for item in found if abs((item.day - date(year, 7, 1)).days) > 200]
    if not any(item.day.year == year and not item.worked for item in found) or strange:
        raise BadInput(
            "calendar.nothing",
            gettext(
                "没有读出 %(year)s 年的放假安排——请粘贴国务院办公厅通知全文，或“日期、安排、说明”三列的表"
            )
            % {"year": year},
        )
    return found


# -- changing -----------------------------------------------------------------------------------------------------


@action("calendar.announce", noun="people.calendar")
def announce_year(viewer: Viewer, *, year: int, text: str) -> int:
    """Take in a year from the notice, or from a table of days; what stood there for that year is replaced, and every
    later number follows. Answers with the number of days that do not follow the week."""
    found = announced_in(year, text)
    _lengthen(year)
    before = _excepted(year)
    said = {day: _by_week(day) for day in _days(year)}
    _write(said | {item.day: _told(item) for item in found}, announced=year)
    off, on = _counts(found)
    note(
        summary=gettext("导入 %(year)s 年日历：放假 %(off)s 天，调休上班 %(on)s 天")
        % {"year": year, "off": off, "on": on},
        before=before,
        after=_excepted(year),
    )
    return len(found)


@action("calendar.edit", noun="people.calendar")
def set_day(viewer: Viewer, *, day: date, kind: str, text: str = "") -> None:
    """Say that one day is off or worked, and why; without a kind it follows the week again."""
    if day.year not in announced_years():
        raise Refused(
            "calendar.not_announced",
            gettext("%(year)s 年的放假安排还没有导入——请先导入全年，再改某一天")
            % {"year": day.year},
        )
    words = plain_text(text, longest=LONGEST_NOTE)
    if kind and kind not in EXCEPTED:
        raise BadInput("calendar.kind", gettext("没有这种日子——请从列出的几种中选"))
    if kind and not words:
        raise BadInput("calendar.no_reason", gettext("改动日历要写明依据或说明——请写上再保存"))
    before = Workday.objects.get(day=day).kind
    said = (DayKind(kind), words) if kind else _by_week(day)
    _write({day: said})
    note(
        summary=gettext("日历 %(day)s：%(before)s → %(after)s")
        % {"day": day, "before": _in_words(before), "after": _in_words(said[0])},
        note=words,
    )


def fill(**_signal: Any) -> None:
    """Fill an empty table, and take in the years that this program knows and the table only supposes; runs after every
    migrate."""
    if not Workday.objects.exists():
        years = range(FIRST.year, LAST.year + 1)
        rows, number = [], 0
        for day in (day for year in years for day in _days(year)):
            kind, why = _known(day)
            number += kind in _WORKED
            provisional = day.year > _ANNOUNCED
            rows.append(
                Workday(day=day, kind=kind, number=number, provisional=provisional, note=why)
            )
        Workday.objects.bulk_create(rows)
    for year in range(FIRST.year, _ANNOUNCED + 1):
        if Workday.objects.filter(day=date(year, 1, 1), provisional=True).exists():
            _write({day: _known(day) for day in _days(year)}, announced=year)
    _kept.clear()


def _lengthen(year: int) -> None:
    """Days up to the end of a year, by the week and provisional, where the table ends before."""
    last = Workday.objects.order_by("-day")[0]
    number, rows = last.number, []
    for day in (day for later in range(last.day.year + 1, year + 1) for day in _days(later)):
        kind, why = _by_week(day)
        number += kind in _WORKED
        rows.append(Workday(day=day, kind=kind, number=number, provisional=True, note=why))
    Workday.objects.bulk_create(rows)


def _write(said: Mapping[date, Said], *, announced: int | None = None) -> None:
    """Write what days are; the numbers from the first of them on follow."""
    first, last = min(said), max(said)
    before = Workday.objects.filter(day__lt=first).order_by("-day").first()
    number = before.number if before else 0
    rows = list(Workday.objects.filter(day__gte=first, day__lte=last).order_by("day"))
    last_number = rows[-1].number
    for row in rows:
        if row.day in said:
            row.kind, row.note = said[row.day]
            row.provisional = row.provisional and row.day.year != announced
        number += row.kind in _WORKED
        row.number = number
    Workday.objects.bulk_update(rows, ["kind", "number", "provisional", "note"], batch_size=150)
    if number != last_number:
        Workday.objects.filter(day__gt=last).update(number=F("number") + (number - last_number))
    _kept.clear()
    announce(_kept.clear)


def _known(day: date) -> Said:
    """What this program knows of a day."""
    chinese = {festival.value: festival.chinese for festival in Holiday}
    if day in constants.workdays:
        return DayKind.MAKE_UP, chinese[constants.workdays[day]]
    if day in constants.in_lieu_days:
        return DayKind.REST, chinese[constants.in_lieu_days[day]]
    if day in constants.holidays:
        return DayKind.HOLIDAY, chinese[constants.holidays[day]]
    return _by_week(day)


def _by_week(day: date) -> Said:
    return (DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND), ""


def _told(item: Excepted) -> Said:
    return (DayKind.MAKE_UP if item.worked else DayKind.HOLIDAY), item.note[:LONGEST_NOTE]


def _excepted(year: int) -> dict[str, str]:
    rows = Workday.objects.filter(day__year=year, kind__in=EXCEPTED).order_by("day")
    return {row.day.isoformat(): row.kind for row in rows}


def _counts(found: Sequence[Excepted]) -> tuple[int, int]:
    worked = sum(item.worked for item in found)
    return len(found) - worked, worked


def _day(day: date, rows: Mapping[date, Workday]) -> Day:
    row = rows.get(day)
    if row is None or row.kind not in EXCEPTED:
        return Day(day, (row.kind if row else _by_week(day)[0]) in _WORKED)
    return Day(day, row.kind in _WORKED, DayKind(row.kind), row.note)


def _in_words(kind: str) -> str:
    return str(DayKind(kind).label) if kind in EXCEPTED else gettext("按星期")


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
