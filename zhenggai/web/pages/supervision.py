"""Supervision 预警督办: warnings in force with the paper that is due, letters, one letter with all that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.publication.letters import export_letter, export_warning
from zhenggai.rectification import queries
from zhenggai.rectification.actions import letters as actions
from zhenggai.rectification.supervision import queries as supervision
from zhenggai.rectification.warnings import queries as warnings
from zhenggai.web import fields
from zhenggai.web.forms import Typed, page_number, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABS = ("warnings", "letters", "ended")


@page("warning.list")
def desk(request: Request) -> HttpResponse:
    """What is urged, the worst first; letters on their way; letters that ended."""
    named = str(request.GET.get("tab", ""))
    tab = named if named in TABS else "warnings"
    viewer, day = request.viewer, today()
    context: dict[str, Any] = {"tab": tab, "today": day, "may_draft": can(viewer, "letter.draft")}
    meaning, legend = queries.warning_legend(viewer)
    if tab == "warnings":
        level = str(request.GET.get("level", ""))
        chosen = queries.Colour(level) if level in ("red", "yellow", "green") else None
        shown = supervision.desk(viewer, day, chosen, page_number(request))
        context |= {
            "desk": shown,
            "level": chosen or next((one for one, n in shown.counts.items() if n), "red"),
            "legend": legend,
            "meaning": meaning,
            "last": warnings.last_run(viewer),
        } | _around(shown.page, shown.page_count)
    else:
        number = page_number(request)
        rows, count = supervision.letters(viewer, day, ended=tab == "ended", page=number)
        pages = max(1, -(-count // supervision.PAGE))
        context |= {"letters": rows} | _around(min(number, pages), pages)
    return render(request, "supervision.html", context)


@page("letter.draft", "GET", "POST")
def draft(request: Request, uuid: UUID) -> HttpResponse:
    """Write a letter on an issue, from the paper that is due."""
    issue, viewer = queries.find_issue(request.viewer, uuid), request.viewer
    if request.method == "GET":
        return _draft_page(request, issue, Typed())
    posted = fields.flat(request.POST)
    try:
        made = actions.draft_letter(
            viewer, issue, kind=posted.get("kind", ""), today=today(), **_written(posted)
        )
    except Refused as refused:
        return _draft_page(request, issue, Typed("draft", posted, refused))
    return redirect("letter", made.uuid)


@page("letter.list")
def letter(request: Request, uuid: UUID) -> HttpResponse:
    return _letter_page(request, uuid, Typed())


@page("letter.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        version = fields.version(posted)
        return actions.edit_letter(
            request.viewer, found, version=version, today=today(), **_written(posted)
        )

    return _done(request, uuid, "edit", act, _("已保存"))


@page("letter.issue", "POST")
def sign(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        version = fields.version(posted)
        return actions.issue_letter(request.viewer, found, version=version, today=today())

    return _done(request, uuid, "issue", act, _("已签发并送达"))


@page("letter.drop", "POST", proved=True)
def drop(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        return actions.drop_letter(
            request.viewer,
            found,
            version=fields.version(posted),
            reason=posted.get("reason", ""),
            today=today(),
        )

    return _done(request, uuid, "drop", act, _("已作废"))


@page("letter.reply", "POST")
def reply(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        return actions.reply_letter(
            request.viewer,
            found,
            version=fields.version(posted),
            text=posted.get("text", ""),
            replied_on=fields.day(posted, "replied_on") or today(),
            today=today(),
        )

    return _done(request, uuid, "reply", act, _("已回复"))


@page("letter.return", "POST")
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        return actions.return_reply(
            request.viewer,
            found,
            version=fields.version(posted),
            reason=posted.get("reason", ""),
            reply_by=fields.needed_day(posted, "reply_by"),
            today=today(),
        )

    return _done(request, uuid, "return", act, _("已退回"))


@page("letter.settle", "POST")
def settle(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        return actions.settle_letter(
            request.viewer,
            found,
            version=fields.version(posted),
            words=posted.get("words", ""),
            today=today(),
        )

    return _done(request, uuid, "settle", act, _("已办结"))


@page("letter.deliver", "POST")
def deliver(request: Request, uuid: UUID) -> HttpResponse:
    row, posted = supervision.find_recipient(request.viewer, uuid), fields.flat(request.POST)
    return _done(
        request,
        row.letter.uuid,
        f"deliver-{uuid}",
        lambda found, _posted: actions.deliver_letter(
            request.viewer,
            row,
            delivered_on=fields.needed_day(posted, "delivered_on"),
            how=posted.get("how", ""),
            today=today(),
        ),
        _("已登记送达"),
    )


@page("letter.receive", "POST")
def receive(request: Request, uuid: UUID) -> HttpResponse:
    row, posted = supervision.find_recipient(request.viewer, uuid), fields.flat(request.POST)
    return _done(
        request,
        row.letter.uuid,
        f"receive-{uuid}",
        lambda found, _posted: actions.receive_letter(
            request.viewer,
            row,
            received_on=fields.day(posted, "received_on") or today(),
            today=today(),
        ),
        _("已签收"),
    )


@page("letter.list")
def letter_file(request: Request, uuid: UUID) -> FileResponse:
    """The letter as docx; before it is signed marked 送审稿."""
    found, target = supervision.find_letter(request.viewer, uuid), BytesIO()
    name = export_letter(request.viewer, found, target, today())
    return _file(target, name)


@page("warning.list")
def warning_file(request: Request, uuid: UUID) -> FileResponse:
    """The letter of a warning as docx."""
    found, target = supervision.find_warning(request.viewer, uuid), BytesIO()
    return _file(target, export_warning(request.viewer, found, target))


def _file(target: BytesIO, name: str) -> FileResponse:
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=f"{name}.docx")
    response.headers["Content-Type"] = _DOCX
    return response


def _written(posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "findings": posted.get("findings", ""),
        "demand": posted.get("demand", ""),
        "reply_by": fields.needed_day(posted, "reply_by"),
        "last_deadline": fields.day(posted, "last_deadline"),
    }


def _draft_page(request: Request, issue: Any, typed: Typed) -> HttpResponse:
    wanted = typed.values.get("kind") or str(request.GET.get("kind", ""))
    offered = supervision.offer(request.viewer, issue, today())
    context = {
        "issue": issue,
        "offer": offered,
        "kind": wanted or offered.due or "",
        "letters": supervision.letters_of(request.viewer, issue, today()),
        "typed": typed,
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "letter_draft.html", context, status=status)


def _letter_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    """The whole page; after a refusal with the form as it was sent."""
    found = supervision.find_letter(request.viewer, uuid)
    context = {
        "view": supervision.letter(request.viewer, found, today()),
        "typed": typed,
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "letter.html", context, status=status)


def _done(
    request: Request,
    uuid: UUID,
    form: str,
    act: Callable[[Any, Mapping[str, str]], object],
    done: str,
) -> HttpResponse:
    found, posted = supervision.find_letter(request.viewer, uuid), fields.flat(request.POST)
    return taken(
        request,
        form,
        lambda: act(found, posted),
        lambda typed: _letter_page(request, uuid, typed),
        to=reverse("letter", args=[uuid]),
        done=done,
    )


def _around(number: int, pages: int) -> dict[str, Any]:
    return {
        "number": number,
        "pages": pages,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < pages else None,
    }
