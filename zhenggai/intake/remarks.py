"""What a careful reviewer would ask about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhenggai.intake.dates import Point
from zhenggai.intake.draft import Draft, Remark
from zhenggai.intake.lines import Line


@dataclass(frozen=True, slots=True)
class Context:
    lines: Sequence[Line]
    originals: Sequence[str]
    raw: str
    points: Mapping[int, Sequence[Point]]


def review(draft: Draft, context: Context) -> list[Remark]:
    return []
