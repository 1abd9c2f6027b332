"""What was not sent and will not be tried again, to be sent again or set aside by hand."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people import actions, queries
from zhenggai.web.forms import Typed, addresses, page_number, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request


@page("outgoing.list")
def outgoing(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("outgoing.resend", "POST")
def resend(request: Request, uuid: UUID) -> HttpResponse:
    letter = queries.find_outgoing(request.viewer, uuid)
    return taken(
        request,
        "resend",
        lambda: actions.resend(request.viewer, letter),
        lambda typed: _page(request, typed),
        to=reverse("outgoing"),
        done=_("已排队重发，仍送不出的会回到这里"),
    )


@page("outgoing.drop", "POST")
def drop(request: Request, uuid: UUID) -> HttpResponse:
    letter = queries.find_outgoing(request.viewer, uuid)
    return taken(
        request,
        "drop",
        lambda: actions.set_aside(request.viewer, letter),
        lambda typed: _page(request, typed),
        to=reverse("outgoing"),
        done=_("已搁置，不再发送"),
    )


def _page(request: Request, typed: Typed) -> HttpResponse:
    found = queries.dead_letters(request.viewer, page=page_number(request))
    context = {
        "found": found,
        "around": addresses(request, found),
        "several": len({line.office for line in found.rows}) > 1,
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "outgoing.html", context, status=status)
