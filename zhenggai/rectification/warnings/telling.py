"""Messages of a run: who is told what, in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext

from zhenggai.people.actions import Word
from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.warnings.facts import Recipient
from zhenggai.rectification.warnings.rows import Found, row_of
from zhenggai.rectification.warnings.wording import letter_name, said, why_told

MOST_SINGLE = 5
"""Whoever gets more warnings at a time is told of all of them in one message."""


def words_for(office_id: int, found: Sequence[Found], today: date) -> Iterator[Word]:
    """A message a warning; one for all where somebody gets many at a time. Nobody is told twice of the same."""
    mine: dict[int, dict[int, tuple[Found, Recipient]]] = {}
    for one in found:
        for recipient in one.to:
            for person, _name in recipient.people:
                if person is not None:
                    mine.setdefault(person, {}).setdefault(one.number, (one, recipient))
    for person, items in mine.items():
        if len(items) > MOST_SINGLE:
            yield _of_many(person, [one for one, _ in items.values()])
            continue
        for one, recipient in items.values():
            yield _of_one(office_id, person, one, recipient, today)


def _of_one(office_id: int, person: int, one: Found, recipient: Recipient, today: date) -> Word:
    facts, level = one.facts, one.due.level
    about = ("rectification.measure", str(facts.uuid))
    if facts.issue_uuid is not None:
        about = ("rectification.issue", str(facts.issue_uuid))
    reason = why_told(level, recipient.role, copy=recipient.copy)
    words = said(row_of(office_id, one, today))
    return Word(person, f"warning.{level.value}", words, reason, about)


def _of_many(person: int, rows: Sequence[Found]) -> Word:
    counts = Counter(one.due.level for one in rows)
    parts = [
        gettext("%(letter)s %(count)s 件") % {"letter": letter_name(level), "count": counts[level]}
        for level in (Colour.RED, Colour.YELLOW, Colour.GREEN)
        if counts[level]
    ]
    return Word(
        person,
        "warning.many",
        gettext("今日预警 %(count)s 项：%(parts)s")
        % {"count": len(rows), "parts": "、".join(parts)},
        gettext("每项每级只发一次——逐项见预警督办"),
        ("rectification.warnings", "all"),
    )
