"""Which issues count as what (process.md §8), said once for the database and once for a row; a property test holds both to the
same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhenggai.rectification.deadlines import due_within
from zhenggai.rectification.lifecycle import IN_REVIEW, SETTLED, IssueState, RectType
from zhenggai.rectification.models import Closure, ClosureApplication, Ending

NEAR_DAYS = 10
UNSTARTED = frozenset({IssueState.DRAFT, IssueState.PLANNED})
DONE = Q(state__in=SETTLED)
"""Closed or consolidated. An issue of long standing is never either: a gate stands before closing, a constraint behind it."""
STAGED = Q(state=IssueState.STAGE_DONE)

_OF_TYPE = {
    "immediate": RectType.IMMEDIATE,
    "timed": RectType.TIMED,
    "by_stages": RectType.STAGED,
}


def was_due(as_of: date) -> Q:
    """The first promise has run out; what is of long standing is never due as a whole."""
    past = Q(promised_on__lt=as_of) | Q(promised_on=None, deadline__lt=as_of)
    return past & ~Q(rect_type=RectType.LONG_TERM)


def parts_of(as_of: date) -> dict[str, Q]:
    """By the name of a count, which issues it counts as of a day."""
    due = was_due(as_of)
    found = {
        "done": DONE,
        "staged": STAGED,
        "unstarted": Q(state__in=UNSTARTED),
        "overdue": Q(red_on__lte=as_of),
        "near": due_within(NEAR_DAYS, as_of),
        "words_only": Q(words_only=True),
        "long_term": Q(rect_type=RectType.LONG_TERM),
        "untyped": Q(rect_type=None),
        "due": due,
        "on_time": due & DONE & Q(Exists(_closed_in_time())),
        "on_time_pending": due & Q(state__in=IN_REVIEW) & Q(Exists(_asked_in_time())),
    }
    for key, kind in _OF_TYPE.items():
        found[key] = Q(rect_type=kind)
        found[f"{key}_done"] = Q(rect_type=kind) & DONE
    return found


def _closed_in_time() -> QuerySet[Closure]:
    """The closure of the present cycle was asked for by the first promise, as it was then."""
    return Closure.objects.filter(
        issue=OuterRef("pk"),
        cycle=OuterRef("cycle"),
        applied_on__lte=Coalesce(F("promised_on"), F("deadline")),
    )


def _asked_in_time() -> QuerySet[ClosureApplication]:
    return ClosureApplication.objects.filter(
        issue=OuterRef("pk"),
        outcome=Ending.OPEN,
        applied_on__lte=Coalesce(OuterRef("promised_on"), OuterRef("deadline")),
    )


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What counts of one issue, as it stood. `closed_in_time` is None without a closure in the present cycle; `asked_on` is
    the day of an application that is on its way."""

    state: str
    rect_type: str | None
    deadline: date | None
    promised_on: date | None
    red_on: date | None
    words_only: bool
    measure_count: int
    complete_count: int
    closed_in_time: bool | None = None
    asked_on: date | None = None
    lead_dept_id: int | None = None

    @property
    def first_deadline(self) -> date | None:
        return self.promised_on or self.deadline


def traits_of(issue: IssueFacts, as_of: date) -> set[str]:
    """The names of the counts that one issue belongs to: the same verdict as `parts_of`."""
    done, first = issue.state in SETTLED, issue.first_deadline
    long_term = issue.rect_type == RectType.LONG_TERM
    due = first is not None and first < as_of and not long_term
    left = None if issue.red_on is None else (issue.red_on - as_of).days - 1
    asked = issue.asked_on if issue.state in IN_REVIEW else None
    claims = {
        "done": done,
        "staged": issue.state == IssueState.STAGE_DONE,
        "unstarted": issue.state in UNSTARTED,
        "overdue": left is not None and left < 0,
        "near": left is not None and 0 <= left <= NEAR_DAYS,
        "words_only": issue.words_only,
        "long_term": long_term,
        "untyped": issue.rect_type is None,
        "due": due,
        "on_time": due and done and issue.closed_in_time is True,
        "on_time_pending": due and asked is not None and first is not None and asked <= first,
    }
    for key, kind in _OF_TYPE.items():
        claims[key] = issue.rect_type == kind
        claims[f"{key}_done"] = issue.rect_type == kind and done
    return {key for key, holds in claims.items() if holds}


def names() -> tuple[str, ...]:
    """Every count of issues."""
    return tuple(parts_of(date.min))


def overdue_days_of(issue: IssueFacts, as_of: date) -> int:
    """Days past the day that went first; 0 while nothing is late."""
    if issue.red_on is None or issue.red_on > as_of:
        return 0
    return (as_of - issue.red_on).days + 1
