"""From a confirmed draft to a round with its ledger (立账)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext

from zhenggai.intake.draft import draft_from_json
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import Refused
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
    draft = draft_from_json(reading.draft)
    if not draft.issues:
        raise Refused("adopt.empty", _nothing_to_adopt())
    limits = thresholds(reading.office_id)
    rows = rows_from(draft, reading, classification=classification, today=today, limits=limits)
    _save(rows)
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
