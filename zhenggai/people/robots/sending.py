"""What the outbox calls to send one message to a robot."""

from __future__ import annotations

import logging
from uuid import UUID

from django.utils import timezone

from zhenggai.lib.errors import Refused
from zhenggai.people.models import Outgoing, Robot
from zhenggai.people.outbox import TryAgain, Unsendable
from zhenggai.people.robots import wire
from zhenggai.people.robots.hosts import Place, place_of
from zhenggai.people.robots.shapes import Verdict, answer_of, ask_of
from zhenggai.people.sealing import unseal

log = logging.getLogger(__name__)
ADDRESS, SECRET = "address", "secret"


def send_to_robot(row: Outgoing) -> None:
    """Send one; refused for good where the robot is retired, its host no longer listed, or the vendor says so."""
    robot = Robot.objects.filter(uuid=UUID(row.target), active=True).first()
    if robot is None:
        raise Unsendable("robot retired")
    place, secret = _opened(robot)
    ask = ask_of(robot.kind, f"{row.subject}\n{row.text}", secret, timezone.now())
    status, body = wire.send(place, ask.query, ask.body)
    answer = answer_of(robot.kind, status, body)
    if answer.verdict is not Verdict.TAKEN:
        log.warning("robot %s: %s (%s)", robot.uuid, answer.verdict, answer.words)
    if answer.verdict is Verdict.AGAIN:
        raise TryAgain(answer.words)
    if answer.verdict is Verdict.REFUSED:
        raise Unsendable(answer.words)


def _opened(robot: Robot) -> tuple[Place, str]:
    """Where it is and what it signs with."""
    name = str(robot.uuid)
    try:
        address = unseal(robot.address, record=name, field=ADDRESS)
        secret = unseal(robot.secret, record=name, field=SECRET) if robot.secret else ""
    except (Refused, ValueError):
        raise Unsendable("robot sealed") from None
    try:
        return place_of(str(address)), str(secret)
    except Refused:
        raise Unsendable("host not allowed") from None
