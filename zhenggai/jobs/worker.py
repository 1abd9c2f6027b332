"""The worker: claims a job, keeps its lease alive while it runs, retries with growing pauses, gives up in the end.

A worker that is killed leaves its job running with a lease that ends; any worker puts it back then.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from zhenggai.jobs.models import Job, JobState, Period
from zhenggai.jobs.registry import Periodic, periods, work_of

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 15.0
IDLE_SECONDS = 0.5
MOST_ATTEMPTS = 6
LONGEST_PAUSE = timedelta(hours=1)

log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; the job at hand is finished first."""
    while not stop.is_set():
        try:
            worked = step()
        except DatabaseError:
            # The database is away or full: wait for it, and say so in the log.
            log.exception("the worker could not reach the database")
            close_old_connections()
            worked = False
        if not worked:
            stop.wait(IDLE_SECONDS)


def step(now: datetime | None = None) -> bool:
    """Run what is due once; True where there was something to do."""
    moment = now or timezone.now()
    reap(moment)
    ran = bool([period for period in periods() if _run_period(period, moment)])
    job = claim(moment)
    if job is None:
        return ran
    _work(job)
    return True


def claim(now: datetime) -> Job | None:
    """The next job that is due, now ours: of two workers that try, one changes the row."""
    due = Job.objects.filter(state=JobState.WAITING, run_at__lte=now).order_by("run_at", "id")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        ours = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            leased_until=now + LEASE,
            worker=_my_name(),
            attempts=F("attempts") + 1,
        )
    if not ours:
        return None
    job.refresh_from_db()
    return job


def reap(now: datetime) -> int:
    """Put back the jobs whose worker has fallen silent; those tried too often are given up."""
    silent = Job.objects.filter(state=JobState.RUNNING, leased_until__lt=now)
    if not silent.exists():
        return 0
    given_up = silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.DEAD, finished_at=now, fault="worker lost"
    )
    return given_up + silent.update(state=JobState.WAITING, run_at=now, leased_until=None)


def _work(job: Job) -> None:
    work = work_of(job.name)
    if work is None:
        _fail(job, f"no function is registered for {job.name}", final=True)
        return
    with _heartbeat(job):
        try:
            work(**job.payload, **({"job_id": job.pk} if _wants_id(work) else {}))
        except Exception as error:  # the worker loop: whatever a job does, the worker goes on
            log.exception("job %s failed", job)
            _fail(job, f"{type(error).__name__}: {error}")
            return
    _mine(job).update(state=JobState.DONE, finished_at=timezone.now(), leased_until=None)


def _fail(job: Job, fault: str, *, final: bool = False) -> None:
    if final or job.attempts >= MOST_ATTEMPTS:
        _mine(job).update(
            state=JobState.DEAD, fault=fault, finished_at=timezone.now(), leased_until=None
        )
        return
    pause = min(timedelta(seconds=5) * 4 ** (job.attempts - 1), LONGEST_PAUSE)
    _mine(job).update(
        state=JobState.WAITING, fault=fault, run_at=timezone.now() + pause, leased_until=None
    )


def _mine(job: Job):  # type: ignore[no-untyped-def]  # a queryset of this very row, still leased to us
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease while the job runs."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(HEARTBEAT_SECONDS):
            _mine(job).update(leased_until=timezone.now() + LEASE)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _run_period(period: Periodic, now: datetime) -> bool:
    """Run a periodic function when it is due; the conditional update lets one worker do it."""
    _, created = Period.objects.get_or_create(name=period.name, defaults={"ran_at": now})
    due = created or Period.objects.filter(name=period.name, ran_at__lte=now - period.every).update(
        ran_at=now
    )
    if due:
        period.call()
    return bool(due)


def _wants_id(work: object) -> bool:
    code = getattr(work, "__code__", None)
    return (
        code is not None
        and "job_id" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    )


def _my_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident() % 100_000}"
