"""Telling robots: links and counts alone, never what a matter says (security.md P08)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from zhenggai.people.models import Channel, Outgoing, Robot, RobotEvent
from zhenggai.people.outbox import Letter, post


def robots_for(office_id: int, event: RobotEvent) -> list[Robot]:
    """The robots of an office that want to be told of such a thing."""
    return list(Robot.objects.filter(office=office_id, active=True, **{f"on_{event.value}": True}))


def offices_telling(event: RobotEvent) -> list[int]:
    """The offices that have a robot for it."""
    rows = Robot.objects.filter(active=True, **{f"on_{event.value}": True})
    return list(rows.order_by("office").values_list("office", flat=True).distinct())


def is_untold(office_id: int, event: RobotEvent, key: str) -> bool:
    """Whether a robot of the office has still to be told this."""
    keys = {key_of(robot, key) for robot in robots_for(office_id, event)}
    return len(keys) > Outgoing.objects.filter(key__in=keys).count() if keys else False


def post_to(robots: Iterable[Robot], key: str, subject: str, text: str) -> int:
    """Put it in the outbox for each of them that has not had it; `key` says what it is. Part of a caller's action."""
    letters = [
        Letter(
            key=key_of(robot, key),
            target=str(robot.uuid),
            subject=subject,
            text=text,
            office=robot.office_id,
        )
        for robot in robots
    ]
    return post(letters, Channel.ROBOT) if letters else 0


def tell_robots(office_id: int, event: RobotEvent, key: str, words: str, path: str) -> int:
    """Say something to an office's robots, with a link to a page of the site. Part of a caller's action."""
    robots = robots_for(office_id, event)
    return post_to(robots, key, words, f"{settings.SITE}{path}")


def key_of(robot: Robot, key: str) -> str:
    """What the outbox knows it by."""
    return f"robot:{robot.uuid}:{key}"
