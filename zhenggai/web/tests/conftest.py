"""Two offices with somebody in every role, and a circular that the first of them has adopted. Everything is made
by the rooms' own actions; everybody signs in by the page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.archive.actions import put
from zhenggai.intake import actions as intake
from zhenggai.intake import queries as intake_queries
from zhenggai.intake.jobs import read_now
from zhenggai.intake.sheet_jobs import read_sheet_now
from zhenggai.lib.errors import FileRefused
from zhenggai.people import actions as people
from zhenggai.people.queries import scope_for, system_viewer, viewer_named
from zhenggai.people.roles import Role
from zhenggai.people.tests.kept import made_once
from zhenggai.people.viewer import Viewer
from zhenggai.publication.actions import export_ledger
from zhenggai.rectification import actions, queries
from zhenggai.rectification.actions import Offer
from zhenggai.rectification.exchange_jobs import compare_now

TODAY = date(2021, 9, 8)
PASSWORD = "Qingshan-7431-lu"
CIRCULAR = Path(__file__).resolve().parents[3] / "examples" / "三水区政协机关通报.txt"


@dataclass
class OfficeOfTest:
    """One 机关 with a department in which everybody works; passwords by user name."""

    prefix: str
    organ: Any
    department: Any
    one_time: dict[str, str] = field(default_factory=dict)

    def viewer(self, role: str) -> Viewer:
        return viewer_named(self.username(role))

    def username(self, role: str) -> str:
        return f"{self.prefix}_{role}"


@dataclass
class Adopted:
    """What the first office has adopted, and what hangs on its first issue."""

    reading: Any
    round: Any
    issue: Any
    measure: Any
    cause: Any
    milestone: Any
    evidence: Any
    clerk: Viewer
    person: Any = None
    post: Any = None
    node: Any = None
    account: Any = None
    grant: Any = None
    asked: Any = None
    proposal: Any = None
    record: Any = None
    record_paper: Any = None
    correction: Any = None
    violation: Any = None
    waiver: Any = None
    occurrence: Any = None
    binding: Any = None
    call: Any = None
    paper: Any = None
    member: Any = None
    order: Any = None
    meeting: Any = None
    decision: Any = None
    agenda: Any = None
    plan: Any = None
    line: Any = None
    application: Any = None
    extension: Any = None
    cutoff: Any = None
    assessment: Any = None
    survey: Any = None
    money: Any = None
    letter: Any = None
    recipient: Any = None
    warning: Any = None
    robot: Any = None
    unsent: Any = None

    @cached_property
    def batch(self) -> Any:
        """Its ledger on its way back, unchanged: made where a test asks for it."""
        with scope_for(self.clerk):
            return bring_back(self.clerk, self.round, export(self.clerk, self.round))


def administered(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    """Somebody without an account, a post, a department without people, an account with a role in force, one that
    waits, and a proposal."""
    system = system_viewer()
    with scope_for(system):
        adopted.person = people.create_person(system, name="赵", organ=office.organ)
        adopted.post = people.appoint(
            system, adopted.person, office=office.organ, title="干部", valid_from=date(2020, 1, 1)
        )
        adopted.node = people.create_office(
            system, name="空组", kind="department", parent=office.organ
        )
        holder = people.create_person(system, name="钱", organ=office.organ)
        adopted.account, _ = people.create_account(
            system, username=f"{office.prefix}_spare", display_name="钱", person=holder
        )
        adopted.grant = people.propose_role(
            system, adopted.account, Role.CO_DEPT, office=office.department
        )
        people.confirm_role(system, adopted.grant)
        adopted.asked = people.propose_role(
            office.viewer(Role.OFFICE_ADMIN), adopted.account, Role.HANDLER, office=office.organ
        )
        adopted.proposal = people.propose_reset(
            office.viewer(Role.SYS_ADMIN), adopted.account, reason="忘记"
        )
    return adopted


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def ours(db: None) -> OfficeOfTest:
    return make_office("jia", "甲机关")


@pytest.fixture
def theirs(db: None) -> OfficeOfTest:
    return make_office("bing", "丙机关")


@pytest.fixture
def adopted(ours: OfficeOfTest) -> Adopted:
    """The circular, read and adopted; its first issue is the department's."""
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        reading = read_in(viewer, CIRCULAR.read_bytes(), CIRCULAR.name)
        made = actions.adopt(viewer, reading, today=TODAY)
        page = queries.ledger(viewer, made, queries.LedgerFilters(), TODAY)
        issue = queries.find_issue(viewer, page.issues[0].uuid)
        issue = actions.assign(
            viewer,
            issue,
            version=issue.version,
            lead_dept=ours.department,
            deadline=date(2021, 9, 17),
        )
        measure = queries.measure_of(issue, "1-1-1")
        cause = actions.add_cause(viewer, issue, text="学习制度没有落实")
        milestone = actions.add_milestone(
            viewer, measure, title="初稿", deadline=date(2021, 12, 31)
        )
        handed_in = Offer(put(BytesIO("签到".encode()), "签到.txt"), kind="sign_in")
        (evidence,) = actions.attach_evidence(
            ours.viewer(Role.LEAD_DEPT), issue, offers=[handed_in], measure=measure, today=TODAY
        )
    return Adopted(reading, made, issue, measure, cause, milestone, evidence, viewer)


