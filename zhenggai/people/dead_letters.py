"""What was not sent and will not be tried again: listed without saying who, sent again or set aside by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import NotFound, Refused
from zhenggai.people.directory import Page, paged
from zhenggai.people.faults import fault_words
from zhenggai.people.models import Channel, Outgoing, OutgoingState, Robot, RobotKind
from zhenggai.people.policy import guard, rows_for
from zhenggai.people.viewer import Viewer

_CHANNELS = {Channel.MAIL: gettext_lazy("邮件"), Channel.ROBOT: gettext_lazy("群机器人")}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`target` is masked; `office` is the office's name, empty where it belongs to none; `at` is the last try."""

    uuid: UUID
    channel: str
    target: str
    subject: str
    office: str
    at: datetime
    attempts: int
    fault: str


def dead_letters(viewer: Viewer, *, page: int = 1) -> Page[DeadLetter]:
    """Newest first; of every office for the system's administrator, else of one's own."""
    guard(viewer, "outgoing.list")
    rows = _dead(viewer).select_related("office").order_by("-pk")
    found, count, page = paged(rows, page)
    named = _robots_named(found)
    return Page(tuple(_line(row, named) for row in found), count, page)


def dead_letter_count(viewer: Viewer) -> int:
    return _dead(viewer).count()


def find_outgoing(viewer: Viewer, uuid: UUID) -> Outgoing:
    found = rows_for(viewer, Outgoing).filter(uuid=uuid).first()
    if found is None:
        raise NotFound("object.not_found", gettext("没有找到，或不在您的范围内"))
    return found


@action("outgoing.resend", on="letter")
def resend(viewer: Viewer, letter: Outgoing) -> None:
    """Let the worker try a dead one again, under the name that it has: there is one row, so that never two wait."""
    _leave(letter, OutgoingState.WAITING)
    note(
        summary=gettext("重发“%(subject)s”") % {"subject": letter.subject},
        key=letter.key,
        fault=letter.fault,
    )


@action("outgoing.drop", on="letter")
def set_aside(viewer: Viewer, letter: Outgoing) -> None:
    """Leave a dead one unsent, and out of the list."""
    _leave(letter, OutgoingState.DROPPED)
    note(
        summary=gettext("搁置未送出的“%(subject)s”") % {"subject": letter.subject},
        key=letter.key,
        fault=letter.fault,
    )


def masked(address: str) -> str:
    """An address of mail without who it is: the first letter and the host."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def _dead(viewer: Viewer) -> QuerySet[Outgoing]:
    return rows_for(viewer, Outgoing).filter(state=OutgoingState.DEAD)


def _leave(letter: Outgoing, state: OutgoingState) -> None:
    """Of two who decide at once, one does."""
    now = timezone.now()
    changed: dict[str, object] = {"state": state}
    if state == OutgoingState.WAITING:
        changed |= {"attempts": 0, "due_at": now, "again_at": now, "begun_at": None, "fault": ""}
    dead = Outgoing.objects.filter(pk=letter.pk, state=OutgoingState.DEAD)
    if not dead.update(**changed):
        raise Refused("outgoing.not_dead", gettext("这一条已经重发或搁置，没有再动——请刷新后查看"))


def _robots_named(found: Iterable[Outgoing]) -> dict[str, str]:
    names = [row.target for row in found if row.channel == Channel.ROBOT]
    robots = Robot.objects.filter(uuid__in=names) if names else ()
    return {str(robot.uuid): f"{RobotKind(robot.kind).label}·{robot.name}" for robot in robots}


def _line(row: Outgoing, named: dict[str, str]) -> DeadLetter:
    is_robot = row.channel == Channel.ROBOT
    return DeadLetter(
        uuid=row.uuid,
        channel=str(_CHANNELS[Channel(row.channel)]),
        target=named.get(row.target, "") if is_robot else masked(row.target),
        subject=row.subject,
        office=str(row.office) if row.office else "",
        at=row.begun_at or row.created_at,
        attempts=row.attempts,
        fault=fault_words(row.fault),
    )
