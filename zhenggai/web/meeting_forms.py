"""What forms of a meeting say: names in a line, who came, what a decision is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.meetings import Came
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields

if TYPE_CHECKING:
    from zhenggai.people.models import Person

_BETWEEN = re.compile(r"[、，,；;\s]+")
MOST_LINES = 300
_PRESENT = {"yes": True, "no": False}


def names_in(viewer: Viewer, text: str) -> list[Person]:
    """The people named in a text, in its order; refused where a name is nobody's or several people's."""
    names = list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))
    if not names:
        return []
    found: dict[str, list[Person]] = {}
    for person in persons(viewer).filter(name__in=names):
        found.setdefault(person.name, []).append(person)
    strange = [name for name in names if len(found.get(name, [])) != 1]
    if strange:
        raise BadInput(
            "field.names",
            _("名单里的 %(names)s 不在册或有同名——请核对姓名，同名的在会议页从名单中选")
            % {"names": "、".join(strange[:10])},
        )
    return [found[name][0] for name in names]


def called(viewer: Viewer, posted: Mapping[str, str]) -> dict[str, Any]:
    """What the form that calls a meeting says."""
    return {
        "kind": posted.get("kind", ""),
        "title": posted.get("title", ""),
        "held_on": fields.needed_day(posted, "held_on"),
        "place": posted.get("place", ""),
        "chair": fields.person(viewer, posted, "chair"),
        "recorder": fields.person(viewer, posted, "recorder"),
        "due": names_in(viewer, posted.get("due", "")),
        "agenda": posted.get("agenda", "").splitlines(),
    }


def attendance_in(viewer: Viewer, posted: Mapping[str, str]) -> list[Came]:
    """The whole list: the lines that stand there, without those taken out, and names added below."""
    rows: list[Came] = []
    for number in range(MOST_LINES):
        uuid = posted.get(f"person{number}")
        if uuid is None:
            break
        person = fields.known(uuid, persons(viewer))
        state = posted.get(f"present{number}", "")
        if person is not None and state != "drop":
            rows.append(
                Came(
                    person,
                    is_due=posted.get(f"due{number}", "yes") == "yes",
                    present=_PRESENT.get(state),
                    reason=posted.get(f"reason{number}", ""),
                )
            )
    there = {row.person.pk for row in rows}
    for name, is_due in (("more", True), ("guests", False)):
        for person in names_in(viewer, posted.get(name, "")):
            if person.pk not in there:
                there.add(person.pk)
                rows.append(Came(person, is_due=is_due, present=None if is_due else True))
    return rows


def subject_in(posted: Mapping[str, str]) -> tuple[str, str] | None:
    """What a decision is about: `noun:name`."""
    noun, colon, key = posted.get("about", "").partition(":")
    return (noun, key) if colon else None


def usual_due(viewer: Viewer, round: Any, kind: str) -> str:
    """Who is usually due: the leading group at its own meetings, else whoever was due at the last meeting of the kind."""
    if kind == process.MeetingKind.LEADING_GROUP:
        group = process.group(viewer, round)
        return "、".join(row.name for row in group.members) if group else ""
    return "、".join(process.last_due(viewer, round, kind))


def people_named(values: Mapping[str, str], name: str) -> dict[str, str]:
    """A combobox's value as it was typed."""
    return {"uuid": values.get(name, ""), "name": values.get(f"{name}{fields.WORDS}", "")}


def oneself(viewer: Viewer) -> Person:
    """The person behind the account."""
    person = persons(viewer).filter(pk=viewer.person_id or 0).first()
    if person is None:
        raise BadInput("field.person", _("没有选人员——请从名单中选一位"))
    return person
