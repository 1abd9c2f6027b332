"""Applications on their way, by whose turn it is: the list behind 销号审核, and what waits for one viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.duties import parts_of_many
from zhenggai.rectification.closing.guard import unfit_for
from zhenggai.rectification.closing.panel import StepRow, application_row
from zhenggai.rectification.levels import RULES, Level
from zhenggai.rectification.models import ClosureApplication, Ending

PAGE_SIZE = 50
MOST = 200
TABS = ("mine", "open", "returned", "closed", "withdrawn")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An application in the list; `waits_for_me` where the viewer may speak now, `in_bulk` where for many at once."""

    uuid: UUID
    issue_uuid: UUID
    code: str
    title: str
    department: str
    number: int
    applicant: str
    applied_on: date
    deadline: date | None
    days_waiting: int
    level: Level | None
    ending: Ending
    steps: tuple[StepRow, ...]
    version: int
    waits_for_me: bool


def queue(viewer: Viewer, tab: str, today: date, *, page: int = 1) -> tuple[list[QueueRow], int]:
    """One page of applications and how many there are; in a fixed number of queries whatever the list's size."""
    if tab == "mine":
        rows = waiting_for(viewer, today)
        start = (page - 1) * PAGE_SIZE
        return rows[start : start + PAGE_SIZE], len(rows)
    found = _loaded(visible(viewer, ClosureApplication)).filter(
        outcome=Ending.OPEN if tab == "open" else tab
    )
    order = ("applied_on", "pk") if tab == "open" else ("-ended_on", "-pk")
    start = (page - 1) * PAGE_SIZE
    items = list(found.order_by(*order)[start : start + PAGE_SIZE])
    mine = {item.pk for item in _fit(viewer, items)} if tab == "open" else set()
    return [_row(item, today, item.pk in mine) for item in items], found.count()


def waiting_for(viewer: Viewer, today: date) -> list[QueueRow]:
    """The applications at which the viewer may speak now, the longest waiting first."""
    levels = [level for level, rule in RULES.items() if rule.role in viewer.roles]
    if "rect_office" in viewer.roles:
        levels.append(Level.SUPERIOR)
    if not levels or viewer.person_id is None:
        return []
    found = _loaded(visible(viewer, ClosureApplication)).filter(
        outcome=Ending.OPEN, level__in=levels
    )
    if Level.LEADER in levels:
        found = found.filter(
            ~Q(level=Level.LEADER)
            | Q(issue__charge_leader=viewer.person_id)
            | Q(issue__charge_leader=None)
        )
    items = list(found.order_by("applied_on", "pk")[:MOST])
    return [_row(item, today, True) for item in _fit(viewer, items)]


def _fit(viewer: Viewer, items: Sequence[ClosureApplication]) -> list[ClosureApplication]:
    """Those among them at which nothing of the viewer's own stands in the way."""
    if viewer.person_id is None:
        return []
    parts = parts_of_many([(item.issue, item) for item in items])
    return [
        item
        for item in items
        if item.level and not unfit_for(viewer, item.issue, item, parts[item.issue_id])
    ]


def _loaded(rows: QuerySet[ClosureApplication]) -> QuerySet[ClosureApplication]:
    return rows.select_related("issue__lead_dept").prefetch_related("steps", "issue__co_depts")


def _row(item: ClosureApplication, today: date, mine: bool) -> QueueRow:
    row = application_row(item)
    issue = item.issue
    return QueueRow(
        uuid=item.uuid,
        issue_uuid=issue.uuid,
        code=issue.code,
        title=issue.title,
        department=issue.lead_dept.name if issue.lead_dept else "",
        number=row.number,
        applicant=row.applicant,
        applied_on=row.applied_on,
        deadline=item.deadline,
        days_waiting=(today - _since(item)).days,
        level=row.level,
        ending=row.ending,
        steps=row.steps,
        version=row.version,
        waits_for_me=mine,
    )


def _since(item: ClosureApplication) -> date:
    """Since when it waits where it is: since the level before, or since it was made."""
    return max((step.reviewed_on for step in item.steps.all()), default=item.applied_on)
