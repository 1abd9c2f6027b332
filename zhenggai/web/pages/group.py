"""The leading group of a round, and what superiors have written on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive.queries import ACCEPTED
from zhenggai.lib.errors import BadInput
from zhenggai.people.clock import today
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions import group as actions
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields
from zhenggai.web.files import paper_in
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

SEATS = 8
"""Lines of the founding form; more join afterwards."""
_RIGHTS = {
    "found": "group.found",
    "edit": "group.edit",
    "join": "group.add_member",
    "leave": "group.end_member",
}


@page("round.read")
def group(request: Request, uuid: UUID) -> HttpResponse:
    return _group_page(request, uuid, Typed())


@page("group.found", "POST")
def found(request: Request, uuid: UUID) -> HttpResponse:
    """Found the group by its document."""
    round, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        founded_on = fields.needed_day(posted, "founded_on")
        return actions.found_group(
            request.viewer,
            round,
            name=posted.get("name", ""),
            founded_on=founded_on,
            doc_no=posted.get("doc_no", ""),
            duties=posted.get("duties", ""),
            seats=_seats(request.viewer, request.POST),
            paper=paper_in(
                request, posted | {"paper_no": posted.get("doc_no", "")}, usual_day=founded_on
            )
            if request.FILES
            else None,
            today=today(),
        )

    return _group_done(request, uuid, "found", act)


@page("group.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    round, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.edit_group(
            request.viewer,
            process.find_group(request.viewer, round),
            version=fields.version(posted),
            name=posted.get("name", ""),
            doc_no=posted.get("doc_no", ""),
            duties=posted.get("duties", ""),
        )

    return _group_done(request, uuid, "edit", act)


@page("group.add_member", "POST")
def join(request: Request, uuid: UUID) -> HttpResponse:
    round, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.add_member(
            request.viewer,
            process.find_group(request.viewer, round),
            seat=_needed_seat(request.viewer, posted),
            since=fields.needed_day(posted, "since"),
            today=today(),
        )

    return _group_done(request, uuid, "join", act)


@page("group.end_member", "POST")
def leave(request: Request, uuid: UUID) -> HttpResponse:
    member, posted = process.find_member(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.end_member(
            request.viewer, member, until=fields.needed_day(posted, "until"), today=today()
        )

    return _group_done(request, member.group.round.uuid, f"leave-{uuid}", act)


@page("round.read")
def instructions(request: Request, uuid: UUID) -> HttpResponse:
    return _instructions_page(request, uuid, Typed())


@page("instruction.register", "POST")
def register(request: Request, uuid: UUID) -> HttpResponse:
    round, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        day = fields.needed_day(posted, "instructed_on")
        return actions.register_instruction(
            request.viewer,
            round,
            author=posted.get("author", ""),
            instructed_on=day,
            text=posted.get("text", ""),
            owner=fields.person(request.viewer, posted, "owner"),
            deadline=fields.day(posted, "deadline"),
            paper=paper_in(request, posted, usual_day=day) if request.FILES else None,
            today=today(),
        )

    return _instructions_done(request, uuid, "register", act)


@page("instruction.follow", "POST")
def follow(request: Request, uuid: UUID) -> HttpResponse:
    """What was done on an instruction."""
    order, posted = process.find_instruction(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.follow_instruction(
            request.viewer,
            order,
            text=posted.get("text", ""),
            done_on=fields.needed_day(posted, "done_on"),
            settled="settled" in posted,
            today=today(),
        )

    return _instructions_done(request, order.round.uuid, f"follow-{uuid}", act)


def _group_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    found = process.find_round(request.viewer, uuid)
    context = around(request, found, "group") | {
        "group": process.group(request.viewer, found),
        "roles": process.GroupRole,
        "lines": _lines(request),
        "accepted": ACCEPTED,
        "may": rights(request.viewer, _RIGHTS),
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "group.html", context, status=status)


def _instructions_page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    found = process.find_round(viewer, uuid)
    may = rights(viewer, {"register": "instruction.register"})
    rows = [
        (row, "rect_office" in viewer.roles or row.owner_id == viewer.person_id)
        for row in process.instructions(viewer, found, today())
    ]
    context = around(request, found, "instructions") | {
        "rows": rows,
        "accepted": ACCEPTED,
        "may": may,
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "instructions.html", context, status=status)


def _lines(request: Request) -> list[dict[str, Any]]:
    """The founding form's lines as they were typed; empty ones where nothing was."""
    posted = fields.flat(request.POST)
    lines = []
    for number in range(SEATS):
        usual = "head" if number == 0 else "member"
        lines.append(
            {
                "number": number,
                "key": str(number),
                "person": {
                    "uuid": posted.get(f"person{number}", ""),
                    "name": posted.get(f"person{number}{fields.WORDS}", ""),
                },
                "role": posted.get(f"role{number}", usual),
                "title": posted.get(f"title{number}", ""),
                "principal": f"principal{number}" in posted,
            }
        )
    return lines


def _seats(viewer: Viewer, posted: QueryDict) -> list[actions.Seat]:
    one, seats = fields.flat(posted), []
    for number in range(SEATS):
        person = fields.person(viewer, one, f"person{number}")
        if person is not None:
            seats.append(
                actions.Seat(
                    person,
                    one.get(f"role{number}", ""),
                    is_principal=f"principal{number}" in one,
                    title=one.get(f"title{number}", ""),
                )
            )
    return seats


def _needed_seat(viewer: Viewer, posted: dict[str, str]) -> actions.Seat:
    person = fields.person(viewer, posted, "person")
    if person is None:
        raise BadInput("field.person", _("没有选人员——请从名单中选一位"))
    return actions.Seat(
        person,
        posted.get("role", ""),
        is_principal="principal" in posted,
        title=posted.get("title", ""),
    )


def _group_done(request: Request, uuid: UUID, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _group_page(request, uuid, typed),
        to=reverse("group", args=[uuid]),
    )


def _instructions_done(request: Request, uuid: UUID, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _instructions_page(request, uuid, typed),
        to=reverse("instructions", args=[uuid]),
    )
