"""Units side by side made ready for their page: each with the address of what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.statistics.comparing import SHOWN as COMPARED
from zhenggai.rectification.statistics.queries import Compared, Unit

__all__ = ["COMPARED", "comparison_lines", "sorts", "units"]


@dataclass(frozen=True, slots=True)
class Line:
    """A unit; `address` leads into it, `late` to what is overdue in it; empty where no list shows just that."""

    row: Compared
    label: str
    address: str
    late: str


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    address: str
    current: bool


def comparison_lines(rows: Sequence[Compared], unit: Unit, round: UUID | None) -> list[Line]:
    return [Line(row, row.label or _("未定"), *_ways(row, unit, round)) for row in rows]


def units(several: bool, current: Unit, sort: str, kept: Mapping[str, str]) -> list[Choice]:
    """What may be compared; offices only where the viewer sees several."""
    labels = {Unit.OFFICE: _("按单位"), Unit.ROUND: _("按轮次"), Unit.DEPARTMENT: _("按部门")}
    return [
        Choice(label, _address(dict(kept) | {"by": unit.value, "sort": sort}), unit is current)
        for unit, label in labels.items()
        if several or unit is not Unit.OFFICE
    ]


def sorts(unit: Unit, current: str, kept: Mapping[str, str]) -> list[Choice]:
    labels = {
        "done": _("完成率高的在前"),
        "overdue": _("超期多的在前"),
        "size": _("问题多的在前"),
        "name": _("按名称"),
    }
    return [
        Choice(label, _address(dict(kept) | {"by": unit.value, "sort": name}), name == current)
        for name, label in labels.items()
    ]


def _ways(row: Compared, unit: Unit, round: UUID | None) -> tuple[str, str]:
    """An office leads to its rounds, a round to its ledger; a department to its issues where the round is known."""
    if row.uuid is None:
        return "", ""
    if unit is Unit.OFFICE:
        return _address({"by": Unit.ROUND.value, "office": str(row.uuid)}), ""
    named = {"round": str(row.uuid)} if unit is Unit.ROUND else {"department": str(row.uuid)}
    if unit is Unit.DEPARTMENT and round is not None:
        named["round"] = str(round)
    ledger = reverse("ledger")
    return (
        f"{ledger}?{urlencode(named)}",
        f"{ledger}?{urlencode(named | {'warning': 'red', 'sort': 'deadline'})}",
    )


def _address(parameters: Mapping[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in parameters.items() if value})
