"""The leader's page made ready: five numbers with the lists they count, one chart, what waits for a signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from zhenggai.rectification.actions.reviewing import IN_BULK
from zhenggai.rectification.closing.queries import Level, QueueRow
from zhenggai.rectification.statistics.queries import Statistic, Statistics

SHOWN = ("issue_done_rate", "measure_done_rate", "on_time_rate", "overdue", "near")
_LISTS: Mapping[str, dict[str, str]] = {
    "issue_done_rate": {"state": "settled"},
    "overdue": {"warning": "red", "sort": "deadline"},
    "near": {"due": "10"},
}
FEW_LATE, FEW_BARS = 6, 8


@dataclass(frozen=True, slots=True)
class Number:
    """One of the five; `address` is the list that it counts."""

    row: Statistic
    address: str

    @property
    def is_bad(self) -> bool:
        return self.row.formula.key == "overdue" and bool(self.row.numerator)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits for the viewer; signed in place where the level asks for no form of its own."""

    row: QueueRow
    in_place: bool
    by_meeting: bool

    @property
    def key(self) -> str:
        """Names its forms."""
        return str(self.row.uuid)


def numbers(shown: Statistics, kept: Mapping[str, str]) -> list[Number]:
    return [
        Number(
            shown.figure(key),
            f"{reverse('ledger')}?{urlencode(dict(kept) | _LISTS.get(key, {}))}",
        )
        for key in SHOWN
    ]


def waiting(rows: Sequence[QueueRow]) -> list[Waiting]:
    return [
        Waiting(row, row.level in IN_BULK, row.level == Level.GROUP)
        for row in rows
        if row.level is not None
    ]


def bars(view: Any) -> tuple[Any, list[Any]]:
    """The chart: the departments with most issues, and the table it is part of."""
    table = next(item for item in view.tables if item.key == "department")
    return table, list(table.bars[:FEW_BARS])
