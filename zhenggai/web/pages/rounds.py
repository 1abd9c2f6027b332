"""A round's course: where it stands, what is missing, which limits hold; one stage with what it must produce."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive import queries as archive
from zhenggai.archive.queries import ACCEPTED
from zhenggai.lib.errors import BadInput, NotFound
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import queries
from zhenggai.rectification.actions import events, stages
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields
from zhenggai.web.files import paper_in
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request
from zhenggai.web.rounds import chosen_round

_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'"
_RIGHTS = {
    "profile": "stage.choose_profile",
    "term": "stage.set_term",
    "event": "stage.record_event",
    "trigger": "stage.record_trigger",
    "ask": "measure.ask_again",
    "paper": "stage.register_paper",
    "withdraw": "stage.withdraw_paper",
    "sign": "stage.sign_receipt",
    "meet": "meeting.call",
}


@page("round.read")
def rounds(request: Request) -> HttpResponse:
    """The newest round's course; the ledger's empty page where there is none."""
    found = queries.rounds(request.viewer)
    if not found:
        may_receive = can(request.viewer, "draft.receive")
        return render(request, "ledger_empty.html", {"may_receive": may_receive})
    return redirect("round", chosen_round(found, None).uuid)


@page("round.read")
def round(request: Request, uuid: UUID) -> HttpResponse:
    return _round_page(request, uuid, Typed())


@page("stage.choose_profile", "POST")
def profile(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return stages.choose_profile(
            request.viewer,
            found,
            profile=fields.words(posted, "profile"),
            basis=posted.get("basis", ""),
        )

    return _round_done(request, uuid, "profile", act)


@page("stage.record_event", "POST")
def event(request: Request, uuid: UUID) -> HttpResponse:
    """A day that limits are counted from."""
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return stages.record_event(
            request.viewer,
            found,
            kind=fields.words(posted, "kind"),
            happened_on=fields.needed_day(posted, "happened_on"),
            basis=posted.get("basis", ""),
            today=today(),
        )

    return _round_done(request, uuid, "event", act)


@page("stage.record_trigger", "POST")
def trigger(request: Request, uuid: UUID) -> HttpResponse:
    """An event that measures wait for has happened."""
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return events.record_shared_event(
            request.viewer,
            found,
            trigger=posted.get("trigger", ""),
            happened_on=fields.needed_day(posted, "happened_on"),
            today=today(),
        )

    if not posted.get("trigger"):
        return _round_page(
            request,
            uuid,
            Typed("trigger", posted, BadInput("event.none", _("没有选事件——请从等待的事件中登记"))),
        )
    return _round_done(request, uuid, "trigger", act)


@page("measure.ask_again", "POST")
def ask_again(request: Request, uuid: UUID) -> HttpResponse:
    """The event that a measure waits for has not happened; ask again on a day."""
    found, posted = queries.find_measure(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return events.ask_again(
            request.viewer,
            found,
            version=fields.version(posted),
            review_on=fields.needed_day(posted, "review_on"),
            reason=posted.get("reason", ""),
            today=today(),
        )

    return _round_done(request, found.round.uuid, f"ask-{uuid}", act)


@page("stage.sign_receipt", "POST")
def sign(request: Request, uuid: UUID) -> HttpResponse:
    """The principal signs for the feedback."""
    found = process.find_round(request.viewer, uuid)
    return _round_done(
        request,
        uuid,
        "sign",
        lambda: stages.sign_receipt(request.viewer, found, today=today()),
        done=_("已签收"),
    )


@page("round.read")
def stage(request: Request, uuid: UUID, name: str) -> HttpResponse:
    return _stage_page(request, uuid, name, Typed())


@page("stage.set_term", "POST")
def term(request: Request, uuid: UUID, name: str) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)
    limit = process.find_term(request.viewer, found, name)

    def act() -> object:
        return stages.set_term(
            request.viewer,
            limit,
            version=fields.version(posted),
            amount=_amount(posted.get("amount", "")),
            unit=posted.get("unit", ""),
            anchor=posted.get("anchor", ""),
            basis=posted.get("basis", ""),
            owner=fields.person(request.viewer, posted, "owner"),
        )

    return _stage_done(request, uuid, name, "term", act)


@page("stage.register_paper", "POST")
def paper(request: Request, uuid: UUID, name: str) -> HttpResponse:
    """A document that the stage must produce."""
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return stages.register_paper(
            request.viewer,
            found,
            stage=name,
            product=posted.get("product", ""),
            offer=paper_in(request, posted, usual_day=today()),
            today=today(),
        )

    return _stage_done(request, uuid, name, f"paper-{posted.get('product', '')}", act)


@page("stage.withdraw_paper", "POST")
def withdraw_paper(request: Request, uuid: UUID) -> HttpResponse:
    found = process.find_paper(request.viewer, uuid)
    where = found.stage or "receipt"
    return _stage_done(
        request,
        found.round.uuid,
        where,
        f"withdraw-{uuid}",
        lambda: stages.withdraw_paper(request.viewer, found, reason=request.POST.get("reason", "")),
    )


@page("round.read")
def paper_file(request: Request, uuid: UUID) -> FileResponse:
    """The file of a paper, to be saved: never shown by the browser on our address (security.md F09)."""
    attachment = process.paper_file(request.viewer, uuid)
    data = archive.open_attachment(request.viewer, attachment)
    response = FileResponse(data, as_attachment=True, filename=attachment.original_name)
    response.headers["Content-Type"] = attachment.detected_type
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _round_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    found = process.find_round(viewer, uuid)
    course = process.course(viewer, found, today())
    context = around(request, found, "round") | {
        "course": course,
        "known": [(anchor.label, day) for anchor, day in course.events.items()],
        "waiting": process.waiting_events(viewer, found, today()),
        "profiles": process.Profile,
        "event_kinds": _events_to_record(course),
        "may": rights(viewer, _RIGHTS),
        "typed": typed,
    }
    return render(request, "round.html", context, status=_status(typed))


def _stage_page(request: Request, uuid: UUID, name: str, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    found = process.find_round(viewer, uuid)
    if name not in process.StageKey.values:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    course = process.course(viewer, found, today())
    context = around(request, found, "round") | {
        "course": course,
        "row": course.stage(name),
        "owner": process.owner_of_stage(viewer, found, name),
        "anchors": process.Anchor,
        "units": process.Unit,
        "accepted": ACCEPTED,
        "may": rights(viewer, _RIGHTS),
        "typed": typed,
    }
    return render(request, "stage.html", context, status=_status(typed))


def _events_to_record(course: process.Course) -> list[Any]:
    """Those that are not known yet, or were written down by hand; the feedback's day only where no document has it."""
    kinds = [process.EventKind.REPORT, process.EventKind.CLOSED]
    known = process.Anchor.FEEDBACK in course.events
    return kinds if known else [process.EventKind.FEEDBACK, *kinds]


def _round_done(
    request: Request, uuid: UUID, form: str, act: Any, *, done: str = ""
) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _round_page(request, uuid, typed),
        to=reverse("round", args=[uuid]),
        done=done,
    )


def _stage_done(request: Request, uuid: UUID, name: str, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _stage_page(request, uuid, name, typed),
        to=reverse("stage", args=[uuid, name]),
    )


def _amount(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BadInput("stage.amount", _("时限应为整数——没有时限的请留空"))
    return int(text)


def _status(typed: Typed) -> int:
    return typed.refused.status if typed.refused else 200
