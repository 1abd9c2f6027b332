"""What supervision asks of somebody today, for their inbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import can
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.models import LetterRecipient, LetterState, SupervisionLetter
from zhenggai.rectification.supervision.queries import waiting_letters
from zhenggai.rectification.supervision.wording import number_words

MOST = 50


class LetterTaskKind(TextChoices):
    SIGN = "sign_letter", _("签发督办")
    RECEIVE = "receive_letter", _("签收督办")
    REPLY = "reply_letter", _("回复督办")
    SETTLE = "settle_letter", _("办结督办")


@dataclass(frozen=True, slots=True)
class LetterTask:
    kind: LetterTaskKind
    letter: SupervisionLetter
    why: str
    due: date


def letter_tasks(viewer: Viewer) -> Iterator[LetterTask]:
    """Each letter once a viewer, in a fixed number of queries."""
    found = list(waiting_letters(viewer)[:MOST])
    mine = {
        row.letter_id: row
        for row in LetterRecipient.objects.filter(
            letter__in=found, person=viewer.person_id or 0
        ).order_by("-is_copy", "pk")
    }
    for letter in found:
        kind = _kind(viewer, letter, mine.get(letter.pk))
        if kind is not None:
            yield LetterTask(kind, letter, _why(kind, letter), letter.reply_by)


def _kind(
    viewer: Viewer, letter: SupervisionLetter, mine: LetterRecipient | None
) -> LetterTaskKind | None:
    if letter.state == LetterState.DRAFT:
        signs = can(viewer, "letter.issue", letter) and viewer.person_id != letter.drafted_by_id
        return LetterTaskKind.SIGN if signs else None
    if mine is not None and mine.received_on is None:
        return LetterTaskKind.RECEIVE
    if letter.state == LetterState.ISSUED:
        return LetterTaskKind.REPLY if mine is not None and not mine.is_copy else None
    return LetterTaskKind.SETTLE if can(viewer, "letter.settle", letter) else None


def _why(kind: LetterTaskKind, letter: SupervisionLetter) -> str:
    words = {"letter": number_words(letter), "who": letter.drafted_by_name}
    return {
        LetterTaskKind.SIGN: gettext("%(who)s 拟的%(letter)s——请签发，或请拟稿人修改"),
        LetterTaskKind.RECEIVE: gettext("%(letter)s——请签收"),
        LetterTaskKind.REPLY: gettext("%(letter)s——请写明做了什么，按期回复"),
        LetterTaskKind.SETTLE: gettext("%(letter)s已回复——请核对后办结，或退回重报"),
    }[kind] % words
