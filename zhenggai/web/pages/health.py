"""Whether everything is in place that the office relies on: for the system administrator as a page, for whatever
watches over the site as one word."""

from __future__ import annotations

from itertools import groupby
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people import actions, queries
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import open_page, page
from zhenggai.web.request import Request

_KEPT_SECONDS = 2.0
_kept: tuple[float, list[str]] | None = None


@page("health.read")
def health(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("job.retry", "POST")
def retry(request: Request) -> HttpResponse:
    """Let the worker try once more what it has given up."""
    text = request.POST.get("job", "")

    def act() -> None:
        if not (text.isascii() and text.isdecimal() and len(text) < 18):
            raise BadInput("job.none", _("没有选要重试的任务——请从列表中选"))
        actions.retry_job(request.viewer, int(text))

    return taken(
        request,
        "retry",
        act,
        lambda typed: _page(request, typed),
        to=reverse("health"),
        done=_("已放回队列"),
    )


@open_page()
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the site could do its work: the database takes writes, the disk has room, the journal is guarded
    (security.md D09). Asked again and again it looks once in two seconds."""
    global _kept
    moment = monotonic()
    if _kept is None or moment - _kept[0] > _KEPT_SECONDS:
        _kept = (moment, queries.unready())
    reasons = _kept[1]
    said = "ok\n" if not reasons else "".join(f"{reason}\n" for reason in reasons)
    return HttpResponse(
        said, status=503 if reasons else 200, content_type="text/plain; charset=utf-8"
    )


def _page(request: Request, typed: Typed) -> HttpResponse:
    found = queries.health(request.viewer)
    context = {
        "parts": [
            (part.label, list(rows)) for part, rows in groupby(found, key=lambda item: item.part)
        ],
        "wrong": sum(item.good is False for item in found),
        "jobs": queries.given_up(request.viewer),
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "health.html", context, status=status)
