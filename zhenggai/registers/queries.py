"""What others may read of registers: every function knows its viewer and answers with frozen rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from zhenggai.jobs.queries import Status, status
from zhenggai.journal import queries as journal
from zhenggai.journal.actions import record as journal_record
from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.publishing import preview as preview
from zhenggai.registers.below import process_meetings as process_meetings
from zhenggai.registers.computed import comp_balance as comp_balance
from zhenggai.registers.computed import completeness as completeness
from zhenggai.registers.computed import custody_chain as custody_chain
from zhenggai.registers.computed import dues_matrix as dues_matrix
from zhenggai.registers.computed import leave_balance as leave_balance
from zhenggai.registers.computed import paper_matrix as paper_matrix
from zhenggai.registers.computed import posts_in_record as posts_in_record
from zhenggai.registers.declaration import Declaration as Declaration
from zhenggai.registers.desk import SOON, ShelfGroup
from zhenggai.registers.desk import desk as _desk
from zhenggai.registers.drafting import DRAFT_KINDS as DRAFT_KINDS
from zhenggai.registers.drafting import DraftField as DraftField
from zhenggai.registers.drafting import DraftRegister as DraftRegister
from zhenggai.registers.drafting import is_code as is_code
from zhenggai.registers.drafting import yaml_of as yaml_of
from zhenggai.registers.exporting import SheetColumn as SheetColumn
from zhenggai.registers.exporting import blank_columns as blank_columns
from zhenggai.registers.exporting import sheet_columns as sheet_columns
from zhenggai.registers.exporting import sheet_rows as sheet_rows
from zhenggai.registers.fields import Field as Field
from zhenggai.registers.filling import Filled as Filled
from zhenggai.registers.filling import Look as Look
from zhenggai.registers.filling import Named as Named
from zhenggai.registers.filling import choices_of as choices_of
from zhenggai.registers.filling import copied as copied
from zhenggai.registers.filling import defaults as defaults
from zhenggai.registers.filling import filled as filled
from zhenggai.registers.filling import find_records as find_records
from zhenggai.registers.filling import linked as linked
from zhenggai.registers.filling import look as look
from zhenggai.registers.hinge import bindable as bindable
from zhenggai.registers.hinge import bound_checks as bound_checks
from zhenggai.registers.hinge import calls_of as calls_of
from zhenggai.registers.hinge import issues_bound_to as issues_bound_to
from zhenggai.registers.hinge import measures_of as measures_of
from zhenggai.registers.hinge import suggestions as suggestions
from zhenggai.registers.insight import Beat as Beat
from zhenggai.registers.insight import CheckRow as CheckRow
from zhenggai.registers.insight import Health as Health
from zhenggai.registers.insight import Offender as Offender
from zhenggai.registers.insight import check_row as check_row
from zhenggai.registers.insight import check_rows as check_rows
from zhenggai.registers.insight import check_strip as check_strip
from zhenggai.registers.insight import health as health
from zhenggai.registers.insight import offenders as offenders
from zhenggai.registers.insight import state_counts as state_counts
from zhenggai.registers.listing import LARGEST_PAGE as LARGEST_PAGE
from zhenggai.registers.listing import MOST_SUMMED as MOST_SUMMED
from zhenggai.registers.listing import CheckCount as CheckCount
from zhenggai.registers.listing import RecordFilters as RecordFilters
from zhenggai.registers.listing import Totals as Totals
from zhenggai.registers.listing import all_records as all_records
from zhenggai.registers.listing import check_counts as check_counts
from zhenggai.registers.listing import failing as failing
from zhenggai.registers.listing import failing_count as failing_count
from zhenggai.registers.listing import is_filterable as is_filterable
from zhenggai.registers.listing import records as records
from zhenggai.registers.listing import rows_of
from zhenggai.registers.listing import totals as totals
from zhenggai.registers.listing import years as years
from zhenggai.registers.lookups import annual_leave_after as annual_leave_after
from zhenggai.registers.lookups import dues as dues
from zhenggai.registers.models import CallState as CallState
from zhenggai.registers.models import (
    CheckBinding,
    Correction,
    EvidenceItem,
    LookbackCall,
    Occurrence,
    OccurrenceState,
    Record,
    Setting,
    Violation,
    Waiver,
)
from zhenggai.registers.models import ViolationState as ViolationState
from zhenggai.registers.moves import Obstacle as Obstacle
from zhenggai.registers.moves import as_after, judges_own, may_move, obstacles, stamped
from zhenggai.registers.policy import keeps, may_enter, may_import, sees_results, sees_whole
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.published import editions as editions
from zhenggai.registers.rhythm import matrices as matrices
from zhenggai.registers.rhythm import month_of as month_of
from zhenggai.registers.rhythm import month_view as month_view
from zhenggai.registers.rows import Cell as Cell
from zhenggai.registers.rows import (
    DueRow,
    IssueRef,
    RegisterRow,
    SettingRow,
    StepRow,
    ViolationRow,
)
from zhenggai.registers.rows import MoveRow as MoveRow
from zhenggai.registers.rows import RecordDetail as RecordDetail
from zhenggai.registers.rows import RecordPage as RecordPage
from zhenggai.registers.rows import RecordRow as RecordRow
from zhenggai.registers.saving import apply
from zhenggai.registers.shapes import CadenceShape
from zhenggai.registers.sheets.lines import LineKind as LineKind
from zhenggai.registers.sheets.lines import SheetPlan as SheetPlan
from zhenggai.registers.sheets.plan import plan_sheet as plan_sheet
from zhenggai.registers.shelf import files, shelf
from zhenggai.registers.showing import Names, show
from zhenggai.registers.showing import told_rows as told_rows
from zhenggai.registers.signing_in import sheet_of as sheet_of
from zhenggai.registers.signing_in import token_of, way_of
from zhenggai.registers.standing import PaperFile as PaperFile
from zhenggai.registers.standing import Standing as Standing
from zhenggai.registers.standing import Verdict as Verdict
from zhenggai.registers.standing import may_see_paper, standing_of
from zhenggai.rules.types import Type

if TYPE_CHECKING:
    from zhenggai.journal.models import Event

_Found = TypeVar("_Found", bound=Model)


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


def shelf_text(viewer: Viewer, code: str) -> str:
    """The file of a library's register."""
    require(viewer, "register.list")
    found = shelf().get(code)
    if found is None:
        raise NotFound("register.not_found", gettext("库里没有这本登记簿"))
    return found.source


