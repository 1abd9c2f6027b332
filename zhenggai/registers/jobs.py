"""What the worker runs for registers: the nightly sweep, and planning what falls due."""

from __future__ import annotations

from zhenggai.jobs.actions import progress
from zhenggai.jobs.registry import every, job
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers.actions import plan_occurrences, sweep
from zhenggai.registers.actions.asking import SWEEP_JOB
from zhenggai.registers.published import edition

_A_DAY = 86_400


@every("registers.sweep", seconds=_A_DAY)
def sweep_all() -> None:
    """Every check over every office; running it twice finds the same."""
    viewer = system_viewer()
    with scope_for(viewer):
        sweep(viewer, today=today())


@every("registers.due", seconds=_A_DAY)
def plan_all() -> None:
    viewer = system_viewer()
    with scope_for(viewer):
        plan_occurrences(viewer, today=today())


@job(SWEEP_JOB)
def sweep_now(register: str, office: int, job_id: int) -> None:
    """One register of one office, because somebody asked; what it has found so far is told on the way."""
    viewer, total = system_viewer(), len(edition(register).declaration.checks)
    with scope_for(viewer):

        def tell(done: int) -> None:
            progress(job_id, done, total)

        tell(0)
        sweep(viewer, today=today(), registers=[register], offices=[office], whole=True, step=tell)
        tell(total)
