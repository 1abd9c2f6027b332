"""What an issue keeps of its measures, so that a ledger of any size is read from one row: made anew after a change,
and comparable with a recount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from zhenggai.rectification.evidence import answers_by_words_only
from zhenggai.rectification.models import Issue, IssueText, Measure
from zhenggai.rectification.search import grams


def warning_columns(issue: Issue) -> dict[str, date | None]:
    """The three warning days of the issue with its open measures."""
    days = issue.open_days(issue.measures.all())
    return {"green_on": days.green_on, "yellow_on": days.yellow_on, "red_on": days.red_on}


def kept_columns(issue: Issue) -> dict[str, Any]:
    """Everything an issue keeps, counted afresh."""
    measures = list(issue.measures.all())
    return {
        "measure_count": len(measures),
        "complete_count": sum(1 for measure in measures if measure.is_complete),
        "evidence_count": issue.evidence.count(),
        "words_only": answers_by_words_only(measure.kinds for measure in measures),
        **warning_columns(issue),
    }


def index(issues: Sequence[Issue]) -> None:
    """Make the search find these issues by what they, their measures and their people are called now."""
    keys = [issue.pk for issue in issues]
    measures: dict[int | None, list[Measure]] = {}
    for measure in Measure.objects.filter(issue__in=keys).order_by("position"):
        measures.setdefault(measure.issue_id, []).append(measure)
    IssueText.objects.bulk_create(
        [
            IssueText(issue=issue, grams=grams(" ".join(_words(issue, measures.get(issue.pk, ())))))
            for issue in issues
        ],
        update_conflicts=True,
        unique_fields=["issue"],
        update_fields=["grams"],
    )


def _words(issue: Issue, measures: Iterable[Measure]) -> Iterable[str]:
    yield from (issue.code, issue.group or "", issue.original_text, *issue.named_owners)
    for person in (issue.charge_leader, issue.owner, issue.handler):
        yield person.name if person else ""
    yield issue.lead_dept.name if issue.lead_dept else ""
    for measure in measures:
        yield from (measure.content, *measure.named_owners)
