"""The door: sign-in, first run, password, sign-out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people import actions, queries
from zhenggai.web import proving
from zhenggai.web.page import SIGNED_IN, open_page, page
from zhenggai.web.pages.help import safe_next
from zhenggai.web.request import Request


@open_page("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. On the first run it says which accounts there are; their passwords stand in the terminal."""
    if request.method == "GET" and getattr(request, "viewer", None) is not None:
        return redirect("ledger")
    asked = request.POST if request.method == "POST" else request.GET
    context = {
        "username": asked.get("username") or asked.get("account") or "",
        "next": str(asked.get("next", "")),
        "demo_accounts": queries.first_run_accounts(),
    }
    if request.method == "GET":
        return render(request, "sign_in.html", context)
    try:
        actions.sign_in(request, request.POST.get("username", ""), request.POST.get("password", ""))
    except Refused as refused:
        return render(
            request, "sign_in.html", context | {"refused": refused}, status=refused.status
        )
    return HttpResponseRedirect(safe_next(request, str(context["next"])))


@page(SIGNED_IN, "GET", "POST")
def change_password(request: Request) -> HttpResponse:
    context: dict[str, object] = {
        "username": request.user.get_username(),
        "must_change": request.user.must_change_password,
    }
    if request.method == "GET":
        return render(request, "change_password.html", context)
    given = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
    try:
        if given["new"] != given["again"]:
            raise BadInput("password.differs", _("两次输入的新口令不一致——请重新输入"))
        actions.change_password(request, given["old"], given["new"])
    except Refused as refused:
        context["refused"] = refused
        return render(request, "change_password.html", context, status=refused.status)
    return redirect("ledger")


@page(SIGNED_IN, "POST")
def prove(request: Request) -> HttpResponse:
    """The password once more, then on to the page that was to be read."""
    try:
        actions.prove(request, request.POST.get(proving.PROOF, ""))
    except Refused as refused:
        return proving.asked(request, refused)
    return proving.gone_on(request)


@page(SIGNED_IN, "POST")
def sign_out(request: Request) -> HttpResponse:
    """End the session; the browser forgets what it has kept of the site (security.md S05)."""
    actions.sign_out(request)
    response = HttpResponseRedirect(reverse("sign-in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page("session.switch", "POST")
def switch_office(request: Request) -> HttpResponse:
    """Act in another of one's offices; its own work comes first."""
    actions.switch_office(request, request.POST.get("office", ""))
    return redirect("ledger")
