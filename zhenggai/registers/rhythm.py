"""What comes round in a register: a month's calendar of records and due items, and members by periods for each cadence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from zhenggai.people.queries import calendar, names_of, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.checks.cadence import cell_query
from zhenggai.registers.checks.queries_sql import Asked
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import event_field
from zhenggai.registers.insight import last_periods
from zhenggai.registers.models import Occurrence, OccurrenceState, Record
from zhenggai.registers.policy import records_of, sees_results, sees_whole
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.shapes import CadenceShape, Check
from zhenggai.registers.showing import Names, show
from zhenggai.registers.storage import body

MOST_MEMBERS = 200
MOST_A_MONTH = 500


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A record on its day, or something due on it."""

    label: str
    uuid: UUID | None
    mark: str


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the month; `inside` tells it from those of the months around."""

    on: date
    inside: bool
    is_workday: bool
    entries: tuple[DayEntry, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What a member did in a period: `mark` is ok, no, near (the period goes on) or none (not a member then)."""

    shown: str
    mark: str
    said: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    member: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Members by the last twelve periods of a cadence, those that fall short first."""

    check: str
    say: str
    periods: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    more: int


def month_view(viewer: Viewer, register: str, first: date, today: date) -> list[list[Day]]:
    """The weeks of a month, Monday first, with the records of each day that the viewer sees and what is due."""
    require(viewer, "record.list")
    found = edition(register).declaration
    start = first - timedelta(days=first.weekday())
    after = (first + timedelta(days=32)).replace(day=1)
    end = after + timedelta(days=(7 - after.weekday()) % 7)
    entries = _entries(viewer, found, start, end, today)
    off = calendar()
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    squares = [
        Day(
            day,
            day.month == first.month,
            off.on_or_after(day) == day,
            tuple(entries.get(day.isoformat(), ())),
        )
        for day in days
    ]
    return [squares[n : n + 7] for n in range(0, len(squares), 7)]


def _entries(
    viewer: Viewer, found: Declaration, start: date, end: date, today: date
) -> dict[str, list[DayEntry]]:
    entries: dict[str, list[DayEntry]] = {}
    item = event_field(found)
    rows: Any = Record.objects.filter(records_of(viewer, found), voided_at=None)
    if item is not None and item.kind != "month":
        rows = rows.annotate(happened=body(item)).filter(
            happened__gte=start.isoformat(), happened__lt=end.isoformat()
        )
        moments: Any = rows.order_by("happened").values_list("happened", "title", "number", "uuid")
    else:
        rows = rows.filter(recorded_on__gte=start, recorded_on__lt=end)
        moments = rows.order_by("recorded_on").values_list("recorded_on", "title", "number", "uuid")
    for moment, title, number, uuid in moments[:MOST_A_MONTH]:
        entries.setdefault(str(moment)[:10], []).append(DayEntry(title or number, uuid, ""))
    due = visible(viewer, Occurrence).filter(
        register=found.code, record=None, due_on__gte=start, due_on__lt=end
    )
    for occurrence in due:
        obligation = found.due.get(occurrence.name)
        done = occurrence.state != OccurrenceState.OPEN
        mark = "done" if done else "late" if occurrence.due_on < today else "due"
        label = obligation.label if obligation else occurrence.name
        entries.setdefault(occurrence.due_on.isoformat(), []).insert(0, DayEntry(label, None, mark))
    return entries


def matrices(viewer: Viewer, register: str, today: date) -> list[Matrix]:
    """One matrix a cadence that comes round, for those who see the whole register or its results."""
    require(viewer, "record.list")
    found = edition(register).declaration
    if viewer.office_id is None or not (sees_whole(viewer, found) or sees_results(viewer)):
        return []
    settings = office_settings(register, found.defaults, viewer.office_id)
    made = []
    for check in found.checks:
        if isinstance(check.shape, CadenceShape) and check.shape.every != "once":
            made.append(_matrix(check, check.shape, found, viewer.office_id, settings, today))
    return made


def _matrix(
    check: Check,
    shape: CadenceShape,
    found: Declaration,
    office: int,
    settings: dict[str, Any],
    today: date,
) -> Matrix:
    periods = last_periods(shape.every, today)
    asked = Asked(check, found, [office], settings, today.isoformat())
    query = cell_query(asked, shape, periods)
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        rows = cursor.fetchall()
    by_member: dict[Any, dict[int, tuple[int, bool]]] = {}
    for _office, member, index, count, met in rows:
        by_member.setdefault(member, {})[int(index)] = (int(count or 0), bool(met))
    now = periods[-1]
    names = _names(shape, by_member)
    lines = [
        MatrixRow(
            names[member],
            tuple(
                _cell(
                    cells.get(period.index),
                    shape,
                    names[member],
                    period.label,
                    goes_on=period == now,
                )
                for period in periods
            ),
        )
        for member, cells in by_member.items()
    ]
    lines.sort(key=lambda line: -sum(cell.mark == "no" for cell in line.cells))
    return Matrix(
        check=check.key,
        say=check.say.fill(dict.fromkeys(check.say.names, "…"), lambda name, value: "…"),
        periods=tuple(_short(period.name) for period in periods),
        labels=tuple(period.label for period in periods),
        rows=tuple(lines[:MOST_MEMBERS]),
        more=max(0, len(lines) - MOST_MEMBERS),
    )


def _cell(
    found: tuple[int, bool] | None,
    shape: CadenceShape,
    member: str,
    label: str,
    *,
    goes_on: bool,
) -> MatrixCell:
    if found is None:
        return MatrixCell("", "none", gettext("%(period)s不在册") % {"period": label})
    count, met = found
    shown = show(count, shape.total.type, Names())
    mark = "ok" if met else "near" if goes_on else "no"
    word = gettext("达标") if met else gettext("还没到期") if goes_on else gettext("不足")
    said = gettext("%(member)s %(period)s：%(count)s，%(word)s")
    return MatrixCell(
        shown,
        mark,
        said % {"member": member, "period": label, "count": shown, "word": word},
    )


def _names(shape: CadenceShape, members: dict[Any, Any]) -> dict[Any, str]:
    """What the members are called; without `each` it is the office itself."""
    if shape.each is None:
        _, offices = names_of(set(), {int(member) for member in members})
        return {member: offices.get(int(member), str(member)) for member in members}
    names, type = Names(), shape.each.counted.type
    names.learn([{"member": member} for member in members], {"member": type})
    return {member: show(member, type, names) for member in members}


def _short(name: str) -> str:
    """06, Q2, H1, 2021."""
    return name[5:] or name


def month_of(text: str, today: date) -> date:
    """The first of the month that an address names (2021-06); of today's where it names none."""
    parts: Sequence[str] = text.split("-")
    try:
        year, month = (int(part) for part in parts)
        return date(year, month, 1)
    except ValueError:
        return today.replace(day=1)
