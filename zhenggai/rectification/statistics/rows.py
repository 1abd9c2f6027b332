"""The counts behind the figures, row by row: as the ledger stood at a past moment, or, to check the aggregates, as it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhenggai.rectification.deadlines import NEVER, warning_days, worst_days
from zhenggai.rectification.evidence import answers_by_words_only
from zhenggai.rectification.kept import rows_at
from zhenggai.rectification.lifecycle import COMPLETE, SETTLED
from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    InspectionRound,
    Issue,
    Measure,
    Milestone,
)
from zhenggai.rectification.statistics.counting import claimed_by, meetings_of, turns_of
from zhenggai.rectification.statistics.outcomes import outcome_counts
from zhenggai.rectification.statistics.parts import (
    IssueFacts,
    names,
    overdue_days_of,
    traits_of,
)

_AS_THEY_STAND = ("state", "rect_type", "deadline", "promised_on", "red_on", "words_only")


def recount(facts: Iterable[IssueFacts], as_of: date) -> dict[str, int | None]:
    """The counts of issues, added up one by one."""
    found: Counter[str] = Counter()
    for issue in facts:
        found.update(traits_of(issue, as_of))
        found["issues"] += 1
        found["measures"] += issue.measure_count
        found["complete"] += issue.complete_count
        found["overdue_days"] += overdue_days_of(issue, as_of)
    counts = {
        name: found[name] for name in (*names(), "issues", "measures", "complete", "overdue_days")
    }
    counts["done_or_staged"] = counts["done"] + counts["staged"]
    counts["open"] = counts["issues"] - counts["done_or_staged"]
    counts["doing"] = counts["open"] - counts["unstarted"]
    return dict(counts)


def counts_then(
    issues: QuerySet[Issue],
    rounds: QuerySet[InspectionRound],
    moment: datetime,
    as_of: date,
) -> dict[str, int | None]:
    """Every count as of the end of a past day, in a fixed number of queries (decision 0016: time is that of entry)."""
    there = issues.filter(created_at__lte=moment)
    past = rounds.filter(created_at__lte=moment)
    keys = there.order_by().values("pk")
    facts = facts_then(there, moment, as_of)
    return recount(facts.values(), as_of) | {
        **turns_of(keys, as_of, moment),
        **meetings_of(past, as_of, moment),
        **outcome_counts(past, as_of, moment),
        "claimed": claimed_by(past),
    }


def facts_now(issues: QuerySet[Issue], as_of: date) -> dict[int, IssueFacts]:
    """Each issue as its own row and its closures say."""
    rows = issues.values("pk", "cycle", *_AS_THEY_STAND, "measure_count", "complete_count")
    keys = issues.order_by().values("pk")
    turns = _turns(keys, Q(), as_of)
    return {
        row["pk"]: IssueFacts(
            **{name: row[name] for name in (*_AS_THEY_STAND, "measure_count", "complete_count")},
            closed_in_time=turns.closed.get((row["pk"], row["cycle"])),
            asked_on=turns.asked.get(row["pk"]),
        )
        for row in rows
    }


def facts_then(issues: QuerySet[Issue], moment: datetime, as_of: date) -> dict[int, IssueFacts]:
    """Each issue that existed, as it stood; what rows keep of their parts is worked out again."""
    keys = issues.order_by().values("pk")
    measures, milestones = _parts_then(keys, moment)
    turns = _turns(keys, Q(created_at__lte=moment), as_of)
    found = {}
    for row in rows_at(Issue, issues, moment):
        mine = measures.get(row["id"], [])
        found[row["id"]] = IssueFacts(
            state=row["state"],
            rect_type=row["rect_type"],
            deadline=row["deadline"],
            promised_on=row["promised_on"],
            red_on=_red_on(row, mine, milestones),
            words_only=answers_by_words_only(item["kinds"] for item in mine),
            measure_count=len(mine),
            complete_count=sum(item["state"] in COMPLETE for item in mine),
            closed_in_time=turns.closed.get((row["id"], row["cycle"])),
            asked_on=turns.asked.get(row["id"]),
            lead_dept_id=row["lead_dept_id"],
        )
    return found


_Rows = Mapping[int, list[dict[str, Any]]]


def _parts_then(keys: Any, moment: datetime) -> tuple[_Rows, _Rows]:
    """Measures by issue and milestones by measure, as they stood."""
    known = Measure.objects.filter(issue__in=keys)
    measures, milestones = defaultdict(list), defaultdict(list)
    for row in rows_at(Measure, known, moment, "issue_id"):
        measures[row["issue_id"]].append(row)
    steps = Milestone.objects.filter(measure__in=known.order_by().values("pk"))
    for row in rows_at(Milestone, steps, moment, "measure_id"):
        milestones[row["measure_id"]].append(row)
    return measures, milestones


def _red_on(
    row: Mapping[str, Any], measures: Iterable[Mapping[str, Any]], milestones: _Rows
) -> date | None:
    """The first day too late: of the issue, its open measures and their open milestones, the earliest. What an office may set
    moves the first warnings, not this day."""
    if row["state"] in SETTLED:
        return NEVER.red_on
    days = [row["deadline"]]
    for item in measures:
        if item["state"] not in COMPLETE:
            days.append(item["deadline"])
            steps = milestones.get(item["id"], [])
            days += [step["deadline"] for step in steps if step["done_on"] is None]
    return worst_days(warning_days(day) for day in days).red_on


@dataclass(frozen=True, slots=True)
class _Turns:
    """Whether the closure of an issue's cycle was asked for in time; the day of an application on its way."""

    closed: Mapping[tuple[int, int], bool]
    asked: Mapping[int, date]


def _turns(keys: Any, known: Q, as_of: date) -> _Turns:
    closed, asked = {}, {}
    for issue, cycle, applied_on, promised_on, deadline in Closure.objects.filter(
        known, issue__in=keys
    ).values_list("issue", "cycle", "applied_on", "promised_on", "deadline"):
        first = promised_on or deadline
        closed[issue, cycle] = first is not None and applied_on <= first
    on_its_way = Q(ended_on=None) | Q(ended_on__gt=as_of)
    for issue, applied_on in ClosureApplication.objects.filter(
        known, on_its_way, issue__in=keys
    ).values_list("issue", "applied_on"):
        asked[issue] = applied_on
    return _Turns(closed, asked)
