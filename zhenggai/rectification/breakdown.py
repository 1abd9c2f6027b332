"""A round's issues counted by aspect, by lead department and by type: one aggregate each, no issue read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import Issue
from zhenggai.rectification.statistics.parts import parts_of


@dataclass(frozen=True, slots=True)
class Share:
    """The issues of one aspect, department or type. `key` is the aspect's place, with which its issues' codes begin,
    the department's public name or the type; it and `label` are empty where nothing has been decided. `filters`
    are the ledger's query parameters that list them, empty where it has none."""

    key: str
    label: str
    issue_count: int
    closed_count: int
    overdue_count: int
    measure_count: int
    complete_count: int
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breakdown:
    aspects: tuple[Share, ...]
    departments: tuple[Share, ...]
    types: tuple[Share, ...]


def breakdown_of(issues: QuerySet[Issue], today: date) -> Breakdown:
    """The counts as of a day: aspects in the document's order, departments and types by how much they hold."""
    return Breakdown(
        aspects=_shares(
            issues, today, ("category__position", "category__number", "category__title"), _aspect
        ),
        departments=_largest_first(
            _shares(issues, today, ("lead_dept__uuid", "lead_dept__name"), _department)
        ),
        types=_largest_first(_shares(issues, today, ("rect_type",), _type)),
    )


_Naming = Callable[[Mapping[str, Any]], tuple[str, str, dict[str, str]]]


def _shares(
    issues: QuerySet[Issue], today: date, by: tuple[str, ...], naming: _Naming
) -> tuple[Share, ...]:
    parts = parts_of(today)
    counted = (
        issues.order_by()
        .values(*by)
        .annotate(
            issues=Count("pk"),
            closed=Count("pk", filter=parts["done"]),
            overdue=Count("pk", filter=parts["overdue"]),
            all_measures=Sum("measure_count"),
            complete=Sum("complete_count"),
        )
        .order_by(by[0])
    )
    return tuple(_share(row, *naming(row)) for row in counted)


def _share(row: Mapping[str, Any], key: str, label: str, filters: dict[str, str]) -> Share:
    return Share(
        key=key,
        label=label,
        issue_count=row["issues"],
        closed_count=row["closed"],
        overdue_count=row["overdue"],
        measure_count=row["all_measures"],
        complete_count=row["complete"],
        filters=filters,
    )


def _largest_first(shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """What is undecided comes last."""
    return tuple(sorted(shares, key=lambda share: (not share.label, -share.issue_count)))


def _aspect(row: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    label = f"{row['category__number'] or ''}{row['category__title'] or ''}"
    return str(row["category__position"]), label, {}


def _department(row: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    uuid = row["lead_dept__uuid"]
    return str(uuid or ""), row["lead_dept__name"] or "", {"department": str(uuid)} if uuid else {}


def _type(row: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    kind = row["rect_type"]
    return (kind, str(RectType(kind).label), {"type": kind}) if kind else ("", "", {})
