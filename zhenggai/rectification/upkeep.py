"""What issues and measures keep of their deadlines and parts, so that a ledger of any size is read from one row: made
anew after a change, and comparable with a recount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db.models import Q

from zhenggai.rectification.deadlines import Thresholds
from zhenggai.rectification.evidence import answers_by_words_only
from zhenggai.rectification.lifecycle import SETTLED
from zhenggai.rectification.models import Issue, IssueText, Measure, Milestone
from zhenggai.rectification.search import grams
from zhenggai.rectification.settings import thresholds

_DAYS = ("green_on", "yellow_on", "red_on")
_CHUNK = 500


_touched: ContextVar[dict[int, Issue] | None] = ContextVar("touched_issues", default=None)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Within this block what issues keep is not worked out after every change, but once for all of them at its end.
    Part of an action on many, whose transaction it shares."""
    touched: dict[int, Issue] = {}
    token = _touched.set(touched)
    try:
        yield
    finally:
        _touched.reset(token)
    for start in range(0, len(touched), _CHUNK):
        _refresh_all(list(touched.values())[start : start + _CHUNK])


def warning_columns(issue: Issue, limits: Thresholds | None = None) -> dict[str, date | None]:
    """The three warning days of the issue with its open measures and their open milestones."""
    if _is_put_off([issue]):
        return {}
    limits = limits or thresholds(issue.office_id)
    measures = list(issue.measures.all())
    open_keys = [measure.pk for measure in measures if not measure.is_complete]
    milestones = Milestone.objects.filter(measure__in=open_keys, done_on=None)
    days = issue.open_days(measures, milestones, limits)
    return {name: getattr(days, name) for name in _DAYS}


def kept_columns(issue: Issue) -> dict[str, Any]:
    """Everything an issue keeps, counted afresh."""
    measures = list(issue.measures.all())
    progress = issue.progress.filter(from_document=False).order_by("-last_on").first()
    return {
        "measure_count": len(measures),
        "complete_count": sum(1 for measure in measures if measure.is_complete),
        "evidence_count": issue.evidence.filter(withdrawn_reason=None).count(),
        "words_only": answers_by_words_only(measure.kinds for measure in measures),
        "last_progress_on": progress.last_on if progress else None,
        **warning_columns(issue),
    }


def refresh_warnings(issue: Issue) -> None:
    """After a change to a part of the issue: its warning days, and whether words alone answer it."""
    if _is_put_off([issue]):
        return
    kinds = [measure.kinds for measure in issue.measures.all()]
    columns = {"words_only": answers_by_words_only(kinds), **warning_columns(issue)}
    Issue.objects.filter(pk=issue.pk).update(**columns)
    for name, value in columns.items():
        setattr(issue, name, value)


def recount(office_id: int) -> int:
    """Work out the warning days of every open issue and measure of an office; answers how many issues changed."""
    limits, changed, last = thresholds(office_id), 0, 0
    issues = Issue.objects.filter(office=office_id).exclude(state__in=SETTLED).order_by("pk")
    while batch := list(issues.filter(pk__gt=last).prefetch_related("measures")[:_CHUNK]):
        measures = [measure for issue in batch for measure in issue.measures.all()]
        for measure in measures:
            measure.keep_days(limits)
        Measure.objects.bulk_update(measures, _DAYS)
        for issue in batch:
            columns = warning_columns(issue, limits)
            changed += any(getattr(issue, name) != day for name, day in columns.items())
            for name, day in columns.items():
                setattr(issue, name, day)
        Issue.objects.bulk_update(batch, _DAYS)
        last = batch[-1].pk
    return changed


def index(issues: Sequence[Issue]) -> None:
    """Make the search find these issues by what they, their measures and their people are called now."""
    if _is_put_off(issues):
        return
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


def _is_put_off(issues: Iterable[Issue]) -> bool:
    """Whether this is left to the end of the block; the issues are remembered then."""
    touched = _touched.get()
    if touched is None:
        return False
    touched |= {issue.pk: issue for issue in issues}
    return True


def _refresh_all(issues: Sequence[Issue]) -> None:
    """The same as `refresh_warnings` and `index` for each, in a few queries."""
    keys = [issue.pk for issue in issues]
    measures: dict[int | None, list[Measure]] = {}
    for measure in Measure.objects.filter(issue__in=keys):
        measures.setdefault(measure.issue_id, []).append(measure)
    milestones: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(measure__issue__in=keys, done_on=None):
        milestones.setdefault(milestone.measure_id, []).append(milestone)
    limits = {office: thresholds(office) for office in {issue.office_id for issue in issues}}
    for issue in issues:
        mine = measures.get(issue.pk, [])
        steps = [
            step for part in mine if not part.is_complete for step in milestones.get(part.pk, ())
        ]
        days = issue.open_days(mine, steps, limits[issue.office_id])
        issue.words_only = answers_by_words_only(measure.kinds for measure in mine)
        for name in _DAYS:
            setattr(issue, name, getattr(days, name))
    Issue.objects.bulk_update(issues, ("words_only", *_DAYS))
    index(issues)


def reindex(*, person: int | None = None, office: int | None = None) -> None:
    """Index anew every issue that names a person or is led by an office."""
    issues = Issue.objects.filter(lead_dept=office) if office else Issue.objects.none()
    if person:
        issues = Issue.objects.filter(Q(charge_leader=person) | Q(owner=person) | Q(handler=person))
    last = 0
    rows = issues.select_related("charge_leader", "owner", "handler", "lead_dept").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:_CHUNK]):
        index(batch)
        last = batch[-1].pk


def _words(issue: Issue, measures: Iterable[Measure]) -> Iterable[str]:
    """People also by the initials of their names: bj finds 办甲."""
    yield from (issue.code, issue.group or "", issue.original_text, *issue.named_owners)
    for person in (issue.charge_leader, issue.owner, issue.handler):
        if person:
            yield from (person.name, person.pinyin.rpartition(" ")[2])
    yield issue.lead_dept.name if issue.lead_dept else ""
    for measure in measures:
        yield from (measure.content, *measure.named_owners)
