"""What waits for the viewer (待办), what they should know of (待阅), what they have done (已办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from zhenggai.archive.queries import ACCEPTED
from zhenggai.intake import queries as intake
from zhenggai.journal.queries import own
from zhenggai.people.actions import mark_read
from zhenggai.people.clock import today
from zhenggai.people.queries import can, messages, unread_messages
from zhenggai.rectification import queries
from zhenggai.web.history import told
from zhenggai.web.page import page
from zhenggai.web.request import Request

TABS = ("todo", "unread", "done")
MOST_MESSAGES = 100
_QUICK = ("late", "near", "stalled", "mend")
"""Tasks that a progress report answers: it can be written where they stand."""
_ACTS = {
    queries.TaskKind.RETURNED: (gettext_lazy("去补传"), "issue"),
    queries.TaskKind.JUDGE: (gettext_lazy("去核验"), "issue"),
    queries.TaskKind.LATE: (gettext_lazy("填报进展"), "issue"),
    queries.TaskKind.NEAR: (gettext_lazy("填报进展"), "issue"),
    queries.TaskKind.STALLED: (gettext_lazy("填报进展"), "issue"),
    queries.TaskKind.TRIGGER: (gettext_lazy("登记事件"), "measure"),
    queries.TaskKind.ASSIGN: (gettext_lazy("明确责任"), "assign"),
    queries.TaskKind.MEND: (gettext_lazy("去补正"), "issue"),
    queries.TaskKind.REVIEW: (gettext_lazy("去审核"), "subject"),
    queries.TaskKind.EXTENSION: (gettext_lazy("去批"), "issue"),
    queries.TaskKind.VERIFY: (gettext_lazy("去核实"), "issue"),
    queries.TaskKind.MILESTONE: (gettext_lazy("登记节点"), "milestone"),
    queries.TaskKind.SUPERVISE: (gettext_lazy("去跟踪"), "issue"),
    queries.TaskKind.CLOSE: (gettext_lazy("申请销号"), "issue"),
    queries.TaskKind.APPROVE: (gettext_lazy("去审定"), "subject"),
    queries.TaskKind.SIGN: (gettext_lazy("去签字"), "subject"),
    queries.TaskKind.DECISION: (gettext_lazy("登记落实"), "subject"),
    queries.TaskKind.INSTRUCTION: (gettext_lazy("登记落实"), "subject"),
    queries.TaskKind.STAGE: (gettext_lazy("去推进"), "subject"),
    queries.TaskKind.SIGN_LETTER: (gettext_lazy("去签发"), "subject"),
    queries.TaskKind.RECEIVE_LETTER: (gettext_lazy("去签收"), "subject"),
    queries.TaskKind.REPLY_LETTER: (gettext_lazy("去回复"), "subject"),
    queries.TaskKind.SETTLE_LETTER: (gettext_lazy("去办结"), "subject"),
}
"""By the kind of a task: the word for its act, and where that is done."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the word for its act, where that is done, and the address of the form that does it in place."""

    row: queries.Task
    act: str
    address: str
    form: str
    opens: str


@dataclass(frozen=True, slots=True)
class DoneLine:
    at: datetime
    words: str
    address: str


@page("message.read")
def inbox(request: Request) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "todo"
    viewer = request.viewer
    context: dict[str, Any] = {
        "tab": tab,
        "today": today(),
        "unread_count": unread_messages(viewer).count(),
        "tasks": _tasks(request),
        "drafts": _drafts(request),
    }
    if tab == "unread":
        rows = list(messages(viewer)[:MOST_MESSAGES])
        context["messages_shown"] = [
            (row, _object_address(row.object_type, row.object_id)) for row in rows
        ]
    elif tab == "done":
        context["done"] = _done(request)
    return render(request, "inbox.html", context)


@page("message.read")
def count(request: Request) -> HttpResponse:
    """How much waits, for the mark beside the word in the navigation; empty where nothing does."""
    waiting = len(_tasks(request)) + len(_drafts(request)) + unread_messages(request.viewer).count()
    return HttpResponse(str(waiting) if waiting else "", content_type="text/plain; charset=utf-8")


@page("message.read", "POST")
def read(request: Request) -> HttpResponse:
    """Put one message, or all of them, among those that have been read."""
    wanted = unread_messages(request.viewer)
    if not request.POST.get("all"):
        wanted = wanted.filter(uuid__in=_uuids(request.POST.getlist("message")))
    mark_read(request.viewer, list(wanted))
    return redirect(f"{reverse('inbox')}?tab=unread")


@page("issue.report_progress")
def quick(request: Request, uuid: UUID) -> HttpResponse:
    """The short form of a progress report, for the row of a task."""
    issue = queries.find_issue(request.viewer, uuid)
    context = {
        "issue": issue,
        "measure": str(request.GET.get("measure", ""))[:24],
        "accepted": ACCEPTED,
        "kinds": queries.EvidenceKind,
        "may": can(request.viewer, "issue.report_progress", issue),
    }
    return render(request, "inbox.html#quick", context)


def _tasks(request: Request) -> list[TaskLine]:
    if not can(request.viewer, "issue.list"):
        return []
    return [_line(task) for task in queries.tasks(request.viewer, today())]


def _drafts(request: Request) -> list[Any]:
    """Files that were read and wait to be confirmed by whoever may."""
    if not can(request.viewer, "issue.adopt"):
        return []
    return [row for row in intake.readings(request.viewer) if row.state == intake.ReadingState.READ]


def _line(task: queries.Task) -> TaskLine:
    words, place = _ACTS[task.kind]
    act = str(words)
    if place == "subject":
        address = _object_address(*task.subject)
        return TaskLine(task, act, address, "", address)
    if place == "milestone" and task.measure_uuid:
        address = f"{reverse('measure', args=[task.measure_uuid])}#milestones"
    elif place == "measure" and task.measure_uuid:
        address = f"{reverse('measure', args=[task.measure_uuid])}#trigger"
    elif place == "assign":
        address = reverse("assign", args=[task.issue])
    else:
        address = reverse("issue", args=[task.issue]) + (
            f"#m{task.measure}" if task.measure else ""
        )
    form = ""
    if task.kind in _QUICK:
        form = f"{reverse('quick', args=[task.issue])}?{urlencode({'measure': task.measure or ''})}"
    opens = reverse("issue", args=[task.issue]) + (f"#m{task.measure}" if task.measure else "")
    return TaskLine(task, act, address, form, opens)


def _done(request: Request) -> list[DoneLine]:
    events = own(request.viewer)
    return [
        DoneLine(event.at, line.words, _object_address(event.object_type, event.object_id))
        for event, line in zip(events, told(events), strict=True)
    ]


def _object_address(object_type: str, object_id: str) -> str:
    """Where an object of the journal or a message is to be seen, empty where it has no page."""
    names = {
        "rectification.issue": "issue",
        "rectification.closureapplication": "closure",
        "rectification.round": "round",
        "rectification.meeting": "meeting",
        "rectification.plan": "plan",
        "rectification.instruction": "instructions",
        "rectification.measure": "measure",
        "rectification.supervisionletter": "letter",
        "intake.reading": "reading",
    }
    if object_type == "rectification.warnings":
        return reverse("supervision")
    name = names.get(object_type)
    return reverse(name, args=[object_id]) if name and object_id else ""


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST_MESSAGES]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
