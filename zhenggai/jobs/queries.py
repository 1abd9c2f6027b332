"""How far a job is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from zhenggai.jobs.models import Job, JobState, Period
from zhenggai.jobs.registry import ALIVE


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is waiting, running, done or dead; `ahead` counts the jobs that come first."""

    state: str
    done: int
    total: int
    words: str
    ahead: int
    attempts: int


def status(job_id: int) -> Status | None:
    """None where there is no such job."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return None
    ahead = 0
    if job.state == JobState.WAITING:
        ahead = Job.objects.filter(
            state=JobState.WAITING, run_at__lte=job.run_at, pk__lt=job.pk
        ).count()
    return Status(job.state, job.done_count, job.total_count, job.words, ahead, job.attempts)


@dataclass(frozen=True, slots=True)
class Queue:
    """The state of the work for later; `seen_at` is the worker's last sign of life, None where there never was one."""

    waiting: int
    running: int
    dead: int
    oldest_at: datetime | None
    seen_at: datetime | None
    is_alive: bool


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that was given up. `fault` names the kind of error alone: its words may hold what is nobody's business."""

    key: int
    name: str
    attempts: int
    fault: str
    finished_at: datetime | None


SILENT = timedelta(minutes=3)
"""After so long without a sign of life nobody works any more."""


def queue() -> Queue:
    counts = dict(Job.objects.values_list("state").annotate(Count("pk")))
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.WAITING, run_at__lte=now)
    seen = Period.objects.filter(name=ALIVE).values_list("ran_at", flat=True).first()
    at_work = Job.objects.filter(state=JobState.RUNNING, leased_until__gt=now).exists()
    return Queue(
        waiting=counts.get(JobState.WAITING, 0),
        running=counts.get(JobState.RUNNING, 0),
        dead=counts.get(JobState.DEAD, 0),
        oldest_at=waiting.aggregate(oldest=Min("run_at"))["oldest"],
        seen_at=seen,
        is_alive=at_work or (seen is not None and now - seen < SILENT),
    )


def dead_jobs(*, most: int = 50) -> list[DeadJob]:
    """Those given up last, first."""
    found = Job.objects.filter(state=JobState.DEAD).order_by("-finished_at", "-pk")[:most]
    return [
        DeadJob(job.pk, job.name, job.attempts, job.fault.split(":")[0][:60], job.finished_at)
        for job in found
    ]


def dead_count() -> int:
    """Jobs that were given up; shown on the health page."""
    return Job.objects.filter(state=JobState.DEAD).count()
