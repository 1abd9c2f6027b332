"""What others may read of registers: every function knows its viewer and answers with frozen rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext

from zhenggai.journal import queries as journal
from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.publishing import preview as preview
from zhenggai.registers.computed import comp_balance as comp_balance
from zhenggai.registers.computed import completeness as completeness
from zhenggai.registers.computed import custody_chain as custody_chain
from zhenggai.registers.computed import dues_matrix as dues_matrix
from zhenggai.registers.computed import leave_balance as leave_balance
from zhenggai.registers.computed import paper_matrix as paper_matrix
from zhenggai.registers.computed import posts_in_record as posts_in_record
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.frames import opened
from zhenggai.registers.lookups import annual_leave_after as annual_leave_after
from zhenggai.registers.lookups import dues as dues
from zhenggai.registers.models import (
    Correction,
    Occurrence,
    OccurrenceState,
    Record,
    Setting,
    Violation,
    ViolationState,
    Waiver,
)
from zhenggai.registers.moves import as_after, judges_own, may_move, obstacles, stamped
from zhenggai.registers.policy import knows, records_of
from zhenggai.registers.published import edition, edition_fields, office_settings
from zhenggai.registers.published import editions as editions
from zhenggai.registers.rows import (
    Cell,
    DueRow,
    EvidenceRow,
    MoveRow,
    RecordDetail,
    RecordPage,
    RecordRow,
    RegisterRow,
    SettingRow,
    StepRow,
    ViolationRow,
)
from zhenggai.registers.saving import apply
from zhenggai.registers.shelf import files, shelf
from zhenggai.registers.showing import MASKED, Names, show
from zhenggai.registers.storage import body
from zhenggai.registers.values import clean
from zhenggai.rules.types import Type

if TYPE_CHECKING:
    from zhenggai.journal.models import Event

LARGEST_PAGE = 200
_Found = TypeVar("_Found", bound=Model)
_SPINE = {"number": "number", "state": "state", "year": "year", "recorded_on": "recorded_on"}


def library_texts() -> tuple[str, ...]:
    """The declarations of the library, a file each."""
    return tuple(path.read_text(encoding="utf-8") for path in files())


def registers(viewer: Viewer) -> tuple[RegisterRow, ...]:
    """Every register in use, and those of the library that are not."""
    require(viewer, "register.list")
    used = {code: item.declaration for code, item in editions().items()}
    found = {**shelf(), **used}
    return tuple(
        RegisterRow(
            id=item.id,
            code=code,
            label=item.label,
            version=item.version,
            clerk=item.clerk,
            in_use=code in used,
            check_count=len({check.id for check in item.checks}),
        )
        for code, item in sorted(found.items(), key=lambda pair: (pair[1].id, pair[0]))
    )


def declaration(viewer: Viewer, register: str) -> Declaration:
    """A register's declaration in force."""
    require(viewer, "register.list")
    return edition(register).declaration


def settings(viewer: Viewer, register: str) -> tuple[SettingRow, ...]:
    """A register's settings: default, the office's own value, and its basis."""
    require(viewer, "register.list")
    own = {row.name: row for row in Setting.objects.filter(office=viewer.office_id, code=register)}
    return tuple(
        SettingRow(
            name=name,
            label=item.label,
            default=item.default,
            own=own[name].value if name in own else None,
            basis=own[name].basis if name in own else item.basis,
        )
        for name, item in edition(register).declaration.settings.items()
    )


# -- lists --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """`equal` holds values of indexed fields, `low` and `high` bounds of one; `sort` a field with `-` for descending."""

    equal: Mapping[str, Any] = field(default_factory=dict)
    low: Mapping[str, Any] = field(default_factory=dict)
    high: Mapping[str, Any] = field(default_factory=dict)
    state: str | None = None
    sort: str = "-number"
    voided: bool = False
    page: int = 1
    size: int = 50


