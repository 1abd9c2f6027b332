"""What stands around every page: where one may go, who is signed in, which day it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.web.language import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in the navigation; `current` marks the page that one is on."""

    label: str
    address: str
    icon: str
    current: bool


_WAYS = (
    ("issue.list", "ledger", "ledger"),
    ("issue.list", "overview", "overview"),
    ("draft.list", "readings", "reading"),
)
"""Action needed, name of the URL, icon; in the order of the work."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The template's frame, empty of everything personal where nobody is signed in."""
    viewer = getattr(request, "viewer", None)
    around: dict[str, Any] = {
        "viewer": viewer,
        "today": today(),
        "today_is_fixed": bool(settings.ZHENGGAI_TODAY),
        "languages": LANGUAGES,
    }
    if viewer is not None:
        around["ways"] = _ways(request)
    return around


def _ways(request: HttpRequest) -> list[Entry]:
    labels = {"ledger": _("整改台账"), "overview": _("整改总览"), "readings": _("读入文件")}
    here = request.path
    return [
        Entry(labels[name], address, icon, _is_under(here, address))
        for action, name, icon in _WAYS
        if can(request.viewer, action)  # type: ignore[attr-defined]  # set by people's middleware
        for address in [reverse(name)]
    ]


def _is_under(here: str, address: str) -> bool:
    """The ledger stands at the root: its own pages are those of issues and rounds."""
    if address == "/":
        return here == "/" or here.startswith(("/issues/", "/rounds/"))
    return here.startswith(address)
