"""From a limit to a day: pure functions of what has happened. A day whose starting point has not come is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from zhenggai.lib.workdays import Calendar
from zhenggai.rectification.models import Anchor, StageKey, Unit


@dataclass(frozen=True, slots=True)
class Limit:
    """A stage's limit as it holds in a round."""

    anchor: Anchor
    amount: int | None
    unit: Unit


def due_day(
    start: date, amount: int, unit: Unit, calendar: Calendar, *, shift: bool = False
) -> date:
    """The last day that is still in time: natural days by default, months of the calendar (17 June and three months is
    17 September), working days by the office's own calendar. `shift` moves a day off to the next working day."""
    match unit:
        case Unit.DAY:
            day = start + timedelta(days=amount)
        case Unit.MONTH:
            day = start + relativedelta(months=amount)
        case Unit.WORKDAY:
            return calendar.after(start, amount)
    return calendar.on_or_after(day) if shift else day


def anchors_of(
    events: Mapping[Anchor, date], concentrated: Limit | None, calendar: Calendar, *, shift: bool
) -> dict[Anchor, date]:
    """The days that limits are counted from: those that have happened, and the middle and end of the period of
    concentrated work where that is known."""
    known = dict(events)
    if concentrated is None or concentrated.amount is None:
        return known
    start = known.get(concentrated.anchor)
    if start is None:
        return known
    end = due_day(start, concentrated.amount, concentrated.unit, calendar, shift=shift)
    return known | {Anchor.END: end, Anchor.HALF: start + timedelta(days=(end - start).days // 2)}


def due_days(
    limits: Mapping[str, Limit],
    events: Mapping[Anchor, date],
    calendar: Calendar,
    *,
    shift: bool = False,
) -> dict[str, date | None]:
    """The due day of every stage that has a limit; None while the day it is counted from has not come."""
    anchors = anchors_of(events, limits.get(StageKey.CONCENTRATED), calendar, shift=shift)
    found: dict[str, date | None] = {}
    for stage, limit in limits.items():
        start = anchors.get(limit.anchor)
        if start is None or limit.amount is None:
            found[stage] = None
        else:
            found[stage] = due_day(start, limit.amount, limit.unit, calendar, shift=shift)
    return found
