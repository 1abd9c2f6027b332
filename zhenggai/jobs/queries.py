"""How far a job is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhenggai.jobs.models import Job, JobState


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


def dead_count() -> int:
    """Jobs that were given up; shown on the health page."""
    return Job.objects.filter(state=JobState.DEAD).count()
