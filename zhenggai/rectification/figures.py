"""The ledger's five figures: counted by the database as of a day, by the formulas of `statistics` (process.md §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext

from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.statistics.formulas import BY_KEY, rate
from zhenggai.rectification.statistics.parts import NEAR_DAYS, parts_of
from zhenggai.rectification.tallying import PartCount, tallied

if TYPE_CHECKING:
    from zhenggai.rectification.models import Issue

COUNTED = ("overdue", "done", "staged", "near", "words_only")
"""The counts of `statistics` that stand behind the five figures."""


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
    def percent(self) -> Decimal | None:
        """Two decimals; 100 is said only of all."""
        return rate(self.value, self.total)


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


def _counted(issues: QuerySet[Issue], today: date) -> Mapping[str, PartCount]:
    """Whatever is red has turned yellow and green before, so the three colours are counted by the days they have
    reached."""

    def parts() -> dict[str, Q]:
        known = parts_of(today)
        reached = {"yellow": Q(yellow_on__lte=today), "green": Q(green_on__lte=today)}
        return {key: known[key] for key in COUNTED} | reached

    return tallied(issues, ("figures", today), parts, dated="overdue")


def _worded(parts: Mapping[str, PartCount], totals: Totals, today: date) -> Figures:
    counts = {key: part.count for key, part in parts.items()}
    overdue, first_red = counts["overdue"], parts["overdue"].first_red
    return Figures(
        as_of=today,
        figures=(
            _figure(
                "closed",
                "issue_done_rate",
                gettext("已销号问题"),
                counts["done"],
                totals.issues,
                note=_stages(counts["staged"]),
                filters={"state": "settled"},
            ),
            _figure(
                "complete",
                "measure_done_rate",
                gettext("已完成措施"),
                totals.complete,
                totals.measures,
            ),
            _figure(
                "overdue",
                "overdue",
                gettext("超期"),
                overdue,
                note=_longest(first_red, today) if first_red else "",
                filters={"warning": str(Colour.RED)},
            ),
            _figure(
                "near",
                "near",
                gettext("十日内到期"),
                counts["near"],
                filters={"due": str(NEAR_DAYS)},
            ),
            _figure(
                "words_only",
                "words_only",
                gettext("只有学习和会议的问题"),
                counts["words_only"],
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


def _figure(
    key: str,
    formula: str,
    label: str,
    value: int,
    total: int | None = None,
    *,
    note: str = "",
    filters: Mapping[str, str] | None = None,
) -> Figure:
    """A figure under the words of its formula."""
    return Figure(key, label, value, total, str(BY_KEY[formula].words), note, filters or {})


def _stages(count: int) -> str:
    """Counted apart (process.md §8): a stage that is done is not an issue that is done."""
    return gettext("另有阶段性完成 %(count)s 个，单列") % {"count": count} if count else ""


def _longest(first_red: date, today: date) -> str:
    """How long the longest overdue has lasted: its first red day is the first day too late."""
    return gettext("最长 %(days)s 天") % {"days": (today - first_red).days + 1}
