"""Who gets which paper, by role, and which people that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zhenggai.people import clock
from zhenggai.people.queries import holders
from zhenggai.people.roles import role_label
from zhenggai.rectification.models import Issue, LetterKind, LetterRecipient, SupervisionLetter
from zhenggai.rectification.warnings.rules import Told

PARTIES: Mapping[str, tuple[Told, ...]] = {
    LetterKind.NOTICE: (Told("lead_dept"), Told("handler"), Told("charge_leader", copy=True)),
    LetterKind.GUIDANCE: (Told("lead_dept"), Told("charge_leader", copy=True)),
    LetterKind.REMINDER: (Told("lead_dept"), Told("handler"), Told("charge_leader", copy=True)),
    LetterKind.ADMONITION: (
        Told("lead_dept"),
        Told("charge_leader"),
        Told("principal", copy=True),
        Told("discipline_committee", copy=True),
    ),
    LetterKind.ACCOUNTABILITY: (
        Told("principal"),
        Told("discipline_committee"),
        Told("group_leader", copy=True),
    ),
}


def recipients_for(letter: SupervisionLetter, today: date) -> Iterator[LetterRecipient]:
    """A row for everybody whom the paper goes to; one without a person where nobody is known in the role, so that it is
    delivered on paper."""
    issue, seen = letter.issue, set()
    held = holders(
        letter.office_id,
        [told.role for told in PARTIES[letter.kind]],
        max(today, clock.today()),
    )
    for told in PARTIES[letter.kind]:
        people = list(_people(told.role, issue, held))
        department = issue.lead_dept if told.role == "lead_dept" else None
        for person, name in people or [(None, str(department or role_label(told.role)))]:
            if person is not None and person in seen:
                continue
            seen.add(person)
            yield LetterRecipient(
                office_id=letter.office_id,
                letter=letter,
                role=told.role,
                person_id=person,
                department=department,
                name=name,
                is_copy=told.copy,
            )


def _people(role: str, issue: Issue, held: Mapping[str, Any]) -> Iterator[tuple[int | None, str]]:
    if role == "handler":
        named = issue.handler or issue.owner
        if named is not None:
            yield named.pk, named.name
    elif role == "charge_leader":
        if issue.charge_leader is not None:
            yield issue.charge_leader.pk, issue.charge_leader.name
    else:
        for one in held.get(role, ()):
            if role != "lead_dept" or issue.lead_dept_id in one.places:
                yield one.person_id, one.name
