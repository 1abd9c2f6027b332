"""What stands around every page, as a context processor: where one may go, who is signed in, which day it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from zhenggai.journal.queries import is_low
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.people.roles import EVERY_ROLE, role_label
from zhenggai.people.viewer import Viewer
from zhenggai.web.areas import Area, areas, duty_area
from zhenggai.web.language import LANGUAGES


@dataclass(frozen=True, slots=True)
class Way:
    """One way in the navigation; `current` marks the page that one is on."""

    label: str
    address: str
    icon: str
    current: bool


_WAYS = (
    ("message.read", "inbox", "inbox"),
    ("issue.list", "ledger", "ledger"),
    ("issue.list", "overview", "overview"),
    ("leader.read", "leader", "leader"),
    ("round.read", "rounds", "rounds"),
    ("round.read", "meetings", "meetings"),
    ("warning.list", "supervision", "warning"),
    ("closure.list", "closures", "closing"),
    ("draft.list", "readings", "reading"),
    ("record.list", "registers", "registers"),
)
"""Action needed, name of the URL, icon; in the order of the work."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's values, empty of everything personal where nobody is signed in."""
    around: dict[str, Any] = {
        "today": today(),
        "today_is_fixed": bool(settings.ZHENGGAI_TODAY),
        "languages": LANGUAGES,
        "disk_is_low": is_low(),
    }
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        ways = cache(lambda: _ways(viewer, request.path))
        around |= {
            "viewer": viewer,
            "ways": SimpleLazyObject(ways),
            "side": SimpleLazyObject(lambda: _side(ways(), viewer, request.path)),
            "areas": SimpleLazyObject(lambda: areas(viewer, request.path)),
            "role_labels": [role_label(role) for role in EVERY_ROLE if role in viewer.roles],
        }
    return around


def _ways(viewer: Viewer, here: str) -> list[Way]:
    labels = {
        "inbox": _("待办"),
        "ledger": _("整改台账"),
        "overview": _("整改总览"),
        "leader": _("领导一页"),
        "rounds": _("整改进程"),
        "supervision": _("预警督办"),
        "closures": _("销号审核"),
        "meetings": _("会议"),
        "readings": _("读入文件"),
        "registers": _("登记簿"),
    }
    return [
        Way(labels[name], address, icon, _is_under(here, address))
        for action, name, icon in _WAYS
        if can(viewer, action)
        for address in [reverse(name)]
    ]


def _side(ways: Sequence[Way], viewer: Viewer, here: str) -> Sequence[Way | Area]:
    """What stands beside the page: the work, and the administration for those who have none but their inbox."""
    if any(way.icon != "inbox" for way in ways):
        return ways
    return [*ways, duty_area(here), *areas(viewer, here)]


_OF_REGISTERS = ("/records/", "/corrections/", "/results/", "/violations/", "/waivers/", "/due/")


def _is_under(here: str, address: str) -> bool:
    """The ledger stands at the root: its own pages are those of issues, measures and the source text. Meetings of a round are
    meetings."""
    if address == "/":
        return (
            here == "/"
            or here.startswith(("/issues/", "/measures/", "/imports/"))
            or "/source/" in here
        )
    if address == "/rounds/":
        return here.startswith((address, "/cutoffs/", "/surveys/", "/assessments/")) and not any(
            part in here for part in ("/source/", "/meetings/")
        )
    if address == "/overview/":
        return here.startswith((address, "/comparison/"))
    if address == "/supervision/":
        return here.startswith((address, "/letters/", "/warnings/", "/recipients/"))
    if address == "/registers/":
        return here.startswith((address, *_OF_REGISTERS))
    return here.startswith(address) or (address == "/meetings/" and address in here)
