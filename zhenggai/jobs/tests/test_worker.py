"""Jobs: queued once, claimed by one worker, tried again after a fault, taken over after a crash, given up in the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from zhenggai.jobs import registry, worker
from zhenggai.jobs.actions import enqueue, progress
from zhenggai.jobs.models import Job, JobState, Period
from zhenggai.jobs.queries import dead_count, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the jobs of these tests."""
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(registry, "_periods", {})
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 3600)
    yield


@pytest.fixture
def done() -> list[str]:
    names: list[str] = []
    registry.job("test.note")(lambda name: names.append(name))
    return names


def test_a_job_is_run_with_its_payload_once(done: list[str]) -> None:
    job = enqueue("test.note", {"name": "甲"})

    assert worker.step() is True
    assert worker.step() is False

    assert done == ["甲"]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert job.finished_at is not None


def test_jobs_run_in_the_order_of_their_time(done: list[str]) -> None:
    now = timezone.now()
    enqueue("test.note", {"name": "later"}, run_at=now - timedelta(minutes=1))
    enqueue("test.note", {"name": "first"}, run_at=now - timedelta(hours=1))

    worker.step()
    worker.step()

    assert done == ["first", "later"]


def test_a_job_for_tomorrow_waits(done: list[str]) -> None:
    enqueue("test.note", {"name": "甲"}, run_at=timezone.now() + timedelta(days=1))

    assert worker.step() is False
    assert done == []


def test_the_same_key_is_queued_once_while_it_waits(done: list[str]) -> None:
    first = enqueue("test.note", {"name": "甲"}, key="k")
    second = enqueue("test.note", {"name": "甲"}, key="k")
    worker.step()
    third = enqueue("test.note", {"name": "甲"}, key="k")

    assert first.pk == second.pk != third.pk
    assert done == ["甲"]


def test_a_fault_is_tried_again_with_growing_pauses_and_then_given_up() -> None:
    def break_down() -> None:
        raise ZeroDivisionError("again")

    registry.job("test.break")(break_down)
    job = enqueue("test.break")
    pauses = []
    moment = timezone.now()
    for _ in range(worker.MOST_ATTEMPTS):
        worker.step(moment)
        job.refresh_from_db()
        pauses.append((job.run_at - timezone.now()).total_seconds())
        moment = job.run_at + timedelta(seconds=1)

    assert job.state == JobState.DEAD
    assert job.fault == "ZeroDivisionError: again"
    assert pauses[:3] == sorted(pauses[:3])
    assert pauses[1] > pauses[0] * 2
    assert dead_count() == 1


def test_a_name_that_nobody_registered_is_given_up_at_once() -> None:
    job = enqueue("test.unknown")

    worker.step()

    job.refresh_from_db()
    assert job.state == JobState.DEAD
    assert "test.unknown" in job.fault


def _crashed(job: Job, at: datetime) -> None:
    """A worker claimed the job and was killed."""
    claimed = worker.claim(at)
    assert claimed is not None and claimed.pk == job.pk


def test_a_job_whose_worker_was_killed_is_taken_over(done: list[str]) -> None:
    job = enqueue("test.note", {"name": "甲"})
    now = timezone.now()
    _crashed(job, now)

    assert worker.step(now + timedelta(seconds=30)) is False
    assert worker.step(now + worker.LEASE + timedelta(seconds=1)) is True

    assert done == ["甲"]


def test_a_job_that_kills_every_worker_is_given_up(done: list[str]) -> None:
    job = enqueue("test.note", {"name": "甲"})
    moment = timezone.now()
    for _ in range(worker.MOST_ATTEMPTS):
        _crashed(job, moment)
        moment += worker.LEASE + timedelta(seconds=1)
        worker.reap(moment)

    job.refresh_from_db()
    assert job.state == JobState.DEAD
    assert done == []


def test_a_worker_that_lost_its_lease_does_not_finish_the_others_job() -> None:
    job = enqueue("test.slow")
    now = timezone.now()

    def lose_lease() -> None:
        Job.objects.filter(pk=job.pk).update(worker="another")

    registry.job("test.slow")(lose_lease)
    worker.step(now)

    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_progress_is_told_to_whoever_waits() -> None:
    seen = []

    def work(job_id: int) -> None:
        progress(job_id, 3, 10, "读入")
        seen.append(status(job_id))

    registry.job("test.told")(work)
    job = enqueue("test.told")
    worker.step()

    assert seen[0] is not None
    assert (seen[0].state, seen[0].done, seen[0].total, seen[0].words) == ("running", 3, 10, "读入")
    finished = status(job.pk)
    assert finished is not None and finished.state == "done"
    assert status(-1) is None


def test_waiting_jobs_know_how_many_come_first(done: list[str]) -> None:
    enqueue("test.note", {"name": "甲"})
    second = enqueue("test.note", {"name": "乙"})

    found = status(second.pk)

    assert found is not None
    assert (found.state, found.ahead) == ("waiting", 1)


def test_a_periodic_function_runs_once_a_period() -> None:
    calls: list[int] = []
    registry.every("test.daily", seconds=60)(lambda: calls.append(1))
    now = timezone.now()

    for seconds in (0, 10, 59, 61, 62, 130):
        worker.step(now + timedelta(seconds=seconds))

    assert len(calls) == 3
    assert Period.objects.count() == 1


def test_the_worker_stops_when_told(done: list[str]) -> None:
    stop = threading.Event()
    registry.every("test.stop", seconds=1)(stop.set)

    worker.run(stop)

    assert stop.is_set()


@pytest.mark.usefixtures("committed")
def test_of_two_workers_one_gets_the_job(done: list[str]) -> None:
    enqueue("test.note", {"name": "甲"})
    start, claimed = threading.Barrier(2), []

    def try_claim() -> None:
        start.wait()
        claimed.append(worker.claim(timezone.now()))
        connection.close()

    threads = [threading.Thread(target=try_claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(job is not None for job in claimed) == 1
