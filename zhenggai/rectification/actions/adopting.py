"""From a confirmed draft to a round with its ledger (立账)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext

from zhenggai.intake.draft import Draft
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import Refused
from zhenggai.people.actions import tell
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.adoption import ReadFile, Rows, rows_from
from zhenggai.rectification.models import (
    Classification,
    Feedback,
    InspectionRound,
    Issue,
    IssueCategory,
    Measure,
    Progress,
)
from zhenggai.rectification.settings import thresholds


@action("issue.adopt", on="reading", noun="round")
def adopt(
    viewer: Viewer,
    reading: ReadFile,
    *,
    today: date,
    classification: str = Classification.INTERNAL,
) -> InspectionRound:
    """Make a read document the round, feedback, aspects, issues and measures it describes, all or nothing; the
    draft is frozen and the original text locked (立账)."""
    if classification not in Classification.values:
        raise Refused("adopt.classified", _too_secret())
    if Feedback.objects.filter(office=reading.office_id, digest=reading.digest).exists():
        raise _adopted_before()
    reading.freeze()
    draft = reading.confirmed()
    if not draft.issues:
        raise Refused("adopt.empty", _nothing_to_adopt())
    limits = thresholds(reading.office_id)
    rows = rows_from(
        draft,
        reading,
        classification=classification,
        today=today,
        limits=limits,
        named=_named(viewer, draft, reading.office_id),
    )
    _save(rows)
    _tell(viewer, rows)
    note(
        obj=rows.round,
        summary=gettext("立账：%(aspects)s 个方面、%(issues)s 个问题、%(measures)s 条措施")
        % {
            "aspects": len(rows.categories),
            "issues": len(rows.issues),
            "measures": sum(1 for measure in rows.measures if measure.issue),
        },
        digest=reading.digest,
    )
    return rows.round


def _named(viewer: Viewer, draft: Draft, office_id: int) -> dict[tuple[str, str], Any]:
    """Those chosen in the draft who are of this office and at work there today, by role and public name."""
    wanted = {(role, one.uuid) for issue in draft.issues for role, one in issue.chosen.items()}
    names = {uuid for _, uuid in wanted}
    if not names:
        return {}
    people: dict[str, Any] = {
        str(person.uuid): person
        for person in persons(viewer).filter(uuid__in=names, organ=office_id)
    }
    parts: dict[str, Any] = {
        str(part.uuid): part
        for part in offices(viewer).filter(uuid__in=names)
        if office_id in (part.pk, part.organ_key_id)
    }
    found = {
        (role, uuid): (parts if role == "lead_dept" else people).get(uuid) for role, uuid in wanted
    }
    return {key: one for key, one in found.items() if one is not None}


def _tell(viewer: Viewer, rows: Rows) -> None:
    """Whoever answers for issues of the new ledger hears of it once."""
    answering = Counter(
        person.pk
        for issue in rows.issues
        for person in {issue.charge_leader, issue.owner}
        if person is not None
    )
    for person, count in answering.items():
        reason = gettext("已立账，其中 %(count)s 个问题由您负责") % {"count": count}
        tell(
            viewer, [person], "issue.assigned", obj=rows.round, text=rows.round.name, reason=reason
        )


def _save(rows: Rows) -> None:
    rows.round.save()
    try:
        rows.feedback.save()
    except IntegrityError:
        raise _adopted_before() from None
    IssueCategory.objects.bulk_create(rows.categories)
    Issue.objects.bulk_create(rows.issues)
    Measure.objects.bulk_create(rows.measures)
    Progress.objects.bulk_create(rows.claims)
    upkeep.index(rows.issues)


def _adopted_before() -> Refused:
    return Refused(
        "adopt.twice",
        gettext("这份文件已经立账——同一份文件在一个单位只立账一次；请到整改台账中查看已有的轮次"),
    )


def _too_secret() -> str:
    return gettext("密级只能是非密或内部——国家秘密不得进入本系统；请按保密规定另行处理")


def _nothing_to_adopt() -> str:
    return gettext(
        "文件中没有读出问题，不能立账——台账以反馈的具体问题为行；请核对文件，或更正草稿后再立账"
    )
