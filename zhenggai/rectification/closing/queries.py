"""What others may read of closures and later days: every function knows its viewer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from zhenggai.people.queries import can, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.decided import (
    MeetingChoice,
    choices,
    meetings_that_agreed,
)
from zhenggai.rectification.closing.panel import (
    ApplicationRow,
    ClosurePanel,
    ExtensionRow,
    extension_row,
    panel_of,
    to_decide,
)
from zhenggai.rectification.closing.queue import PAGE_SIZE as QUEUE_SIZE
from zhenggai.rectification.closing.queue import TABS as QUEUE_TABS
from zhenggai.rectification.closing.queue import QueueRow, queue, waiting_for
from zhenggai.rectification.closing.sheet import ReviewSheet, sheet_of
from zhenggai.rectification.closing.tasks import MOST, ready_to_apply
from zhenggai.rectification.finding import not_found, only
from zhenggai.rectification.levels import Answer, Asks, Level, Question
from zhenggai.rectification.models import (
    ClosureApplication,
    Ending,
    Extension,
    ExtensionState,
    Issue,
    LookbackVerdict,
    ReopenCause,
)

__all__ = [
    "QUEUE_SIZE",
    "QUEUE_TABS",
    "Answer",
    "ApplicationRow",
    "Asks",
    "ClosurePanel",
    "Ending",
    "ExtensionRow",
    "Level",
    "LookbackVerdict",
    "MeetingChoice",
    "Question",
    "QueueRow",
    "ReopenCause",
    "ReviewSheet",
    "closure_meetings",
    "closure_panel",
    "closure_queue",
    "closures_waiting",
    "extensions_waiting",
    "find_application",
    "find_extension",
    "open_closures",
    "ready_to_close",
    "review_sheet",
]

FEW_EXTENSIONS = 10
"""So many stand on the leader's page at once; each is asked which meetings agreed to it."""


def find_application(viewer: Viewer, uuid: UUID) -> ClosureApplication:
    """An application for an action to work on."""
    rows = visible(viewer, ClosureApplication).select_related("issue__round", "issue__lead_dept")
    return only(rows.filter(uuid=uuid))


def open_closures(viewer: Viewer, uuids: Sequence[UUID]) -> list[ClosureApplication]:
    """Several applications for an action to work on; not found where one of them is not to be seen."""
    found = {
        row.uuid: row
        for row in visible(viewer, ClosureApplication)
        .select_related("issue__round", "issue__lead_dept")
        .filter(uuid__in=uuids)
    }
    if len(found) != len(set(uuids)):
        raise not_found()
    return [found[uuid] for uuid in uuids]


def find_extension(viewer: Viewer, uuid: UUID) -> Extension:
    return only(visible(viewer, Extension).select_related("issue__round").filter(uuid=uuid))


def extensions_waiting(viewer: Viewer) -> list[ExtensionRow]:
    """The requests for a later day that the viewer may decide now, the longest waiting first."""
    require(viewer, "closure.list")
    if not can(viewer, "extension.decide"):
        return []
    asked = visible(viewer, Extension).filter(state=ExtensionState.ASKED)
    rows = asked.select_related("issue").order_by("asked_on", "pk")[:FEW_EXTENSIONS]
    found = [to_decide(extension_row(viewer, item), item) for item in rows]
    return [row for row in found if row.may_decide]


def closure_panel(viewer: Viewer, issue: Issue, today: date) -> ClosurePanel:
    """What an issue's page shows of its closure; the issue as `find_issue` gives it."""
    require(viewer, "issue.list", issue)
    return panel_of(viewer, issue, today)


def closure_queue(
    viewer: Viewer, tab: str, today: date, *, page: int = 1
) -> tuple[list[QueueRow], int]:
    """One page of the applications, and how many there are."""
    require(viewer, "closure.list")
    return queue(viewer, tab, today, page=page)


def closures_waiting(viewer: Viewer, today: date) -> list[QueueRow]:
    """The applications at which the viewer may speak now."""
    require(viewer, "closure.list")
    return waiting_for(viewer, today)


def closure_meetings(viewer: Viewer, rows: Sequence[QueueRow]) -> tuple[MeetingChoice, ...]:
    """The recorded meetings that agreed to any of these applications, to point at."""
    require(viewer, "closure.list")
    found = visible(viewer, ClosureApplication).filter(uuid__in=[row.uuid for row in rows])
    return choices(meetings_that_agreed(*found))


def ready_to_close(viewer: Viewer) -> list[Issue]:
    """The viewer's own issues of which every core measure is verified."""
    require(viewer, "closure.list")
    return list(ready_to_apply(viewer).select_related("lead_dept")[:MOST])


def review_sheet(viewer: Viewer, application: ClosureApplication, today: date) -> ReviewSheet:
    """What a reviewer has before them."""
    require(viewer, "closure.list", application)
    return sheet_of(viewer, application, today)
