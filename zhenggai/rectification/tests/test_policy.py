import pytest

from zhenggai.people.queries import can, scope_for, visible
from zhenggai.people.roles import Role
from zhenggai.people.tests.office import acting
from zhenggai.rectification.actions import assign
from zhenggai.rectification.models import Evidence, InspectionRound, Issue, Measure, Progress

ADMINS = {"sys_admin", "sec_admin", "audit_admin"}
CLERKS = {"rect_office", "group_leader"}
WORKERS = {"rect_office", "lead_dept", "co_dept", "handler"}


@pytest.mark.parametrize("role", Role.values)
def test_what_each_role_may_do(office, issues, role):
    viewer = acting(office.clerk, role)

    assert can(viewer, "issue.list") is (role not in ADMINS)
    assert can(viewer, "issue.adopt") is (role in CLERKS)
    assert can(viewer, "issue.assign") is (role in CLERKS)
    assert can(viewer, "issue.report_progress") is (role in WORKERS)
    assert can(viewer, "issue.attach_evidence") is (role in WORKERS)


@pytest.mark.parametrize("role", sorted(WORKERS - {"rect_office"}))
def test_who_works_on_an_issue_reports_on_it_and_on_no_other(office, issues, role):
    mine = assign(office.clerk, issues["1-1"], version=1, lead_dept=office.study)
    viewer = acting(office.jia, role)

    assert can(viewer, "issue.report_progress", mine)
    assert not can(viewer, "issue.report_progress", issues["2-1"])


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "甲"},
        {"handler": "甲"},
        {"charge_leader": "甲"},
        {"lead_dept": "study"},
        {"co_depts": "study"},
    ],
)
def test_whoever_is_named_sees_the_issue(office, issues, change):
    ((name, value),) = change.items()
    named = office.people.get(value, office.study)
    assign(
        office.clerk, issues["1-1"], version=1, **{name: [named] if name == "co_depts" else named}
    )

    assert [issue.code for issue in visible(office.jia, Issue)] == ["1-1"]
    assert not visible(office.yi, Issue).exists()


def test_the_owner_of_a_measure_sees_its_issue(office, issues):
    Measure.objects.filter(code="2-1-1").update(owner=office.people["甲"])

    assert [issue.code for issue in visible(office.jia, Issue)] == ["2-1"]


def test_parts_of_an_issue_are_seen_with_it_and_the_round_by_all_who_work_there(office, issues):
    assign(office.clerk, issues["1-1"], version=1, handler=office.people["甲"])

    assert {part.code for part in visible(office.jia, Measure)} == {"1-1-1", "1-1-2", None}
    assert visible(office.jia, Progress).count() == 2
    assert visible(office.yi, Progress).count() == 0
    assert visible(office.yi, InspectionRound).count() == 1


def test_an_outsider_sees_no_row_of_any_kind(office, issues):
    with scope_for(office.bing):
        for model in (InspectionRound, Issue, Measure, Progress, Evidence):
            assert not visible(office.bing, model).exists()
