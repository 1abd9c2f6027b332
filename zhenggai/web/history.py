"""The journal in plain words: who did what, without codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _


class JournalEvent(Protocol):
    """What a page needs of an event."""

    at: datetime
    actor_name: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    actor: str
    words: str


def told(events: Iterable[JournalEvent]) -> list[Told]:
    """The events in the order given."""
    verbs = _verbs()
    return [
        Told(event.at, event.actor_name, event.summary or verbs.get(event.action, event.action))
        for event in events
    ]


def _verbs() -> dict[str, str]:
    return {
        "issue.adopt": _("立账"),
        "issue.assign": _("落实责任和时限"),
        "issue.report_progress": _("填报进展"),
        "issue.attach_evidence": _("上传佐证"),
    }
