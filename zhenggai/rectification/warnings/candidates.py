"""What is to be told on a day in one office: rows found by their indexes, judged by the pure rules, never told before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhenggai.rectification.deadlines import Colour, Thresholds
from zhenggai.rectification.lifecycle import COMPLETE, IN_REVIEW, SETTLED, IssueState, MeasureState
from zhenggai.rectification.models import (
    Issue,
    Measure,
    Milestone,
    Warned,
    Warning,
    WarningReason,
)
from zhenggai.rectification.warnings.rules import (
    LEVELS,
    Due,
    horizon,
    last_day_of_silence,
    level_of,
)

M = TypeVar("M", bound=Model)
_BATCH = 2_000

QUIET = SETTLED | IN_REVIEW
"""Issues of which nothing new is told: closed, or handed in for closure (process.md §8)."""
OPEN_ISSUES = tuple(sorted(set(IssueState.values) - QUIET))
OPEN_MEASURES = tuple(sorted(set(MeasureState.values) - COMPLETE))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the office has set: warning days, and days without a fact that it allows. `replays` looks at a day as it was,
    before anything was told that was told later."""

    days: Thresholds
    silence: int
    replays: bool = False


def due_in(office_id: int, limits: Limits, today: date) -> Iterator[Due]:
    """Every warning that an office has to be told of on a day and has not been told of yet, worst levels first."""
    for level in LEVELS:
        for kind, rows in _open(office_id).items():
            yield from _by_deadline(kind, rows, level, limits, today)
    yield from _silent(office_id, limits, today)
    yield from _returned(office_id, limits, today)


def open_issues(office_id: int) -> QuerySet[Issue]:
    return Issue.objects.filter(office=office_id, state__in=OPEN_ISSUES)


def open_measures(office_id: int) -> QuerySet[Measure]:
    """Not carried out, of an issue that is at work; after the closure those that go on (巩固); those of no issue."""
    at_work = Q(issue=None) | Q(issue__state__in=OPEN_ISSUES)
    going_on = Q(is_core=False, issue__state__in=SETTLED)
    return Measure.objects.filter(at_work | going_on, office=office_id, state__in=OPEN_MEASURES)


def open_milestones(office_id: int) -> QuerySet[Milestone]:
    """Not reached, of measures that are at work."""
    at_work = Q(measure__issue=None) | Q(measure__issue__state__in=OPEN_ISSUES)
    going_on = Q(measure__is_core=False, measure__issue__state__in=SETTLED)
    return Milestone.objects.filter(
        at_work | going_on,
        office=office_id,
        done_on=None,
        measure__state__in=OPEN_MEASURES,
    )


def _open(office_id: int) -> dict[Warned, QuerySet[Any]]:
    return {
        Warned.ISSUE: open_issues(office_id).annotate(since=F("started_on")),
        Warned.MEASURE: open_measures(office_id).annotate(since=F("started_on")),
        Warned.MILESTONE: open_milestones(office_id).annotate(cycle=F("measure__cycle")),
    }


def _by_deadline(
    kind: Warned, rows: QuerySet[Any], level: Colour, limits: Limits, today: date
) -> Iterator[Due]:
    """Those that have reached this level and were told neither of it nor of a worse one."""
    told = _told(kind, WarningReason.DEADLINE, limits, today).filter(
        basis_on=OuterRef("deadline"), level__in=LEVELS[: LEVELS.index(level) + 1]
    )
    near = rows.filter(_range(level, limits.days, today)).exclude(Exists(told))
    names = ["pk", "deadline", "cycle", *(["since"] if kind is not Warned.MILESTONE else [])]
    for row in _each(near, names):
        if level_of(row["deadline"], row.get("since"), today, limits.days) is level:
            yield Due(kind, row["pk"], WarningReason.DEADLINE, level, row["deadline"], row["cycle"])


def _range(level: Colour, limits: Thresholds, today: date) -> Q:
    """The deadlines among which those of a level lie; short terms are sorted out one by one."""
    if level is Colour.RED:
        return Q(deadline__lt=today)
    return Q(deadline__gte=today, deadline__lte=horizon(today, limits))


def _silent(office_id: int, limits: Limits, today: date) -> Iterator[Due]:
    """Issues without a fact for longer than the office allows; once a silence."""
    last = last_day_of_silence(today, limits.silence)
    told = _told(Warned.ISSUE, WarningReason.STALLED, limits, today)
    at_work = open_issues(office_id).exclude(state=IssueState.STAGE_DONE)
    for silent in (
        at_work.filter(last_progress_on__lt=last),
        at_work.filter(last_progress_on=None, started_on__lt=last),
    ):
        silent = silent.annotate(since=Coalesce("last_progress_on", "started_on"))
        news = silent.exclude(Exists(told.filter(basis_on=OuterRef("since"))))
        for row in _each(news, ["pk", "since", "cycle"]):
            yield Due(
                Warned.ISSUE,
                row["pk"],
                WarningReason.STALLED,
                Colour.YELLOW,
                row["since"],
                row["cycle"],
            )


def _returned(office_id: int, limits: Limits, today: date) -> Iterator[Due]:
    """Issues whose applications were returned so often that supervision has begun (closure.supervise_after)."""
    told = _told(Warned.ISSUE, WarningReason.RETURNED, limits, today)
    often = open_issues(office_id).filter(supervised_on__lte=today)
    news = often.exclude(Exists(told.filter(basis_on=OuterRef("supervised_on"))))
    for row in _each(news, ["pk", "supervised_on", "cycle"]):
        yield Due(
            Warned.ISSUE,
            row["pk"],
            WarningReason.RETURNED,
            Colour.YELLOW,
            row["supervised_on"],
            row["cycle"],
        )


def _told(kind: Warned, reason: WarningReason, limits: Limits, today: date) -> QuerySet[Warning]:
    """What has been told of a row in the cycle that it is in."""
    told = Warning.objects.filter(
        kind=kind, subject=OuterRef("pk"), reason=reason, cycle=OuterRef("cycle")
    )
    return told.filter(issued_on__lte=today) if limits.replays else told


def _each(rows: QuerySet[Any], names: list[str]) -> Iterator[dict[str, Any]]:
    """Rows in the order of their keys, a batch at a time, so that memory stays flat."""
    last = 0
    ordered = rows.order_by("pk")
    while batch := list(ordered.filter(pk__gt=last).values(*names)[:_BATCH]):
        yield from batch
        last = batch[-1]["pk"]
