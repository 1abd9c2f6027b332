"""The office tree: added to, renamed, moved, closed."""

from __future__ import annotations

from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import actions, holdings
from zhenggai.people.holdings import Holding
from zhenggai.people.queries import offices, organs, system_viewer, tree
from zhenggai.people.tests.administration import TODAY, Administration, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_today(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ZHENGGAI_TODAY = TODAY
    monkeypatch.setattr(holdings, "_of_office", [])


@pytest.fixture
def office() -> Administration:
    return build()


def test_an_offices_administrator_adds_departments_of_its_own(office: Administration) -> None:
    made = actions.create_office(
        office.clerk, name="宣传组", kind="department", parent=office.organ, short_name="宣"
    )

    assert (made.organ, str(made)) == (office.organ, "宣")
    with pytest.raises(NotFound):
        actions.create_office(
            office.clerk, name="宣传组", kind="department", parent=office.elsewhere
        )
    with pytest.raises(NotAllowed) as refused:
        actions.create_office(office.clerk, name="丁机关", kind="organ")
    assert refused.value.code == "office.organ"
    for viewer in (office.sec, office.audit):
        with pytest.raises(NotAllowed):
            actions.create_office(viewer, name="组", kind="department", parent=office.organ)


def test_the_tree_stands_in_order_with_its_people(office: Administration) -> None:
    actions.create_office(system_viewer(), name="第一支部", kind="branch", parent=office.study)

    rows = tree(office.clerk, office.organ)

    assert [(row.name, row.depth, row.person_count) for row in rows] == [
        ("甲机关", 0, 0),
        ("财务组", 1, 0),
        ("党建办", 1, 2),
        ("第一支部", 2, 0),
    ]
    assert [row.name for row in organs(office.sys).rows] == ["丙机关", "甲机关"]
    assert [row.name for row in organs(office.clerk).rows] == ["甲机关"]
    with pytest.raises(NotFound):
        tree(office.other, office.organ)


def test_a_node_is_renamed_with_its_kind_but_an_organ_stays_one(office: Administration) -> None:
    actions.rename_office(
        office.clerk, office.study, name="机关党建办", short_name="党办", kind="branch"
    )

    assert Event.objects.get(action="office.edit").summary == "单位名称：党建办 → 机关党建办"
    with pytest.raises(BadInput) as refused:
        actions.rename_office(
            office.clerk, office.organ, name="甲机关", short_name="", kind="department"
        )
    assert refused.value.code == "office.kind_fixed"
    with pytest.raises(BadInput) as taken:
        actions.rename_office(
            office.clerk, office.finance, name="机关党建办", short_name="", kind="department"
        )
    assert taken.value.code == "office.exists"


def test_a_node_moves_within_its_organ_and_never_under_itself(office: Administration) -> None:
    branch = actions.create_office(
        office.clerk, name="第一支部", kind="branch", parent=office.study
    )
    actions.move_office(office.clerk, branch, parent=office.finance)
    assert branch.parent == office.finance

    actions.move_office(office.clerk, office.finance, parent=office.study)
    for child, parent, code in (
        (office.study, branch, "office.under_itself"),
        (office.study, office.study, "office.under_itself"),
        (office.organ, office.study, "office.root"),
    ):
        with pytest.raises(Refused) as refused:
            actions.move_office(office.clerk, child, parent=parent)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        actions.move_office(office.clerk, branch, parent=office.elsewhere)
    with pytest.raises(Refused) as across:
        actions.move_office(office.sys, branch, parent=office.elsewhere)
    assert across.value.code == "office.other_organ"


def test_closing_says_what_stands_in_the_way(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create_office(office.clerk, name="第一支部", kind="branch", parent=office.study)
    actions.grant_as_system(office.account, ["lead_dept"], office.study)
    monkeypatch.setattr(holdings, "_of_office", [lambda viewer, node: [Holding("未办结的问题", 3)]])

    with pytest.raises(Refused) as refused:
        actions.close_office(office.clerk, office.study)

    assert refused.value.code == "office.in_use"
    assert [sentence.split("——")[0] for sentence in refused.value.missing] == [
        "还有下级部门：第一支部",
        "还有人员任职：甲、乙",
        "还有账号在此授权：甲",
        "还有 3 个未办结的问题",
    ]


def test_a_closed_node_can_be_chosen_no_more_until_it_is_reopened(office: Administration) -> None:
    actions.close_office(office.clerk, office.finance)

    assert [node.name for node in offices(office.clerk)] == ["党建办", "甲机关"]
    with pytest.raises(Refused) as refused:
        actions.appoint(
            office.clerk, office.jia, office=office.finance, title="组长", valid_from=TODAY
        )
    assert refused.value.code == "office.closed"
    assert [row.name for row in tree(office.clerk, office.organ)][-1] == "财务组"

    actions.reopen_office(office.clerk, office.finance)
    assert office.finance in offices(office.clerk)


def test_an_organ_is_closed_by_the_system_administrator_when_nobody_is_left(
    office: Administration,
) -> None:
    with pytest.raises(NotAllowed):
        actions.close_office(office.other, office.elsewhere)
    with pytest.raises(Refused) as refused:
        actions.close_office(office.sys, office.elsewhere)
    assert "丙" in refused.value.missing[0]
