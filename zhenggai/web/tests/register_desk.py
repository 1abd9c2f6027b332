"""An office that keeps the register of tests, with people at the browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from zhenggai.people import actions as people
from zhenggai.people.queries import scope_for, system_viewer, viewer_named
from zhenggai.registers import actions
from zhenggai.registers.models import Record
from zhenggai.registers.tests.declared import GEAR
from zhenggai.web.tests.conftest import TODAY, OfficeOfTest, sign_in


@dataclass
class Desk:
    """An office whose asset register is in use: its clerk, whoever reviews, and a colleague at the browser."""

    office: OfficeOfTest
    clerk: Client
    reviewer: Client
    person: Any

    def viewer(self, name: str = "gear") -> Any:
        return viewer_named(f"{self.office.prefix}_{name}")

    def enter(self, **values: Any) -> Record:
        viewer = self.viewer()
        with scope_for(viewer):
            return actions.create_record(viewer, "gear", values, today=TODAY)

    def again(self, record: Record) -> Record:
        with scope_for(system_viewer()):
            return Record.objects.get(pk=record.pk)


def sit_down(ours: OfficeOfTest) -> Desk:
    """The register of tests is published; its clerk and a reviewer sign in."""
    system = system_viewer()
    with scope_for(system):
        actions.publish(system, GEAR, today=date(2021, 1, 1))
        clerk, person = somebody(ours, "gear", ["asset_clerk"])
        reviewer, _ = somebody(ours, "head", ["general_office"])
    return Desk(ours, clerk, reviewer, person)


def somebody(office: OfficeOfTest, name: str, roles: list[str]) -> tuple[Client, Any]:
    """A new person of the department with an account in these roles, signed in."""
    system = system_viewer()
    person = people.create_person(system, name=f"管{name}", organ=office.organ)
    people.appoint(
        system, person, office=office.department, title="干部", valid_from=date(2020, 1, 1)
    )
    username = f"{office.prefix}_{name}"
    account, word = people.create_account(
        system, username=username, display_name=person.name, person=person
    )
    people.grant_as_system(account, roles, office.organ)
    client = Client()
    sign_in(client, username, word)
    return client, person
