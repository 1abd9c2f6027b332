"""Deadlines and warning colours: pure functions of today (process.md §6).

A colour follows from three days that a deadline fixes once: the day on which it turns green, yellow, red. They
are stored beside the deadline, so that the database finds every colour of any day by comparing dates.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Colour(TextChoices):
    """Worst first. `none` is an item that is settled, undated, or further off than the first reminder."""

    RED = "red", _("超期")
    YELLOW = "yellow", _("临期")
    GREEN = "green", _("提醒")
    NONE = "none", _("未到提醒期")


class GreenMeaning(TextChoices):
    """What green says: some offices send it as the first reminder, others as the sign that all is well."""

    REMINDER = "reminder", _("首次提醒")
    ON_TRACK = "on_track", _("正常")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Calendar days before the deadline. A term shorter than `short` warns in its last third and last sixth."""

    green: int = 20
    yellow: int = 10
    short: int = 30


@dataclass(frozen=True, slots=True)
class WarningDays:
    """The first day of each colour; None where it never comes."""

    green_on: date | None = None
    yellow_on: date | None = None
    red_on: date | None = None


USUAL = Thresholds()
NEVER = WarningDays()


def days_left(deadline: date, today: date) -> int:
    """Calendar days until the deadline; negative once it has passed. The day itself is still in time."""
    return (deadline - today).days


def warning_days(
    deadline: date | None, started_on: date | None = None, thresholds: Thresholds = USUAL
) -> WarningDays:
    """When an open item with this deadline turns green, yellow and red."""
    if deadline is None:
        return NEVER
    green, yellow = thresholds.green, thresholds.yellow
    term = None if started_on is None else (deadline - started_on).days
    if term is not None and term < thresholds.short:
        green, yellow = max(term, 0) // 3, max(term, 0) // 6
    return WarningDays(
        green_on=deadline - timedelta(days=green),
        yellow_on=deadline - timedelta(days=yellow),
        red_on=deadline + timedelta(days=1),
    )


def worst_days(several: Iterable[WarningDays]) -> WarningDays:
    """The days of an item that takes the worst colour of its parts: each colour's earliest day."""
    parts = list(several)
    return WarningDays(
        green_on=_earliest(part.green_on for part in parts),
        yellow_on=_earliest(part.yellow_on for part in parts),
        red_on=_earliest(part.red_on for part in parts),
    )


def colour(days: WarningDays, today: date) -> Colour:
    """The colour on a day."""
    for first_day, reached in (
        (days.red_on, Colour.RED),
        (days.yellow_on, Colour.YELLOW),
        (days.green_on, Colour.GREEN),
    ):
        if first_day is not None and first_day <= today:
            return reached
    return Colour.NONE


def colour_is(wanted: Colour, today: date) -> Q:
    """The same verdict as `colour`, for rows that carry the three days as columns."""
    match wanted:
        case Colour.RED:
            return Q(red_on__lte=today)
        case Colour.YELLOW:
            return Q(yellow_on__lte=today, red_on__gt=today)
        case Colour.GREEN:
            return Q(green_on__lte=today, yellow_on__gt=today)
        case Colour.NONE:
            return Q(green_on__gt=today) | Q(green_on=None)


def due_within(days: int, today: date) -> Q:
    """Rows whose earliest open deadline is today or one of the `days` days after it."""
    return Q(red_on__gt=today, red_on__lte=today + timedelta(days=days + 1))


def shown_as(found: Colour, meaning: GreenMeaning) -> Colour:
    """The colour to show: where green means that all is well, whatever is neither late nor near is green."""
    if meaning is GreenMeaning.ON_TRACK and found is Colour.NONE:
        return Colour.GREEN
    return found


def legend(meaning: GreenMeaning, thresholds: Thresholds = USUAL) -> tuple[tuple[Colour, str], ...]:
    """What each mark says, worst first; stands wherever marks stand."""
    reminder = gettext("剩 %(days)s 天以内（首次提醒）") % {"days": thresholds.green}
    green = gettext("正常") if meaning is GreenMeaning.ON_TRACK else reminder
    return (
        (Colour.RED, gettext("已超期")),
        (Colour.YELLOW, gettext("剩 %(days)s 天以内") % {"days": thresholds.yellow}),
        (Colour.GREEN, green),
    )


def deadline_from(written: str | None) -> date | None:
    """A deadline as a draft writes it: a month or a year alone lasts to its last day, one without a year to none."""
    if written is None or written.startswith("--"):
        return None
    parts = [int(part) for part in written.split("-")]
    match parts:
        case [year]:
            return date(year, 12, 31)
        case [year, month]:
            return date(year, month, monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day)
    return None


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
