"""What the worker runs for registers: the nightly sweep, and planning what falls due."""

from __future__ import annotations

from zhenggai.jobs.registry import every
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers.actions import plan_occurrences, sweep

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
