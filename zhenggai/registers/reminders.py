"""What falls due: obligations that come round, and moves that a record waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrule, rrulestr

from zhenggai.people.queries import calendar
from zhenggai.registers.declaration import Declaration, Move, Mover, Obligation
from zhenggai.registers.frames import frame_of
from zhenggai.registers.models import Occurrence, OccurrenceState, Record
from zhenggai.registers.shapes import Lapse
from zhenggai.rules.closures import closure

AHEAD = timedelta(days=366)
"""Occurrences stand in the table a year ahead."""

_MOST = 1_000


def days_of(obligation: Obligation, first: date, last: date) -> list[date]:
    """The rule's own days from one day to another, whatever the calendar says of them."""
    since = date.fromisoformat(obligation.since)
    until = date.fromisoformat(obligation.until) if obligation.until else last
    end = datetime.combine(min(last, until), time.max)
    rule = rrulestr(obligation.rule, dtstart=datetime.combine(since, time.min))
    if not isinstance(rule, rrule):
        return []
    bounded = rule.replace(until=end)
    found = bounded.between(datetime.combine(first, time.min), end, inc=True)
    return [moment.date() for moment in found[:_MOST]]


def due_on(start: date, within: Lapse | None) -> date:
    """The last day for something that starts on a day; days off move it to the next working day."""
    if within is None:
        return calendar().on_or_after(start)
    if within.workdays:
        return calendar().after(start, within.count)
    return calendar().on_or_after(start + timedelta(days=within.count))


def occurrence(
    declaration: Declaration, obligation: Obligation, office: int, nominal: date
) -> Occurrence:
    """One instance: it starts on the rule's day, or on the working day after it."""
    starts = calendar().on_or_after(nominal)
    mover = obligation.by or Mover(role=declaration.clerk)
    return Occurrence(
        office_id=office,
        register=declaration.code,
        name=obligation.name,
        nominal_on=nominal,
        starts_on=starts,
        due_on=due_on(starts, obligation.within),
        moved_from=nominal if starts != nominal else None,
        role=mover.role,
    )


# -- moves that a record waits for ----------------------------------------------------------------------------------------------


def remind(
    record: Record, declaration: Declaration, settings: Mapping[str, Any], today: date, made: str
) -> None:
    """After a move: what was waited for is done or no longer needed; what is waited for now gets its day."""
    open_ones = Occurrence._base_manager.filter(record=record, state=OccurrenceState.OPEN)
    open_ones.filter(name=made).update(state=OccurrenceState.DONE, done_on=today)
    open_ones.update(state=OccurrenceState.DROPPED)
    Occurrence._base_manager.bulk_create(
        Occurrence(
            office_id=record.office_id,
            register=record.register,
            name=move.name,
            record=record,
            nominal_on=today,
            starts_on=today,
            due_on=due_on(today, move.within),
            role=next((mover.role for mover in move.by if mover.role), None),
            **_named(record, declaration, move),
        )
        for move in _awaited(record, declaration, settings, today)
    )


def _awaited(
    record: Record, declaration: Declaration, settings: Mapping[str, Any], today: date
) -> Iterable[Move]:
    """Moves out of the record's state that have a time, and whose condition holds."""
    timed = [
        move
        for move in declaration.workflow.moves.values()
        if move.within is not None and record.state in move.sources
    ]
    if not timed:
        return []
    frame = frame_of(record, declaration, settings, today.isoformat())
    return [move for move in timed if move.when is None or closure(move.when)(frame) is True]


def _named(record: Record, declaration: Declaration, move: Move) -> dict[str, int | None]:
    """The person or office that a field names with this move to make."""
    found: dict[str, int | None] = {}
    for mover in move.by:
        field = declaration.fields.get(mover.field or "")
        if mover.field == "handler":
            found.setdefault("person_id", record.handler_id)
        elif field is not None and field.kind in ("person", "office"):
            column = "person_id" if field.kind == "person" else "department_id"
            found.setdefault(column, record.data.get(field.name))
    return found
