"""Lists of records: narrowed, sorted, paged, summed; what a page of them shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.frames import opened
from zhenggai.registers.models import Record, Violation, ViolationState
from zhenggai.registers.policy import knows, records_of
from zhenggai.registers.published import edition, edition_fields
from zhenggai.registers.rows import Cell, RecordPage, RecordRow
from zhenggai.registers.showing import MASKED, Names, known_names, show
from zhenggai.registers.storage import body
from zhenggai.registers.values import clean
from zhenggai.rules.types import Type

LARGEST_PAGE = 200
MOST_SUMMED = 20_000
"""Totals are told of so many records at most: summing a million for the foot of a page would cost more than the page."""

_SPINE = {"number": "number", "state": "state", "year": "year", "recorded_on": "recorded_on"}
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """`equal` holds values of indexed fields, `low` and `high` bounds of one; `sort` a field with `-` for descending.
    `words` are looked for in number and name, `failing` keeps what an open violation stands against (`all`, or the id of
    a check), `mine` what the viewer handles."""

    equal: Mapping[str, Any] = field(default_factory=dict)
    low: Mapping[str, Any] = field(default_factory=dict)
    high: Mapping[str, Any] = field(default_factory=dict)
    state: str | None = None
    year: int | None = None
    words: str = ""
    failing: str = ""
    mine: bool = False
    sort: str = "-number"
    voided: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the numbers in a list, in words; `count` is None where there are more records than are summed."""

    count: int | None
    sums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Failing:
    """An open violation on a record, as a list marks it."""

    check: str
    level: str
    say: str


def records(viewer: Viewer, register: str, filters: RecordFilters | None = None) -> RecordPage:
    """A page of a register's records that the viewer may see; private fields masked."""
    require(viewer, "record.list")
    filters = filters or RecordFilters()
    found = edition(register).declaration
    chosen = _narrowed(viewer, found, filters)
    size = min(max(filters.size, 1), LARGEST_PAGE)
    start = (max(filters.page, 1) - 1) * size
    rows = list(chosen.select_related("handler", "department")[start : start + size + 1])
    return RecordPage(
        rows=rows_of(viewer, found, rows[:size], listed=True),
        page=max(filters.page, 1),
        has_more=len(rows) > size,
    )


