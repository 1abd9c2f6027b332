"""The office calendar: the days that do not follow the week. One for the whole installation; the years that this
program knows come with it, later ones are taken in from the yearly notice."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chinese_calendar import Holiday, constants
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.lib.holiday_notice import Excepted, read_days
from zhenggai.lib.workdays import Exceptions
from zhenggai.people.models import DayKind, Workday
from zhenggai.people.policy import guard
from zhenggai.people.viewer import Viewer

FIRST_YEAR, LAST_YEAR = 2021, 2060
LONGEST_NOTE = 40
_FEWEST_DAYS_OFF = 7


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


def exceptions() -> Exceptions:
    """What `lib.workdays` counts with: the same for everybody."""
    return {row.day: _is_worked(row.kind) for row in Workday.objects.all()}


def announced_years() -> list[int]:
    """Every year whose days off are known, in order; any other is provisional. A day off at New Year that stands in
    the notice of the next year does not make a year known."""
    by_year = Workday.objects.exclude(kind=DayKind.MAKE_UP).values(year=ExtractYear("day"))
    known = by_year.annotate(days=Count("day")).filter(days__gte=_FEWEST_DAYS_OFF)
    return list(known.order_by("year").values_list("year", flat=True))


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
    worked = sum(_day(day, rows).worked for day in _days_of(year))
    return Year(year, grids, worked, year not in announced_years())


@action("calendar.announce", noun="people.calendar")
def announce_year(viewer: Viewer, *, year: int, text: str) -> int:
    """Take in a year from the notice, or from a table of days; what stood there for that year is replaced. Answers
    with the number of days that do not follow the week."""
    found = announced_in(year, text)
    before = {row.day: row.kind for row in Workday.objects.filter(day__year=year)}
    Workday.objects.filter(day__year=year).delete()
    Workday.objects.filter(day__in=[item.day for item in found]).delete()
    Workday.objects.bulk_create(_row(item) for item in found)
    after = {row.day.isoformat(): row.kind for row in Workday.objects.filter(day__year=year)}
    off, on = _counts(found)
    note(
        summary=gettext("导入 %(year)s 年日历：放假 %(off)s 天，调休上班 %(on)s 天")
        % {"year": year, "off": off, "on": on},
        before={day.isoformat(): kind for day, kind in before.items()},
        after=after,
    )
    return len(found)


def announced_in(year: int, text: str) -> Sequence[Excepted]:
    """What a text says of a year; refused where it does not look like a year's arrangement."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(
            "calendar.year",
            gettext("日历收 %(first)s 到 %(last)s 年——请核对年份")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
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
    before = Workday.objects.filter(day=day).first()
    if kind and kind not in DayKind.values:
        raise BadInput("calendar.kind", gettext("没有这种日子——请从列出的几种中选"))
    if kind and not words:
        raise BadInput("calendar.no_reason", gettext("改动日历要写明依据或说明——请写上再保存"))
    Workday.objects.filter(day=day).delete()
    if kind:
        Workday.objects.create(day=day, kind=kind, note=words)
    note(
        summary=gettext("日历 %(day)s：%(before)s → %(after)s")
        % {"day": day, "before": _said(before.kind if before else ""), "after": _said(kind)},
        note=words,
    )


def fill(**_signal: Any) -> None:
    """Put in the years that this program knows and the table does not; runs after every migrate."""
    there = set(announced_years())
    wanted = {day.year for day in constants.holidays if day.year >= FIRST_YEAR} - there
    chinese = {festival.value: festival.chinese for festival in Holiday}
    rows = [
        Workday(day=day, kind=_known_kind(day), note=chinese[name])
        for day, name in (constants.holidays | constants.workdays).items()
        if day.year in wanted
    ]
    Workday.objects.bulk_create(rows, ignore_conflicts=True)


def _known_kind(day: date) -> DayKind:
    if day in constants.workdays:
        return DayKind.MAKE_UP
    return DayKind.REST if day in constants.in_lieu_days else DayKind.HOLIDAY


def _row(item: Excepted) -> Workday:
    kind = DayKind.MAKE_UP if item.worked else DayKind.HOLIDAY
    return Workday(day=item.day, kind=kind, note=item.note[:LONGEST_NOTE])


def _counts(found: Sequence[Excepted]) -> tuple[int, int]:
    worked = sum(item.worked for item in found)
    return len(found) - worked, worked


def _day(day: date, rows: dict[date, Workday]) -> Day:
    row = rows.get(day)
    if row is None:
        return Day(day, day.weekday() < 5)
    return Day(day, _is_worked(row.kind), DayKind(row.kind), row.note)


def _is_worked(kind: str) -> bool:
    return kind == DayKind.MAKE_UP


def _said(kind: str) -> str:
    return str(DayKind(kind).label) if kind else gettext("按星期")


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