def free_id(viewer: Viewer) -> str:
    """A number for a register of the office's own: R50 and up, the first that is free."""
    taken = {row.id for row in registers(viewer)}
    return next(f"R{number}" for number in range(50, 1000) if f"R{number}" not in taken)


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


def desk(viewer: Viewer, today: date) -> list[ShelfGroup]:
    """The registers that concern the viewer, by group, with what is open and due."""
    counts: dict[str, tuple[int, int]] = {}
    for item in due(viewer, today, today + SOON):
        late, all_ = counts.get(item.register, (0, 0))
        counts[item.register] = (late + item.is_late, all_ + 1)
    return _desk(viewer, today, counts)


def may(viewer: Viewer, register: str) -> dict[str, bool]:
    """What the viewer is to a register, for pages to show buttons or not."""
    found = edition(register).declaration
    return {
        "enter": may_enter(viewer, found),
        "import": may_import(viewer, found),
        "keep": keeps(viewer, found),
        "whole": sees_whole(viewer, found),
        "results": sees_whole(viewer, found) or sees_results(viewer),
    }


def has_rhythm(found: Declaration) -> bool:
    """Whether something comes round in the register: a cadence, or obligations."""
    return bool(found.due) or any(isinstance(check.shape, CadenceShape) for check in found.checks)


# -- one record ---------------------------------------------------------------------------------------------------------------


def find_record(viewer: Viewer, uuid: UUID) -> Record:
    """The record for an action to work on; not found where the viewer may not see it."""
    require(viewer, "record.list")
    seen = visible(viewer, Record).select_related("handler", "department")
    return _only(seen.filter(uuid=uuid))


Which = UUID | Record
"""A record by its uuid, or as `find_record` found it: a page that asks several questions looks for it once."""


def _found(viewer: Viewer, which: Which) -> Record:
    return which if isinstance(which, Record) else find_record(viewer, which)


