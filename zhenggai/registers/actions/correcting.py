"""Correction slips: how a reviewed record changes (更正单)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.refusals import in_force, plain, refuse_voided, save
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.models import Correction, CorrectionState, Record
from zhenggai.registers.saving import apply, check_key, cleaned_values, refresh_dependents
from zhenggai.registers.values import natural

LONGEST_REASON = 1_000


@action("record.ask_correction", on="record")
def ask_correction(
    viewer: Viewer, record: Record, values: Mapping[str, Any], *, reason: str, today: date
) -> Correction:
    """Ask to change what stands in a reviewed record; it changes when somebody who reviews has approved."""
    refuse_voided(record)
    declaration, settings = in_force(record)
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason or not values:
        raise BadInput("correction.reason", gettext("更正单须写明改什么、为什么改——请填写后再办"))
    if not record.is_locked:
        raise Refused(
            "correction.not_locked", gettext("这条记录尚未审核，可以直接修改，不必办更正单")
        )
    if record.corrections.filter(state=CorrectionState.ASKED).exists():
        raise Refused("correction.open", gettext("这条记录已有一张待批的更正单——请先办结那一张"))
    sealed = [
        name for name in values if name in declaration.fields and declaration.fields[name].sealed
    ]
    if sealed:
        raise Refused(
            "correction.sealed", gettext("密封字段不写进更正单——请作废这条记录后重新登记")
        )
    cleaned = cleaned_values(declaration, values, settings)
    slip = Correction.objects.create(
        office_id=record.office_id,
        record=record,
        changes={
            name: {"before": record.data.get(name), "after": value}
            for name, value in cleaned.items()
        },
        reason=reason,
        asked_by_account=viewer.account_id,
        asked_by_person=viewer.person_id,
        asked_by_name=viewer.name,
        asked_on=today,
    )
    note(
        obj=record,
        summary=gettext("%(number)s 申请更正") % {"number": record.number},
        changes=slip.changes,
        reason=reason,
    )
    return slip


@action("record.settle_correction", on="correction")
def settle_correction(
    viewer: Viewer, correction: Correction, *, agree: bool, today: date
) -> Correction:
    """Approve a slip, which changes the record and keeps both values, or refuse it."""
    record = correction.record
    refuse_voided(record)
    declaration, settings = in_force(record)
    _refuse_unfit(viewer, correction, declaration)
    if agree:
        _check_unchanged(correction, record)
        given = {
            name: natural(declaration.fields[name], change["after"])
            for name, change in correction.changes.items()
        }
        changes = apply(viewer, record, declaration, given, settings)
        check_key(record, declaration, record.data)
        save(record, record.version)
        refresh_dependents(record)
        note(changes=plain(changes, declaration))
    correction.state = CorrectionState.APPROVED if agree else CorrectionState.REFUSED
    correction.settled_by_name, correction.settled_on = viewer.name, today
    correction.save()
    said = gettext("%(number)s 批准更正") if agree else gettext("%(number)s 不批准更正")
    note(obj=record, summary=said % {"number": record.number})
    return correction


def approvers(declaration: Declaration) -> frozenset[str]:
    """Whoever reviews the register's records approves their corrections; the head of the office always may."""
    reviews = (move for move in declaration.workflow.moves.values() if move.is_review)
    return frozenset(
        {Role.PRINCIPAL} | {mover.role for move in reviews for mover in move.by if mover.role}
    )


def _refuse_unfit(viewer: Viewer, correction: Correction, declaration: Declaration) -> None:
    if correction.state != CorrectionState.ASKED:
        raise Refused("correction.settled", gettext("这张更正单已办结——请刷新后查看"))
    if not viewer.roles & approvers(declaration):
        raise NotAllowed(
            "action.not_allowed", gettext("更正单由审核这一登记簿的人批准——您不在其列")
        )
    own = (viewer.account_id is not None and viewer.account_id == correction.asked_by_account) or (
        viewer.person_id is not None and viewer.person_id == correction.asked_by_person
    )
    if own:
        raise Refused("correction.own", gettext("自己提出的更正不能自己批准——请由另一人办理"))


def _check_unchanged(correction: Correction, record: Record) -> None:
    if any(
        record.data.get(name) != change["before"] for name, change in correction.changes.items()
    ):
        raise Refused(
            "correction.stale", gettext("提出更正后记录又有变动——请退回这张更正单，按现值重新提出")
        )
