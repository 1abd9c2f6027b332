"""Names of functions: the worker knows a job by its name only, so that this room imports nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Work = Callable[..., object]

ALIVE = "jobs.alive"
"""The period in which the worker does nothing but be there: its time is the worker's sign of life."""
ALIVE_SECONDS = 30

_jobs: dict[str, Work] = {}
_periods: dict[str, Periodic] = {}


@dataclass(frozen=True, slots=True)
class Periodic:
    """A function without arguments that is called again and again; it must bear being called twice."""

    name: str
    every: timedelta
    call: Callable[[], object]


def job(name: str) -> Callable[[Work], Work]:
    """Register a function as the job of that name. It is called with the payload as keyword arguments and must
    bear being called again after a crash."""

    def register(work: Work) -> Work:
        _jobs[name] = work
        return work

    return register


def every(name: str, *, seconds: float) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def register(call: Callable[[], Any]) -> Callable[[], Any]:
        _periods[name] = Periodic(name, timedelta(seconds=seconds), call)
        return call

    return register


def work_of(name: str) -> Work | None:
    return _jobs.get(name)


def periods() -> list[Periodic]:
    return list(_periods.values())