def record(viewer: Viewer, which: Which) -> RecordDetail:
    """One record with its steps. Private fields are masked but for the record's own people."""
    row = _found(viewer, which)
    found = edition(row.register).declaration
    pending = found.workflow.moves.get(row.pending_move or "")
    return RecordDetail(
        row=rows_of(viewer, found, [row], listed=False)[0],
        locked=row.is_locked,
        pending=pending.label if pending else None,
        steps=tuple(_step(step, found) for step in row.steps.order_by("pk")),
    )


def standing(viewer: Viewer, record: Record, today: date) -> Standing:
    """How a record found by `find_record` stands: papers, verdicts of checks, who moves next, slips."""
    return standing_of(viewer, record, today)


def sign_in_token(viewer: Viewer, record: Record) -> str:
    """The token of a record's sign-in code, for those who keep its register; empty where it takes no signatures."""
    found = edition(record.register).declaration
    way = way_of(found)
    takes = way is not None and (way.present is not None or way.attendance is not None)
    return token_of(record) if takes and keeps(viewer, found) and not record.is_locked else ""


def find_paper(viewer: Viewer, uuid: UUID, key: int) -> EvidenceItem:
    """A file handed in as a paper of a record that the viewer sees; a private one for its own people and clerk."""
    row = find_record(viewer, uuid)
    item = _only(EvidenceItem.objects.filter(record=row, pk=key).select_related("attachment"))
    if not may_see_paper(viewer, row, item):
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return item


def note_paper(viewer: Viewer, record: Record, item: EvidenceItem) -> None:
    """Write down that a paper was taken out."""
    journal_record(
        viewer,
        "record.download",
        obj=record,
        summary=gettext("下载 %(number)s 的材料") % {"number": record.number},
        digest=item.attachment.sha256,
    )


def moves(viewer: Viewer, which: Which, today: date) -> tuple[MoveRow, ...]:
    """What the viewer may do with the record now, and what stands in the way of each."""
    row = _found(viewer, which)
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


def history(viewer: Viewer, which: Which) -> list[Event]:
    """What the journal holds of a record, newest first."""
    row = _found(viewer, which)
    events = journal.history(viewer, "registers.record", str(row.uuid))
    return sorted(events, key=lambda event: event.seq, reverse=True)


def issues_of(viewer: Viewer, record: Record) -> list[IssueRef]:
    """The issues that a record helps to mend, as far as the viewer sees them."""
    seen = visible(viewer, _issue_model()).filter(pk__in=record.issues.values("pk"))
    rows = seen.order_by("position").values_list("uuid", "code", "title")
    return [IssueRef(uuid, code, title) for uuid, code, title in rows]


def issues_named(viewer: Viewer, codes: str) -> list[UUID]:
    """The issues that are called by these codes (2-3、2-4), of the newest round where several have it; refused by name
    where one is not there."""
    wanted = [code for code in re.split(r"[\s、，,;；]+", codes) if code]
    found: dict[str, UUID] = {}
    seen = visible(viewer, _issue_model()).filter(code__in=wanted).order_by("round_id")
    for code, uuid in seen.values_list("code", "uuid"):
        found[code] = uuid
    missing = [code for code in wanted if code not in found]
    if missing:
        raise BadInput(
            "record.issue",
            gettext("没有问题“%(code)s”——请写台账上的编号，如 2-3") % {"code": missing[0][:20]},
        )
    return [found[code] for code in dict.fromkeys(wanted)]


def _issue_model() -> Any:
    """The table of issues belongs to the room below; the record's own column leads to it."""
    return Record._meta.get_field("issues").related_model


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


def find_binding(viewer: Viewer, uuid: UUID) -> CheckBinding:
    return _only(visible(viewer, CheckBinding).filter(uuid=uuid))


def find_call(viewer: Viewer, uuid: UUID) -> LookbackCall:
    return _only(visible(viewer, LookbackCall).filter(uuid=uuid))


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
            name=item.name,
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


def due_proof(row: DueRow) -> str | None:
    """What has to be shown when the item is done: empty where nothing is, None where a record's move settles it."""
    found = editions().get(row.register)
    if found is None or row.record_uuid is not None:
        return None
    obligation = found.declaration.due.get(row.name)
    return None if obligation is None else obligation.proof or ""


def sweep_status(viewer: Viewer, job: int) -> Status | None:
    """How far a sweep is that somebody asked for."""
    require(viewer, "sweep.ask")
    return status(job)


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
