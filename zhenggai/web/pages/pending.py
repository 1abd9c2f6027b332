"""What waits for a second person: decided one by one, roles also several at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.web.forms import Typed, picked, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request
from zhenggai.web.slips import Slip, slips


@page("proposal.list")
def pending(request: Request) -> HttpResponse:
    return _list(request, Typed())


@page("role.confirm", "POST", proved=True)
def confirm(request: Request) -> HttpResponse:
    """The roles ticked, all or none."""

    def act() -> None:
        grants = queries.find_grants(request.viewer, picked(request))
        if not grants:
            raise BadInput("pending.none", _("没有选中要复核的角色——请先勾选"))
        actions.confirm_roles(request.viewer, grants)

    return _taken(request, act, done=_("已复核，角色即刻生效，有关账号须重新登录"))


@page("proposal.decline", "POST")
def decline_role(request: Request, uuid: UUID) -> HttpResponse:
    grant, reason = queries.find_grant(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        lambda: actions.decline_role(request.viewer, grant, reason=reason),
        done=_("已记下不同意"),
    )


@page("proposal.withdraw", "POST")
def withdraw_role(request: Request, uuid: UUID) -> HttpResponse:
    grant = queries.find_grant(request.viewer, uuid)
    return _taken(request, lambda: actions.withdraw_role(request.viewer, grant), done=_("已撤回"))


@page("role.confirm", "POST", proved=True)
def accept(request: Request, uuid: UUID) -> HttpResponse:
    """Agree to a proposal. Where a password comes of it, it is shown once."""
    viewer, proposal = request.viewer, queries.find_proposal(request.viewer, uuid)
    try:
        if proposal.kind == "create":
            account, word = actions.create_proposed(viewer, proposal)
            return slips(request, [Slip(account, word)], back=reverse("pending"))
        if proposal.kind == "reset" and proposal.account is not None:
            word = actions.approve_reset(viewer, proposal)
            renewed = queries.find_account(viewer, proposal.account.uuid)
            return slips(request, [Slip(renewed, word)], back=reverse("pending"))
    except NotFound:
        raise
    except Refused as refused:
        return _list(request, Typed("accept", {}, refused))
    act = actions.approve_start if proposal.kind == "start" else actions.confirm_end
    return _taken(request, lambda: act(viewer, proposal), done=_("已复核，即刻生效"))


@page("proposal.decline", "POST")
def decline(request: Request, uuid: UUID) -> HttpResponse:
    proposal, reason = queries.find_proposal(request.viewer, uuid), request.POST.get("reason", "")
    return _taken(
        request,
        lambda: actions.decline(request.viewer, proposal, reason=reason),
        done=_("已记下不同意"),
    )


@page("proposal.withdraw", "POST")
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    proposal = queries.find_proposal(request.viewer, uuid)
    return _taken(request, lambda: actions.withdraw(request.viewer, proposal), done=_("已撤回"))


def _list(request: Request, typed: Typed) -> HttpResponse:
    found = queries.waiting(request.viewer)
    context = {
        "waiting": found,
        "mine": sum(item.may_decide for item in found),
        "roles_mine": sum(item.may_decide and item.kind == "grant" for item in found),
        "typed": typed,
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "pending.html", context, status=status)


def _taken(request: Request, act: Any, *, done: str) -> HttpResponse:
    return taken(
        request,
        "pending",
        act,
        lambda typed: _list(request, typed),
        to=reverse("pending"),
        done=done,
    )
