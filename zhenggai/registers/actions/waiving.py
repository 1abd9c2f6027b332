"""Excusing a violation until a day: asked by one, approved by another (豁免)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.registers.models import Violation, ViolationState, Waiver

LONGEST_REASON = 1_000
LONGEST = timedelta(days=366)
"""No waiver is for ever (rulebook.md G): after a year it has to be asked for again."""


@action("waiver.ask", on="violation")
def ask_waiver(
    viewer: Viewer, violation: Violation, *, reason: str, until: date, today: date
) -> Waiver:
    """Ask that a violation be excused until a day."""
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason:
        raise BadInput("waiver.reason", gettext("豁免须写明理由——请填写后再办"))
    if not today < until <= today + LONGEST:
        raise BadInput(
            "waiver.until", gettext("豁免须写明到期日，且不超过一年——不得永久豁免；请改到期日")
        )
    if violation.state == ViolationState.FIXED:
        raise Refused("waiver.fixed", gettext("这一项已整改，不必豁免"))
    waiver = Waiver.objects.create(
        office_id=violation.office_id,
        violation=violation,
        reason=reason,
        until=until,
        asked_by_account=viewer.account_id,
        asked_by_person=viewer.person_id,
        asked_by_name=viewer.name,
        asked_on=today,
    )
    note(
        obj=violation,
        summary=gettext("申请豁免 %(check)s 至 %(until)s：%(reason)s")
        % {"check": violation.check_id, "until": until.isoformat(), "reason": reason},
    )
    return waiver


@action("waiver.approve", on="waiver")
def approve_waiver(viewer: Viewer, waiver: Waiver, *, today: date) -> Waiver:
    """Approve what another has asked for; the violation counts as waived until the day."""
    own = (viewer.account_id is not None and viewer.account_id == waiver.asked_by_account) or (
        viewer.person_id is not None and viewer.person_id == waiver.asked_by_person
    )
    if own:
        raise Refused("waiver.own", gettext("自己申请的豁免不能自己批准——请由另一人办理"))
    if waiver.approved_on is not None or waiver.until < today:
        raise Refused("waiver.settled", gettext("这项豁免已批准或已过期——请刷新后查看"))
    waiver.approved_by_name, waiver.approved_on = viewer.name, today
    waiver.save(update_fields=["approved_by_name", "approved_on"])
    Violation.objects.filter(pk=waiver.violation_id, state=ViolationState.OPEN).update(
        state=ViolationState.WAIVED
    )
    note(
        obj=waiver.violation,
        summary=gettext("批准豁免 %(check)s 至 %(until)s")
        % {"check": waiver.violation.check_id, "until": waiver.until.isoformat()},
    )
    return waiver
