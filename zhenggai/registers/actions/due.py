"""What falls due again and again: planned ahead, done, excused (周期事项)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.archive.actions import Kept, register
from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.queries import organ_keys
from zhenggai.people.viewer import Viewer
from zhenggai.registers.models import Occurrence, OccurrenceState
from zhenggai.registers.published import editions
from zhenggai.registers.reminders import AHEAD, days_of, occurrence

if TYPE_CHECKING:
    from zhenggai.archive.models import Attachment

LONGEST_NOTE = 500


@action("occurrence.plan", noun="registers.occurrence")
def plan_occurrences(viewer: Viewer, *, today: date) -> int:
    """Store every occurrence from a year back to a year ahead that is not there yet; answers with how many were new.
    Doing it again, or after days without doing it, changes nothing else."""
    made = 0
    for code, edition in editions().items():
        for obligation in edition.declaration.due.values():
            days = days_of(obligation, today - AHEAD, today + AHEAD)
            for office in organ_keys():
                there = set(
                    Occurrence._base_manager.filter(
                        office=office, register=code, name=obligation.name, record=None
                    ).values_list("nominal_on", flat=True)
                )
                rows = [
                    occurrence(edition.declaration, obligation, office, day)
                    for day in days
                    if day not in there
                ]
                Occurrence._base_manager.bulk_create(rows, ignore_conflicts=True)
                made += len(rows)
    note(summary=gettext("排定周期事项 %(count)s 项") % {"count": made})
    return made


@action("occurrence.settle", on="item")
def finish_occurrence(
    viewer: Viewer,
    item: Occurrence,
    *,
    today: date,
    attachment: Attachment | None = None,
    remark: str = "",
) -> Occurrence:
    """Say that it is done, with the proof that the obligation asks for."""
    _refuse_unfit(viewer, item)
    proof = editions()[item.register].declaration.due[item.name].proof
    if proof is not None and attachment is None:
        raise Refused(
            "occurrence.proof", gettext("缺%(proof)s——办结须附上；请上传") % {"proof": proof}
        )
    if attachment is not None and attachment.office_id != item.office_id:
        raise NotFound("not_found", gettext("没有这份附件，或不在您的范围内"))
    item.attachment = attachment
    return _settle(viewer, item, OccurrenceState.DONE, today, remark)


@action("occurrence.settle", on="item")
def finish_with_file(
    viewer: Viewer, item: Occurrence, *, today: date, kept: Kept | None, remark: str = ""
) -> Occurrence:
    """The same with a file that was handed in just now."""
    attachment = register(viewer, kept, office_id=item.office_id) if kept is not None else None
    return finish_occurrence(viewer, item, today=today, attachment=attachment, remark=remark)


@action("occurrence.settle", on="item")
def excuse_occurrence(viewer: Viewer, item: Occurrence, *, today: date, reason: str) -> Occurrence:
    """Say why it need not be done this time."""
    _refuse_unfit(viewer, item)
    if not reason.strip():
        raise BadInput("occurrence.reason", gettext("免办须写明理由——请填写后再办"))
    return _settle(viewer, item, OccurrenceState.EXCUSED, today, reason)


def _settle(
    viewer: Viewer, item: Occurrence, state: OccurrenceState, today: date, remark: str
) -> Occurrence:
    item.state, item.done_on, item.done_by_name = state, today, viewer.name
    item.note = plain_text(remark, longest=LONGEST_NOTE)
    item.save()
    label = editions()[item.register].declaration.due[item.name].label
    note(
        obj=item,
        summary=gettext("%(label)s（%(day)s）：%(state)s")
        % {"label": label, "day": item.due_on.isoformat(), "state": state.label},
    )
    return item


def _refuse_unfit(viewer: Viewer, item: Occurrence) -> None:
    edition = editions().get(item.register)
    if item.record_id is not None or edition is None or item.name not in edition.declaration.due:
        raise Refused("occurrence.move", gettext("这一项随记录的流转办结——请到那条记录去办"))
    if item.state != OccurrenceState.OPEN:
        raise Refused("occurrence.settled", gettext("这一项已办结或免办——请刷新后查看"))
    if not viewer.roles & {item.role, edition.declaration.clerk}:
        raise NotAllowed("action.not_allowed", gettext("这一项由台账员办理——您不在其列"))
