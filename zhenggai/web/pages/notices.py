"""How somebody wants to be told, and the calendar that their own program reads."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhenggai.lib.icalendar import calendar
from zhenggai.people import mailing
from zhenggai.people import notices as people
from zhenggai.people.clock import today
from zhenggai.people.queries import scope_for
from zhenggai.rectification.agenda import agenda
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import open_page, page
from zhenggai.web.request import Request


@page("notice.choose")
def notices(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("notice.choose", "POST")
def choose(request: Request) -> HttpResponse:
    return taken(
        request,
        "choose",
        lambda: people.choose_notices(
            request.viewer,
            email=request.POST.get("email", ""),
            wants_digest="wants_digest" in request.POST,
        ),
        lambda typed: _page(request, typed),
        to=reverse("notices"),
    )


@page("notice.make_feed", "POST")
def make_feed(request: Request) -> HttpResponse:
    """The address is shown on this answer alone."""
    token = people.make_feed(request.viewer)
    return _page(request, Typed(), request.build_absolute_uri(reverse("feed", args=[token])))


@page("notice.revoke_feed", "POST")
def revoke_feed(request: Request) -> HttpResponse:
    return taken(
        request,
        "revoke",
        lambda: people.revoke_feed(request.viewer),
        lambda typed: _page(request, typed),
        to=reverse("notices"),
        done=_("地址已作废"),
    )


@open_page()
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever holds the secret: what is open and has a day, with what its owner may see today."""
    viewer = people.feed_viewer(token)
    if viewer is None:
        return HttpResponse(calendar("", [], timezone.now()), content_type=_TYPE, status=410)
    with scope_for(viewer):
        entries = list(agenda(viewer, today(), settings.SITE))
    words = calendar(_("整改 %(name)s") % {"name": viewer.name}, entries, timezone.now())
    answer = HttpResponse(words, content_type=_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


_TYPE = "text/calendar; charset=utf-8"


def _page(request: Request, typed: Typed, address: str = "") -> HttpResponse:
    context = {
        "chosen": people.notices(request.viewer),
        "mail_is_set_up": mailing.is_set_up(),
        "feed_address": address,
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "notices.html", context, status=status)
