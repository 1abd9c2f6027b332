"""What a warning says of its thing, and which people it goes to: looked up for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from zhenggai.people import clock
from zhenggai.people.queries import Holder, holders
from zhenggai.rectification.models import Issue, Measure, Milestone, Warned
from zhenggai.rectification.warnings.rules import Due, Told, recipients_of

ROLES = ("lead_dept", "principal", "discipline_committee", "rect_office")
"""Roles that are looked up among the office's accounts; handler and leader stand in the ledger itself."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A thing that is warned of. People are (key, name), None where the ledger names nobody."""

    subject: int
    uuid: UUID
    issue: int | None
    issue_uuid: UUID | None
    measure: int | None
    code: str
    title: str
    deadline: date | None
    handler: tuple[int, str] | None
    leader: tuple[int, str] | None
    department: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A role with the people in it; `place` names the department where the role belongs to one."""

    role: str
    copy: bool
    people: tuple[tuple[int | None, str], ...]
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "copy": self.copy,
            "people": [list(person) for person in self.people],
            "place": self.place,
        }


def office_roles(office_id: int, today: date) -> dict[str, list[Holder]]:
    """Who holds the roles that warnings go to, in one office. A day that has passed is told to those who hold them now."""
    return holders(office_id, ROLES, max(today, clock.today()))


def facts_of(dues: Sequence[Due]) -> dict[tuple[str, int], Facts]:
    """By kind and key, in one query a kind."""
    found: dict[tuple[str, int], Facts] = {}
    for kind, read in _READERS.items():
        keys = [due.subject for due in dues if due.kind is kind]
        if keys:
            found |= {(kind, facts.subject): facts for facts in read(keys)}
    return found


def recipients(due: Due, facts: Facts, roles: Mapping[str, Sequence[Holder]]) -> list[Recipient]:
    """Everybody whom this warning goes to, by role; a role that nobody holds stands there empty, so that it shows."""
    return [_recipient(told, facts, roles) for told in recipients_of(due.reason, due.level)]


def _recipient(told: Told, facts: Facts, roles: Mapping[str, Sequence[Holder]]) -> Recipient:
    if told.role == "handler":
        return Recipient(told.role, told.copy, (facts.handler,) if facts.handler else ())
    if told.role == "charge_leader":
        return Recipient(told.role, told.copy, (facts.leader,) if facts.leader else ())
    held = roles.get(told.role, ())
    if told.role == "lead_dept":
        department = facts.department
        held = [one for one in held if department and department[0] in one.places]
        place = department[1] if department else ""
        return Recipient(told.role, told.copy, _people(held), place)
    return Recipient(told.role, told.copy, _people(held))


def _people(held: Iterable[Holder]) -> tuple[tuple[int | None, str], ...]:
    return tuple((one.person_id, one.name) for one in held)


_OF_ISSUE = (
    *("handler", "handler__name", "owner", "owner__name", "charge_leader", "charge_leader__name"),
    *("lead_dept", "lead_dept__name"),
)


def _issues(keys: list[int]) -> Iterable[Facts]:
    names = ("pk", "uuid", "code", "title", "deadline")
    for row in Issue.objects.filter(pk__in=keys).values(*names, *_OF_ISSUE):
        yield Facts(
            row["pk"],
            row["uuid"],
            row["pk"],
            row["uuid"],
            None,
            row["code"],
            row["title"],
            row["deadline"],
            _pair(row, "handler") or _pair(row, "owner"),
            _pair(row, "charge_leader"),
            _pair(row, "lead_dept"),
        )


def _measures(keys: list[int]) -> Iterable[Facts]:
    names = ("pk", "uuid", "issue", "code", "content", "deadline", "owner", "owner__name")
    more = (
        *("department", "department__name", "issue__uuid"),
        *(f"issue__{name}" for name in _OF_ISSUE),
    )
    for row in Measure.objects.filter(pk__in=keys).values(*names, *more):
        yield Facts(
            row["pk"],
            row["uuid"],
            row["issue"],
            row["issue__uuid"],
            row["pk"],
            row["code"] or "",
            row["content"],
            row["deadline"],
            _pair(row, "owner") or _pair(row, "issue__handler") or _pair(row, "issue__owner"),
            _pair(row, "issue__charge_leader"),
            _pair(row, "department") or _pair(row, "issue__lead_dept"),
        )


def _milestones(keys: list[int]) -> Iterable[Facts]:
    rows = list(
        Milestone.objects.filter(pk__in=keys).values(
            "pk", "uuid", "title", "deadline", of=F("measure")
        )
    )
    measures = {facts.subject: facts for facts in _measures([row["of"] for row in rows])}
    for row in rows:
        measure = measures[row["of"]]
        yield Facts(
            row["pk"],
            row["uuid"],
            measure.issue,
            measure.issue_uuid,
            measure.subject,
            measure.code,
            row["title"],
            row["deadline"],
            measure.handler,
            measure.leader,
            measure.department,
        )


_READERS = {Warned.ISSUE: _issues, Warned.MEASURE: _measures, Warned.MILESTONE: _milestones}


def _pair(row: Mapping[str, Any], name: str) -> tuple[int, str] | None:
    return (row[name], row[f"{name}__name"]) if row[name] is not None else None
