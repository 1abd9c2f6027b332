"""What the worker runs for the journal: the whole chain recomputed once a day, and when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass

from zhenggai.jobs.actions import enqueue, progress
from zhenggai.jobs.registry import every, job
from zhenggai.journal.queries import length, verify
from zhenggai.journal.verifying import VERIFY_JOB, keep_verdict

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class _System:
    """The program itself."""

    name: str
    account_id: int | None = None
    office_id: int | None = None
    roles: frozenset[str] = frozenset()
    source: str = "system"
    request_id: str = ""
    once: str = ""


@every(VERIFY_JOB, seconds=DAY_SECONDS)
def verify_daily() -> None:
    enqueue(VERIFY_JOB, {"by": "system"}, key=VERIFY_JOB)


@job(VERIFY_JOB)
def verify_and_keep(by: str, job_id: int) -> None:
    """Long work on a long journal: it says how far it is."""
    total = length()
    verdict = verify(tell=lambda done: progress(job_id, done, total))
    keep_verdict(_System(by), verdict)
