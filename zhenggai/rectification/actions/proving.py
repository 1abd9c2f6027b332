"""What is offered as proof (佐证材料)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Max
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future, refuse_settled
from zhenggai.rectification.evidence import EvidenceKind
from zhenggai.rectification.models import Evidence, Issue, Measure

if TYPE_CHECKING:
    from zhenggai.archive.models import Attachment

LONGEST_NAME = 200


@action("issue.attach_evidence", on="issue")
def attach_evidence(
    viewer: Viewer,
    issue: Issue,
    *,
    attachment: Attachment,
    name: str,
    kind: str,
    today: date,
    measure: Measure | None = None,
    formed_on: date | None = None,
    page: str | None = None,
    publishable: bool | None = None,
    caption: str = "",
) -> Evidence:
    """Offer a stored attachment as proof for an issue or one of its measures."""
    refuse_settled(issue)
    _check_evidence(issue, attachment, kind, measure, formed_on, today)
    Issue.objects.filter(pk=issue.pk).update(evidence_count=F("evidence_count") + 1)
    item = Evidence.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        attachment=attachment,
        number=_next_number(issue, measure),
        name=plain_line(name or attachment.original_name, longest=LONGEST_NAME),
        kind=kind,
        formed_on=formed_on,
        page=page,
        publishable=publishable,
        caption=plain_text(caption, longest=LONGEST_NAME) or None,
        attached_by_id=viewer.person_id,
        attached_by_name=viewer.name,
    )
    note(
        obj=issue,
        summary=gettext("上传佐证 %(code)s：%(name)s") % {"code": item.code, "name": item.name},
        digest=attachment.sha256,
    )
    return item


def _check_evidence(
    issue: Issue,
    attachment: Attachment,
    kind: str,
    measure: Measure | None,
    formed_on: date | None,
    today: date,
) -> None:
    if attachment.office_id != issue.office_id or (measure and measure.issue_id != issue.pk):
        raise not_found()
    if kind not in EvidenceKind.values:
        raise BadInput(
            "evidence.kind", gettext("佐证类别没有选——最低佐证按类别核对；请从列表中选一类")
        )
    refuse_future(formed_on, today)


def _next_number(issue: Issue, measure: Measure | None) -> int:
    """The next number of the measure's evidence; the issue's row is locked by the update before."""
    numbered = Evidence.objects.filter(issue=issue, measure=measure)
    return (numbered.aggregate(last=Max("number"))["last"] or 0) + 1
