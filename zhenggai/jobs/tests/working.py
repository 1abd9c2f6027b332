"""What tests do in the worker's place."""

from __future__ import annotations

from zhenggai.jobs import worker


def work_off(most: int = 20) -> None:
    """Everything that waits for the worker, and what that leaves to do; periodic work comes in between as it will."""
    for _ in range(most):
        if not worker.step():
            return
    raise AssertionError(f"the worker still finds work after {most} steps")
