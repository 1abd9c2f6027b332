"""The ledger's five figures with their formulas (process.md §8): counted by the database as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, Min, Q, QuerySet, Sum, Value
from django.utils.translation import gettext

from zhenggai.rectification.deadlines import Colour, due_within
from zhenggai.rectification.lifecycle import SETTLED, IssueState

if TYPE_CHECKING:
    from zhenggai.rectification.models import InspectionRound, Issue

NEAR_DAYS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, of what, by which formula; `filters` are the ledger's query parameters that list its rows.

    `total` is None where the figure is no share of anything; `note` says more in a few words.
    """

    key: str
    label: str
    value: int
    total: int | None
    formula: str
    note: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down: 100 is said only of all."""
        return self.value * 100 // self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The five figures as of a day, and how many issues carry each colour."""

    as_of: date
    figures: tuple[Figure, ...]
    issue_count: int
    measure_count: int
    colours: Mapping[Colour, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many issues there are, how many measures, and how many of those are carried out."""

    issues: int
    measures: int
    complete: int


def totals_kept(round: InspectionRound) -> Totals:
    """The totals that a round keeps of all its issues."""
    return Totals(round.issue_count, round.measure_count, round.complete_count)


def sum_of(several: Iterable[Totals]) -> Totals:
    rows = list(several)
    return Totals(
        issues=sum(row.issues for row in rows),
        measures=sum(row.measures for row in rows),
        complete=sum(row.complete for row in rows),
    )


def totals_counted(issues: QuerySet[Issue]) -> Totals:
    """The totals of some issues, counted."""
    return Totals(
        **issues.aggregate(
            issues=Count("*"),
            measures=Sum("measure_count", default=0),
            complete=Sum("complete_count", default=0),
        )
    )


def figures_of(issues: QuerySet[Issue], totals: Totals, today: date) -> Figures:
    """The figures of these issues as of a day, in one query."""
    return _worded(_counted(issues, today), totals, today)


def _counted(issues: QuerySet[Issue], today: date) -> dict[str, Any]:
    """Each count by a range of its own index, all in one query. Whatever is red has turned yellow and green before,
    so the three colours are counted by the days they have reached."""
    parts = {
        "red": Q(red_on__lte=today),
        "closed": Q(state__in=SETTLED),
        "stage_done": Q(state=IssueState.STAGE_DONE),
        "yellow": Q(yellow_on__lte=today),
        "green": Q(green_on__lte=today),
        "near": due_within(NEAR_DAYS, today),
        "words_only": Q(words_only=True),
    }
    no_day = Value(None, output_field=DateField())
    first, *others = [
        issues.filter(part)
        .order_by()
        .values_list(Value(key))
        .annotate(count=Count("*"), day=Min("red_on") if key == "red" else no_day)
        for key, part in parts.items()
    ]
    found = {key: (count, day) for key, count, day in first.union(*others, all=True)}
    counts = {key: found.get(key, (0, None))[0] for key in parts}
    return counts | {"first_red": found.get("red", (0, None))[1]}


def _worded(counts: Mapping[str, Any], totals: Totals, today: date) -> Figures:
    overdue = counts["red"]
    return Figures(
        as_of=today,
        figures=(
            Figure(
                key="closed",
                label=gettext("已销号问题"),
                value=counts["closed"],
                total=totals.issues,
                formula=gettext("已销号与已巩固的问题数 ÷ 问题总数；阶段性完成不计入"),
                note=_stages(counts["stage_done"]),
                filters={"state": "settled"},
            ),
            Figure(
                key="complete",
                label=gettext("已完成措施"),
                value=totals.complete,
                total=totals.measures,
                formula=gettext("已完成与已核实的措施数 ÷ 全部措施数；文件所称完成不计入"),
            ),
            Figure(
                key="overdue",
                label=gettext("超期"),
                value=overdue,
                total=None,
                formula=gettext("问题或其未完成措施的时限早于截数日、尚未销号的问题数"),
                note=_longest(counts["first_red"], today) if overdue else "",
                filters={"warning": str(Colour.RED)},
            ),
            Figure(
                key="near",
                label=gettext("十日内到期"),
                value=counts["near"],
                total=None,
                formula=gettext("尚未销号、没有超期、最早时限在截数日起 10 天内（含当日）的问题数"),
                filters={"due": str(NEAR_DAYS)},
            ),
            Figure(
                key="words_only",
                label=gettext("只有学习和会议的问题"),
                value=counts["words_only"],
                total=None,
                formula=gettext("全部措施均属学习教育、会议研究两类的问题数"),
                note=gettext("防止纸面整改"),
                filters={"words_only": "1"},
            ),
        ),
        issue_count=totals.issues,
        measure_count=totals.measures,
        colours={
            Colour.RED: overdue,
            Colour.YELLOW: counts["yellow"] - overdue,
            Colour.GREEN: counts["green"] - counts["yellow"],
            Colour.NONE: totals.issues - counts["green"],
        },
    )


def _stages(count: int) -> str:
    """Counted apart (process.md §8): a stage that is done is not an issue that is done."""
    return gettext("另有阶段性完成 %(count)s 个，单列") % {"count": count} if count else ""


def _longest(first_red: date, today: date) -> str:
    """How long the longest overdue has lasted: its first red day is the first day too late."""
    return gettext("最长 %(days)s 天") % {"days": (today - first_red).days + 1}
