from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from zhenggai.archive.actions import store
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.tests.office import Office, build
from zhenggai.people.viewer import Viewer
from zhenggai.registers import shelf
from zhenggai.registers.actions import (
    attach_evidence,
    create_record,
    move_record,
    publish,
    sweep,
)
from zhenggai.registers.models import Record, RegisterVersion
from zhenggai.registers.storage import ensure_indexes

DAY = date(2021, 9, 8)


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    """The office of 甲, 乙 and 丙, with its scope open."""
    built = build()
    with scope_for(built.clerk):
        yield built


@dataclass(frozen=True)
class Desk:
    """People in register roles, and short ways to do what a clerk does all day."""

    office: Office
    admin: Viewer
    clerk: Viewer
    jia: Viewer
    yi: Viewer
    lead: Viewer
    charge: Viewer
    principal: Viewer
    bing: Viewer

    def as_role(self, role: str, who: Viewer | None = None) -> Viewer:
        return replace(who or self.clerk, roles=frozenset({role}))

    def publish(self, text: str, today: date = date(2021, 1, 1)) -> None:
        publish(self.admin, text, today=today)

    def enter(self, register: str, viewer: Viewer | None = None, **values: Any) -> Record:
        return create_record(viewer or self.clerk, register, values, today=values.pop("on", DAY))

    def put(self, register: str, state: str | None = None, **values: Any) -> Record:
        """A record in any state, as an import would bring it."""
        record = self.enter(register, **values)
        if state is not None:
            Record.objects.filter(pk=record.pk).update(state=state)
            record.refresh_from_db()
        return record

    def attach(self, record: Record, name: str, viewer: Viewer | None = None) -> None:
        attachment = store(
            self.clerk, name.encode(), name=f"{name}.txt", office_id=self.office.organ.pk
        )
        attach_evidence(viewer or self.clerk, record, name=name, attachment=attachment)

    def move(
        self, viewer: Viewer, record: Record, name: str, today: date = DAY, **values: Any
    ) -> Record:
        reason = values.pop("reason", "")
        return move_record(
            viewer, record, name, version=record.version, today=today, values=values, reason=reason
        )

    def sweep(self, *codes: str, today: date = DAY, **options: Any) -> list[dict[str, Any]]:
        """What a sweep prints."""
        rows: list[dict[str, Any]] = []
        system = system_viewer()
        with scope_for(system):
            sweep(system, today=today, registers=codes or None, tell=rows.append, **options)
        return rows

    def found(self, check: str, *codes: str, today: date = DAY) -> list[dict[str, Any]]:
        """The findings of one check, without storing anything."""
        rows = self.sweep(*codes, today=today, store=False)
        return [row for row in rows if row["check"] == check]


@pytest.fixture
def desk(office: Office) -> Desk:
    return desk_of(office)


def desk_of(office: Office) -> Desk:
    def acting(viewer: Viewer, *roles: str) -> Viewer:
        return replace(viewer, roles=frozenset(roles))

    leader = replace(office.clerk, person_id=office.people["领导"].pk, name="领导")
    return Desk(
        office=office,
        admin=acting(office.clerk, "office_admin"),
        clerk=acting(office.clerk, "hr_clerk", "proposal_clerk", "liaison_clerk"),
        jia=office.jia,
        yi=office.yi,
        lead=replace(acting(leader, "lead_dept"), department_ids=frozenset({office.study.pk})),
        charge=acting(leader, "charge_leader"),
        principal=acting(leader, "principal"),
        bing=acting(office.bing, "hr_clerk", "proposal_clerk"),
    )


@pytest.fixture
def library(desk: Desk) -> Desk:
    """The desk with every register of the library in use; put there directly, for speed (test_publishing.py does it for
    real)."""
    for declaration in shelf.shelf().values():
        RegisterVersion.objects.create(
            register=declaration.id,
            code=declaration.code,
            number=declaration.version,
            label=declaration.label,
            source=declaration.source,
            digest=hashlib.sha256(declaration.source.encode()).hexdigest(),
            published_on=date(2021, 1, 1),
            published_by_name="测试",
        )
    ensure_indexes(shelf.shelf().values())
    return desk
