"""Who may freeze figures, keep outcomes, assess and ask for satisfaction."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.policy import READERS, rounds_seen_by
from zhenggai.rectification.policy_process import CONFIDANTS

_OFFICE = frozenset({"rect_office"})

_ASKERS = _OFFICE | {"discipline_committee"}
_LEADING = frozenset(
    {"principal", "group_leader", "charge_leader", "discipline_committee", "superior_reviewer"}
)

POLICY: dict[str, Rule] = {
    "figures.read": Rule(READERS),
    "leader.read": Rule(_LEADING | _OFFICE),
    "cutoff.freeze": Rule(_OFFICE),
    "outcome.record": Rule(_OFFICE),
    "outcome.add_voucher": Rule(_OFFICE),
    "outcome.record_person": Rule(_OFFICE | {"discipline_committee"}),
    "outcome.read_persons": Rule(CONFIDANTS),
    "outcome.withdraw": Rule(_OFFICE),
    "assessment.record": Rule(_ASKERS | {"superior_reviewer"}),
    "survey.make": Rule(_ASKERS),
    "survey.print": Rule(_ASKERS),
    "survey.close": Rule(_ASKERS),
}


def persons_seen_by(viewer: Viewer) -> Q:
    """How single people were dealt with is for those who lead and supervise; everybody else sees the numbers."""
    return rounds_seen_by(viewer) if viewer.roles & CONFIDANTS else Q(pk=None)