def all_records(
    viewer: Viewer, register: str, filters: RecordFilters | None = None
) -> Iterator[RecordRow]:
    """Every record that the filters leave, in their order, a few hundred at a time; private fields masked."""
    require(viewer, "record.list")
    found = edition(register).declaration
    keys = list(_narrowed(viewer, found, filters or RecordFilters()).values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        by_key = Record.objects.select_related("handler", "department").in_bulk(chunk)
        yield from rows_of(viewer, found, [by_key[key] for key in chunk], listed=True)


def totals(viewer: Viewer, register: str, filters: RecordFilters) -> Totals:
    """How many records the filters leave, and the sums of their numbers; of more than MOST_SUMMED nothing is told."""
    found = edition(register).declaration
    summed = [
        item
        for item in found.fields.values()
        if item.kind in ("number", "money", "integer") and not item.is_secret
    ]
    chosen = _narrowed(viewer, found, filters).order_by()
    first = chosen.annotate(**{f"sum_{item.name}": body(item) for item in summed}).values(
        "pk", *(f"sum_{item.name}" for item in summed)
    )[: MOST_SUMMED + 1]
    count = first.count()
    if count > MOST_SUMMED:
        return Totals(None, {})
    if not summed:
        return Totals(count, {})
    names = Names()
    sums = first.aggregate(**{f"all_{item.name}": Sum(f"sum_{item.name}") for item in summed})
    return Totals(
        count,
        {
            item.name: show(sums[f"all_{item.name}"], item.plain_type, names)
            for item in summed
            if sums[f"all_{item.name}"] is not None
        },
    )


def failing(viewer: Viewer, rows: Sequence[RecordRow]) -> dict[Any, tuple[Failing, ...]]:
    """The open violations on the records of a page, by the record's public name, worst first."""
    found: dict[Any, tuple[Failing, ...]] = {}
    open_ones = (
        visible(viewer, Violation)
        .filter(record__uuid__in=[row.uuid for row in rows], state=ViolationState.OPEN)
        .order_by("level", "check_id")
        .values_list("record__uuid", "check_id", "level", "say")
    )
    for uuid, check, level, say in open_ones:
        found[uuid] = (*found.get(uuid, ()), Failing(check, level, say))
    return found


def years(viewer: Viewer, register: str) -> list[int]:
    """The years in which the register has records of the viewer's offices, newest first."""
    chosen = Record.objects.filter(office__in=sorted(viewer.office_ids), register=register)
    return list(chosen.order_by("-year").values_list("year", flat=True).distinct()[:20])


# -- narrowing ----------------------------------------------------------------------------------------------------------------


def _narrowed(viewer: Viewer, found: Declaration, filters: RecordFilters) -> QuerySet[Record]:
    chosen = Record.objects.filter(records_of(viewer, found))
    if not filters.voided:
        chosen = chosen.filter(voided_at=None)
    if filters.state is not None:
        chosen = chosen.filter(state=filters.state)
    if filters.year is not None:
        chosen = chosen.filter(year=filters.year)
    if filters.mine:
        chosen = chosen.filter(handler=viewer.person_id)
    if filters.words:
        chosen = chosen.filter(
            Q(number__icontains=filters.words) | Q(title__icontains=filters.words)
        )
    if filters.failing:
        chosen = chosen.filter(pk__in=_failing(viewer, found, filters.failing))
    for bounds, lookup in (
        (filters.equal, Exact),
        (filters.low, GreaterThanOrEqual),
        (filters.high, LessThanOrEqual),
    ):
        for name, raw in bounds.items():
            item = _filterable(found, name)
            chosen = chosen.filter(lookup(body(item), clean(item, raw, found.defaults)))
    return chosen.order_by(*_order(found, filters.sort))


def _failing(viewer: Viewer, found: Declaration, check: str) -> QuerySet[Any]:
    against = visible(viewer, Violation).filter(
        register=found.code, state=ViolationState.OPEN, record__isnull=False
    )
    if check != "all":
        against = against.filter(check_id=check)
    return against.values("record_id")


def is_filterable(item: Field) -> bool:
    """Filters and sorting take indexed fields only (security.md A05)."""
    return item.index and not item.is_secret


def _filterable(found: Declaration, name: str) -> Field:
    item = found.fields.get(name)
    if item is None or not is_filterable(item):
        raise BadInput(
            "record.filter",
            gettext("不能按“%(name)s”筛选或排序——请选有索引的栏目") % {"name": name[:40]},
        )
    return item


def _order(found: Declaration, sort: str) -> tuple[Any, ...]:
    name = sort.removeprefix("-")
    descending = sort.startswith("-")
    if name == "number":
        return ("-pk",) if descending else ("pk",)
    column = F(_SPINE[name]) if name in _SPINE else body(_filterable(found, name))
    return (column.desc(), "-pk") if descending else (column.asc(), "pk")


# -- rows as they are shown ---------------------------------------------------------------------------------------------------


def rows_of(
    viewer: Viewer, found: Declaration, rows: Sequence[Record], *, listed: bool
) -> tuple[RecordRow, ...]:
    """Records as pages show them; one alone is opened to its own people."""
    names = known_names()
    names.learn(
        (row.data for row in rows),
        {name: item.plain_type for name, item in found.fields.items() if not item.sealed},
    )
    key = edition(found.code).key
    fields = {
        item: [
            (name, field, field.plain_type)
            for name, field in (found.fields if item == key else edition_fields(item)).items()
        ]
        for item in {row.edition_id for row in rows}
    }
    return tuple(
        _row(found, row, fields[row.edition_id], names, own=not listed and knows(viewer, row))
        for row in rows
    )


_Shown = list[tuple[str, Field, Type]]


def _row(found: Declaration, row: Record, fields: _Shown, names: Names, *, own: bool) -> RecordRow:
    values = opened(row, found) if own else row.data
    return RecordRow(
        uuid=row.uuid,
        number=row.number,
        title=row.title,
        state=row.state,
        state_label=found.workflow.states.get(row.state, row.state),
        year=row.year,
        handler=row.handler.name if row.handler else None,
        department=row.department.name if row.department else None,
        recorded_on=row.recorded_on,
        version=row.version,
        voided=row.voided_at is not None,
        locked=row.is_locked,
        cells={
            name: _cell(item, type, values.get(name), names, own) for name, item, type in fields
        },
    )


def _cell(item: Field, type: Type, value: Any, names: Names, own: bool) -> Cell:
    if (item.private or item.sealed) and not own and value is not None:
        return Cell(item.label, None, MASKED, masked=True)
    return Cell(item.label, value, show(value, type, names), masked=False)


@dataclass(frozen=True, slots=True)
class CheckCount:
    """A check with open violations: how many, on how many records, and what it says."""

    check: str
    level: str
    say: str
    count: int
    records: int


def check_counts(viewer: Viewer, register: str) -> list[CheckCount]:
    """The checks of a register that stand open, worst first."""
    found = (
        visible(viewer, Violation)
        .filter(register=register, state=ViolationState.OPEN)
        .values_list("check_id", "part")
        .annotate(
            level=Min("level"),
            say=Min("say"),
            count=Count("pk"),
            records=Count("record", distinct=True),
        )
        .order_by("level", "check_id")
    )
    merged: dict[str, CheckCount] = {}
    for check, _part, level, say, count, records in found:
        if before := merged.get(check):
            level = min(before.level, level)
            count, records = before.count + count, before.records + records
            say = before.say
        merged[check] = CheckCount(check, level, say, count, records)
    return list(merged.values())


def failing_count(viewer: Viewer, register: str) -> int:
    """How many records have anything open."""
    against = visible(viewer, Violation).filter(
        register=register, state=ViolationState.OPEN, record__isnull=False
    )
    return against.values("record").distinct().count()
