"""Showing again who one is before what cannot be taken back or carries much away (security.md S09): a page asks for the
password and holds what was sent, so that nothing has to be typed twice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zhenggai.lib.errors import Refused
from zhenggai.people import actions
from zhenggai.web.request import Request

PROOF, NEXT, BACK, NAME = "proof", "proof_next", "proof_back", "proof_name"
"""Form fields: the password; the page to go on to; where the person came from; whose password, for the browser's store."""


def unproved(request: Request) -> HttpResponse | None:
    """None where the person has shown it, lately or with this request; else the page that asks."""
    if actions.is_proved(request):
        return None
    given = request.POST.get(PROOF)
    if given is None:
        return asked(request)
    try:
        actions.prove(request, str(given))
    except Refused as refused:
        return asked(request, refused)
    return None


def asked(request: Request, refused: Refused | None = None) -> HttpResponse:
    """The page. What a form sent comes along hidden and is sent again with the password, files aside, which a browser
    gives out once only. A page that was to be read is gone on to afterwards."""
    wanted = _within(request, NEXT) if request.method == "POST" else request.get_full_path()
    context = {
        "username": request.user.get_username(),
        "refused": refused,
        "to": reverse("prove") if wanted else request.get_full_path(),
        "next": wanted,
        "back": back_to(request),
        "sent": _sent(request),
        "files": [(name, file) for name in request.FILES for file in request.FILES.getlist(name)],
    }
    return render(request, "prove.html", context, status=refused.status if refused else 403)


def gone_on(request: Request) -> HttpResponse:
    """To the page that was to be read. A file leaves the page standing, so there is one with a way back."""
    wanted = _within(request, NEXT) or reverse("ledger")
    context = {"proved": True, "next": wanted, "back": back_to(request)}
    response = render(request, "prove.html", context)
    response.headers["Refresh"] = f"0; url={wanted}"
    return response


def back_to(request: Request) -> str:
    return _within(request, BACK) or _safe(request, request.headers.get("Referer", ""))


def _sent(request: Request) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in (PROOF, NEXT, BACK, NAME, "csrfmiddlewaretoken")
        for value in values
    ]


def _within(request: Request, field: str) -> str:
    return _safe(request, str(request.POST.get(field, "")))


def _safe(request: Request, address: str) -> str:
    """Only within this site (security.md S10)."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""
