from io import BytesIO

import pytest

from zhenggai.archive.actions import put
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import gates
from zhenggai.rectification.actions import Offer, attach_evidence
from zhenggai.rectification.gates import Obstacle, obstacles
from zhenggai.rectification.lifecycle import MeasureState
from zhenggai.rectification.models import Measure


@pytest.fixture
def issue(issues):
    """2-1: one measure, of the kind policy."""
    return issues["2-1"]


def show(office, issue, *kinds):
    for kind in kinds:
        attach_evidence(
            office.clerk,
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


def test_a_fresh_issue_is_held_by_its_measure_and_each_missing_evidence(issue):
    found = obstacles(issue, TODAY)

    assert [item.code for item in found] == ["gate.measure"] + ["gate.evidence"] * 4
    assert found[0].sentence == "措施 2-1-1 尚未核实"
    assert all(item.basis and item.subject == "2-1-1" for item in found)


def test_nothing_holds_an_issue_whose_measures_are_verified_and_proved(office, issue):
    show(office, issue, "policy_text", "deliberation", "issuance", "briefing")
    Measure.objects.filter(code="2-1-1").update(state=MeasureState.VERIFIED)

    assert obstacles(issue, TODAY) == []


def test_a_measure_that_only_consolidates_does_not_hold_the_issue(issue):
    Measure.objects.filter(code="2-1-1").update(is_core=False)

    assert obstacles(issue, TODAY) == []


def test_a_higher_room_adds_its_own_gate(issue, monkeypatch):
    check = Obstacle("register.dues", "党费收缴登记簿 7 月不达标", "检查 DU-2", "DU-2")
    monkeypatch.setattr(gates, "gates", [lambda issue, today: [check]])

    assert obstacles(issue, TODAY) == [check]
