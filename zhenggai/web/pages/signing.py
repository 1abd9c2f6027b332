"""Signing in by a code: the code on the wall for those who keep the register, the sheet on the phone for everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound, Refused
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers import actions, queries
from zhenggai.web.markup import NOTHING, drawn_code
from zhenggai.web.page import open_page, page
from zhenggai.web.request import Request

_GONE = 410


@page("record.list")
def code(request: Request, uuid: UUID) -> HttpResponse:
    """The record's code, large enough for a wall."""
    record = queries.find_record(request.viewer, uuid)
    token = queries.sign_in_token(request.viewer, record)
    address = request.build_absolute_uri(reverse("sign-in-sheet", args=[token])) if token else ""
    drawn = drawn_code(address) if address else NOTHING
    context = {"record": record, "address": address, "drawn": drawn}
    return render(request, "sign_in_code.html", context)


@open_page("GET", "POST")
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The phone page: which meeting, one box for the name."""
    refused: Refused | None = None
    said = ""
    try:
        if request.method == "POST":
            said = actions.sign_in(
                token, str(request.POST.get("name", ""))[:50], request.META.get("REMOTE_ADDR", "")
            )
    except Refused as caught:
        refused = caught
    shown = None
    try:
        with scope_for(system_viewer()):
            shown = queries.sheet_of(token)
    except NotFound as caught:
        # An open page: what is not there is told here, in the phone's own frame.
        refused = caught
    except Refused as caught:
        refused = refused or caught
    context = {
        "sheet": shown,
        "said": said,
        "refused": refused,
        "name": request.POST.get("name", ""),
        "title": _("签到"),
    }
    status = 200 if refused is None else _GONE if isinstance(refused, NotFound) else refused.status
    return render(request, "sign_in_sheet.html", context, status=status)
