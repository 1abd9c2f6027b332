from io import BytesIO

import pytest

from zhenggai.archive.actions import put
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import gates
from zhenggai.rectification.actions import Offer, assign, attach_evidence, judge_evidence
from zhenggai.rectification.gates import Obstacle, obstacles
from zhenggai.rectification.lifecycle import MeasureState
from zhenggai.rectification.models import Measure


@pytest.fixture
def issue(office, issues):
    """2-1: one measure, of the kind policy; somebody leads it and answers for it."""
    people = {"charge_leader": office.people["领导"], "owner": office.people["甲"]}
    return assign(office.clerk, issues["2-1"], version=1, lead_dept=office.finance, **people)


def show(office, issue, *kinds):
    for kind in kinds:
        (item,) = attach_evidence(
            acting(office.jia, "rect_office"),
            issue,
            offers=[
                Offer(
                    file=put(BytesIO(kind.encode()), "x.txt"),
                    name=kind,
                    kind=kind,
                )
            ],
            today=TODAY,
            measure=Measure.objects.get(code="2-1-1"),
        )
        judge_evidence(office.clerk, item, verdict="accepted", today=TODAY)


def test_a_fresh_issue_is_held_by_its_measure_and_each_missing_evidence(issue):
    found = obstacles(issue, TODAY)

    assert [item.code for item in found] == ["gate.measure"] + ["gate.evidence"] * 4
    assert found[0].sentence == "措施 2-1-1 尚未核实"
    assert all(item.basis and item.subject == "2-1-1" for item in found)


def test_nothing_holds_an_issue_whose_measures_are_verified_and_proved(office, issue):
    show(office, issue, "policy_text", "deliberation", "issuance", "briefing")
    Measure.objects.filter(code="2-1-1").update(state=MeasureState.VERIFIED)

    assert obstacles(issue, TODAY) == []


def test_measures_that_only_consolidate_do_not_close_an_issue(office, issue):
    Measure.objects.filter(code="2-1-1").update(is_core=False)

    assert [item.code for item in obstacles(issue, TODAY)] == ["gate.no_core", "gate.follow_up"]


def test_a_higher_room_adds_its_own_gate(issue, monkeypatch):
    check = Obstacle("register.dues", "党费收缴登记簿 7 月不达标", "检查 DU-2", "DU-2")
    gate = lambda issue, today: [check]  # noqa: E731
    monkeypatch.setattr(gates, "_from_above", [])
    gates.register_closing_gate(gate)
    gates.register_closing_gate(gate)

    assert obstacles(issue, TODAY)[-1] is check
    assert gates.obstacles_from_above(issue, TODAY) == [check]


def test_the_gates_ask_the_tables_a_fixed_number_of_times(
    issue, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(gates, "_from_above", [])
    with django_assert_num_queries(4):
        obstacles(issue, TODAY)
