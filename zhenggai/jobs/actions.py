"""Queueing work and telling how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhenggai.jobs.models import Job, JobState


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
