"""Making a move, and confirming one that needs a second person (流转)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.refusals import in_force, plain, refuse_pending, refuse_voided, save
from zhenggai.registers.declaration import Declaration, Move
from zhenggai.registers.models import Record, Step
from zhenggai.registers.moves import (
    Blocked,
    as_after,
    judges_own,
    may_confirm,
    may_move,
    movers_label,
    obstacles,
    stamped,
)
from zhenggai.registers.reminders import remind
from zhenggai.registers.saving import Change, apply, refresh_dependents

LONGEST_REASON = 1_000


@action("record.move", on="record")
def move_record(
    viewer: Viewer,
    record: Record,
    move: str,
    *,
    version: int,
    today: date,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Record:
    """Make a move, filling the fields that it asks for. Everything that stands in its way is told at once."""
    refuse_voided(record)
    refuse_pending(record)
    declaration, settings = in_force(record)
    found = _known(declaration, record, move)
    _refuse_stranger(viewer, record, declaration, found)
    reason = plain_text(reason, longest=LONGEST_REASON)
    after, changes = _filled(viewer, record, declaration, found, values or {}, settings, today)
    missing = obstacles(record, after, declaration, found, settings, today, reason)
    if missing:
        raise Blocked(found, missing)
    record.data, record.title = after.data, after.title
    if found.second is not None:
        return _wait(viewer, record, declaration, found, version, changes)
    _arrive(viewer, record, declaration, found, version, today, reason, settings)
    note(
        obj=record,
        summary=gettext("%(number)s：%(move)s") % {"number": record.number, "move": found.label},
        move=found.name,
        reason=reason,
        changes=plain(changes, declaration),
    )
    return record


@action("record.confirm", on="record")
def confirm_move(
    viewer: Viewer,
    record: Record,
    *,
    version: int,
    today: date,
    agree: bool = True,
    reason: str = "",
) -> Record:
    """The second person's word on a move that waits for it: made now, or sent back with the reason."""
    refuse_voided(record)
    declaration, settings = in_force(record)
    if record.pending_move is None:
        raise Refused(
            "record.not_pending", gettext("这条记录没有待确认的流转——可能别人已办；请刷新后查看")
        )
    move = declaration.workflow.moves[record.pending_move]
    if not may_confirm(viewer, record, move):
        raise NotAllowed(
            "action.not_allowed",
            gettext("“%(move)s”须由另一人以%(role)s身份确认——经办人自己不能确认")
            % {"move": move.label, "role": role_label(move.second or "")},
        )
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not agree:
        return _send_back(record, move, version, reason)
    missing = obstacles(record, as_after(record, move), declaration, move, settings, today, "—")
    if missing:
        raise Blocked(move, missing)
    first = str(record.pending_by or gettext("另一人"))
    _arrive(viewer, record, declaration, move, version, today, reason, settings, first)
    note(
        obj=record,
        summary=gettext("%(number)s：确认%(move)s") % {"number": record.number, "move": move.label},
        move=move.name,
    )
    return record


def _known(declaration: Declaration, record: Record, name: str) -> Move:
    move = declaration.workflow.moves.get(name)
    if move is None:
        raise BadInput("move.unknown", gettext("没有流转“%(name)s”") % {"name": name[:40]})
    if record.state not in move.sources:
        state = declaration.workflow.states.get(record.state, record.state)
        raise Refused(
            "move.state",
            gettext(
                "当前状态为“%(state)s”，不能%(move)s——依据%(register)s的流转；请刷新后看可办的步骤"
            )
            % {"state": state, "move": move.label, "register": declaration.label},
        )
    return move


def _refuse_stranger(viewer: Viewer, record: Record, declaration: Declaration, move: Move) -> None:
    if not may_move(viewer, record, declaration, move):
        raise NotAllowed(
            "action.not_allowed",
            gettext("“%(move)s”由%(who)s办理——您不在其列；请交由其办理")
            % {"move": move.label, "who": movers_label(declaration, move)},
        )
    if judges_own(viewer, record, move):
        raise Refused(
            "move.own",
            gettext("您提交的记录不能由您%(move)s——提交人与审核人须分开；请由另一人办理")
            % {"move": move.label},
        )


def _filled(
    viewer: Viewer,
    record: Record,
    declaration: Declaration,
    move: Move,
    values: Mapping[str, Any],
    settings: Mapping[str, Any],
    today: date,
) -> tuple[Record, dict[str, Change]]:
    """The record as it would be: filled, stamped, computed, in its new state."""
    strange = sorted(set(values) - set(move.fill))
    if strange:
        raise BadInput(
            "move.fill",
            gettext("“%(move)s”时不填“%(name)s”——请在填写里改")
            % {"move": move.label, "name": strange[0]},
        )
    after = as_after(record, move)
    after.state = record.state
    stamps = stamped(record, declaration, move, viewer, today)
    changes = apply(viewer, after, declaration, {**values, **stamps}, settings)
    after.state = move.target
    return after, changes


def _wait(
    viewer: Viewer,
    record: Record,
    declaration: Declaration,
    move: Move,
    version: int,
    changes: Mapping[str, Change],
) -> Record:
    """The move waits for its second person; what was filled is kept."""
    save(
        record,
        version,
        pending_move=move.name,
        pending_by_id=viewer.person_id,
        pending_by_account=viewer.account_id,
    )
    note(
        obj=record,
        summary=gettext("%(number)s：%(move)s，待另一人确认")
        % {"number": record.number, "move": move.label},
        move=move.name,
        changes=plain(changes, declaration),
    )
    return record


def _send_back(record: Record, move: Move, version: int, reason: str) -> Record:
    if not reason:
        raise BadInput("move.reason", gettext("不同意须写明理由——请填写后再办"))
    save(record, version, pending_move=None, pending_by_id=None, pending_by_account=None)
    note(
        obj=record,
        summary=gettext("%(number)s：不同意%(move)s")
        % {"number": record.number, "move": move.label},
        move=move.name,
        reason=reason,
    )
    return record


def _arrive(
    viewer: Viewer,
    record: Record,
    declaration: Declaration,
    move: Move,
    version: int,
    today: date,
    reason: str,
    settings: Mapping[str, Any],
    first: str = "",
) -> None:
    """The record in its new state: submitted, reviewed or back at the start as the move makes it."""
    source = record.state
    columns: dict[str, Any] = {"state": move.target}
    columns |= {"pending_move": None, "pending_by_id": None, "pending_by_account": None}
    start = declaration.workflow.start
    if move.target == start:
        columns |= {"submitted_by_id": None, "submitted_by_account": None, "reviewed_at": None}
    elif source == start:
        columns |= {"submitted_by_id": viewer.person_id, "submitted_by_account": viewer.account_id}
    elif move.is_review and record.reviewed_at is None:
        columns |= {"reviewed_at": timezone.now()}
    save(record, version, **columns)
    Step.objects.create(
        record=record,
        move=move.name,
        source=source,
        target=move.target,
        person_id=viewer.person_id,
        person_name=first or viewer.name,
        second_name=viewer.name if first else "",
        reason=reason,
        on=today,
    )
    remind(record, declaration, settings, today, move.name)
    refresh_dependents(record)
