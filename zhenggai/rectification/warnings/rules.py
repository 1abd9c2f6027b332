"""Which level a thing has reached, and who is told of it: pure functions of the day, without a table (process.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhenggai.rectification.deadlines import (
    USUAL,
    Colour,
    Thresholds,
    colour,
    warning_days,
)
from zhenggai.rectification.models import Warned, WarningReason

RANK: Mapping[str, int] = {Colour.NONE: 0, Colour.GREEN: 1, Colour.YELLOW: 2, Colour.RED: 3}
"""Worse is more."""

LEVELS = (Colour.RED, Colour.YELLOW, Colour.GREEN)
"""Worst first."""

SPECIAL_AFTER = 2
"""So many yellow warnings on one matter call for a letter of its own (专函督办)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A role that a warning goes to; a copy (抄送) is for knowledge alone."""

    role: str
    copy: bool = False


RECIPIENTS: Mapping[str, tuple[Told, ...]] = {
    Colour.GREEN: (Told("handler"),),
    Colour.YELLOW: (Told("handler"), Told("charge_leader")),
    Colour.RED: (
        Told("handler"),
        Told("lead_dept"),
        Told("principal"),
        Told("discipline_committee", copy=True),
    ),
}
"""By level, as process.md §6 has it; whoever handles a thing gets every warning of it (§1)."""

FOR_A_LETTER = (Told("rect_office"), Told("charge_leader", copy=True))
"""Who hears that a matter has been yellow too often: the office that writes the letter."""


@dataclass(frozen=True, slots=True)
class Due:
    """A warning that is due on a day. `subject` is the key of the issue, measure or milestone; `basis_on` the day that the
    reason is reckoned from."""

    kind: Warned
    subject: int
    reason: WarningReason
    level: Colour
    basis_on: date
    cycle: int = 1

    @property
    def key(self) -> tuple[str, int, str, date, str, int]:
        """What stands once in the table."""
        return (self.kind, self.subject, self.reason, self.basis_on, self.level, self.cycle)

    @property
    def matter(self) -> tuple[str, int, str, date, int]:
        """The same without the level: of these the worst alone is in force."""
        return (self.kind, self.subject, self.reason, self.basis_on, self.cycle)


def level_of(
    deadline: date | None,
    started_on: date | None,
    today: date,
    thresholds: Thresholds = USUAL,
) -> Colour:
    """The level that an open thing with this deadline has reached. The day of the deadline is still in time."""
    return colour(warning_days(deadline, started_on, thresholds), today)


def still_to_tell(level: Colour, told: Iterable[str]) -> bool:
    """Whether a level is news: neither it nor a worse one has been told of the same matter. Levels that were passed on
    days off are not told afterwards: only where a thing stands now."""
    return RANK[level] > max((RANK[other] for other in told), default=0)


def silent_since(
    last_progress_on: date | None, started_on: date | None, today: date, allowed: int
) -> date | None:
    """The day of the last fact where that was more than `allowed` days ago; None where it was not, or is unknown."""
    last = last_progress_on or started_on
    return last if last is not None and last < last_day_of_silence(today, allowed) else None


def last_day_of_silence(today: date, allowed: int) -> date:
    """Whose last fact lies before this day has been silent for more than `allowed` days."""
    return today - timedelta(days=allowed)


def horizon(today: date, thresholds: Thresholds) -> date:
    """No deadline after this day is warned of yet. A short term warns later than a long one, never earlier than that."""
    return today + timedelta(
        days=max(thresholds.green, thresholds.yellow, max(thresholds.short - 1, 0) // 3)
    )


def recipients_of(reason: str, level: str) -> tuple[Told, ...]:
    """The roles that a warning goes to."""
    if reason == WarningReason.REPEATED:
        return FOR_A_LETTER
    return RECIPIENTS[level]
