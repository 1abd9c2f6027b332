"""A round's issues counted by aspect, by lead department and by type: one aggregate, no issue read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum

from zhenggai.people.queries import offices_named
from zhenggai.rectification.lifecycle import RectType
from zhenggai.rectification.models import Issue, IssueCategory
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
    """The counts as of a day: aspects in the document's order, departments and types by how much they hold.

    Counted once, by aspect, department and type together, and added up from there; the names are asked for after.
    """
    cells = _cells(issues, today)
    aspects, departments = _aspects(cells), _departments(cells)
    return Breakdown(
        aspects=_shares(cells, lambda cell: aspects[cell["category_id"]]),
        departments=_largest_first(_shares(cells, lambda cell: departments[cell["lead_dept_id"]])),
        types=_largest_first(_shares(cells, lambda cell: _type(cell["rect_type"]))),
    )


_BY = ("round_id", "category_id", "lead_dept_id", "rect_type")
_COUNTS = ("issues", "closed", "overdue", "measures", "complete")
_Cell = Mapping[str, Any]


class _Called(NamedTuple):
    """What a share goes by; `place` is where it stands among the others."""

    place: int
    key: str
    label: str
    filter: str = ""


def _cells(issues: QuerySet[Issue], today: date) -> list[_Cell]:
    """In the order of `issue_by_category`, from that index alone."""
    parts = parts_of(today)
    return list(
        issues.order_by()
        .values(*_BY)
        .annotate(
            issues=Count("pk"),
            closed=Count("pk", filter=parts["done"]),
            overdue=Count("pk", filter=parts["overdue"]),
            measures=Sum("measure_count"),
            complete=Sum("complete_count"),
        )
    )


def _shares(cells: Iterable[_Cell], called: Callable[[_Cell], _Called]) -> tuple[Share, ...]:
    sums: dict[_Called, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        sums[called(cell)].update({name: cell[name] for name in _COUNTS})
    return tuple(
        Share(
            key=name.key,
            label=name.label,
            issue_count=sum_of["issues"],
            closed_count=sum_of["closed"],
            overdue_count=sum_of["overdue"],
            measure_count=sum_of["measures"],
            complete_count=sum_of["complete"],
            filters={name.filter: name.key} if name.filter and name.key else {},
        )
        for name, sum_of in sorted(sums.items())
    )


def _largest_first(shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """What is undecided comes last."""
    return tuple(sorted(shares, key=lambda share: (not share.label, -share.issue_count)))


def _aspects(cells: Iterable[_Cell]) -> dict[int, _Called]:
    named = IssueCategory.objects.filter(pk__in={cell["category_id"] for cell in cells})
    return {
        pk: _Called(position, str(position), f"{number or ''}{title or ''}")
        for pk, position, number, title in named.values_list("pk", "position", "number", "title")
    }


def _departments(cells: Iterable[_Cell]) -> dict[int | None, _Called]:
    named = offices_named({cell["lead_dept_id"] for cell in cells} - {None})
    return {
        key: _Called(0, str(uuid), name, "department") for key, (uuid, name) in named.items()
    } | {None: _Called(0, "", "")}


def _type(kind: str | None) -> _Called:
    return _Called(0, kind, str(RectType(kind).label), "type") if kind else _Called(0, "", "")
