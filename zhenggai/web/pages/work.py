"""What is done and what proves it: progress, evidence and its verdicts, causes. A form that cannot be taken comes back
with all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenggai.archive import queries as archive
from zhenggai.lib.errors import BadInput, FileRefused, Refused
from zhenggai.people.clock import today
from zhenggai.rectification import actions, queries
from zhenggai.web import fields
from zhenggai.web.offers import measure_in, offers_in
from zhenggai.web.page import page
from zhenggai.web.pages.issue import Typed, issue_page
from zhenggai.web.request import Request

_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'"


@page("issue.report_progress", "POST")
def report(request: Request, uuid: UUID) -> HttpResponse:
    """A progress entry, with proof at once where files came with it."""
    issue, posted = queries.find_issue(request.viewer, uuid), request.POST.dict()

    def act() -> object:
        return actions.report_progress(
            request.viewer,
            issue,
            text=posted.get("text", ""),
            today=today(),
            measure=measure_in(issue, posted),
            happened_on=fields.day(posted, "happened_on"),
            offers=offers_in(posted, request.FILES.getlist("files")),
        )

    return _done(request, uuid, "progress", act)


@page("issue.attach_evidence", "POST")
def attach(request: Request, uuid: UUID) -> HttpResponse:
    """One or several files as evidence for the issue or one of its measures."""
    issue, posted = queries.find_issue(request.viewer, uuid), request.POST.dict()

    def act() -> object:
        return actions.attach_evidence(
            request.viewer,
            issue,
            offers=offers_in(posted, request.FILES.getlist("files")),
            today=today(),
            measure=measure_in(issue, posted),
        )

    return _done(request, uuid, "evidence", act)


@page("issue.add_cause", "POST")
def add_cause(request: Request, uuid: UUID) -> HttpResponse:
    issue = queries.find_issue(request.viewer, uuid)
    text = request.POST.get("text", "")
    return _done(
        request, uuid, "causes", lambda: actions.add_cause(request.viewer, issue, text=text)
    )


@page("issue.remove_cause", "POST")
def remove_cause(request: Request, uuid: UUID) -> HttpResponse:
    cause = queries.find_cause(request.viewer, uuid)
    actions.remove_cause(request.viewer, cause)
    return redirect(_at(cause.issue.uuid, "causes"))


@page("evidence.judge", "POST")
def judge(request: Request, uuid: UUID) -> HttpResponse:
    """Accept it, or return it with the reason."""
    evidence = queries.find_evidence(request.viewer, uuid)

    def act() -> object:
        return actions.judge_evidence(
            request.viewer,
            evidence,
            verdict=request.POST.get("verdict", ""),
            reason=request.POST.get("reason", ""),
            today=today(),
        )

    return _done(request, evidence.issue.uuid, f"e{uuid}", act)


@page("evidence.withdraw", "POST")
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    evidence = queries.find_evidence(request.viewer, uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        evidence.issue.uuid,
        f"e{uuid}",
        lambda: actions.withdraw_evidence(request.viewer, evidence, reason=reason),
    )


@page("issue.list")
def evidence_file(request: Request, uuid: UUID) -> FileResponse:
    """The file itself, to be saved: never shown by the browser on our address (security.md F09)."""
    evidence = queries.find_evidence(request.viewer, uuid)
    data = archive.open_attachment(request.viewer, evidence.attachment)
    queries.note_download(request.viewer, evidence)
    name = evidence.attachment.original_name
    response = FileResponse(data, as_attachment=True, filename=name)
    response.headers["Content-Type"] = evidence.attachment.detected_type
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


@page("issue.list")
def preview(request: Request, uuid: UUID) -> HttpResponse | FileResponse:
    """A picture written anew, small or large, or the beginning of a text (security.md F09)."""
    attachment = queries.find_evidence(request.viewer, uuid).attachment
    response: HttpResponse | FileResponse
    if archive.is_text(attachment.detected_type):
        words = archive.text(attachment)
        response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    else:
        side = archive.SMALL if request.GET.get("size") == "small" else archive.LARGE
        picture = archive.picture(attachment, side)
        response = FileResponse(picture.path.open("rb"), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


@page("issue.list")
def evidence(request: Request, uuid: UUID) -> HttpResponse:
    """One piece of evidence by itself: large, with what is known of it."""
    found = queries.find_evidence(request.viewer, uuid)
    attachment = found.attachment
    taken, failed = None, ""
    if archive.is_picture(attachment.detected_type):
        try:
            taken = archive.picture(attachment).taken
        except FileRefused as refused:
            failed = refused.sentence
    context = {
        "evidence": found,
        "attachment": attachment,
        "is_picture": archive.is_picture(attachment.detected_type) and not failed,
        "words": archive.text(attachment) if archive.is_text(attachment.detected_type) else None,
        "taken": taken,
        "far_apart": bool(taken and found.formed_on and abs((taken - found.formed_on).days) > 1),
        "failed": failed,
    }
    return render(request, "evidence.html", context)


def _done(request: Request, issue: UUID, form: str, act: Callable[[], Any]) -> HttpResponse:
    """Back to where the form stood; where it could not be taken, the page with the form as it was sent."""
    try:
        act()
    except (BadInput, Refused) as refused:
        return issue_page(request, issue, Typed(form, request.POST.dict(), refused))
    return redirect("inbox" if request.POST.get("next") == "inbox" else _at(issue, form))


def _at(issue: UUID, place: str) -> str:
    return f"{reverse('issue', args=[issue])}#{place}"
