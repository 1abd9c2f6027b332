"""How fast the machine runs just now. A shared one changes its pace by half within a minute, and with it every figure:
a short loop before and after each measurement says at which pace it was taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

_TURNS = 4_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A measurement and the pace it was taken at, both in milliseconds."""

    ms: float
    pace: float

    def at_best(self, pace: Pace) -> float:
        """As it would be at the best pace seen in the run; never more than was measured."""
        return self.ms * min(1.0, pace.best / self.pace)


@dataclass
class Pace:
    """The machine's paces in a run, in milliseconds a loop."""

    best: float = float("inf")
    _seen: list[float] = field(default_factory=list)

    @property
    def usual(self) -> float:
        return median(self._seen)

    def take(self, call: Callable[[], object]) -> Taken:
        before = self._now()
        started = time.perf_counter()
        call()
        ms = (time.perf_counter() - started) * 1000
        pace = (before + self._now()) / 2
        self._seen.append(pace)
        return Taken(ms, pace)

    def settle(self, seconds: float = 3.0) -> None:
        """Look for the best pace for a while, before the first measurement."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._now()

    def _now(self) -> float:
        """One loop, the better of two."""
        found = min(_loop(), _loop())
        self.best = min(self.best, found)
        return found


def _loop() -> float:
    """The like of what pages do: look up, put together, throw away."""
    started = time.perf_counter()
    held: dict[str, str] = {}
    for number in range(_TURNS):
        held[f"{number % 97}"] = f"行-{number}"
    return (time.perf_counter() - started) * 1000


PACE = Pace()
