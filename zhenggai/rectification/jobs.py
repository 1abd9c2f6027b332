"""What the worker runs for rectification."""

from __future__ import annotations

from django_scopes import scope

from zhenggai.jobs.registry import job
from zhenggai.rectification import upkeep
from zhenggai.rectification.settings import RECOUNT_JOB, REINDEX_JOB


@job(RECOUNT_JOB)
def recount(office: int) -> None:
    """After an office has set other warning days: every open item of its own."""
    with scope(office=[office]):
        upkeep.recount(office)


@job(REINDEX_JOB)
def reindex(organ: int, person: int | None = None, office: int | None = None) -> None:
    """After a person or an office has got another name: what the search knows of the issues that name them."""
    with scope(office=[organ]):
        upkeep.reindex(person=person, office=office)