def records(viewer: Viewer, register: str, filters: RecordFilters | None = None) -> RecordPage:
    """A page of a register's records that the viewer may see; private fields masked."""
    require(viewer, "record.list")
    filters = filters or RecordFilters()
    found = edition(register).declaration
    chosen = _narrowed(viewer, found, filters)
    size = min(max(filters.size, 1), LARGEST_PAGE)
    start = (max(filters.page, 1) - 1) * size
    rows = list(chosen.select_related("handler")[start : start + size + 1])
    return RecordPage(
        rows=_rows(viewer, found, rows[:size], listed=True),
        page=max(filters.page, 1),
        has_more=len(rows) > size,
    )


def _narrowed(viewer: Viewer, found: Declaration, filters: RecordFilters) -> QuerySet[Record]:
    chosen = Record.objects.filter(records_of(viewer, found))
    if not filters.voided:
        chosen = chosen.filter(voided_at=None)
    if filters.state is not None:
        chosen = chosen.filter(state=filters.state)
    for bounds, lookup in (
        (filters.equal, Exact),
        (filters.low, GreaterThanOrEqual),
        (filters.high, LessThanOrEqual),
    ):
        for name, raw in bounds.items():
            item = _filterable(found, name)
            chosen = chosen.filter(lookup(body(item), clean(item, raw, found.defaults)))
    return chosen.order_by(*_order(found, filters.sort))


def _filterable(found: Declaration, name: str) -> Field:
    """Filters and sorting take indexed fields only (security.md A05)."""
    item = found.fields.get(name)
    if item is None or not item.index or item.is_secret:
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


def _rows(
    viewer: Viewer, found: Declaration, rows: Sequence[Record], *, listed: bool
) -> tuple[RecordRow, ...]:
    names = Names()
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
        recorded_on=row.recorded_on,
        version=row.version,
        voided=row.voided_at is not None,
        cells={
            name: _cell(item, type, values.get(name), names, own) for name, item, type in fields
        },
    )


def _cell(item: Field, type: Type, value: Any, names: Names, own: bool) -> Cell:
    if (item.private or item.sealed) and not own and value is not None:
        return Cell(item.label, None, MASKED, masked=True)
    return Cell(item.label, value, show(value, type, names), masked=False)


# -- one record ---------------------------------------------------------------------------------------------------------------


def find_record(viewer: Viewer, uuid: UUID) -> Record:
    """The record for an action to work on; not found where the viewer may not see it."""
    require(viewer, "record.list")
    return _only(visible(viewer, Record).filter(uuid=uuid))


def record(viewer: Viewer, uuid: UUID) -> RecordDetail:
    """One record with its steps, papers and issues. Private fields are masked but for the record's own people."""
    row = find_record(viewer, uuid)
    found = edition(row.register).declaration
    pending = found.workflow.moves.get(row.pending_move or "")
    return RecordDetail(
        row=_rows(viewer, found, [row], listed=False)[0],
        locked=row.is_locked,
        pending=pending.label if pending else None,
        steps=tuple(_step(step, found) for step in row.steps.order_by("pk")),
        evidence=tuple(
            EvidenceRow(
                name=item.name,
                label=found.evidence[item.name].label if item.name in found.evidence else item.name,
                file=item.attachment.original_name,
                digest=item.attachment.sha256,
                attached_by=item.attached_by_name,
                withdrawn=item.withdrawn_at is not None,
            )
            for item in row.evidence.select_related("attachment").order_by("pk")
        ),
        issue_codes=tuple(row.issues.order_by("position").values_list("code", flat=True)),
    )


def moves(viewer: Viewer, uuid: UUID, today: date) -> tuple[MoveRow, ...]:
    """What the viewer may do with the record now, and what stands in the way of each."""
    row = find_record(viewer, uuid)
    found = edition(row.register).declaration
    own = office_settings(found.code, found.defaults, row.office_id)
    answers = []
    for move in found.workflow.moves.values():
        if row.state not in move.sources or not may_move(viewer, row, found, move):
            continue
        if judges_own(viewer, row, move):
            continue
        after = as_after(row, move)
        after.state = row.state
        apply(viewer, after, found, stamped(row, found, move, viewer, today), own)
        after.state = move.target
        missing = obstacles(row, after, found, move, own, today, reason="—")
        answers.append(MoveRow(move.name, move.label, move.fill, move.ask, tuple(missing)))
    return tuple(answers)


