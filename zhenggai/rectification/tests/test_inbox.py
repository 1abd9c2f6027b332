from datetime import date
from io import BytesIO

import pytest

from zhenggai.archive.actions import put
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import queries
from zhenggai.rectification.actions import (
    Offer,
    assign,
    attach_evidence,
    edit_measure,
    judge_evidence,
    record_trigger,
    report_progress,
    withdraw_evidence,
)
from zhenggai.rectification.lifecycle import IssueState
from zhenggai.rectification.models import Issue, Measure
from zhenggai.rectification.queries import LedgerFilters, TaskKind

REASON = "签到表缺应到人数，请补齐后重传"


@pytest.fixture
def of_jia(office, issues):
    """Issue 1-1, which 甲 handles, due in nine days."""
    return assign(
        office.clerk,
        issues["1-1"],
        version=1,
        lead_dept=office.study,
        owner=office.people["领导"],
        handler=office.people["甲"],
        charge_leader=office.people["领导"],
        deadline=date(2021, 9, 17),
    )


def kinds(viewer, code=None, today=TODAY):
    return [
        task.kind
        for task in queries.tasks(viewer, today)
        if code is None or task.code.startswith(code)
    ]


def test_a_handler_sees_what_is_near_and_what_has_stalled_with_the_reason(office, of_jia):
    (near,) = queries.tasks(office.jia, TODAY)

    assert (near.kind, near.code, near.due, near.days_left) == (
        TaskKind.NEAR,
        "1-1",
        date(2021, 9, 17),
        9,
    )
    assert near.why == "您是承办人；83 天没有进展——进展每 30 天至少填报一次"


def test_what_is_far_off_but_silent_is_asked_for_a_report(office, of_jia):
    (task,) = queries.tasks(office.jia, date(2021, 8, 1))

    assert (task.kind, task.why) == (
        TaskKind.STALLED,
        "45 天没有进展——进展每 30 天至少填报一次",
    )


def test_a_report_takes_the_stalled_away_and_lateness_stays(office, of_jia):
    report_progress(office.jia, of_jia, text="9月1日检查 3 次", today=TODAY)

    assert kinds(office.jia) == [TaskKind.NEAR]
    assert kinds(office.jia, today=date(2021, 9, 18)) == [TaskKind.LATE]
    assert kinds(office.jia, today=date(2021, 11, 1)) == [TaskKind.LATE]


def test_a_colleague_owes_nothing_of_it_and_an_outsider_knows_nothing(office, of_jia):
    assert kinds(office.yi) == []
    with scope_for(office.bing):
        assert kinds(office.bing) == []


def test_a_measure_of_ones_own_in_another_ones_issue(office, of_jia):
    edit_measure(
        office.clerk,
        Measure.objects.get(code="1-1-2"),
        version=1,
        owner=office.people["乙"],
        deadline=date(2021, 9, 1),
    )

    (task,) = queries.tasks(office.yi, TODAY)
    assert (task.kind, task.code, task.why) == (
        TaskKind.LATE,
        "1-1-2",
        "您是措施 1-1-2 的责任人",
    )


def test_evidence_goes_to_and_fro(office, of_jia):
    offers = [Offer(file=put(BytesIO(b"x"), "签到.txt"), kind="sign_in")]
    (item,) = attach_evidence(office.jia, of_jia, offers=offers, today=TODAY)
    assert kinds(office.clerk, "1-1") == [TaskKind.JUDGE]

    judge_evidence(office.clerk, item, verdict="returned", reason=REASON, today=TODAY)
    assert TaskKind.JUDGE not in kinds(office.clerk)
    first = queries.tasks(office.jia, TODAY)[0]
    assert (first.kind, REASON in first.why) == (TaskKind.RETURNED, True)

    item.refresh_from_db()
    withdraw_evidence(office.jia, item, reason="重传")
    assert TaskKind.RETURNED not in kinds(office.jia)


def test_nobody_is_asked_to_judge_what_they_handed_in(office, issues):
    offers = [Offer(file=put(BytesIO(b"x"), "签到.txt"), kind="sign_in")]
    attach_evidence(office.clerk, issues["1-1"], offers=offers, today=TODAY)

    assert TaskKind.JUDGE not in kinds(office.clerk)


def test_the_office_is_asked_for_who_answers_until_all_is_said(office, issues, of_jia):
    asked = [task for task in queries.tasks(office.clerk, TODAY) if task.kind is TaskKind.ASSIGN]

    assert [task.code for task in asked] == ["2-1", "1-2"]
    assert asked[0].why.startswith("还缺责任领导、牵头部门、责任人——")
    page = queries.ledger(office.clerk, None, LedgerFilters(unassigned=True), TODAY)
    assert [row.code for row in page.issues] == ["1-2", "2-1"]


def test_a_waiting_event_is_asked_about_until_it_is_recorded(office, issues):
    waiting = Measure.objects.get(code="1-2-1")
    assert kinds(office.clerk, "1-2-1") == [TaskKind.TRIGGER]

    edit_measure(office.clerk, waiting, version=1, review_on=date(2021, 12, 1))
    assert kinds(office.clerk, "1-2-1") == []
    assert kinds(office.clerk, "1-2-1", today=date(2021, 12, 1)) == [TaskKind.TRIGGER]
    record_trigger(office.clerk, waiting, version=2, happened_on=date(2021, 9, 1), today=TODAY)
    assert kinds(office.clerk, "1-2-1", today=date(2021, 12, 1)) == []


def test_what_is_closed_asks_nobody_for_anything(office, of_jia):
    Issue.objects.filter(pk=of_jia.pk).update(state=IssueState.CLOSED)

    assert kinds(office.jia) == []
    assert kinds(acting(office.clerk, "rect_office"), "1-1") == []


# -- the outlook ----------------------------------------------------------------------------------------------------


def test_the_outlook_counts_what_its_lists_hold(office, adopted, issues, of_jia):
    found = queries.outlook(office.clerk, adopted, TODAY)
    tallies = {tally.key: tally for tally in (*found.due, *found.weak)}

    for tally in tallies.values():
        filters = LedgerFilters.from_query(dict(tally.filters))
        page = queries.ledger(office.clerk, adopted, filters, TODAY)
        assert page.issue_count == tally.count, tally.key
    assert (tallies["due_7"].count, tallies["due_20"].count) == (0, 1)
    assert [line.code for line in found.late] == ["2-1"]
    assert found.late[0].days_left == -8
    assert [bar.code for bar in found.bars] == ["2-1", "1-1"]
    assert found.bars_of == 2


def test_the_outlook_takes_few_queries(office, adopted, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        queries.outlook(office.clerk, adopted, TODAY)
