"""Issues hang on checks: closing asks them, a failure after closure calls for a look-back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.models import Message
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.rectification.actions import adopt
from zhenggai.rectification.gates import obstacles
from zhenggai.rectification.models import Issue, Lookback
from zhenggai.rectification.tests.closing import closed, panel_of
from zhenggai.rectification.tests.documents import received
from zhenggai.registers import hinge
from zhenggai.registers.actions import (
    approve_waiver,
    ask_waiver,
    bind_check,
    end_binding,
    reopen_relapsed,
    save_record,
    settle_call,
)
from zhenggai.registers.models import LookbackCall, Violation
from zhenggai.registers.relapse import Point, relapse_of
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import GEAR


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(GEAR)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


@pytest.fixture
def rect(desk: Desk) -> Any:
    return desk.as_role("rect_office")


@pytest.fixture
def issue(desk: Desk) -> Issue:
    round = adopt(desk.office.clerk, received(desk.office), today=DAY)
    issue = Issue.objects.filter(round=round).order_by("position")[0]
    Issue.objects.filter(pk=issue.pk).update(owner=desk.office.people["甲"])
    return Issue.objects.get(pk=issue.pk)


def from_checks(issue: Issue) -> list[str]:
    return [item.code for item in obstacles(issue, DAY) if item.subject == "GE-1"]


def test_closing_asks_the_bound_checks(desk: Desk, rect: Any, issue: Issue) -> None:
    record = desk.enter("gear", name="车", kind="电脑", count=3, price="2000")
    assert from_checks(issue) == []
    bind_check(rect, issue, "gear", "GE-1", today=DAY)
    assert from_checks(issue) == ["gate.unswept"], "what was never swept has proved nothing"

    desk.sweep("gear")
    assert from_checks(issue) == ["gate.check"]
    save_record(desk.clerk, record, {"count": 1}, version=record.version)
    desk.sweep("gear")

    assert from_checks(issue) == []


def test_a_waived_violation_does_not_stand_in_the_way(desk: Desk, rect: Any, issue: Issue) -> None:
    desk.enter("gear", name="车", kind="电脑", count=3, price="2000")
    bind_check(rect, issue, "gear", "GE-1", today=DAY)
    desk.sweep("gear")
    until = DAY + timedelta(days=30)
    violation = Violation.objects.get(check_id="GE-1")
    waiver = ask_waiver(rect, violation, reason="等批复", until=until, today=DAY)
    approve_waiver(
        replace(desk.as_role("group_leader"), account_id=99, person_id=None), waiver, today=DAY
    )

    assert from_checks(issue) == []
    (bound,) = hinge.bound_checks(rect, issue)
    assert (bound.failing, bound.waived) == (0, 1)


def test_a_failure_after_closure_calls_for_one_look_back(
    desk: Desk, rect: Any, issue: Issue
) -> None:
    bind_check(rect, issue, "gear", "GE-1", today=DAY)
    Issue.objects.filter(pk=issue.pk).update(state="closed")
    desk.enter("gear", name="车", kind="电脑", count=3, price="2000")

    desk.sweep("gear")
    desk.sweep("gear", today=DAY + timedelta(days=1))

    call = LookbackCall.objects.get()
    assert "GE-1" in call.said
    assert Message.objects.filter(code="lookback_called").count() == 1
    with pytest.raises(BadInput):
        settle_call(rect, call, verdict="relapsed", findings="", today=DAY)
    settle_call(rect, call, verdict="relapsed", findings="又超标购置一台", today=DAY)
    assert [row.state for row in hinge.calls_of(rect, issue)] == ["relapsed"]
    with pytest.raises(Refused):
        settle_call(rect, call, verdict="solid", findings="又看", today=DAY)


def test_a_confirmed_relapse_puts_the_issue_back_by_its_own_guard(
    desk: Desk, rect: Any, issue: Issue
) -> None:
    panel = panel_of(desk.office)
    found = issue
    bind_check(rect, found, "gear", "GE-1", today=DAY)
    desk.sweep("gear")
    found = closed(panel, found)
    desk.enter("gear", name="车", kind="电脑", count=3, price="2000")
    desk.sweep("gear")
    call = LookbackCall.objects.get()
    again: dict[str, Any] = {
        "version": found.version,
        "reason": "又超标购置一台，未履行审批",
        "deadline": DAY + timedelta(days=30),
        "today": DAY,
    }

    with pytest.raises(Refused) as early:
        reopen_relapsed(panel.discipline, call, **again)
    assert early.value.code == "lookback_call.not_relapsed"
    settle_call(rect, call, verdict="relapsed", findings="又超标购置一台", today=DAY)
    assert [row.may_reopen for row in hinge.calls_of(rect, found)] == [False]
    assert [row.may_reopen for row in hinge.calls_of(panel.discipline, found)] == [True]
    with pytest.raises(NotAllowed):
        reopen_relapsed(rect, call, **again)
    with pytest.raises(BadInput):
        reopen_relapsed(panel.discipline, call, **{**again, "deadline": DAY})
    assert not Lookback.objects.exists(), "a refusal leaves nothing"

    reopened = reopen_relapsed(panel.discipline, call, **again)

    assert (reopened.state, reopened.cycle) == ("reopened", 2)
    assert [(item.verdict, item.cycle) for item in Lookback.objects.all()] == [("relapsed", 1)]
    found = Issue.objects.get(pk=found.pk)
    assert [row.may_reopen for row in hinge.calls_of(panel.discipline, found)] == [False]


def test_an_open_issue_calls_for_nothing(desk: Desk, rect: Any, issue: Issue) -> None:
    bind_check(rect, issue, "gear", "GE-1", today=DAY)
    desk.enter("gear", name="车", kind="电脑", count=3, price="2000")
    desk.sweep("gear")

    assert not LookbackCall.objects.exists()


def test_only_the_rectification_office_binds_and_ends_with_a_reason(
    desk: Desk, rect: Any, issue: Issue
) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        bind_check(desk.as_role("handler"), issue, "gear", "GE-1", today=DAY)
    binding = bind_check(rect, issue, "gear", "GE-1", today=DAY)
    with pytest.raises(Refused):
        bind_check(rect, issue, "gear", "GE-1", today=DAY)
    with pytest.raises(NotFound):
        bind_check(rect, issue, "gear", "XX-9", today=DAY)
    with pytest.raises(BadInput):
        end_binding(rect, binding, reason=" ", today=DAY)
    end_binding(rect, binding, reason="改挂另一项", today=DAY)

    assert hinge.bound_checks(rect, issue) == []
    bind_check(rect, issue, "gear", "GE-1", today=DAY)


def test_suggestions_follow_the_words_of_the_issue(library: Desk, rect: Any, issue: Issue) -> None:
    issue.title = "请假、销假制度执行不严"
    found = hinge.suggestions(rect, issue)

    assert {item.register for item in found} >= {"leave"}
    assert "LV-3" in {item.check for item in found}
    bind_check(rect, issue, "leave", "LV-3", today=DAY)
    again = hinge.suggestions(rect, issue)
    assert "LV-3" not in {item.check for item in again}


def test_a_measure_leads_to_checks_of_its_own(library: Desk, rect: Any, issue: Issue) -> None:
    issue.title = issue.original_text = "管理不严"
    measure = issue.measures.order_by("position")[0]
    type(measure).objects.filter(pk=measure.pk).update(done_criteria="请假、销假逐条可查")

    found = {
        item.check: item for item in hinge.suggestions(rect, issue) if item.register == "leave"
    }
    assert (found["LV-3"].word, found["LV-3"].measure) == ("请假", measure.code)
    bind_check(rect, issue, "leave", "LV-3", today=DAY, measure=measure)

    assert [item.measure for item in hinge.bound_checks(rect, issue)] == [measure.code]
    told = [(code, criteria) for code, _, criteria in hinge.measures_of(rect, issue)]
    assert told[0] == (measure.code, "请假、销假逐条可查")
    assert "LV-3" in {id for row in hinge.bindable(rect) for id, _ in row.checks}
    with pytest.raises((NotAllowed, NotFound)):
        hinge.bindable(library.as_role("handler"))


@pytest.mark.parametrize(
    ("text", "registers"),
    [
        ("党费收缴不规范", ["R25"]),
        ("“三会一课”、会议记录不规范", ["R21", "R24"]),
        ("提案不立案未书面告知", ["R05"]),
        ("天气很好", []),
    ],
)
def test_words_lead_to_registers(text: str, registers: list[str]) -> None:
    assert list(hinge.traces_of(text)) == registers


@pytest.mark.parametrize(
    ("points", "warns"),
    [
        ([(10, 0)] * 12, False),
        ([(10, 0)] * 11 + [(10, 4)], True),
        ([(10, 4)] * 11 + [(10, 4)], False),
        ([(1, 0)] * 3 + [(1, 1)], False),
        ([(6, 0)] * 8 + [(1, 0)] * 4, True),
        ([(2, 0)] * 12, False),
        ([(0, 0)] * 12, False),
    ],
)
def test_a_register_that_falls_back_is_warned_of(
    points: list[tuple[int, int]], warns: bool
) -> None:
    assert bool(relapse_of([Point(*point) for point in points])) is warns


def test_a_binding_is_its_offices_own(desk: Desk, rect: Any, issue: Issue) -> None:
    bind_check(rect, issue, "gear", "GE-1", today=DAY)
    outsider = replace(desk.bing, roles=frozenset({"rect_office"}))
    with scope_for(system_viewer()), pytest.raises(NotFound):
        hinge.bound_checks(outsider, issue)
    assert date(2021, 9, 8) == DAY
