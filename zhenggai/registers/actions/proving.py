"""Papers that a record must show (附件)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.archive.actions import Kept, register
from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.registers.actions.refusals import in_force, refuse_voided
from zhenggai.registers.models import EvidenceItem, Record
from zhenggai.registers.published import edition

if TYPE_CHECKING:
    from zhenggai.archive.models import Attachment

LONGEST_REASON = 500


@action("record.attach", on="record")
def attach_evidence(
    viewer: Viewer, record: Record, *, name: str, attachment: Attachment
) -> EvidenceItem:
    """Show a stored attachment as one of the papers that the register names."""
    refuse_voided(record)
    declaration, _ = in_force(record)
    if name not in declaration.evidence:
        raise BadInput(
            "evidence.kind",
            gettext("%(register)s没有这种材料——请从 %(known)s 中选")
            % {
                "register": declaration.label,
                "known": "、".join(item.label for item in declaration.evidence.values()),
            },
        )
    if attachment.office_id != record.office_id:
        raise NotFound("not_found", gettext("没有这份附件，或不在您的范围内"))
    item = EvidenceItem.objects.create(
        record=record, name=name, attachment=attachment, attached_by_name=viewer.name
    )
    _touch(record)
    note(
        obj=record,
        summary=gettext("%(number)s 上传%(label)s")
        % {"number": record.number, "label": declaration.evidence[name].label},
        digest=attachment.sha256,
    )
    return item


@action("record.attach", on="record")
def attach_files(
    viewer: Viewer, record: Record, *, name: str, files: Sequence[Kept]
) -> list[EvidenceItem]:
    """The same for files that were handed in just now: their bytes lie in the store already."""
    items = [
        attach_evidence(
            viewer,
            record,
            name=name,
            attachment=register(viewer, kept, office_id=record.office_id),
        )
        for kept in files
    ]
    label = edition(record.register).declaration.evidence[name].label
    note(
        summary=gettext("%(number)s 上传%(label)s，%(count)s 件")
        % {"number": record.number, "label": label, "count": len(items)},
        digests=[kept.sha256 for kept in files],
    )
    return items


@action("record.withdraw", on="record")
def withdraw_evidence(viewer: Viewer, record: Record, item: EvidenceItem, *, reason: str) -> None:
    """Take a paper back with the reason; the file itself is kept. What a review has seen stays."""
    refuse_voided(record)
    if item.record_id != record.pk or item.withdrawn_at is not None:
        raise NotFound("not_found", gettext("没有这份附件，或不在您的范围内"))
    if record.is_locked:
        raise Refused(
            "record.locked_evidence", gettext("记录已审核，所附材料不能撤回——可以再补新的材料")
        )
    reason = plain_text(reason, longest=LONGEST_REASON)
    if not reason:
        raise BadInput("evidence.reason", gettext("撤回材料须写明理由——请填写后再办"))
    item.withdrawn_at, item.withdraw_reason = timezone.now(), reason
    item.save(update_fields=["withdrawn_at", "withdraw_reason"])
    _touch(record)
    note(
        obj=record,
        summary=gettext("%(number)s 撤回材料：%(reason)s")
        % {"number": record.number, "reason": reason},
    )


def _touch(record: Record) -> None:
    """A sweep looks again at what has changed."""
    Record.objects.filter(pk=record.pk).update(updated_at=timezone.now(), version=F("version") + 1)
    record.refresh_from_db(fields=["updated_at", "version"])
