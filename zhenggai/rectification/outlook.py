"""What the overview shows beside the figures: what falls due, what has stalled, what is weak, and the issues on a line
of time. Counts by their indexes, lists of a few rows; nothing reads the whole ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext

from zhenggai.rectification.deadlines import Colour, WarningDays, colour, days_left, due_within
from zhenggai.rectification.filters import returned_evidence, stalled, unassigned
from zhenggai.rectification.lifecycle import SETTLED, IssueState
from zhenggai.rectification.models import Issue
from zhenggai.rectification.statistics.formulas import BY_KEY
from zhenggai.rectification.statistics.parts import parts_of

FEW = 8
BARS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """An issue in one of the short lists."""

    uuid: UUID
    code: str
    title: str
    department: str
    owner: str
    deadline: date | None
    days_left: int | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Tally:
    """How many issues show a weakness, by which rule, and the ledger's parameters that list them."""

    key: str
    label: str
    count: int
    rule: str
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """An issue on the line of time: from its start to its deadline."""

    uuid: UUID
    code: str
    title: str
    started_on: date
    deadline: date
    state: IssueState
    colour: Colour


@dataclass(frozen=True, slots=True)
class Outlook:
    """`due` counts what falls due in 7 and 20 days; `bars` are the most pressing open issues, `bars_of` how many
    issues have a term at all."""

    due: tuple[Tally, ...]
    weak: tuple[Tally, ...]
    late: tuple[Line, ...]
    near: tuple[Line, ...]
    bars: tuple[Bar, ...]
    bars_of: int


def outlook_of(
    issues: QuerySet[Issue], office_id: int | None, stall_days: int, today: date
) -> Outlook:
    """All of it for these issues, in five queries."""
    counts = _counted(issues, office_id, today)
    named = issues.select_related("lead_dept", "owner")
    late = named.filter(red_on__lte=today).order_by("red_on", "round_id", "position")[:FEW]
    near = named.filter(due_within(7, today)).order_by("red_on", "round_id", "position")[:FEW]
    termed = issues.filter(started_on__isnull=False, deadline__isnull=False)
    pressing = termed.exclude(state__in=SETTLED).order_by("deadline", "round_id", "position")
    return Outlook(
        due=(_due(7, counts), _due(20, counts)),
        weak=_weak(counts, stall_days),
        late=tuple(_line(issue, today) for issue in late),
        near=tuple(_line(issue, today) for issue in near),
        bars=tuple(_bar(issue, today) for issue in pressing[:BARS]),
        bars_of=counts["termed"],
    )


def _counted(issues: QuerySet[Issue], office_id: int | None, today: date) -> dict[str, int]:
    """Each count by its own index, all in one query."""
    parts = {
        "due_7": Q(due_within(7, today)),
        "due_20": Q(due_within(20, today)),
        "words_only": parts_of(today)["words_only"],
        "stalled": stalled(office_id, today),
        "returned": Q(pk__in=returned_evidence().values("issue")),
        "unassigned": unassigned(),
        "termed": Q(started_on__isnull=False, deadline__isnull=False) & ~Q(state__in=SETTLED),
    }
    first, *others = [
        issues.filter(part).order_by().values_list(Value(key)).annotate(count=Count("*"))
        for key, part in parts.items()
    ]
    found: dict[str, int] = dict(first.union(*others, all=True))
    return {key: found.get(key, 0) for key in parts}


def _due(days: int, counts: Mapping[str, int]) -> Tally:
    return Tally(
        f"due_{days}",
        gettext("%(days)s 天内到期") % {"days": days},
        counts[f"due_{days}"],
        gettext("尚未销号、没有超期、最早时限在截数日起 %(days)s 天内（含当日）") % {"days": days},
        {"due": str(days)},
    )


def _weak(counts: Mapping[str, int], stall_days: int) -> tuple[Tally, ...]:
    rows: tuple[tuple[str, Any, Any], ...] = (
        (
            "stalled",
            gettext("久无进展"),
            gettext("%(days)s 天以上没有填报进展的未结问题") % {"days": stall_days},
        ),
        (
            "words_only",
            gettext("只有学习和会议"),
            gettext("%(rule)s（防止纸面整改）") % {"rule": BY_KEY["words_only"].words},
        ),
        ("returned", gettext("佐证被退回"), gettext("有佐证被退回而尚未撤回补正")),
        ("unassigned", gettext("责任未明确"), gettext("缺责任领导、牵头部门、责任人或时限之一")),
    )
    return tuple(Tally(key, label, counts[key], rule, {key: "1"}) for key, label, rule in rows)


def _line(issue: Issue, today: date) -> Line:
    return Line(
        uuid=issue.uuid,
        code=issue.code,
        title=issue.title,
        department=issue.lead_dept.name if issue.lead_dept else "",
        owner=issue.owner.name if issue.owner else "",
        deadline=issue.deadline,
        days_left=days_left(issue.deadline, today) if issue.deadline else None,
        colour=_colour(issue, today),
    )


def _bar(issue: Issue, today: date) -> Bar:
    started_on, deadline = issue.started_on, issue.deadline
    if started_on is None or deadline is None:
        raise ValueError("an issue without a term has no bar")
    return Bar(
        issue.uuid,
        issue.code,
        issue.title,
        started_on,
        deadline,
        IssueState(issue.state),
        _colour(issue, today),
    )


def _colour(issue: Issue, today: date) -> Colour:
    return colour(WarningDays(issue.green_on, issue.yellow_on, issue.red_on), today)
