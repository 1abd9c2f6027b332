"""What an office has set for itself: each setting with its default, the value in force, and the ground it rests on."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification.queries import warning_legend
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request


@page("setting.list")
def settings(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("setting.change", "POST")
def change(request: Request) -> HttpResponse:
    posted = request.POST.dict()

    def act() -> None:
        if not posted.get("key"):
            raise BadInput("setting.none", _("没有选要改的参数——请从参数页面进入"))
        actions.change_setting(
            request.viewer,
            key=posted.get("key", ""),
            text=posted.get("value", ""),
            reason=posted.get("reason", ""),
        )

    return _taken(request, posted.get("key", ""), act)


@page("setting.keep", "POST")
def keep(request: Request) -> HttpResponse:
    """The office has looked at its settings and works with them as they are."""
    return _taken(request, "keep", lambda: actions.keep_settings(request.viewer), done=_("已记下"))


def _page(request: Request, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    found = queries.settings_in_force(viewer)
    _meaning, legend = warning_legend(viewer)
    context = {
        "groups": [
            (room, list(rows))
            for room, rows in groupby(found, key=lambda row: str(row.setting.room))
        ],
        "history": queries.settings_history(viewer),
        "legend": legend,
        "typed": typed,
        "today": today(),
        "may_change": can(viewer, "setting.change"),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "settings.html", context, status=status)


def _taken(request: Request, form: str, act: Any, *, done: str = "") -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _page(request, typed),
        to=reverse("settings"),
        done=done,
    )