@pytest.fixture
def enter() -> Callable[[OfficeOfTest, str], Client]:
    """Somebody of that office and role at the browser, past the first change of password."""

    def signed_in(office: OfficeOfTest, role: str) -> Client:
        client, username = Client(), office.username(role)
        sign_in(client, username, office.one_time[username])
        return client

    return signed_in


def sign_in(client: Client, username: str, one_time: str) -> None:
    client.post(reverse("sign-in"), {"username": username, "password": one_time})
    answer = client.post(
        reverse("change-password"), {"old": one_time, "new": PASSWORD, "again": PASSWORD}
    )
    assert answer.status_code == 302, answer.content.decode()


def make_office(prefix: str, name: str) -> OfficeOfTest:
    return made_once((prefix, name), lambda: _make_office(prefix, name))


def _make_office(prefix: str, name: str) -> OfficeOfTest:
    system = system_viewer()
    with scope_for(system):
        organ = people.create_office(system, name=name, kind="organ")
        department = people.create_office(system, name="办公室", kind="department", parent=organ)
        office = OfficeOfTest(prefix, organ, department)
        for role in Role.values:
            _take_on(office, role)
    return office


def read_in(viewer: Viewer, data: bytes, name: str) -> Any:
    """A file taken in and read at once, as the worker would."""
    reading = intake.receive(viewer, BytesIO(data), name)
    return read_now(system_viewer(), intake_queries.reading(viewer, reading.uuid))


def export(viewer: Viewer, round: Any) -> bytes:
    """The round's master ledger as the page gives it."""
    sheet = BytesIO()
    export_ledger(viewer, queries.round_row(viewer, round), sheet, TODAY)
    return sheet.getvalue()


def bring_back(viewer: Viewer, round: Any, data: bytes, name: str = "台账.xlsx") -> Any:
    """A workbook on its way in, read and compared as the worker would."""
    file = intake.receive_sheet(viewer, data, name, then=actions.COMPARE_JOB)
    batch = actions.begin_import(viewer, round, file)
    with suppress(FileRefused):
        read_sheet_now(system_viewer(), file)
    batch.file.refresh_from_db()
    compare_now(batch)
    batch.refresh_from_db()
    return batch


def _take_on(office: OfficeOfTest, role: str) -> None:
    system, username = system_viewer(), office.username(role)
    person = people.create_person(system, name=str(Role(role).label), organ=office.organ)
    people.appoint(
        system, person, office=office.department, title="干部", valid_from=date(2020, 1, 1)
    )
    account, one_time = people.create_account(
        system, username=username, display_name=person.name, person=person
    )
    is_admin = role.endswith("_admin") and role != Role.OFFICE_ADMIN
    people.grant_as_system(account, [role], None if is_admin else office.organ)
    office.one_time[username] = one_time
