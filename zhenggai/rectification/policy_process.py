"""Who may do what in the process of a round, and whose rows they see."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import Decision, Instruction, Meeting
from zhenggai.rectification.policy import READERS, rounds_seen_by, works_on_measure

_OFFICE = frozenset({"rect_office"})
_LEADERS = frozenset({"principal", "group_leader", "charge_leader"})
_HOSTS = _OFFICE | _LEADERS
"""Who may keep a meeting."""

CONFIDANTS = frozenset({"principal", "group_leader", "rect_office", "discipline_committee"})
"""Who reads the materials and criticism of a democratic-life meeting; everybody else their own."""


def _chairs(viewer: Viewer, meeting: Meeting) -> bool:
    """The chair signs; where the chair has no account, the rectification office registers the signed paper."""
    if viewer.person_id is not None and viewer.person_id == meeting.chair_id:
        return True
    return "rect_office" in viewer.roles


def _owns_decision(viewer: Viewer, decision: Decision) -> bool:
    return "rect_office" in viewer.roles or (
        viewer.person_id is not None and viewer.person_id == decision.owner_id
    )


def _owns_instruction(viewer: Viewer, instruction: Instruction) -> bool:
    return "rect_office" in viewer.roles or (
        viewer.person_id is not None and viewer.person_id == instruction.owner_id
    )


POLICY: dict[str, Rule] = {
    "round.read": Rule(READERS),
    "stage.choose_profile": Rule(_OFFICE),
    "stage.set_term": Rule(_OFFICE),
    "stage.record_event": Rule(_OFFICE),
    "stage.record_trigger": Rule(_OFFICE),
    "stage.register_paper": Rule(_OFFICE | {"discipline_committee"}),
    "stage.withdraw_paper": Rule(_OFFICE),
    "stage.sign_receipt": Rule(frozenset({"principal"})),
    "measure.ask_again": Rule(
        frozenset({"rect_office", "lead_dept", "handler"}), when=works_on_measure
    ),
    "group.found": Rule(_OFFICE | {"principal"}),
    "group.edit": Rule(_OFFICE | {"principal"}),
    "group.add_member": Rule(_OFFICE | {"principal"}),
    "group.end_member": Rule(_OFFICE | {"principal"}),
    "instruction.register": Rule(_OFFICE),
    "instruction.follow": Rule(READERS, when=_owns_instruction),
    "meeting.call": Rule(_HOSTS),
    "meeting.edit": Rule(_HOSTS),
    "meeting.sign": Rule(_HOSTS, when=_chairs),
    "meeting.cancel": Rule(_HOSTS),
    "meeting.decide": Rule(_HOSTS),
    "decision.settle": Rule(READERS, when=_owns_decision),
    "life.read": Rule(CONFIDANTS),
    "life.hand_in": Rule(READERS),
    "life.criticize": Rule(_HOSTS),
    "life.act": Rule(_HOSTS),
    "plan.edit": Rule(_OFFICE),
    "plan.submit": Rule(_OFFICE),
    "plan.return": Rule(frozenset({"group_leader"})),
    "plan.approve": Rule(frozenset({"group_leader"})),
    "plan.review": Rule(_OFFICE | {"superior_reviewer"}),
}


def life_seen_by(viewer: Viewer) -> Q:
    """Materials and criticism of a democratic-life meeting: for the confidants, and for those whose own they are."""
    if viewer.roles & CONFIDANTS:
        return rounds_seen_by(viewer)
    return Q(pk=None)


def examinations_seen_by(viewer: Viewer) -> Q:
    if viewer.roles & CONFIDANTS or viewer.person_id is None:
        return life_seen_by(viewer)
    return rounds_seen_by(viewer) & Q(person=viewer.person_id)


def criticisms_seen_by(viewer: Viewer) -> Q:
    if viewer.roles & CONFIDANTS or viewer.person_id is None:
        return life_seen_by(viewer)
    mine = Q(critic=viewer.person_id) | Q(subject=viewer.person_id)
    return rounds_seen_by(viewer) & mine
