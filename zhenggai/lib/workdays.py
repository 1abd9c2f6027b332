"""Working days as an office counts them: a running number a day, so that a difference is a subtraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """`numbers[i]` is how many working days there are from `first` up to the day i days after it."""

    first: date
    numbers: Sequence[int]

    def number(self, day: str) -> int | None:
        """The running number of a day in ISO 8601; None beyond the calendar."""
        place = date.fromisoformat(day).toordinal() - self.first.toordinal()
        return self.numbers[place] if 0 <= place < len(self.numbers) else None

    def is_workday(self, day: date) -> bool:
        """Beyond the calendar Monday to Friday are working days."""
        here = self.number(day.isoformat())
        before = self.number((day - timedelta(days=1)).isoformat())
        if here is None or before is None:
            return day.weekday() < 5
        return here > before

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day where it is a day off."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The working day that many working days after a day."""
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day
