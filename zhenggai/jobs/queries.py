"""How far a job is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
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


def progress_of(job_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How far several jobs are, in one query: what is done, and of how much, where they have said so."""
    rows = Job.objects.filter(pk__in=list(job_ids)).values_list("pk", "done_count", "total_count")
    return {key: (done, total) for key, done, total in rows if total}


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
    now = timezone.now()
    due = Q(state=JobState.WAITING, run_at__lte=now)
    found = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(state=JobState.WAITING)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        at_work=Count("pk", filter=Q(state=JobState.RUNNING, leased_until__gt=now)),
        dead=Count("pk", filter=Q(state=JobState.DEAD)),
        oldest=Min("run_at", filter=due),
    )
    seen = Period.objects.filter(name=ALIVE).values_list("ran_at", flat=True).first()
    return Queue(
        waiting=found["waiting"],
        running=found["running"],
        dead=found["dead"],
        oldest_at=found["oldest"],
        seen_at=seen,
        is_alive=bool(found["at_work"]) or (seen is not None and now - seen < SILENT),
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
