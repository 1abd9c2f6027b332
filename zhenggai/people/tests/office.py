"""An office with the three people of every test: 甲 owns the work, 乙 works beside, 丙 belongs elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zhenggai.people.actions import create_office, create_person
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.tests.kept import made_once
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.people.models import Office as OfficeRow
    from zhenggai.people.models import Person

TODAY = date(2021, 9, 8)


@dataclass(frozen=True, slots=True)
class Office:
    """`clerk` sits in the rectification office; `jia`, `yi` handle issues; `bing` is the clerk of another office."""

    organ: OfficeRow
    study: OfficeRow
    finance: OfficeRow
    people: dict[str, Person]
    clerk: Viewer
    jia: Viewer
    yi: Viewer
    bing: Viewer


def build() -> Office:
    return made_once("office", _build)


def _build() -> Office:
    system = system_viewer()
    with scope_for(system):
        organ = create_office(system, name="甲单位", kind="organ")
        study = create_office(system, name="党建办", kind="department", parent=organ)
        finance = create_office(system, name="财务组", kind="department", parent=organ)
        other = create_office(system, name="丙单位", kind="organ")
        people = {
            name: create_person(system, name=name, organ=other if name == "丙" else organ)
            for name in ("办", "甲", "乙", "丙", "领导")
        }
    return Office(
        organ=organ,
        study=study,
        finance=finance,
        people=people,
        clerk=_viewer(people["办"], organ, "rect_office"),
        jia=_viewer(people["甲"], organ, "handler", study),
        yi=_viewer(people["乙"], organ, "handler", finance),
        bing=_viewer(people["丙"], other, "rect_office"),
    )


def acting(viewer: Viewer, role: str) -> Viewer:
    return replace(viewer, roles=frozenset({role}))


def _viewer(
    person: Person, organ: OfficeRow, role: str, department: OfficeRow | None = None
) -> Viewer:
    return Viewer(
        account_id=None,
        person_id=person.pk,
        name=person.name,
        office_id=organ.pk,
        office_ids=frozenset({organ.pk}),
        roles=frozenset({role}),
        department_ids=frozenset({department.pk} if department else ()),
    )
