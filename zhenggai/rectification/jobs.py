"""What the worker runs for rectification."""

from __future__ import annotations

from django_scopes import scope

from zhenggai.jobs.registry import job
from zhenggai.rectification import upkeep
from zhenggai.rectification.settings import RECOUNT_JOB


@job(RECOUNT_JOB)
def recount(office: int) -> None:
    """After an office has set other warning days: every open item of its own."""
    with scope(office=[office]):
        upkeep.recount(office)
