"""The plan at the browser: checked, refused, mended, submitted, approved; lists, baseline and past days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import actions
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.queries import LedgerFilters, find_issue, ledger
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.process import decided, named, under_way

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def started(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return under_way(adopted, ours)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def mend(adopted: Adopted, ours: OfficeOfTest) -> None:
    """Everything that the plan must have, for all eleven issues."""
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        page = ledger(viewer, adopted.round, LedgerFilters(), TODAY)
        for number, row in enumerate(page.issues):
            issue = find_issue(viewer, row.uuid)
            actions.assign(
                viewer,
                issue,
                version=issue.version,
                charge_leader=named(ours, Role.CHARGE_LEADER),
                lead_dept=ours.department,
                owner=named(ours, Role.HANDLER),
                deadline=date(2021, 7, 20 + number),
                target="整改到位，有据可查",
            )
            actions.add_cause(viewer, issue, text="制度执行不严")


def test_the_plan_is_refused_mended_submitted_and_approved_at_a_meeting(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    clerk, head = enter(ours, Role.RECT_OFFICE), enter(ours, Role.GROUP_LEADER)
    address = reverse("plan", args=[started.round.uuid])
    page = text(clerk.get(address))
    assert "PL-9" in page
    assert "坚持问题导向" in page

    refused = clerk.post(reverse("plan-submit", args=[started.round.uuid]))
    assert refused.status_code == 409
    assert "plan.blocked" in text(refused)

    mend(started, ours)
    taken: Any = clerk.post(reverse("plan-submit", args=[started.round.uuid]), follow=True)
    assert "第 1 稿 待审定" in text(taken)
    assert "还不能审定" in text(head.get(address))
    assert "审定方案" in text(head.get(reverse("inbox")))

    meeting = decided(started, ours)
    page = text(head.get(address))
    assert str(meeting.uuid) in page
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        version = process.find_plan(viewer, started.plan.uuid).version
    done = head.post(
        reverse("plan-approve", args=[started.plan.uuid]),
        {"version": version, "meeting": str(meeting.uuid)},
        follow=True,
    )
    assert "第 1 稿 已审定" in text(done)

    shown = text(clerk.get(reverse("baseline", args=[started.round.uuid])))
    assert "11 个问题、" in shown
    assert "承诺时限" in shown
    ledger_page = text(clerk.get(reverse("ledger")))
    assert "已定方案" in ledger_page


def test_the_plan_page_takes_a_fixed_number_of_queries(
    ours: OfficeOfTest, started: Adopted, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    with django_assert_max_num_queries(36):
        client.get(reverse("plan", args=[started.round.uuid]))


def test_without_an_approved_plan_the_baseline_says_what_it_is_for(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    page = text(enter(ours, Role.HANDLER).get(reverse("baseline", args=[started.round.uuid])))

    assert "方案还没有审定" in page


def test_a_past_day_is_shown_and_a_wrong_one_refused(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    address = reverse("past", args=[started.round.uuid])

    assert "那一天还没有这一轮的台账" in text(client.get(address + "?day=2021-01-01"))
    assert client.get(address + "?day=nothing").status_code == 422
    tomorrow = text(client.get(address + "?day=2099-01-01"))
    assert "学习贯彻" in tomorrow


@pytest.mark.parametrize("kind", list(process.ListKind))
def test_a_list_is_the_same_on_screen_as_sheet_and_as_paper(
    ours: OfficeOfTest, started: Adopted, enter: Enter, tmp_path: Any, kind: process.ListKind
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    page = text(client.get(reverse("lists", args=[started.round.uuid]) + f"?list={kind.value}"))
    heads = [str(head) for head in process.list_heads(kind)]
    assert all(head in page for head in heads)

    read = {}
    for form in ("xlsx", "docx"):
        answer: Any = client.get(reverse("list-file", args=[started.round.uuid, kind.value, form]))
        path = tmp_path / f"list.{form}"
        path.write_bytes(b"".join(answer.streaming_content))
        read[form] = path
    rows = CalamineWorkbook.from_path(read["xlsx"]).get_sheet_by_index(0).to_python()
    assert rows[1] == heads
    table = Document(str(read["docx"])).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == heads
    sheet = [[str(cell) for cell in row] for row in rows[2:-1] if any(row)]
    paper = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [row for row in sheet if row[0] != "填报单位：甲机关"][: len(paper)] == paper


def test_a_list_that_does_not_exist_is_not_found(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)

    assert client.get(reverse("lists", args=[started.round.uuid]) + "?list=x").status_code == 404
    address = reverse("list-file", args=[started.round.uuid, "duties", "pdf"])
    assert client.get(address).status_code == 404
