"""The journal as the audit administrator reads it. What was done to people, roles and the system is told in full; of
business only who did what kind of thing to which object, when: its words are not an administrator's (A06)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from zhenggai.journal.queries import (
    Event,
    EventFilters,
    Verification,
    each_event,
    events,
    last_verification,
)
from zhenggai.people.policy import guard
from zhenggai.people.roles import role_label
from zhenggai.people.viewer import Viewer

PAGE = 50
OPEN_FAMILIES = (
    *("session", "password", "account", "role", "proposal", "person", "office"),
    *("setting", "calendar", "journal", "job"),
)
"""Beginnings of actions whose summaries hold no business."""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event. `words` is None where they are not for the viewer."""

    seq: int
    at: datetime
    actor: str
    roles: tuple[str, ...]
    action: str
    object_type: str
    object_id: str
    result: str
    words: str | None
    source: str

    @property
    def is_done(self) -> bool:
        return self.result == "done"


@dataclass(frozen=True, slots=True)
class Trail:
    """Some of the events, newest first; `before` leads to those that follow, None where there are none."""

    rows: tuple[TrailRow, ...]
    before: int | None


def trail(viewer: Viewer, filters: EventFilters, *, before: int | None = None) -> Trail:
    """A page of the journal."""
    guard(viewer, "journal.read")
    found = events(filters, before=before, most=PAGE + 1)
    rows = tuple(_row(event) for event in found[:PAGE])
    return Trail(rows, rows[-1].seq if len(found) > PAGE else None)


def whole_trail(viewer: Viewer, filters: EventFilters) -> Iterator[TrailRow]:
    """Every event that fits, for a sheet to be written."""
    guard(viewer, "journal.export")
    return (_row(event) for event in each_event(filters))


def verification(viewer: Viewer) -> Verification | None:
    """When the chain was recomputed last, and what was found."""
    guard(viewer, "journal.verify")
    return last_verification()


def families_of(name: str) -> tuple[str, ...]:
    """The beginnings of actions that a choice of the page stands for."""
    return _CHOICES.get(name, ())


_CHOICES = {
    "door": ("session", "password"),
    "access": ("account", "role", "proposal"),
    "directory": ("person", "office"),
    "system": ("setting", "calendar", "journal", "job"),
}


def _row(event: Event) -> TrailRow:
    family = event.action.split(".")[0]
    return TrailRow(
        seq=event.seq,
        at=event.at,
        actor=event.actor_name,
        roles=tuple(_labels(event.role)),
        action=event.action,
        object_type=event.object_type,
        object_id=event.object_id,
        result=event.result,
        words=event.summary if family in OPEN_FAMILIES else None,
        source=event.source,
    )


def _labels(roles: str) -> Iterator[str]:
    """Roles as they are called; one that is no more keeps its code."""
    for role in filter(None, roles.split(",")):
        try:
            yield role_label(role)
        except ValueError:
            yield role
