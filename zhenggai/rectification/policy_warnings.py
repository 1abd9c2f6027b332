"""Who may do what with warnings and supervision letters, and whose rows they see (process.md §6)."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import (
    LetterKind,
    LetterRecipient,
    SupervisionLetter,
)
from zhenggai.rectification.policy import READERS, parts_seen_by

_OFFICE = frozenset({"rect_office"})
_SIGNERS = frozenset({"group_leader", "principal"})
_ACCUSERS = frozenset({"principal", "discipline_committee"})
"""Who may propose that somebody be held to account (问责建议书)."""


def _may_sign(viewer: Viewer, letter: SupervisionLetter) -> bool:
    accuses = letter.kind == LetterKind.ACCOUNTABILITY
    return bool(viewer.roles & (_ACCUSERS if accuses else _SIGNERS))


def _is_recipient(viewer: Viewer, recipient: LetterRecipient) -> bool:
    """Oneself, somebody of the department where it names one without a person; the office registers a paper."""
    if viewer.roles & _OFFICE or (
        viewer.person_id is not None and viewer.person_id == recipient.person_id
    ):
        return True
    return recipient.person_id is None and recipient.department_id in viewer.department_ids


def _answers(viewer: Viewer, letter: SupervisionLetter) -> bool:
    """Those to whom it goes, copies aside; the office registers a reply that came on paper."""
    rows = letter.recipients.filter(is_copy=False)
    return any(_is_recipient(viewer, row) for row in rows) or bool(viewer.roles & _OFFICE)


def letters_seen_by(viewer: Viewer) -> Q:
    """Letters are seen with their issue, and by whoever gets one once it is signed."""
    if viewer.person_id is None:
        return parts_seen_by(viewer)
    mine = LetterRecipient.objects.filter(person=viewer.person_id, office__in=viewer.office_ids)
    return parts_seen_by(viewer) | Q(pk__in=mine.values("letter"))


def letter_parts_seen_by(viewer: Viewer) -> Q:
    """Recipients and replies are seen with their letter."""
    return Q(letter__in=SupervisionLetter.objects.filter(letters_seen_by(viewer)).values("pk"))


POLICY: dict[str, Rule] = {
    "warning.list": Rule(READERS),
    "warning.issue": Rule(frozenset()),
    "warning.clear": Rule(frozenset()),
    "letter.list": Rule(READERS),
    "letter.draft": Rule(_OFFICE),
    "letter.edit": Rule(_OFFICE),
    "letter.drop": Rule(_OFFICE),
    "letter.issue": Rule(_SIGNERS | _ACCUSERS, when=_may_sign),
    "letter.deliver": Rule(_OFFICE),
    "letter.receive": Rule(READERS, when=_is_recipient),
    "letter.reply": Rule(READERS, when=_answers),
    "letter.return": Rule(_OFFICE),
    "letter.settle": Rule(_OFFICE),
}
"""Warnings are told by the program alone; nobody warns by hand."""
