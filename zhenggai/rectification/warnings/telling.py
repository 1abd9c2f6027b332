"""Messages of a run: who is told what, in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext

from zhenggai.people.actions import Word
from zhenggai.rectification.deadlines import Colour
from zhenggai.rectification.models import Warning
from zhenggai.rectification.warnings.facts import Facts, Recipient
from zhenggai.rectification.warnings.wording import letter_name, said, why_told

MOST_SINGLE = 5
"""Whoever gets more warnings at a time is told of all of them in one message."""
Telling = tuple[Warning, Facts, Recipient]


def words_for(told: Sequence[Telling]) -> Iterator[Word]:
    """A message a warning; one for all where somebody gets many at a time. Nobody is told twice of the same."""
    mine: dict[int, dict[int, Telling]] = {}
    for telling in told:
        row, _facts, recipient = telling
        for person, _name in recipient.people:
            if person is not None:
                mine.setdefault(person, {}).setdefault(row.number, telling)
    for person, items in mine.items():
        if len(items) > MOST_SINGLE:
            yield _of_many(person, [row for row, _, _ in items.values()])
            continue
        for row, facts, recipient in items.values():
            yield _of_one(person, row, facts, recipient)


def _of_one(person: int, row: Warning, facts: Facts, recipient: Recipient) -> Word:
    about = ("rectification.measure", str(facts.uuid))
    if facts.issue_uuid is not None:
        about = ("rectification.issue", str(facts.issue_uuid))
    reason = why_told(row.level, recipient.role, copy=recipient.copy)
    return Word(person, f"warning.{row.level}", said(row), reason, about)


def _of_many(person: int, rows: Sequence[Warning]) -> Word:
    counts = Counter(row.level for row in rows)
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
