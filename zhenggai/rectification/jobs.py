"""What the worker runs for rectification."""

from __future__ import annotations

from django.utils import timezone
from django_scopes import scope

from zhenggai.jobs.actions import enqueue
from zhenggai.jobs.registry import every, job
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.rectification import broadcasts, digest, upkeep
from zhenggai.rectification.settings import RECOUNT_JOB, REINDEX_JOB
from zhenggai.rectification.warnings import running

WARN_JOB = "rectification.warn"
WARN_SECONDS = 3600
"""Asked every hour, so that a day begins soon after midnight wherever the worker was; told once a day all the same."""


@job(RECOUNT_JOB)
def recount(office: int) -> None:
    """After an office has set other warning days: every open item of its own."""
    with scope(office=[office]):
        upkeep.recount(office)


@job(REINDEX_JOB)
def reindex(organ: int, person: int | None = None, office: int | None = None) -> None:
    """After a person or an office has got another name: what the search knows of the issues that name them."""
    with scope(office=[organ]):
        upkeep.reindex(person=person, office=office)


@every(WARN_JOB, seconds=WARN_SECONDS)
def warn_hourly() -> None:
    enqueue(WARN_JOB, key=WARN_JOB)


@job(WARN_JOB)
def warn() -> None:
    """The day's warnings of every office; what was missed while nothing ran is caught up with."""
    viewer = system_viewer()
    with scope_for(viewer):
        running.run(viewer, today=today())


DIGEST_JOB = "rectification.digest"
DIGEST_SECONDS = 900


@every(DIGEST_JOB, seconds=DIGEST_SECONDS)
def digest_often() -> None:
    enqueue(DIGEST_JOB, key=DIGEST_JOB)


@job(DIGEST_JOB)
def send_digests() -> None:
    """Once a day and person, and once a robot, from the hour on that the office has set."""
    day, hour = today(), timezone.localtime().hour
    digest.send_all(today=day, hour=hour)
    broadcasts.tell_digests(today=day, hour=hour)
