"""What the worker runs for people: what waits in the outbox is sent."""

from __future__ import annotations

from django.utils import timezone

from zhenggai.jobs.actions import enqueue
from zhenggai.jobs.registry import every, job
from zhenggai.people import mailing, outbox
from zhenggai.people.models import Channel
from zhenggai.people.outbox import Send
from zhenggai.people.robots.sending import send_to_robot

SEND_JOB = "people.outbox"
SEND_SECONDS = 20


@every(SEND_JOB, seconds=SEND_SECONDS)
def look() -> None:
    """A job only where something is due: sending may take its time, looking does not."""
    if outbox.is_waiting(_senders()):
        enqueue(SEND_JOB, key=SEND_JOB)


@job(SEND_JOB)
def send() -> None:
    outbox.send_due(timezone.now(), _senders())


def _senders() -> dict[str, Send]:
    """Those that are set up: mail without a server waits for one."""
    found: dict[str, Send] = {Channel.ROBOT: send_to_robot}
    if mailing.is_set_up():
        found[Channel.MAIL] = mailing.send_mail
    return found
