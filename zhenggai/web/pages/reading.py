"""Taking a file in: upload, progress, the draft beside its source, adoption."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from zhenggai.intake import actions as intake_actions
from zhenggai.intake import queries
from zhenggai.jobs.queries import progress_of, status
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.clock import today
from zhenggai.rectification.actions import adopt as adopt_reading
from zhenggai.web.draft_desk import desk_page
from zhenggai.web.page import page
from zhenggai.web.request import Request

_WAITING = (queries.ReadingState.QUEUED, queries.ReadingState.READING)


@page("draft.list")
def readings(request: Request) -> HttpResponse:
    return _list(request, [])


@page("draft.receive", "POST")
def receive(request: Request) -> HttpResponse:
    """Take the files, each on its own; those refused are told with their reasons, and stop none of the others. One
    file alone leads to its page, several to the list, where each goes on by itself."""
    uploads = request.FILES.getlist("file")
    if not uploads:
        return _list(request, [("", BadInput("file.none", _("还没有选择文件——请选一份再读入")))])
    taken: list[queries.Reading] = []
    refused: list[tuple[str, Refused]] = []
    for upload in uploads:
        try:
            taken.append(_take(request, upload))
        except Refused as reason:
            refused.append((upload.name or "", reason))
    if request.htmx:
        return _lines(request, taken, refused)
    if refused:
        return _list(request, refused)
    return redirect("reading", taken[0].uuid) if len(taken) == 1 else redirect("readings")


def _take(request: Request, upload: Any) -> queries.Reading:
    return intake_actions.receive(request.viewer, cast(BinaryIO, upload), upload.name or "")


@page("draft.list")
def line(request: Request, uuid: UUID) -> HttpResponse:
    """A file's line in the list, asked for again while it is being read."""
    return _lines(request, [queries.reading(request.viewer, uuid)], [])


@page("draft.list")
def reading(request: Request, uuid: UUID) -> HttpResponse:
    """However far the file has got: waiting, refused, or read into a draft."""
    found = queries.reading(request.viewer, uuid)
    if found.state in _WAITING:
        return render(request, "reading_wait.html", _progress(found))
    if found.draft is None:
        return render(request, "reading_refused.html", {"reading": found})
    return desk_page(request, found, queries.working_draft(found))


@page("draft.list")
def progress(request: Request, uuid: UUID) -> HttpResponse:
    """The bar, asked for again and again until the page has something else to show."""
    found = queries.reading(request.viewer, uuid)
    if found.state not in _WAITING:
        return HttpResponseClientRefresh()
    return render(request, "reading_wait.html#progress", _progress(found))


@page("draft.list")
def draft_json(request: Request, uuid: UUID) -> HttpResponse:
    """The draft as the contract's object, as it stands; with `?as=read` as it was read."""
    found = queries.reading(request.viewer, uuid)
    if found.draft is None:
        raise Refused("draft.none", _("这份文件还没有读完，没有草稿——请稍后再来"))
    as_read = request.GET.get("as") == "read"
    draft = queries.original_draft(found) if as_read else queries.working_draft(found)
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
    """A file in the list, with the reason where it was refused; how far reading has got, while it has not ended."""

    uuid: UUID
    name: str
    refusal: str
    state: str
    state_label: str
    uploaded_by_name: str
    created_at: datetime
    waiting: bool
    done: int
    total: int


def _list(request: Request, refused: Sequence[tuple[str, Refused]]) -> HttpResponse:
    lines = _file_lines(queries.readings(request.viewer))
    context = {
        "readings": lines,
        "refused": refused,
        "today": today(),
        "accepted": ",".join(f".{kind}" for kind in queries.accepted_formats()),
        "formats": _formats(),
    }
    status = refused[0][1].status if refused else 200
    return render(request, "readings.html", context, status=status)


def _formats() -> str:
    kinds = queries.accepted_formats()
    old = "" if "doc" in kinds else _("doc、wps 请另存为 docx。")
    scans = _("扫描件和照片做文字识别，请仔细核对。") if "png" in kinds else _("pdf 要能复制文字。")
    return _(
        "收 %(kinds)s。%(old)s%(scans)s单件不超过 50 MB，文本类不超过 5 MB。不得上传涉密文件。"
    ) % {"kinds": "、".join(kinds), "old": old, "scans": scans}


def _lines(
    request: Request, taken: Sequence[queries.Reading], refused: Sequence[tuple[str, Refused]]
) -> HttpResponse:
    """Lines for the list, by themselves."""
    context = {"readings": _file_lines(taken), "refused": refused, "today": today()}
    return render(request, "readings.html#lines", context)


def _file_lines(items: Sequence[queries.Reading]) -> list[FileLine]:
    waiting = [item for item in items if item.state in _WAITING]
    running = progress_of(item.job_id for item in waiting if item.job_id)
    return [_line(item, *running.get(item.job_id or 0, (0, 0))) for item in items]


def _line(item: queries.Reading, done: int, total: int) -> FileLine:
    return FileLine(
        uuid=item.uuid,
        name=item.name,
        refusal=item.refusal_sentence or "",
        state=item.state,
        state_label=str(queries.ReadingState(item.state).label),
        uploaded_by_name=item.uploaded_by_name,
        created_at=item.created_at,
        waiting=item.state in _WAITING,
        done=done,
        total=total,
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
