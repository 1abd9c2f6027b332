"""What pages of a round's process share: the tabs, what the viewer may do, the round and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import queries
from zhenggai.web.request import Request
from zhenggai.web.rounds import round_choices


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    address: str
    current: bool


def around(request: Request, round: Any, here: str) -> dict[str, Any]:
    """The frame of every page of a round: its name, its tabs, the other rounds."""
    return {
        "round": round,
        "round_choices": round_choices(
            round.uuid,
            queries.rounds(request.viewer),
            lambda item: reverse("round", args=[item.uuid]),
        ),
        "tabs": tabs(round, here),
        "today": today(),
    }


def tabs(round: Any, here: str) -> list[Tab]:
    labels = {
        "round": _("阶段"),
        "group": _("领导小组"),
        "instructions": _("批示"),
        "round-meetings": _("会议"),
        "plan": _("方案"),
        "lists": _("三清单"),
        "outcomes": _("成果"),
        "statistics": _("统计"),
        "assessments": _("评估"),
        "surveys": _("满意度"),
        "baseline": _("承诺与实际"),
        "past": _("往日"),
    }
    return [
        Tab(label, reverse(name, args=[round.uuid]), name == here) for name, label in labels.items()
    ]


def rights(viewer: Viewer, acts: Mapping[str, str]) -> dict[str, bool]:
    """What the viewer's roles allow, for buttons to show or not."""
    return {name: can(viewer, action) for name, action in acts.items()}