def history(viewer: Viewer, uuid: UUID) -> list[Event]:
    """What the journal holds of a record, newest first."""
    row = find_record(viewer, uuid)
    events = journal.history(viewer, "registers.record", str(row.uuid))
    return sorted(events, key=lambda event: event.seq, reverse=True)


def correction(viewer: Viewer, uuid: UUID) -> Correction:
    """A correction slip for an action to settle; seen with its record."""
    found = _only(visible(viewer, Correction).filter(uuid=uuid))
    find_record(viewer, found.record.uuid)
    return found


def _step(step: Any, found: Declaration) -> StepRow:
    move = found.workflow.moves.get(step.move)
    return StepRow(
        move=step.move,
        label=move.label if move else step.move,
        source=step.source,
        target=step.target,
        person=step.person_name,
        second=step.second_name,
        reason=step.reason,
        at=step.at,
    )


# -- results and what falls due -------------------------------------------------------------------------------------------------


def violations(
    viewer: Viewer,
    *,
    register: str | None = None,
    states: Sequence[str] = (ViolationState.OPEN,),
    limit: int = LARGEST_PAGE,
) -> tuple[ViolationRow, ...]:
    """What checks have found in the viewer's offices, worst and oldest first."""
    require(viewer, "record.list")
    found = visible(viewer, Violation).filter(state__in=states)
    if register is not None:
        found = found.filter(register=register)
    rows = found.select_related("record").order_by("level", "first_seen_on", "pk")[:limit]
    return tuple(
        ViolationRow(
            pk=item.pk,
            check=item.check_id,
            part=item.part,
            level=item.level,
            register=item.register,
            record=item.record_key or None,
            record_uuid=item.record.uuid if item.record else None,
            period=item.period,
            observed=item.observed,
            expected=item.expected,
            say=item.say,
            basis=item.basis,
            fix=item.fix,
            state=item.state,
            first_seen_on=item.first_seen_on,
            last_seen_on=item.last_seen_on,
        )
        for item in rows
    )


def shown(value: Any, kind: str) -> str:
    """A stored value of a plain kind in words, as results and pages write it."""
    return show(value, Type(kind), Names())


def find_violation(viewer: Viewer, pk: int) -> Violation:
    return _only(visible(viewer, Violation).filter(pk=pk))


def find_waiver(viewer: Viewer, pk: int) -> Waiver:
    return _only(visible(viewer, Waiver).filter(pk=pk))


def due(viewer: Viewer, today: date, until: date) -> tuple[DueRow, ...]:
    """What the viewer has to do until a day: in the own roles, or by name."""
    require(viewer, "record.list")
    works_in = viewer.department_ids | {viewer.office_id}
    mine = Q(role__in=viewer.roles) | Q(department__in=[key for key in works_in if key])
    if viewer.person_id is not None:
        mine |= Q(person=viewer.person_id)
    found = (
        visible(viewer, Occurrence)
        .filter(mine, state=OccurrenceState.OPEN, starts_on__lte=until)
        .select_related("record")
        .order_by("due_on", "pk")
    )
    known = editions()
    return tuple(
        DueRow(
            uuid=item.uuid,
            register=item.register,
            label=_due_label(known[item.register].declaration, item),
            record=item.record.number if item.record else None,
            record_uuid=item.record.uuid if item.record else None,
            starts_on=item.starts_on,
            due_on=item.due_on,
            state=item.state,
            is_late=item.due_on < today,
        )
        for item in found
        if item.register in known
    )


def find_occurrence(viewer: Viewer, uuid: UUID) -> Occurrence:
    return _only(visible(viewer, Occurrence).filter(uuid=uuid))


def _due_label(found: Declaration, item: Occurrence) -> str:
    if item.record_id is not None:
        move = found.workflow.moves.get(item.name)
        return move.label if move else item.name
    obligation = found.due.get(item.name)
    return obligation.label if obligation else item.name


def _only(found: QuerySet[_Found]) -> _Found:
    row = found.first()
    if row is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return row
