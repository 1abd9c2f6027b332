"""What the overview shows beside the figures: what falls due, what has stalled, what is weak, and the issues on a line
of time. Counts by their indexes, lists of a few rows; nothing reads the whole ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from zhenggai.rectification.deadlines import Colour, WarningDays, colour, days_left, due_within
from zhenggai.rectification.filters import returned_evidence, stalled, unassigned
from zhenggai.rectification.ledger import Values
from zhenggai.rectification.lifecycle import SETTLED, IssueState
from zhenggai.rectification.models import Issue
from zhenggai.rectification.statistics.formulas import BY_KEY
from zhenggai.rectification.statistics.parts import parts_of
from zhenggai.rectification.tallying import tallied

FEW = 8
BARS = 40
_DAYS = ("green_on", "yellow_on", "red_on")
_LINE_COLUMNS = (
    *("uuid", "code", "title", "lead_dept__name", "owner__name", "deadline"),
    *_DAYS,
)
_BAR_COLUMNS = ("uuid", "code", "title", "started_on", "deadline", "state", *_DAYS)


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


def outlook_of(issues: QuerySet[Issue], stall_days: int, today: date) -> Outlook:
    """All of it for these issues, in five queries."""
    counts = _counted(issues, stall_days, today)
    first = issues.order_by("red_on", "round_id", "position").values(*_LINE_COLUMNS)
    late = first.filter(red_on__lte=today)[:FEW]
    near = first.filter(due_within(7, today))[:FEW]
    termed = issues.filter(started_on__isnull=False, deadline__isnull=False)
    pressing = termed.exclude(state__in=SETTLED).order_by("deadline", "round_id", "position")
    return Outlook(
        due=(_due(7, counts), _due(20, counts)),
        weak=_weak(counts, stall_days),
        late=tuple(_line(issue, today) for issue in late),
        near=tuple(_line(issue, today) for issue in near),
        bars=tuple(_bar(issue, today) for issue in pressing.values(*_BAR_COLUMNS)[:BARS]),
        bars_of=counts["termed"],
    )


def _counted(issues: QuerySet[Issue], stall_days: int, today: date) -> dict[str, int]:
    def parts() -> dict[str, Q]:
        return {
            "due_7": Q(due_within(7, today)),
            "due_20": Q(due_within(20, today)),
            "words_only": parts_of(today)["words_only"],
            "stalled": stalled(stall_days, today),
            "returned": Q(pk__in=returned_evidence().values("issue")),
            "unassigned": unassigned(),
            "termed": Q(started_on__isnull=False, deadline__isnull=False) & ~Q(state__in=SETTLED),
        }

    found = tallied(issues, ("outlook", today, stall_days), parts)
    return {key: part.count for key, part in found.items()}


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


def _line(values: Values, today: date) -> Line:
    deadline = values["deadline"]
    return Line(
        uuid=values["uuid"],
        code=values["code"],
        title=values["title"],
        department=values["lead_dept__name"] or "",
        owner=values["owner__name"] or "",
        deadline=deadline,
        days_left=days_left(deadline, today) if deadline else None,
        colour=_colour(values, today),
    )


def _bar(values: Values, today: date) -> Bar:
    return Bar(
        uuid=values["uuid"],
        code=values["code"],
        title=values["title"],
        started_on=values["started_on"],
        deadline=values["deadline"],
        state=IssueState(values["state"]),
        colour=_colour(values, today),
    )


def _colour(values: Values, today: date) -> Colour:
    return colour(WarningDays(values["green_on"], values["yellow_on"], values["red_on"]), today)
