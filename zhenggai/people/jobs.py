"""What the worker runs for people: what waits in the outbox is sent."""

from __future__ import annotations

from django.utils import timezone

from zhenggai.jobs.actions import enqueue
from zhenggai.jobs.registry import every, job
from zhenggai.people import mailing, outbox
from zhenggai.people.models import Channel

SEND_JOB = "people.outbox"
SEND_SECONDS = 20


@every(SEND_JOB, seconds=SEND_SECONDS)
def look() -> None:
    """A job only where something is due: sending may take its time, looking does not."""
    if mailing.is_set_up() and outbox.is_waiting():
        enqueue(SEND_JOB, key=SEND_JOB)


@job(SEND_JOB)
def send() -> None:
    outbox.send_due(timezone.now(), {Channel.MAIL: mailing.send_mail})
