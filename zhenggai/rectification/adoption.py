"""From a draft to rows, unsaved: what the document says, and nothing that it does not say (readings 3, 4, 11, 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext

from zhenggai.intake.draft import (
    Citation,
    Draft,
    DraftAspect,
    DraftIssue,
    DraftMeasure,
    Statistic,
)
from zhenggai.rectification.deadlines import USUAL, Thresholds, deadline_from
from zhenggai.rectification.evidence import answers_by_words_only
from zhenggai.rectification.lifecycle import adopted_state
from zhenggai.rectification.models import (
    DeadlineKind,
    Feedback,
    InspectionRound,
    Issue,
    IssueCategory,
    Measure,
    Progress,
)


class ReadFile(Protocol):
    """What adoption needs of a file that has been read; `intake.Reading` is one."""

    pk: Any
    uuid: UUID
    office_id: int
    attachment_id: int | None
    digest: str
    text: str

    def confirmed(self) -> Draft:
        """The draft as people have corrected it."""

    def freeze(self) -> None:
        """Keep the draft as it is from now on; refused unless it was read and not adopted."""


@dataclass(slots=True)
class Rows:
    """Everything one document becomes, in document order."""

    round: InspectionRound
    feedback: Feedback
    categories: list[IssueCategory] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    claims: list[Progress] = field(default_factory=list)


Named = Mapping[tuple[str, str], Any]
"""People and offices of the office, by the role for which they were chosen in the draft and their public name."""


def rows_from(
    draft: Draft,
    reading: ReadFile,
    *,
    classification: str,
    today: date,
    limits: Thresholds = USUAL,
    named: Named | None = None,
) -> Rows:
    """The rows of a draft. The clock of its issues starts with the feedback, or today where no day is given. Whoever
    was chosen answers for the issue where they are among those `named`; a heading without issues is left out."""
    inspection = draft.inspection
    found_round = InspectionRound(
        office_id=reading.office_id,
        name=_round_name(draft),
        kind=inspection.kind,
        body=inspection.body,
        inspected_org=inspection.inspected_org,
        started_on=_exact_day(inspection.started_on),
        ended_on=_exact_day(inspection.ended_on),
    )
    feedback = Feedback(
        office_id=reading.office_id,
        round=found_round,
        reading_id=reading.pk,
        attachment_id=reading.attachment_id,
        title=draft.title,
        issuer=draft.issuer,
        issued_on=_exact_day(draft.issued_on),
        feedback_on=_exact_day(inspection.feedback_on),
        classification=classification,
        issue_count=_claimed_issue_count(draft.statistics),
        digest=reading.digest,
        text=reading.text,
    )
    rows = Rows(found_round, feedback)
    started_on = feedback.feedback_on or today
    full = [aspect for aspect in draft.aspects if aspect.issues]
    for position, aspect in enumerate(full, 1):
        _add_aspect(rows, aspect, position, started_on, limits)
        for issue, found in zip(rows.issues[-len(aspect.issues) :], aspect.issues, strict=True):
            for role, one in _answering(found, named or {}):
                setattr(issue, role, one)
    for position, measure in enumerate(draft.general_measures, 1):
        rows.measures.append(_measure(rows.round, None, measure, position))
    return rows


def _answering(found: DraftIssue, named: Named) -> Iterator[tuple[str, Any]]:
    """By role, who was chosen and is still to be had."""
    for role, chosen in found.chosen.items():
        if (one := named.get((role, chosen.uuid))) is not None:
            yield role, one


def _add_aspect(
    rows: Rows, aspect: DraftAspect, position: int, started_on: date, limits: Thresholds
) -> None:
    category = IssueCategory(
        office_id=rows.round.office_id,
        round=rows.round,
        position=position,
        number=aspect.number,
        title=aspect.title,
    )
    rows.categories.append(category)
    for number, found in enumerate(aspect.issues, 1):
        issue = _issue(category, found, len(rows.issues) + 1, f"{position}-{number}", started_on)
        rows.issues.append(issue)
        measures = [
            _measure(rows.round, issue, measure, place)
            for place, measure in enumerate(found.measures, 1)
        ]
        rows.measures += measures
        rows.claims += _claims(measures)
        _keep_counts(issue, measures, limits)
        rows.round.issue_count += 1
        rows.round.measure_count += len(measures)


def _issue(
    category: IssueCategory, found: DraftIssue, position: int, code: str, started_on: date
) -> Issue:
    deadline = deadline_from(found.deadline)
    return Issue(
        office_id=category.office_id,
        round=category.round,
        category=category,
        position=position,
        code=code,
        number=found.number,
        group=found.group,
        title=found.title,
        original_text="\n".join(part for part in (found.title, found.text) if part),
        claim=found.status,
        named_owners=found.owners,
        rect_type=found.rect_type,
        started_on=None if deadline and deadline < started_on else started_on,
        deadline=deadline,
        **_place(found.source),
    )


def _measure(
    found_round: InspectionRound, issue: Issue | None, found: DraftMeasure, position: int
) -> Measure:
    return Measure(
        office_id=found_round.office_id,
        round=found_round,
        issue=issue,
        position=position,
        code=f"{issue.code}-{position}" if issue else None,
        marker=found.marker,
        content=found.text,
        kinds=found.kinds,
        claim=found.status,
        named_owners=found.owners,
        deadline=deadline_from(found.deadline),
        deadline_kind=_deadline_kind(found),
        trigger=found.trigger,
        state=adopted_state(found.status, found.trigger),
        **_place(found.source),
    )


def _claims(measures: list[Measure]) -> Iterator[Progress]:
    """What the document says is done is written down as its claim: proof makes it done, not the sentence."""
    for measure in measures:
        if measure.claim == "done" and measure.issue:
            yield Progress(
                office_id=measure.office_id,
                issue=measure.issue,
                measure=measure,
                text=gettext("文件称已完成"),
                from_document=True,
            )


def _keep_counts(issue: Issue, measures: list[Measure], limits: Thresholds) -> None:
    issue.measure_count = len(measures)
    issue.words_only = answers_by_words_only(measure.kinds for measure in measures)
    for measure in measures:
        measure.keep_days(limits)
    days = issue.open_days(measures, thresholds=limits)
    issue.green_on, issue.yellow_on, issue.red_on = days.green_on, days.yellow_on, days.red_on


def _round_name(draft: Draft) -> str:
    """区委第四巡察组反馈意见整改, or the document's own title where it names no inspecting body."""
    if draft.inspection.body:
        return gettext("%(body)s反馈意见整改") % {"body": draft.inspection.body}
    return draft.title or gettext("未题名文件")


def _claimed_issue_count(statistics: list[Statistic]) -> int | None:
    """How many issues the feedback says it raised (PL-1); None where it says nothing, or no whole number."""
    for statistic in statistics:
        if "反馈" in statistic.what and "问题" in statistic.what:
            return int(statistic.value) if statistic.value == int(statistic.value) else None
    return None


def _deadline_kind(found: DraftMeasure) -> str | None:
    if found.trigger:
        return DeadlineKind.EVENT
    return DeadlineKind.DATE if found.deadline else None


def _exact_day(written: str | None) -> date | None:
    """A full calendar date; None where the document gives less."""
    return date.fromisoformat(written) if written and len(written) == 10 else None


def _place(source: Citation | None) -> dict[str, int | None]:
    if source is None:
        return {}
    return {"source_start": source.start, "source_end": source.end, "source_page": source.page}
