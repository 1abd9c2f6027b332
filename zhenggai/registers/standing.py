"""How one record stands: what it shows, what checks say of it now, who has to move next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from zhenggai.archive.queries import SMALL, is_picture, picture
from zhenggai.lib.errors import FileRefused
from zhenggai.people.queries import can
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.correcting import approvers
from zhenggai.registers.checks.gate import Case, asks_of_record, violated
from zhenggai.registers.declaration import Declaration, EvidenceKind, Move
from zhenggai.registers.fields import event_field
from zhenggai.registers.frames import frame_of
from zhenggai.registers.models import (
    Correction,
    CorrectionState,
    EvidenceItem,
    Record,
    Violation,
    ViolationState,
)
from zhenggai.registers.moves import (
    first_field,
    judges_own,
    may_confirm,
    may_move,
    movers_label,
)
from zhenggai.registers.policy import keeps, knows
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.showing import MASKED, Names, known_names, show
from zhenggai.rules.closures import Frame, closure


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file handed in as a paper; `key` names it within its record. A private one is shown to the record's own
    people and its clerk."""

    key: int
    file: str
    digest: str
    detected_type: str
    size: int
    attached_by: str
    attached_at: datetime
    withdrawn: str
    may_open: bool
    taken: date | None
    """The day that the camera wrote into a picture."""
    is_far: bool
    """Whether that lies more than a day from the record's own day (LB-3)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the declaration names: which moves ask for it, whether it is asked of this record, what is there."""

    name: str
    label: str
    before: tuple[str, ...]
    is_needed: bool
    private: bool
    files: tuple[PaperFile, ...]

    @property
    def is_there(self) -> bool:
        return any(not item.withdrawn for item in self.files)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a record as it is now; `field` is where to mend it, `waived` whether it is excused."""

    check: str
    level: str
    say: str
    observed: str
    expected: str
    basis: str
    fix: str
    field: str | None
    waived: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """A move out of the record's state that somebody else has to make."""

    label: str
    who: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A move that waits for its second person."""

    label: str
    who: str
    by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class SlipChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A correction slip as a page shows it."""

    uuid: Any
    state: str
    state_label: str
    reason: str
    asked_by: str
    asked_on: date
    settled_by: str
    settled_on: date | None
    changes: tuple[SlipChange, ...]
    may_settle: bool


@dataclass(frozen=True, slots=True)
class Standing:
    papers: tuple[Paper, ...]
    verdicts: tuple[Verdict, ...]
    awaited: tuple[Awaited, ...]
    pending: Pending | None
    slips: tuple[Slip, ...]


def standing_of(viewer: Viewer, record: Record, today: date) -> Standing:
    """Everything about a record that a viewer who sees it may know beside its fields."""
    found = edition(record.register).declaration
    settings = office_settings(found.code, found.defaults, record.office_id)
    frame = frame_of(record, found, settings, today.isoformat())
    live = record.voided_at is None
    return Standing(
        papers=_papers(viewer, record, found, frame),
        verdicts=_verdicts(record, found, frame) if live else (),
        awaited=_awaited(viewer, record, found, frame) if live else (),
        pending=_pending(viewer, record, found),
        slips=_slips(viewer, record, found),
    )


def may_see_paper(viewer: Viewer, record: Record, item: EvidenceItem) -> bool:
    found = edition(record.register).declaration
    kind = found.evidence.get(item.name)
    return _opens(viewer, record, found, kind)


def _opens(viewer: Viewer, record: Record, found: Declaration, kind: EvidenceKind | None) -> bool:
    return kind is None or not kind.private or knows(viewer, record) or keeps(viewer, found)


def _papers(viewer: Viewer, record: Record, found: Declaration, frame: Frame) -> tuple[Paper, ...]:
    items = list(record.evidence.select_related("attachment").order_by("pk"))
    return tuple(
        Paper(
            name=kind.name,
            label=kind.label,
            before=tuple(
                found.workflow.moves[name].label
                for name in kind.before
                if name in found.workflow.moves
            ),
            is_needed=bool(kind.before)
            and (kind.when is None or closure(kind.when)(frame) is True),
            private=kind.private,
            files=tuple(
                _file(item, _opens(viewer, record, found, kind), _event_day(record, found))
                for item in items
                if item.name == kind.name
            ),
        )
        for kind in found.evidence.values()
    )


def _event_day(record: Record, found: Declaration) -> date | None:
    """The day of the record's matter, as far as it has one."""
    item = event_field(found)
    text = record.data.get(item.name) if item is not None and item.kind != "month" else None
    return date.fromisoformat(text[:10]) if text else None


