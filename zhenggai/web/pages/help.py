"""Pages about the site itself: its keys, its language, whether it is alive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.web.language import COOKIE, LANGUAGES
from zhenggai.web.page import SIGNED_IN, open_page, page
from zhenggai.web.request import Request, is_part

_ONE_YEAR = 365 * 24 * 3600


@page(SIGNED_IN)
def keys(request: Request) -> HttpResponse:
    return render(request, "keys.html#dialog" if is_part(request) else "keys.html", {})


@open_page("POST")
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and go back to where one was."""
    chosen = str(request.POST.get("language", ""))
    if chosen not in LANGUAGES:
        raise BadInput("language", _("没有这种语言——请从页面上选择"))
    response = HttpResponseRedirect(safe_next(request, str(request.POST.get("next", ""))))
    response.set_cookie(
        COOKIE, chosen, max_age=_ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@open_page()
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing is said of the database (security.md D09)."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Where to go on to: only within this site (security.md S10)."""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "/"
