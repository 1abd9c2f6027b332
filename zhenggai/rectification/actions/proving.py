"""What is offered as proof (佐证材料)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max
from django.utils.translation import gettext

from zhenggai.archive.actions import Kept, register
from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future, refuse_settled
from zhenggai.rectification.evidence import EvidenceKind
from zhenggai.rectification.models import Evidence, Issue, Measure

LONGEST_NAME = 200
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """One kept file and what is said of it; without a name it is called as its file was."""

    file: Kept
    kind: str
    name: str = ""
    formed_on: date | None = None
    page: str | None = None
    publishable: bool | None = None
    caption: str = ""


@action("issue.attach_evidence", on="issue")
def attach_evidence(
    viewer: Viewer,
    issue: Issue,
    *,
    offers: Sequence[Offer],
    today: date,
    measure: Measure | None = None,
) -> list[Evidence]:
    """Offer kept files as proof for an issue or one of its measures, all of them or none."""
    refuse_settled(issue, measure)
    if not offers:
        raise BadInput("evidence.none", gettext("还没有选择文件——请选一份或几份佐证再上传"))
    items = offer_all(viewer, issue, measure, offers, today)
    note(
        obj=issue,
        summary=gettext("上传佐证 %(what)s")
        % {"what": "、".join(f"{item.code} {item.name}" for item in items)},
        digests=[item.attachment.sha256 for item in items],
    )
    return items


def offer_all(
    viewer: Viewer, issue: Issue, measure: Measure | None, offers: Sequence[Offer], today: date
) -> list[Evidence]:
    """Part of an action that has checked the issue: every offer becomes evidence, numbered on."""
    if len(offers) > MOST_AT_ONCE:
        raise BadInput(
            "evidence.too_many",
            gettext("一次最多上传 %(most)s 件——请分几次上传") % {"most": MOST_AT_ONCE},
        )
    for offer in offers:
        _check(issue, measure, offer, today)
    Issue.objects.filter(pk=issue.pk).update(evidence_count=F("evidence_count") + len(offers))
    first = _next_number(issue, measure)
    return [
        _offer(viewer, issue, measure, offer, number) for number, offer in enumerate(offers, first)
    ]


def _offer(
    viewer: Viewer, issue: Issue, measure: Measure | None, offer: Offer, number: int
) -> Evidence:
    return Evidence.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        attachment=register(viewer, offer.file, office_id=issue.office_id),
        number=number,
        name=plain_line(offer.name or offer.file.name, longest=LONGEST_NAME),
        kind=offer.kind,
        formed_on=offer.formed_on,
        page=offer.page,
        publishable=offer.publishable,
        caption=plain_text(offer.caption, longest=LONGEST_NAME) or None,
        attached_by_id=viewer.person_id,
        attached_by_name=viewer.name,
        cycle=issue.cycle,
    )


def _check(issue: Issue, measure: Measure | None, offer: Offer, today: date) -> None:
    if measure and measure.issue_id != issue.pk:
        raise not_found()
    if offer.kind not in EvidenceKind.values:
        raise BadInput(
            "evidence.kind", gettext("佐证类别没有选——最低佐证按类别核对；请从列表中选一类")
        )
    refuse_future(offer.formed_on, today)


def _next_number(issue: Issue, measure: Measure | None) -> int:
    """The next number of the measure's evidence; the issue's row is locked by the update before."""
    numbered = Evidence.objects.filter(issue=issue, measure=measure)
    return (numbered.aggregate(last=Max("number"))["last"] or 0) + 1
