"""The robots of an office as its administrator sees them: never where they are, never what they sign with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext

from zhenggai.lib.errors import NotFound
from zhenggai.people.faults import fault_words
from zhenggai.people.models import (
    Channel,
    Outgoing,
    OutgoingState,
    Robot,
    RobotEvent,
    RobotKind,
)
from zhenggai.people.policy import guard, rows_for
from zhenggai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the last thing that a robot was to be told; `fault` is empty where it was taken or is new."""

    state: OutgoingState
    at: datetime
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RobotRow:
    uuid: UUID
    name: str
    kind: str
    kind_label: str
    host: str
    signed: bool
    events: tuple[str, ...]
    event_labels: tuple[str, ...]
    active: bool
    version: int
    outcome: Outcome | None


def robots(viewer: Viewer) -> list[RobotRow]:
    """Those in use by name, then those retired."""
    guard(viewer, "robot.list")
    found = list(rows_for(viewer, Robot).order_by("-active", "name", "pk"))
    outcomes = _outcomes(found)
    return [_row(robot, outcomes.get(str(robot.uuid))) for robot in found]


def robot_row(viewer: Viewer, robot: Robot) -> RobotRow:
    guard(viewer, "robot.list", robot)
    return _row(robot, _outcomes([robot]).get(str(robot.uuid)))


def find_robot(viewer: Viewer, uuid: UUID) -> Robot:
    found = rows_for(viewer, Robot).filter(uuid=uuid).first()
    if found is None:
        raise NotFound("object.not_found", gettext("没有找到，或不在您的范围内"))
    return found


def _outcomes(found: Iterable[Robot]) -> dict[str, Outcome]:
    """The last of each, in two queries."""
    names = [str(robot.uuid) for robot in found]
    of_robots = Outgoing.objects.filter(channel=Channel.ROBOT, target__in=names)
    last = of_robots.order_by().values_list("target").annotate(last=Max("pk"))
    rows = Outgoing.objects.filter(pk__in=[key for _name, key in last])
    return {row.target: _outcome(row) for row in rows}


def _outcome(row: Outgoing) -> Outcome:
    at = row.sent_at or row.begun_at or row.created_at
    return Outcome(OutgoingState(row.state), at, fault_words(row.fault) if row.fault else "")


def _row(robot: Robot, outcome: Outcome | None) -> RobotRow:
    events = [event for event in RobotEvent if getattr(robot, f"on_{event.value}")]
    return RobotRow(
        uuid=robot.uuid,
        name=robot.name,
        kind=robot.kind,
        kind_label=str(RobotKind(robot.kind).label),
        host=robot.host,
        signed=robot.secret is not None,
        events=tuple(event.value for event in events),
        event_labels=tuple(str(event.label) for event in events),
        active=robot.active,
        version=robot.version,
        outcome=outcome,
    )
