"""The pages of the administration, each for those who may do its action: behind the person's name for everybody, and
beside the page for those who have no other work here."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people.queries import can
from zhenggai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Area:
    """One page of the administration; `current` marks the one that one is on."""

    label: str
    address: str
    icon: str
    current: bool


_AREAS = (
    ("person.list", "people", ("/people/", "/posts/")),
    ("office.list", "offices", ("/offices/",)),
    ("account.list", "accounts", ("/accounts/",)),
    ("proposal.list", "pending", ("/pending/", "/grants/", "/proposals/")),
    ("register.publish", "declarations", ("/declarations/",)),
    ("calendar.list", "calendar", ("/calendar/",)),
    ("setting.list", "settings", ("/settings/",)),
    ("robot.list", "robots", ("/robots/", "/outgoing/")),
    ("health.read", "health", ("/health/", "/outgoing/")),
    ("journal.read", "trail", ("/journal/",)),
)
"""Action needed, name of the URL and of its icon, beginnings of the addresses that belong to it."""


def areas(viewer: Viewer, here: str) -> list[Area]:
    """Those that the viewer may enter, in the order in which an office is set up."""
    labels = {
        "people": _("人员"),
        "offices": _("部门"),
        "accounts": _("账号与角色"),
        "pending": _("待复核"),
        "declarations": _("登记簿声明"),
        "calendar": _("日历"),
        "settings": _("参数"),
        "robots": _("群机器人"),
        "health": _("系统状态"),
        "trail": _("留痕"),
    }
    return [
        Area(labels[name], reverse(name), name, here.startswith(under))
        for action, name, under in _AREAS
        if can(viewer, action)
    ]


def duty_area(here: str) -> Area:
    """The first page of those who see no ledger."""
    address = reverse("duty")
    return Area(_("我的职责"), address, "duty", here == address)
