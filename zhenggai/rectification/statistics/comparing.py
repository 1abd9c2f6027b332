"""Many units side by side: the same figures for every department, round or office, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from zhenggai.rectification.models import Issue
from zhenggai.rectification.statistics.counting import counts_by
from zhenggai.rectification.statistics.formulas import BY_KEY, Counts, Statistic


class Unit(StrEnum):
    """What stands side by side."""

    OFFICE = "office"
    ROUND = "round"
    DEPARTMENT = "department"


_COLUMNS: dict[Unit, tuple[str, ...]] = {
    Unit.OFFICE: ("office__uuid", "office__name"),
    Unit.ROUND: ("round__uuid", "round__name", "office__name"),
    Unit.DEPARTMENT: ("lead_dept__uuid", "lead_dept__name", "office__name"),
}
SHOWN = ("issue_done_rate", "stage_done_rate", "measure_done_rate", "on_time_rate")
SORTS = ("done", "overdue", "size", "name")


@dataclass(frozen=True, slots=True)
class Compared:
    """One unit. `uuid` and `label` are empty for issues that no department leads; `of` is the office where there are
    several."""

    uuid: UUID | None
    label: str
    of: str
    counts: Counts
    figures: tuple[Statistic, ...]

    @property
    def total(self) -> int:
        return self.counts["issues"] or 0

    @property
    def overdue(self) -> int:
        return self.counts["overdue"] or 0


def compared(issues: QuerySet[Issue], unit: Unit, as_of: date, sort: str) -> list[Compared]:
    """Every unit that has issues, as they stand, in the order asked for; ties by name."""
    found = [
        Compared(
            uuid=key[_COLUMNS[unit][0]],
            label=key[_COLUMNS[unit][1]] or "",
            of=key.get("office__name", "") if unit is not Unit.OFFICE else "",
            counts=counts,
            figures=tuple(_figure(name, counts) for name in SHOWN),
        )
        for key, counts in counts_by(issues, as_of, _COLUMNS[unit])
    ]
    return sorted(found, key=lambda row: (_rank(row, sort), row.label, row.of))


def _figure(key: str, counts: Counts) -> Statistic:
    formula = BY_KEY[key]
    return Statistic(formula, counts[formula.numerator], counts[formula.denominator or ""])


def _rank(row: Compared, sort: str) -> float:
    """The best first, or the most; what has no rate comes last."""
    if sort == "overdue":
        return -row.overdue
    if sort == "size":
        return -row.total
    value = row.figures[0].value
    return 0 if sort == "name" else 1 if value is None else -float(value)
