"""Queueing work and telling how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhenggai.jobs.models import Job, JobState, Period


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    office_id: int | None = None,
) -> Job:
    """Queue a job in the caller's transaction. With a key, the job that already waits or runs is returned."""
    job = Job(
        name=name,
        payload=payload or {},
        key=key,
        run_at=run_at or timezone.now(),
        office_id=office_id,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return Job.objects.get(name=name, key=key, state__in=[JobState.WAITING, JobState.RUNNING])
    return job


def progress(job_id: int, done: int, total: int, words: str = "") -> None:
    """Say how far a running job is; whoever waits for it reads this."""
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(
        done_count=done, total_count=total, words=words[:200]
    )


def probe() -> None:
    """Write something that the caller rolls back: whether the database takes writes."""
    Period.objects.update_or_create(name="jobs.probe", defaults={"ran_at": timezone.now()})


def retry(job_id: int) -> Job | None:
    """Let a job that was given up be tried afresh; None where there is none such. Part of a caller's action."""
    job = Job.objects.filter(pk=job_id, state=JobState.DEAD).first()
    if job is None:
        return None
    same = Job.objects.filter(
        name=job.name, key=job.key, state__in=[JobState.WAITING, JobState.RUNNING]
    )
    if job.key is not None and same.exists():
        # The same work waits already: the old row only goes.
        job.delete()
        return job
    job.state, job.attempts, job.run_at, job.finished_at = JobState.WAITING, 0, timezone.now(), None
    job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    return job
