"""The counts behind the figures as of today, by aggregates of the database: a constant number of queries whatever the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    Ending,
    Extension,
    ExtensionState,
    Feedback,
    InspectionRound,
    Issue,
    Meeting,
    MeetingKind,
    MeetingState,
)
from zhenggai.rectification.statistics.outcomes import outcome_counts
from zhenggai.rectification.statistics.parts import parts_of

HELD = (MeetingState.HELD, MeetingState.SIGNED)


def counts_of(
    issues: QuerySet[Issue], rounds: QuerySet[InspectionRound], as_of: date
) -> dict[str, int | None]:
    """Every count for these issues of these rounds, as they stand, with the dates of `as_of`."""
    counted = issues.order_by().aggregate(**_columns(as_of))
    keys = issues.order_by().values("pk")
    return summed(counted) | {
        "overdue_days": _overdue_days(issues, as_of),
        **turns_of(keys, as_of),
        **meetings_of(rounds, as_of),
        **outcome_counts(rounds, as_of),
        "claimed": claimed_by(rounds),
    }


def counts_by(
    issues: QuerySet[Issue], as_of: date, by: Sequence[str]
) -> list[tuple[Mapping[str, Any], dict[str, int | None]]]:
    """The counts of issues for each value of some columns, in one query; overdue days and turns are not among them."""
    rows = issues.order_by().values(*by).annotate(**_columns(as_of)).order_by(*by)
    return [({name: row[name] for name in by}, summed(row)) for row in rows]


def summed(counted: Mapping[str, Any]) -> dict[str, int | None]:
    """The counts with those that follow from others."""
    found = {key[2:]: value or 0 for key, value in counted.items() if key.startswith("n_")}
    found["done_or_staged"] = found["done"] + found["staged"]
    found["open"] = found["issues"] - found["done_or_staged"]
    found["doing"] = found["open"] - found["unstarted"]
    return dict(found)


def _columns(as_of: date) -> dict[str, Any]:
    """Named apart from the columns of the table."""
    counted = {f"n_{key}": Count("pk", filter=part) for key, part in parts_of(as_of).items()}
    return {
        "n_issues": Count("pk"),
        "n_measures": Sum("measure_count", default=0),
        "n_complete": Sum("complete_count", default=0),
        **counted,
    }


def _overdue_days(issues: QuerySet[Issue], as_of: date) -> int:
    """One row a day on which something turned red; its first red day is the first day too late."""
    days = issues.filter(red_on__lte=as_of).order_by().values("red_on").annotate(count=Count("pk"))
    late = [(row["red_on"], row["count"]) for row in days]
    return sum(((as_of - first).days + 1) * count for first, count in late if first is not None)


def turns_of(keys: Any, as_of: date, moment: datetime | None = None) -> dict[str, int | None]:
    """Applications, extensions and closures of these issues, as far as they had come by the day; of a past moment those that
    had been entered by then."""
    known = Q(created_at__lte=moment) if moment else Q()
    ended = Q(ended_on__lte=as_of)
    applications = ClosureApplication.objects.filter(known, issue__in=keys).aggregate(
        all=Count("pk", filter=~(Q(outcome=Ending.WITHDRAWN) & ended)),
        returned=Count("pk", filter=Q(outcome=Ending.RETURNED) & ended),
    )
    extended = Extension.objects.filter(
        known, issue__in=keys, state=ExtensionState.GRANTED, decided_on__lte=as_of
    ).aggregate(issues=Count("issue", distinct=True))
    closures = Closure.objects.filter(known, issue__in=keys).aggregate(
        ever=Count("issue", distinct=True),
        reopened=Count("issue", distinct=True, filter=Q(reopened_on__lte=as_of)),
    )
    return {
        "applications": applications["all"],
        "returned": applications["returned"],
        "extended": extended["issues"],
        "ever_closed": closures["ever"],
        "reopened": closures["reopened"],
    }


def meetings_of(
    rounds: QuerySet[InspectionRound], as_of: date, moment: datetime | None = None
) -> dict[str, int | None]:
    """Meetings held by the day, by kind. What registers keep (study, lectures) is not known here."""
    known = Q(created_at__lte=moment) if moment else Q()
    held = Meeting.objects.filter(
        known, round__in=rounds.values("pk"), state__in=HELD, held_on__lte=as_of
    )
    by_kind = dict(held.order_by().values_list("kind").annotate(Count("pk")))
    return {
        "meetings_special": by_kind.get(MeetingKind.SPECIAL, 0),
        "meetings_life": by_kind.get(MeetingKind.LIFE, 0),
    }


def claimed_by(rounds: QuerySet[InspectionRound]) -> int | None:
    """How many issues the feedback says there are; None where a round's document does not say."""
    said = Feedback.objects.filter(round__in=rounds.values("pk")).values_list(
        "issue_count", flat=True
    )
    counts = list(said)
    known = [count for count in counts if count is not None]
    return sum(known) if counts and len(known) == len(counts) else None
