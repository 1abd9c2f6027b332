"""People: who is where, posts in time, leaving and coming back. A person is never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.web import fields
from zhenggai.web.forms import (
    Typed,
    addresses,
    chosen_office,
    departments,
    organ_of,
    organs_of,
    page_number,
    taken,
)
from zhenggai.web.page import page
from zhenggai.web.request import Request, is_part

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person


@page("person.list")
def people(request: Request) -> HttpResponse:
    return _list(request, Typed())


@page("person.create", "POST")
def create(request: Request) -> HttpResponse:
    """Somebody new, with a first post where one was filled in."""
    posted = request.POST.dict()
    made: list[Person] = []

    def act() -> None:
        organ = organ_of(request.viewer, posted.get("organ", ""))
        if organ is None:
            raise BadInput("person.no_organ", _("还没有单位——请先在部门页面建立单位"))
        office = fields.office(request.viewer, posted, "office") or organ
        made.append(
            actions.take_on(
                request.viewer,
                name=posted.get("name", ""),
                office=office,
                title=fields.words(posted, "title"),
                since=fields.day(posted, "since") or today(),
            )
        )

    return taken(
        request, "new", act, lambda typed: _list(request, typed), to="people", done=_("已登记")
    )


@page("person.list")
def person(request: Request, uuid: UUID) -> HttpResponse:
    return person_page(request, queries.find_person(request.viewer, uuid), Typed())


@page("person.edit", "POST")
def rename(request: Request, uuid: UUID) -> HttpResponse:
    found, name = queries.find_person(request.viewer, uuid), request.POST.get("name", "")
    return _taken(
        request,
        found,
        "rename",
        lambda: actions.rename_person(request.viewer, found, name=name),
    )


@page("person.appoint", "POST")
def appoint(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_person(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        actions.appoint(
            request.viewer,
            found,
            office=chosen_office(request.viewer, posted),
            title=posted.get("title", ""),
            valid_from=fields.day(posted, "since") or today(),
        )

    return _taken(request, found, "appoint", act)


@page("person.end_post", "POST")
def end_post(request: Request, uuid: UUID) -> HttpResponse:
    post, posted = queries.find_post(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        last_day = fields.day(posted, "last_day") or today()
        actions.end_post(request.viewer, post, last_day=last_day)

    return _taken(request, post.person, "end", act)


@page("person.appoint", "POST")
def move_post(request: Request, uuid: UUID) -> HttpResponse:
    post, posted = queries.find_post(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        actions.move_post(
            request.viewer,
            post,
            office=chosen_office(request.viewer, posted),
            title=posted.get("title", ""),
            first_day=fields.day(posted, "since") or today(),
        )

    return _taken(request, post.person, "move", act)


@page("person.leave", "GET", "POST")
def leave(request: Request, uuid: UUID) -> HttpResponse:
    """What leaving does, what the person still answers for; then it is done."""
    found = queries.find_person(request.viewer, uuid)
    if request.method == "GET":
        return _leaving(request, found, Typed())
    posted = request.POST.dict()

    def act() -> None:
        last_day = fields.day(posted, "last_day") or today()
        actions.leave(request.viewer, found, last_day=last_day, today=today())

    return taken(
        request,
        "leave",
        act,
        lambda typed: _leaving(request, found, typed),
        to=reverse("person", args=[uuid]),
        done=_("已办理离岗"),
    )


@page("person.come_back", "POST")
def come_back(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_person(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        actions.come_back(
            request.viewer,
            found,
            office=chosen_office(request.viewer, posted),
            title=posted.get("title", ""),
            first_day=fields.day(posted, "since") or today(),
        )

    return _taken(request, found, "back", act)


def _list(request: Request, typed: Typed) -> HttpResponse:
    viewer, asked = request.viewer, request.GET
    organ, several = organs_of(viewer, asked.get("organ", ""))
    office = None
    if asked.get("office"):
        office = fields.known(asked["office"], queries.offices(viewer))
    found = queries.people(
        viewer,
        words=asked.get("q", "")[:50],
        office=office or _only_when_asked(organ, asked.get("organ", "")),
        left=asked.get("left") == "1",
        page=page_number(request),
    )
    context = {
        "found": found,
        "around": addresses(request, found),
        "q": asked.get("q", "")[:50],
        "left": asked.get("left") == "1",
        "organ": organ,
        "office": office,
        "choices": departments(viewer, organ),
        "typed": typed,
        "several": several,
        "today": today(),
        "may_create": can(viewer, "person.create") and organ is not None,
        "may_import": can(viewer, "person.import") and organ is not None,
    }
    if is_part(request):
        return render(request, "people.html#list", context)
    status = typed.refused.status if typed.refused else 200
    return render(request, "people.html", context, status=status)


def _only_when_asked(organ: Office | None, named: str) -> Office | None:
    """All organs together unless the address names one."""
    return organ if named else None


def person_page(request: Request, found: Person, typed: Typed) -> HttpResponse:
    """One person; after a refusal with the form as it was sent."""
    viewer = request.viewer
    row = queries.person_row(viewer, found)
    context: dict[str, Any] = {
        "person": row,
        "held": queries.held_by_person(viewer, found) if not row.active else [],
        "choices": departments(viewer, found.organ),
        "typed": typed,
        "today": today(),
        "may": {
            "edit": can(viewer, "person.edit"),
            "account": can(viewer, "account.create"),
            "ask": can(viewer, "account.propose"),
            "see_account": can(viewer, "account.list"),
        },
        "roles": queries.roles_to_propose(viewer),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "person.html", context, status=status)


def _leaving(request: Request, found: Person, typed: Typed) -> HttpResponse:
    context = {
        "person": queries.person_row(request.viewer, found),
        "held": queries.held_by_person(request.viewer, found),
        "typed": typed,
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "person_leaving.html", context, status=status)


def _taken(request: Request, found: Person, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: person_page(request, found, typed),
        to=reverse("person", args=[found.uuid]),
    )
