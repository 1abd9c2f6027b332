"""The office tree: organ, departments, branches, liaison offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people import actions, queries
from zhenggai.people.queries import OfficeKind, can
from zhenggai.people.roles import Role
from zhenggai.web import fields
from zhenggai.web.forms import Typed, addresses, chosen_office, organ_of, page_number, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request

if TYPE_CHECKING:
    from zhenggai.people.models import Office

_ROOTS = (OfficeKind.ORGAN, OfficeKind.SUPERIOR)


@page("office.list")
def offices(request: Request) -> HttpResponse:
    """The tree of an organ; the organs first where there are several and none is named."""
    return _list(request, Typed())


@page("office.create", "POST")
def create(request: Request) -> HttpResponse:
    posted = request.POST.dict()

    def act() -> None:
        kind = posted.get("kind", "")
        actions.create_office(
            request.viewer,
            name=posted.get("name", ""),
            kind=kind,
            parent=fields.office(request.viewer, posted, "parent"),
            short_name=posted.get("short_name", ""),
        )

    organ = posted.get("organ", "")
    return taken(
        request,
        "new",
        act,
        lambda typed: _list(request, typed),
        to=f"{reverse('offices')}?organ={organ}" if organ else reverse("offices"),
        done=_("已建立"),
    )


@page("office.list")
def office(request: Request, uuid: UUID) -> HttpResponse:
    return _office(request, queries.find_office(request.viewer, uuid), Typed())


@page("office.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_office(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        actions.rename_office(
            request.viewer,
            found,
            name=posted.get("name", ""),
            short_name=posted.get("short_name", ""),
            kind=posted.get("kind") or found.kind,
        )

    return _taken(request, found, "edit", act)


@page("office.edit", "POST")
def move(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = queries.find_office(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        parent = chosen_office(request.viewer, posted, "parent")
        actions.move_office(request.viewer, found, parent=parent)

    return _taken(request, found, "move", act)


@page("office.close", "POST")
def close(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_office(request.viewer, uuid)
    return _taken(request, found, "close", lambda: actions.close_office(request.viewer, found))


@page("office.close", "POST")
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_office(request.viewer, uuid)
    return _taken(request, found, "reopen", lambda: actions.reopen_office(request.viewer, found))


def _list(request: Request, typed: Typed) -> HttpResponse:
    viewer, named = request.viewer, request.GET.get("organ") or request.POST.get("organ", "")
    organs = queries.organs(viewer, page=page_number(request))
    organ = organ_of(viewer, named) if named or organs.count <= 1 else None
    context = {
        "organs": organs,
        "around": addresses(request, organs),
        "organ": organ,
        "rows": queries.tree(viewer, organ) if organ else [],
        "kinds": _kinds(),
        "root_kinds": [(kind.value, kind.label) for kind in _ROOTS],
        "typed": typed,
        "may_create": can(viewer, "office.create"),
        "may_create_organ": Role.SYS_ADMIN in viewer.roles,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "offices.html", context, status=status)


def _office(request: Request, found: Office, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    is_root = found.organ_key_id is None
    closing = request.GET.get("close") == "1" or typed.form == "close"
    keeps = can(viewer, "office.edit")
    context: dict[str, Any] = {
        "office": found,
        "kind_label": OfficeKind(found.kind).label,
        "is_root": is_root,
        "kinds": _kinds(),
        "choices": [
            row
            for row in queries.tree(viewer, found.organ, counted=False)
            if row.active and row.uuid != found.uuid
        ],
        "closing": closing,
        "hanging": queries.hanging_on(viewer, found) if closing and found.active else [],
        "people": None if closing else queries.people(viewer, office=found),
        "typed": typed,
        "may_edit": keeps,
        "may_close": keeps and (not is_root or Role.SYS_ADMIN in viewer.roles),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "office.html", context, status=status)


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in OfficeKind if kind not in _ROOTS]


def _taken(request: Request, found: Office, form: str, act: Any) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _office(request, found, typed),
        to=reverse("office", args=[found.uuid]),
    )
