"""Meetings: the list, one called or registered, one with its agenda, attendance, decisions, minutes and papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive.queries import ACCEPTED
from zhenggai.lib.errors import Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification import queries
from zhenggai.rectification.actions import meetings as actions
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields
from zhenggai.web.files import paper_in
from zhenggai.web.forms import Typed, taken
from zhenggai.web.meeting_forms import attendance_in, called, people_named, subject_in, usual_due
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

_RIGHTS = {
    "call": "meeting.call",
    "edit": "meeting.edit",
    "decide": "meeting.decide",
    "cancel": "meeting.cancel",
    "criticize": "life.criticize",
    "act": "life.act",
    "read_life": "life.read",
}


@page("round.read")
def meetings(request: Request) -> HttpResponse:
    """The newest meetings of every round that the viewer may see."""
    kind = str(request.GET.get("kind", ""))
    rounds = queries.rounds(request.viewer)
    context = {
        "rows": process.meetings(request.viewer, None, kind),
        "kinds": process.MeetingKind,
        "kind": kind,
        "newest": rounds[0] if rounds else None,
        "may": rights(request.viewer, _RIGHTS),
        "today": today(),
        "all": True,
    }
    return render(request, "meetings.html", context)


@page("round.read")
def of_round(request: Request, uuid: UUID) -> HttpResponse:
    found, kind = process.find_round(request.viewer, uuid), str(request.GET.get("kind", ""))
    context = around(request, found, "round-meetings") | {
        "rows": process.meetings(request.viewer, found, kind),
        "kinds": process.MeetingKind,
        "kind": kind,
        "newest": found,
        "may": rights(request.viewer, _RIGHTS),
    }
    return render(request, "meetings.html", context)


@page("meeting.call", "GET", "POST")
def call(request: Request, uuid: UUID) -> HttpResponse:
    """Call a meeting, or register one that was held."""
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    if request.method == "GET":
        return _call_page(request, found, Typed("", request.GET.dict()))
    posted = fields.flat(request.POST)
    try:
        made = actions.call_meeting(viewer, found, **called(viewer, posted))
    except Refused as refused:
        return _call_page(request, found, Typed("call", posted, refused))
    return redirect("meeting", made.uuid)


@page("round.read")
def meeting(request: Request, uuid: UUID) -> HttpResponse:
    return meeting_page(request, uuid, Typed())


@page("meeting.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    def act(found: Any, posted: Mapping[str, str]) -> object:
        return actions.edit_meeting(
            request.viewer,
            found,
            version=fields.version(posted),
            title=posted.get("title", ""),
            held_on=fields.needed_day(posted, "held_on"),
            place=posted.get("place", ""),
            chair=fields.person(request.viewer, posted, "chair"),
            recorder=fields.person(request.viewer, posted, "recorder"),
        )

    return done(request, uuid, "edit", act)


@page("meeting.edit", "POST")
def attendance(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "attendance",
        lambda found, posted: actions.write_attendance(
            request.viewer, found, rows=attendance_in(request.viewer, posted)
        ),
    )


@page("meeting.edit", "POST")
def item(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "item",
        lambda found, posted: actions.add_item(
            request.viewer,
            found,
            title=posted.get("title", ""),
            presenter=posted.get("presenter", ""),
        ),
    )


@page("meeting.edit", "POST")
def discuss(request: Request, uuid: UUID) -> HttpResponse:
    """What was said on an item."""
    row = process.find_item(request.viewer, uuid)
    return done(
        request,
        row.meeting.uuid,
        f"item-{uuid}",
        lambda found, posted: actions.discuss(
            request.viewer,
            row,
            title=posted.get("title", ""),
            presenter=posted.get("presenter", ""),
            discussion=posted.get("discussion", ""),
        ),
    )


@page("meeting.edit", "POST")
def minutes(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "minutes",
        lambda found, posted: actions.write_minutes(
            request.viewer,
            found,
            version=fields.version(posted),
            minutes=posted.get("minutes", ""),
            today=today(),
        ),
    )


@page("meeting.edit", "POST")
def paper(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "paper",
        lambda found, posted: actions.attach_paper(
            request.viewer,
            found,
            offer=paper_in(request, posted, usual_day=found.held_on),
            today=today(),
        ),
    )


@page("meeting.decide", "POST")
def decide(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "decide",
        lambda found, posted: actions.decide(
            request.viewer,
            found,
            text=posted.get("text", ""),
            outcome=posted.get("outcome", ""),
            votes=posted.get("votes", ""),
            subject=subject_in(posted),
            owner=fields.person(request.viewer, posted, "owner"),
            deadline=fields.day(posted, "deadline"),
        ),
    )


@page("meeting.decide", "POST")
def drop_decision(request: Request, uuid: UUID) -> HttpResponse:
    row = process.find_decision(request.viewer, uuid)
    return done(
        request,
        row.meeting.uuid,
        "decide",
        lambda found, posted: actions.drop_decision(request.viewer, row),
    )


@page("decision.settle", "POST")
def settle(request: Request, uuid: UUID) -> HttpResponse:
    """How a decision was carried out."""
    row = process.find_decision(request.viewer, uuid)
    return done(
        request,
        row.meeting.uuid,
        f"settle-{uuid}",
        lambda found, posted: actions.settle_decision(
            request.viewer,
            row,
            version=fields.version(posted),
            text=posted.get("text", ""),
            done_on=fields.needed_day(posted, "done_on"),
            today=today(),
        ),
    )


@page("meeting.sign", "POST")
def sign(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "sign",
        lambda found, posted: actions.sign_minutes(
            request.viewer,
            found,
            version=fields.version(posted),
            signed_on=fields.day(posted, "signed_on") or today(),
            today=today(),
        ),
    )


@page("meeting.cancel", "POST")
def cancel(request: Request, uuid: UUID) -> HttpResponse:
    return done(
        request,
        uuid,
        "cancel",
        lambda found, posted: actions.cancel_meeting(
            request.viewer,
            found,
            version=fields.version(posted),
            reason=posted.get("reason", ""),
        ),
    )


def meeting_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    """The whole page; after a refusal with the form as it was sent."""
    viewer = request.viewer
    view = process.meeting(viewer, uuid, today())
    found = view.meeting
    context = around(request, found.round, "round-meetings") | {
        "view": view,
        "meeting": found,
        "kind": process.MeetingKind(found.kind),
        "state": process.MeetingState(found.state),
        "is_open": not found.is_closed,
        "outcomes": process.Outcome,
        "accepted": ACCEPTED,
        "may": rights(viewer, _RIGHTS) | {"sign": can(viewer, "meeting.sign", found)},
        "me": viewer.person_id,
        "is_clerk": "rect_office" in viewer.roles,
        "issues": process.issue_choices(viewer, found.round) if view.life else (),
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "meeting.html", context, status=status)


def done(
    request: Request, uuid: UUID, form: str, act: Callable[[Any, Mapping[str, str]], object]
) -> HttpResponse:
    """Back to the meeting after something was done to it, or its page with what could not be taken."""
    found, posted = process.find_meeting(request.viewer, uuid), fields.flat(request.POST)
    return taken(
        request,
        form,
        lambda: act(found, posted),
        lambda typed: meeting_page(request, uuid, typed),
        to=reverse("meeting", args=[uuid]) + f"#{form}",
    )


def _call_page(request: Request, found: Any, typed: Typed) -> HttpResponse:
    viewer, kind = request.viewer, typed.values.get("kind", "")
    due = typed.values.get("due") if "due" in typed.values else usual_due(viewer, found, kind)
    context = around(request, found, "round-meetings") | {
        "kinds": process.MeetingKind,
        "kind": kind,
        "due": due,
        "typed": typed,
        "chair": people_named(typed.values, "chair"),
        "recorder": people_named(typed.values, "recorder"),
        "title": typed.values.get("title") or _title(kind),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "meeting_call.html", context, status=status)


def _title(kind: str) -> str:
    if kind not in process.MeetingKind.values:
        return ""
    return _("%(kind)s（研究巡察整改）") % {"kind": process.MeetingKind(kind).label}
