"""Periods that come round: months, quarters, halves, years, as numbers that count on and as offices name them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}
_ORDINALS = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`index` counts the periods of a kind from the year 0, so that the next one is one more."""

    kind: str
    index: int

    @property
    def year(self) -> int:
        return self.index // PER_YEAR[self.kind]

    @property
    def place(self) -> int:
        """Which of its year, from 0."""
        return self.index % PER_YEAR[self.kind]

    @property
    def start(self) -> date:
        return date(self.year, self.place * self._months + 1, 1)

    @property
    def end(self) -> date:
        month = (self.place + 1) * self._months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def name(self) -> str:
        """2025, 2025-H1, 2025-Q2 or 2025-06."""
        place = self.place + 1
        return {
            "year": f"{self.year}",
            "half": f"{self.year}-H{place}",
            "quarter": f"{self.year}-Q{place}",
            "month": f"{self.year}-{place:02}",
        }[self.kind]

    @property
    def label(self) -> str:
        """2025年第二季度."""
        place = self.place
        return (
            f"{self.year}年"
            + {
                "year": "",
                "half": "上半年" if place == 0 else "下半年",
                "quarter": f"第{_ORDINALS[place % 4]}季度",
                "month": f"{place + 1}月",
            }[self.kind]
        )

    @property
    def _months(self) -> int:
        return 12 // PER_YEAR[self.kind]


def period_of(kind: str, day: date) -> Period:
    """The period of that kind in which the day lies."""
    per_year = PER_YEAR[kind]
    return Period(kind, day.year * per_year + (day.month - 1) * per_year // 12)


def periods_between(kind: str, first: date, last: date) -> Iterator[Period]:
    """The periods from the one in which `first` lies to the one in which `last` lies."""
    for index in range(period_of(kind, first).index, period_of(kind, last).index + 1):
        yield Period(kind, index)
