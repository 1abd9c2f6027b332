"""Whether a register falls back after it had been mended: pure functions over months (process.md §10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

FALL = 0.1
"""A month's share of records in order that lies so far below the three months before is a fall."""
LEAST = 5
"""Fewer records than these say nothing."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """A month: how many records, and how many of them fail."""

    total: int
    failing: int

    @property
    def rate(self) -> float | None:
        return 1 - self.failing / self.total if self.total else None


def relapse_of(points: Sequence[Point]) -> str:
    """What the months, oldest first, warn of; empty where they do not. The last month is under way and counts by its
    share only, never by how few records it has."""
    return _falling_rate(points) or _falling_count(points)


def _falling_rate(points: Sequence[Point]) -> str:
    """The last month with enough records against the three before it."""
    known = [point for point in points if point.total]
    if len(known) < 2 or known[-1].total + sum(point.total for point in known[-4:-1]) < LEAST:
        return ""
    before = known[-4:-1]
    total = sum(point.total for point in before)
    usual = 1 - sum(point.failing for point in before) / total
    now = known[-1].rate or 0.0
    if usual - now < FALL:
        return ""
    return gettext("达标率回落：最近一月 %(now)s%%，此前 %(usual)s%%——有回潮迹象，请核实") % {
        "now": round(now * 100),
        "usual": round(usual * 100),
    }


def _falling_count(points: Sequence[Point]) -> str:
    """The last three whole months against the six before them: records that stop coming in (LB-1)."""
    whole = [point.total for point in points[:-1]]
    if len(whole) < 9:
        return ""
    late, early = sum(whole[-3:]) / 3, sum(whole[-9:-3]) / 6
    if sum(whole[-9:-3]) < LEAST or late >= early * HALF:
        return ""
    return gettext(
        "记录回落：近三月平均 %(late)s 条，此前 %(early)s 条——可能只在整改期补做，请核实"
    ) % {
        "late": round(late, 1),
        "early": round(early, 1),
    }
