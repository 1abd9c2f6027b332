"""How long work takes, said so that it holds on a machine that has other work: by the processor, at the best of
several tries."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 5
FEWEST_SECONDS = 0.02
"""Below it a ratio says nothing."""


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of the processor that a work took."""
    started = time.process_time()
    work()
    return time.process_time() - started


def takes_less(seconds: float, work: Callable[[], object]) -> bool:
    """Whether one of several tries stays below so many seconds."""
    return any(seconds_of(work) < seconds for _ in range(TRIES))


def grows_in_line(work: Callable[[int], object], size: int, *, times: int = 4) -> bool:
    """Whether so many times the size takes nearer to so many times as long than to the square of it."""
    most = times * 2.5
    work(size // 10)
    tries = (
        seconds_of(lambda: work(size * times))
        < most * max(seconds_of(lambda: work(size)), FEWEST_SECONDS)
        for _ in range(TRIES)
    )
    return any(tries)
