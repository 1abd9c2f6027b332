"""Pages of registers ask a fixed number of questions, however much there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers import actions
from zhenggai.registers.models import Record
from zhenggai.web.tests.conftest import TODAY, OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down

FEW, MANY = 3, 40
MOST, OF_RECORD = 15, 18
CHECKS_ON_OTHER_ROWS = 5
"""GE-2, GE-3, GE-6, GE-7 and GE-9: a record's page and form ask one question more for each."""

PAGES: dict[str, Callable[[Record], str]] = {
    "shelf": lambda record: reverse("registers"),
    "list": lambda record: reverse("register", args=["gear"]),
    "filtered": lambda record: reverse("register", args=["gear"]) + "?f.kind=电脑&sort=count",
    "form": lambda record: reverse("record-edit", args=[record.uuid]),
    "record": lambda record: reverse("record", args=[record.uuid]),
    "checks": lambda record: reverse("checks", args=["gear"]),
    "check": lambda record: reverse("check", args=["gear", "GE-1"]),
    "group": lambda record: reverse("check", args=["gear", "GE-2"]),
    "results": lambda record: reverse("results"),
    "due": lambda record: reverse("due"),
    "rhythm": lambda record: reverse("rhythm", args=["gear"]),
}


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


def fill(desk: Desk, count: int) -> Record:
    """So many records with faults of several kinds, swept; the last of them has slips of so many people."""
    for n in range(count):
        record = desk.enter(
            name=f"件{n}",
            kind="电脑",
            count=9,
            price="1000",
            keeper=desk.person.pk,
            start="2021-09-01T09:00",
            end="2021-09-02T09:00",
            bought="2021-09-01",
            ok=True,
        )
    system = system_viewer()
    with scope_for(system):
        actions.sweep(system, today=TODAY, registers=["gear"])
    return record


def asked(desk: Desk, address: str) -> int:
    desk.clerk.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = desk.clerk.get(address)
    assert answer.status_code == 200
    return len(seen)


def test_pages_of_registers_ask_a_fixed_number_of_questions(desk: Desk) -> None:
    few = {name: asked(desk, at(fill(desk, FEW))) for name, at in PAGES.items()}
    last = fill(desk, MANY)
    many = {name: asked(desk, at(last)) for name, at in PAGES.items()}

    assert many == few
    own = [few.pop("record"), few.pop("form")]
    assert max(own) <= OF_RECORD + CHECKS_ON_OTHER_ROWS, own
    assert max(few.values()) <= MOST, few


def test_a_list_stays_small(desk: Desk) -> None:
    for n in range(30):
        desk.enter(name=f"件{n}", kind="电脑", count=n)

    assert len(desk.clerk.get(reverse("register", args=["gear"])).content) < 60_000
