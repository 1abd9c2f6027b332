"""Issues on a line of time as a drawing: months across, a bar an issue, today as a line. Numbers only; the template
writes them into SVG, and a table of the same days stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import Bar
from zhenggai.web import words

WIDTH = 1000
ROW = 18
HEAD = 20
LEFT = 46


@dataclass(frozen=True, slots=True)
class Month:
    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One bar: its place, its class, what it says, where it leads."""

    row: Bar
    y: int
    x: float
    width: float
    mark: str
    said: str
    address: str


class Timeline:
    """The drawing of some bars as of a day."""

    def __init__(self, bars: Sequence[Bar], today: date) -> None:
        self._first = min([bar.started_on for bar in bars] + [today]).replace(day=1)
        last = max([bar.deadline for bar in bars] + [today])
        self._days = max((_month_after(last) - self._first).days, 1)
        self._bars, self._today = bars, today
        self.width, self.row, self.left = WIDTH, ROW, LEFT
        self.height = HEAD + ROW * len(bars) + 4
        self.today_x = self._x(today)

    def months(self) -> Iterator[Month]:
        """The first of each month; where there are many, every third is named."""
        month, count = self._first, 0
        step = 1 if self._days < 500 else 3
        while month < self._first + timedelta(days=self._days):
            yield Month(self._label(month, count == 0) if count % step == 0 else "", self._x(month))
            month, count = _month_after(month), count + 1

    def stretches(self) -> Iterator[Stretch]:
        for place, bar in enumerate(self._bars):
            x = self._x(bar.started_on)
            yield Stretch(
                row=bar,
                y=HEAD + place * ROW,
                x=x,
                width=max(self._x(bar.deadline + timedelta(days=1)) - x, 3),
                mark=str(bar.colour),
                said=_("%(code)s %(title)s：%(start)s 至 %(end)s，%(state)s")
                % {
                    "code": bar.code,
                    "title": bar.title,
                    "start": words.day(bar.started_on),
                    "end": words.day(bar.deadline),
                    "state": bar.state.label,
                },
                address=reverse("issue", args=[bar.uuid]),
            )

    def _label(self, month: date, is_first: bool) -> str:
        if is_first or month.month == 1:
            return f"{month.year}.{month.month}"
        return _("%(month)s 月") % {"month": month.month}

    def _x(self, day: date) -> float:
        return round(LEFT + (day - self._first).days * (WIDTH - LEFT) / self._days, 1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