def _taken(item: EvidenceItem) -> date | None:
    if not is_picture(item.attachment.detected_type):
        return None
    try:
        return picture(item.attachment, SMALL).taken
    except FileRefused:
        return None


def _file(item: EvidenceItem, may_open: bool, happened: date | None) -> PaperFile:
    taken = _taken(item) if may_open and item.withdrawn_at is None else None
    return PaperFile(
        key=item.pk,
        file=item.attachment.original_name if may_open else "",
        digest=item.attachment.sha256,
        detected_type=item.attachment.detected_type,
        size=item.attachment.size,
        attached_by=item.attached_by_name,
        attached_at=item.attached_at,
        withdrawn=item.withdraw_reason if item.withdrawn_at is not None else "",
        may_open=may_open,
        taken=taken,
        is_far=bool(taken and happened and abs((taken - happened).days) > 1),
    )


def _verdicts(record: Record, found: Declaration, frame: Frame) -> tuple[Verdict, ...]:
    waived = set(
        Violation._base_manager.filter(record=record, state=ViolationState.WAIVED).values_list(
            "check_id", flat=True
        )
    )
    return verdicts(Case(found, frame, record.pk, record.office_id), waived)


def verdicts(case: Case, waived: set[str] | frozenset[str] = frozenset()) -> tuple[Verdict, ...]:
    """What the register's own checks say of one record, worst first; each check once."""
    found: dict[str, Verdict] = {}
    for check in case.declaration.checks:
        if not asks_of_record(check) or check.key in found:
            continue
        for finding in violated(check, case)[:1]:
            found[check.key] = Verdict(
                check=check.id,
                level=finding.level,
                say=finding.say,
                observed=finding.observed,
                expected=finding.expected,
                basis=check.basis or "",
                fix=check.fix or "",
                field=first_field(check.id, case.declaration),
                waived=check.id in waived,
            )
    return tuple(sorted(found.values(), key=lambda item: "EWI".index(item.level)))


def _awaited(
    viewer: Viewer, record: Record, found: Declaration, frame: Frame
) -> tuple[Awaited, ...]:
    if record.pending_move is not None:
        return ()
    return tuple(
        Awaited(move.label, _who(viewer, record, found, move))
        for move in found.workflow.moves.values()
        if record.state in move.sources
        and (not may_move(viewer, record, found, move) or judges_own(viewer, record, move))
        and (move.when is None or closure(move.when)(frame) is True)
    )


def _who(viewer: Viewer, record: Record, found: Declaration, move: Move) -> str:
    """Who makes a move that the viewer does not; whoever submitted the record is told why not."""
    who = movers_label(found, move)
    if not judges_own(viewer, record, move):
        return who
    return gettext("%(who)s（提交人本人除外）") % {"who": who}


def _pending(viewer: Viewer, record: Record, found: Declaration) -> Pending | None:
    move = found.workflow.moves.get(record.pending_move or "")
    if move is None:
        return None
    return Pending(
        label=move.label,
        who=role_label(move.second or ""),
        by=str(record.pending_by or ""),
        mine=may_confirm(viewer, record, move),
    )


def _slips(viewer: Viewer, record: Record, found: Declaration) -> tuple[Slip, ...]:
    slips = list(record.corrections.order_by("-pk"))
    names = known_names()
    types = {name: item.plain_type for name, item in found.fields.items() if not item.sealed}
    names.learn(
        (
            {name: change[side] for name, change in slip.changes.items()}
            for slip in slips
            for side in ("before", "after")
        ),
        types,
    )
    own = knows(viewer, record) or keeps(viewer, found)
    approves = can(viewer, "record.settle_correction") and bool(viewer.roles & approvers(found))
    return tuple(
        Slip(
            uuid=slip.uuid,
            state=slip.state,
            state_label=str(CorrectionState(slip.state).label),
            reason=slip.reason,
            asked_by=slip.asked_by_name,
            asked_on=slip.asked_on,
            settled_by=slip.settled_by_name,
            settled_on=slip.settled_on,
            changes=_slip_changes(slip, found, names, own or approves),
            may_settle=slip.state == CorrectionState.ASKED
            and approves
            and slip.asked_by_account != viewer.account_id,
        )
        for slip in slips
    )


def _slip_changes(
    slip: Correction, found: Declaration, names: Names, open_to: bool
) -> tuple[SlipChange, ...]:
    told = []
    for name, change in slip.changes.items():
        item = found.fields.get(name)
        if item is None:
            continue
        shown = [
            show(change[side], item.plain_type, names) if open_to or not item.is_secret else MASKED
            for side in ("before", "after")
        ]
        told.append(SlipChange(item.label, shown[0], shown[1]))
    return tuple(told)
