"""Taking a file in: upload, progress, the draft beside its source, adoption."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from zhenggai.intake import actions as intake_actions
from zhenggai.intake import queries
from zhenggai.jobs.queries import status
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification.actions import adopt as adopt_reading
from zhenggai.web.draft_view import draft_view
from zhenggai.web.marking import paragraphs
from zhenggai.web.page import page
from zhenggai.web.request import Request

_WAITING = (queries.ReadingState.QUEUED, queries.ReadingState.READING)


@page("draft.list")
def readings(request: Request) -> HttpResponse:
    return _list(request, None)


@page("draft.receive", "POST")
def receive(request: Request) -> HttpResponse:
    """Take the file; a refused one leaves the form as it was, with the reason above it."""
    upload = request.FILES.get("file")
    if upload is None:
        return _list(request, BadInput("file.none", _("还没有选择文件——请选一份再读入")))
    try:
        taken = intake_actions.receive(request.viewer, cast(BinaryIO, upload), upload.name or "")
    except Refused as refused:
        return _list(request, refused)
    return redirect("reading", taken.uuid)


@page("draft.list")
def reading(request: Request, uuid: UUID) -> HttpResponse:
    """However far the file has got: waiting, refused, or read into a draft."""
    found = queries.reading(request.viewer, uuid)
    if found.state in _WAITING:
        return render(request, "reading_wait.html", _progress(found))
    draft = queries.draft_of(found)
    if draft is None:
        return render(request, "reading_refused.html", {"reading": found})
    view = draft_view(draft, found.name)
    context = {
        "reading": found,
        "view": view,
        "paragraphs": paragraphs(found.text or "", view.spans),
        "may_adopt": found.state == queries.ReadingState.READ
        and can(request.viewer, "issue.adopt"),
    }
    return render(request, "draft.html", context)


@page("draft.list")
def progress(request: Request, uuid: UUID) -> HttpResponse:
    """The bar, asked for again and again until the page has something else to show."""
    found = queries.reading(request.viewer, uuid)
    if found.state not in _WAITING:
        return HttpResponseClientRefresh()
    return render(request, "reading_wait.html#progress", _progress(found))


@page("draft.list")
def draft_json(request: Request, uuid: UUID) -> HttpResponse:
    """The draft as the contract's object."""
    draft = queries.draft_of(queries.reading(request.viewer, uuid))
    if draft is None:
        raise Refused("draft.none", _("这份文件还没有读完，没有草稿——请稍后再来"))
    body = json.dumps(draft.as_json(), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="draft.json"'}
    return HttpResponse(body, content_type="application/json", headers=headers)


@page("issue.adopt", "POST")
def adopt(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.reading(request.viewer, uuid)
    seen = request.POST.get("version", "")
    if seen != str(found.version):
        raise Conflict("draft.changed", _("这份草稿已被他人办理——请刷新后查看"))
    made = adopt_reading(request.viewer, found, today=today())  # type: ignore[arg-type]  # it refuses what was not read
    return HttpResponseRedirect(f"{reverse('ledger')}?round={made.uuid}")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the list, with the reason where it was refused."""

    uuid: UUID
    name: str
    refusal: str
    state: str
    state_label: str
    uploaded_by_name: str
    created_at: datetime


def _list(request: Request, refused: Refused | None) -> HttpResponse:
    lines = [_line(item) for item in queries.readings(request.viewer)]
    context = {"readings": lines, "refused": refused, "today": today()}
    return render(request, "readings.html", context, status=refused.status if refused else 200)


def _line(item: queries.Reading) -> FileLine:
    return FileLine(
        uuid=item.uuid,
        name=item.name,
        refusal=item.refusal_sentence or "",
        state=item.state,
        state_label=str(queries.ReadingState(item.state).label),
        uploaded_by_name=item.uploaded_by_name,
        created_at=item.created_at,
    )


def _progress(found: queries.Reading) -> dict[str, object]:
    running = status(found.job_id) if found.job_id else None
    return {
        "reading": found,
        "state_label": queries.ReadingState(found.state).label,
        "waiting": True,
        "done": running.done if running else 0,
        "total": running.total if running else 0,
        "words": running.words if running else "",
    }
