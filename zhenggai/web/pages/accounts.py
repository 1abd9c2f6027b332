"""Accounts and the roles they hold. One-time passwords are shown once, to whoever made them, as slips to hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.people.queries import Standing, can
from zhenggai.web import fields
from zhenggai.web.forms import (
    Typed,
    addresses,
    departments,
    organ_of,
    organs_of,
    page_number,
    taken,
)
from zhenggai.web.page import page
from zhenggai.web.pages.people import person_page
from zhenggai.web.request import Request, is_part
from zhenggai.web.slips import Slip, slips

if TYPE_CHECKING:
    from zhenggai.people.models import Account

_TEMPORARY = "until"


@page("account.list")
def accounts(request: Request) -> HttpResponse:
    return _list(request, Typed())


@page("account.create", "POST")
def create(request: Request) -> HttpResponse:
    """A new account, of somebody in the directory or of an administrator; its one-time password, once."""
    viewer, posted = request.viewer, request.POST.dict()
    try:
        person = fields.person(viewer, posted, "person")
        name = fields.words(posted, "name") or (person.name if person else "")
        account, word = actions.create_account(
            viewer, username=posted.get("username", ""), display_name=name, person=person
        )
    except NotFound:
        raise
    except Refused as refused:
        return _list(request, Typed("new", posted, refused))
    return slips(request, [Slip(account, word)], back=reverse("account", args=[account.uuid]))


@page("account.list")
def account(request: Request, uuid: UUID) -> HttpResponse:
    return _account(request, queries.find_account(request.viewer, uuid), Typed())


@page("role.propose", "POST", proved=True)
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """A role for the account, for good or until a day; it waits for the second person."""
    found, posted = queries.find_account(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        actions.propose_role(
            request.viewer,
            found,
            posted.get("role", ""),
            office=fields.office(request.viewer, posted, "office"),
            until=_until(posted),
        )

    return _taken(request, found, "role", act, done=_("已提出，等另一人复核后生效"))


@page("role.propose_end", "POST")
def end_role(request: Request, uuid: UUID) -> HttpResponse:
    grant, reason = queries.find_grant(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        grant.account,
        "end",
        lambda: actions.propose_end(request.viewer, grant, reason=reason),
        done=_("已提出收回，等另一人复核后生效"),
    )


@page("account.stop", "POST")
def stop(request: Request, uuid: UUID) -> HttpResponse:
    found, reason = queries.find_account(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        found,
        "stop",
        lambda: actions.stop_account(request.viewer, found, reason=reason),
        done=_("已停用，其登录已全部退出"),
    )


@page("account.propose_start", "POST", proved=True)
def start(request: Request, uuid: UUID) -> HttpResponse:
    found, reason = queries.find_account(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        found,
        "start",
        lambda: actions.propose_start(request.viewer, found, reason=reason),
        done=_("已提出，等安全管理员复核"),
    )


@page("account.propose_reset", "POST")
def reset(request: Request, uuid: UUID) -> HttpResponse:
    found, reason = queries.find_account(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        found,
        "reset",
        lambda: actions.propose_reset(request.viewer, found, reason=reason),
        done=_("已提出，等安全管理员复核；一次性口令由其交付"),
    )


@page("account.unlock", "POST")
def unlock(request: Request, uuid: UUID) -> HttpResponse:
    found = queries.find_account(request.viewer, uuid)
    return _taken(
        request, found, "unlock", lambda: actions.unlock(request.viewer, found), done=_("已解锁")
    )


@page("account.propose", "POST")
def ask(request: Request, uuid: UUID) -> HttpResponse:
    """The office's own administrator asks for an account with its roles."""
    person, posted = queries.find_person(request.viewer, uuid), request.POST.dict()

    def act() -> None:
        office = fields.office(request.viewer, posted, "office")
        roles = [(role, office, _until(posted)) for role in request.POST.getlist("role")]
        actions.propose_account(
            request.viewer, person, username=posted.get("username", ""), roles=roles
        )

    return taken(
        request,
        "ask",
        act,
        lambda typed: person_page(request, person, typed),
        to=reverse("person", args=[uuid]),
        done=_("已提出，等系统管理员建立账号"),
    )


def _until(posted: dict[str, str]) -> Any:
    """The day on which a temporary role ends; a temporary one must have it."""
    if posted.get("term") != _TEMPORARY:
        return None
    day = fields.day(posted, "until")
    if day is None:
        raise BadInput("role.no_until", _("临时授权没有到期日——请填到期日，或改选长期"))
    return day


def _list(request: Request, typed: Typed) -> HttpResponse:
    viewer, asked = request.viewer, request.GET
    found = queries.accounts(
        viewer,
        words=asked.get("q", "")[:50],
        standing=asked.get("standing", ""),
        page=page_number(request),
    )
    context = {
        "found": found,
        "around": addresses(request, found),
        "q": asked.get("q", "")[:50],
        "standing": asked.get("standing", ""),
        "standings": [(item.value, item.label) for item in Standing],
        "typed": typed,
        "several": organs_of(viewer)[1],
        "today": today(),
        "may_create": can(viewer, "account.create"),
        "waiting_count": queries.waiting_count(viewer),
    }
    if is_part(request):
        return render(request, "accounts.html#list", context)
    status = typed.refused.status if typed.refused else 200
    return render(request, "accounts.html", context, status=status)


def _account(request: Request, found: Account, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    row = queries.account_row(viewer, found)
    organ = found.person.organ if found.person else organ_of(viewer)
    context = {
        "account": row,
        "waiting": queries.waiting(viewer, found) if can(viewer, "proposal.list") else [],
        "roles": queries.roles_to_propose(viewer),
        "choices": departments(viewer, organ),
        "typed": typed,
        "today": today(),
        "is_own": found.pk == viewer.account_id,
        "may": {
            verb: can(viewer, f"account.{verb}")
            for verb in ("stop", "propose_start", "propose_reset", "unlock")
        }
        | {"end_role": can(viewer, "role.propose_end")},
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "account.html", context, status=status)


def _taken(request: Request, found: Account, form: str, act: Any, *, done: str) -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _account(request, found, typed),
        to=reverse("account", args=[found.uuid]),
        done=done,
    )
