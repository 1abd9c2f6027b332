import time
from datetime import date

import pytest
from django.utils import timezone

from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.models import Person
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import triggers
from zhenggai.rectification.actions import (
    add_measure,
    add_milestone,
    assign,
    edit_measure,
    plans,
    remove_cause,
    report_progress,
    stages,
)
from zhenggai.rectification.models import Baseline, Issue, Measure, Past, RootCause
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.process.baseline import digest_of
from zhenggai.rectification.process.queries import ListKind
from zhenggai.rectification.tests.process import approved, complete, decided, fresh


@pytest.fixture
def timed(office, adopted):
    stages.choose_profile(office.clerk, adopted, profile="county_3m", basis="反馈文件")
    return adopted


def codes(office, round, level=None):
    return [
        fault.code
        for fault in process.faults(office.clerk, round, TODAY)
        if level in (None, fault.level)
    ]


def errors(office, round):
    return set(codes(office, round, "error"))


def fault(office, round, code):
    return next(item for item in process.faults(office.clerk, round, TODAY) if item.code == code)


# -- checks -----------------------------------------------------------------------------------------------------------


def test_a_fresh_ledger_lacks_everything_that_a_plan_must_have(office, timed):
    assert errors(office, timed) == {"PL-2", "PL-9"}
    assert "3 个问题没有责任领导：1-1、1-2、2-1" in {
        item.sentence for item in process.faults(office.clerk, timed, TODAY)
    }


def test_a_complete_ledger_has_no_errors(office, timed):
    complete(office, timed)

    assert errors(office, timed) == set()


def test_pl1_counts_issues_and_aspects_against_the_document(office, timed):
    complete(office, timed)
    feedback = timed.feedback
    type(feedback).objects.filter(pk=feedback.pk).update(issue_count=4)
    reading = feedback.reading
    reading.draft["statistics"].append({"what": "反馈方面", "value": 3, "unit": "方面", "text": ""})
    type(reading).objects.filter(pk=reading.pk).update(draft=reading.draft)

    told = [item.sentence for item in process.faults(office.clerk, timed, TODAY)]
    assert "反馈文件称 4 个问题，台账有 3 个" in told
    assert "反馈文件称 3 个方面，台账有 2 个" in told


def test_pl3_measure_before_issue_before_the_end_of_the_period(office, timed):
    issues = complete(office, timed)
    measure = Measure.objects.get(code="2-1-1")
    edit_measure(office.clerk, measure, version=1, deadline=date(2021, 9, 10))
    assert fault(office, timed, "PL-3").sentence == "1 个问题的措施时限晚于问题时限：2-1"

    edit_measure(office.clerk, fresh(measure), version=2, is_core=False)
    assert "PL-3" not in codes(office, timed)

    issue = fresh(issues[0])
    assign(office.clerk, issue, version=issue.version, deadline=date(2021, 9, 18))
    assert "晚于集中整改期末：1-1" in fault(office, timed, "PL-3").sentence


def test_pl3_long_term_work_needs_a_first_milestone_within_the_period(office, timed):
    issue = complete(office, timed)[0]
    issue = fresh(issue)
    assign(
        office.clerk,
        issue,
        version=issue.version,
        rect_type="long_term",
        deadline=date(2021, 12, 31),
    )
    assert "长期坚持的问题" in fault(office, timed, "PL-3").sentence

    add_milestone(
        office.clerk, Measure.objects.get(code="1-1-1"), title="首查", deadline=date(2021, 8, 1)
    )
    assert "PL-3" not in codes(office, timed)


def test_pl4_a_measure_of_empty_words_is_told(office, timed):
    complete(office, timed)
    issue = Issue.objects.get(code="2-1")
    made = add_measure(office.clerk, issue, content="进一步加强财务管理")
    assert fault(office, timed, "PL-4").issues[0][1] == "2-1"

    edit_measure(office.clerk, made, version=1, deliverable="印发制度 1 份")
    assert "PL-4" not in codes(office, timed)


def test_pl5_one_size_for_all_is_told(office, timed):
    for issue in complete(office, timed):
        issue = fresh(issue)
        assign(office.clerk, issue, version=issue.version, deadline=date(2021, 8, 1))

    assert "3 个问题的时限都是2021-08-01" in fault(office, timed, "PL-5").sentence


def test_pl6_too_much_long_term_work_is_told(office, timed):
    for issue in complete(office, timed)[:2]:
        issue = fresh(issue)
        assign(office.clerk, issue, version=issue.version, rect_type="long_term")

    assert "超过四成" in fault(office, timed, "PL-6").sentence


def test_pl7_somebody_who_has_left_answers_for_nothing(office, timed):
    complete(office, timed)
    Person.objects.filter(name="甲").update(active=False)

    assert fault(office, timed, "PL-7").sentence == "1 个问题的责任人已离岗：1-1"


def test_pl8_a_measure_that_belongs_elsewhere_is_told(office, timed):
    complete(office, timed)
    add_measure(office.clerk, Issue.objects.get(code="2-1"), content="规范报销单据。补开三会一课。")
    assert "PL-8" not in codes(office, timed)
    add_measure(office.clerk, Issue.objects.get(code="1-1"), content="检查三会一课记录。")

    assert [code for _, code in fault(office, timed, "PL-8").issues] == ["2-1"]


def test_pl10_and_pl11_paper_answers_are_told(office, timed):
    complete(office, timed)
    Measure.objects.filter(code="2-1-1").update(kinds=["study"])

    assert [code for _, code in fault(office, timed, "PL-10").issues] == ["1-1", "2-1"]
    assert [code for _, code in fault(office, timed, "PL-11").issues] == ["2-1"]


def test_the_checks_take_a_fixed_number_of_queries(office, timed, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        process.faults(office.clerk, timed, TODAY)


# -- the way to approval ----------------------------------------------------------------------------------------------


def test_errors_block_submission_and_are_listed_with_their_mend(office, timed):
    with pytest.raises(Refused) as refusal:
        plans.submit_plan(office.clerk, timed, today=TODAY)

    assert refusal.value.code == "plan.blocked"
    assert any(
        item.startswith("PL-9") and "请在问题页写明原因" in item for item in refusal.value.missing
    )


def test_a_plan_is_approved_by_decision_of_a_meeting_and_its_baseline_kept(office, timed):
    complete(office, timed)
    report_progress(office.clerk, Issue.objects.get(code="2-1"), text="7月5日印发制度", today=TODAY)
    plan = plans.submit_plan(office.clerk, timed, today=date(2021, 6, 29))
    head = acting(office.jia, "group_leader")
    meeting = decided(office, plan)

    baseline = plans.approve_plan(head, plan, version=plan.version, meeting=meeting, today=TODAY)

    assert (baseline.issue_count, baseline.measure_count) == (3, 5)
    assert baseline.taken_on == date(2021, 6, 30)
    assert baseline.digest == digest_of(Baseline.objects.get().body)
    states = dict(Issue.objects.values_list("code", "state"))
    assert states == {"1-1": "planned", "1-2": "planned", "2-1": "in_progress"}
    course = process.course(office.clerk, timed, TODAY)
    assert course.stage("plan").products[1].day == date(2021, 6, 30)
    assert course.stage("review").due == date(2021, 7, 15)


def test_without_a_signed_decision_in_favour_nothing_is_approved(office, timed):
    complete(office, timed)
    plan = plans.submit_plan(office.clerk, timed, today=date(2021, 6, 29))
    head = acting(office.jia, "group_leader")

    for meeting, code in (
        (decided(office, plan, "rejected"), "plan.not_decided"),
        (decided(office, plan, kind="staff"), "plan.other_meeting"),
    ):
        with pytest.raises(Refused) as refusal:
            plans.approve_plan(head, plan, version=plan.version, meeting=meeting, today=TODAY)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        plans.approve_plan(
            office.clerk, plan, version=plan.version, meeting=decided(office, plan), today=TODAY
        )
    own = acting(office.clerk, "group_leader")
    with pytest.raises(Refused) as refusal:
        plans.approve_plan(
            own, plan, version=plan.version, meeting=decided(office, plan), today=TODAY
        )
    assert refusal.value.code == "plan.own"
    assert Issue.objects.filter(state="draft").count() == 3


def test_a_ledger_made_worse_after_submission_is_not_approved(office, timed):
    complete(office, timed)
    plan = plans.submit_plan(office.clerk, timed, today=date(2021, 6, 29))
    remove_cause(office.clerk, RootCause.objects.filter(issue__code="1-1").get())
    with pytest.raises(Refused) as refusal:
        plans.approve_plan(
            acting(office.jia, "group_leader"),
            plan,
            version=plan.version,
            meeting=decided(office, plan),
            today=TODAY,
        )

    assert refusal.value.code == "plan.blocked"


def test_a_returned_plan_goes_back_with_its_reason_and_comes_again(office, timed):
    complete(office, timed)
    plan = plans.submit_plan(office.clerk, timed, today=date(2021, 6, 29))
    head = acting(office.jia, "group_leader")
    with pytest.raises(BadInput):
        plans.return_plan(head, plan, version=plan.version, reason="不行")
    plans.return_plan(head, plan, version=plan.version, reason="第二方面的措施请再具体一些")
    assert "退回修改" in process.course(office.clerk, timed, TODAY).stage("plan").missing[1]

    again = plans.submit_plan(office.clerk, timed, today=date(2021, 6, 30))
    assert (again.pk, again.number, again.state) == (plan.pk, 1, "submitted")
    with pytest.raises(Refused) as refusal:
        plans.edit_plan(office.clerk, timed, version=None, guidance="改", goals="", demands="")
    assert refusal.value.code == "plan.submitted"


def test_the_superior_returns_an_approved_plan_and_a_second_edition_follows(office, timed):
    plan = approved(office, timed)
    plans.review_plan(
        office.clerk,
        plan,
        bodies="区纪委、区委组织部、区委巡察办",
        opinion="returned",
        text="时限偏松",
        reviewed_on=date(2021, 7, 8),
        today=TODAY,
    )
    assert "须重报" in process.course(office.clerk, timed, TODAY).stage("review").missing[0]
    second = plans.edit_plan(
        office.clerk, timed, version=None, guidance="指导思想", goals="", demands=""
    )

    assert (second.number, second.state) == (2, "draft")
    with pytest.raises(Refused):
        plans.review_plan(
            office.clerk,
            second,
            bodies="区委巡察办",
            opinion="agreed",
            text="同意",
            reviewed_on=TODAY,
            today=TODAY,
        )


# -- planned against actual, and the past -----------------------------------------------------------------------------


def test_what_was_promised_stands_beside_what_is(office, timed):
    approved(office, timed)
    issue = Issue.objects.get(code="1-1")
    assign(office.clerk, issue, version=issue.version, deadline=date(2021, 9, 15))
    add_measure(office.clerk, fresh(issue), content="再查一次台账")

    baseline, rows = process.baseline(office.clerk, timed, TODAY)
    row = next(item for item in rows if item.code == "1-1")
    assert baseline.plan.number == 1
    assert (row.deadline, row.late_by, row.planned_count) == (date(2021, 7, 31), 39, 2)
    assert [(d.label, d.planned, d.now) for d in row.differences] == [
        ("时限", "2021-07-31", "2021-09-15"),
        ("措施 1-1-3", "方案中没有", "再查一次台账"),
    ]
    with pytest.raises(Exception, match="locked"):
        Baseline.objects.update(issue_count=2)


def test_before_approval_there_is_no_baseline(office, timed):
    assert process.baseline(office.clerk, timed, TODAY) is None


def moment():
    """Now, far enough from what the database wrote down before and after."""
    time.sleep(0.01)
    now = timezone.now()
    time.sleep(0.01)
    return now


def test_the_ledger_of_any_past_moment_can_be_told(office, timed):
    before = moment()
    complete(office, timed)
    issue = Issue.objects.get(code="1-1")
    assign(office.clerk, issue, version=issue.version, co_depts=[office.finance])
    then = moment()
    assign(
        office.clerk,
        fresh(issue),
        version=fresh(issue).version,
        deadline=date(2021, 9, 15),
        owner=office.people["乙"],
        co_depts=[],
    )
    remove_cause(office.clerk, RootCause.objects.get(issue=issue))
    add_measure(office.clerk, fresh(issue), content="再查一次台账")
    edit_measure(
        office.clerk, Measure.objects.get(code="1-1-1"), version=1, owner=office.people["甲"]
    )

    was = {row.code: row for row in process.as_of(office.clerk, timed, then)}["1-1"]
    assert (was.owner, was.deadline, was.co_depts) == ("甲", date(2021, 7, 31), ("财务组",))
    assert was.causes == ("制度没有落实",)
    assert [(item.code, item.owner) for item in was.measures] == [("1-1-1", ""), ("1-1-2", "")]
    first = {row.code: row for row in process.as_of(office.clerk, timed, before)}["1-1"]
    assert (first.owner, first.deadline, first.co_depts, first.causes) == ("", None, (), ())
    now = {row.code: row for row in process.as_of(office.clerk, timed, moment())}["1-1"]
    assert (now.owner, now.deadline, len(now.measures), now.causes) == (
        "乙",
        date(2021, 9, 15),
        3,
        (),
    )


def test_a_moment_before_the_ledger_shows_nothing(office, timed):
    early = timezone.now().replace(year=2020)

    assert process.as_of(office.clerk, timed, early) == []


def test_counts_and_warning_days_leave_no_trace(office, timed):
    before = Past.objects.count()
    Issue.objects.update(evidence_count=3, red_on=TODAY)

    assert Past.objects.count() == before
    assert triggers.missing() == []


# -- lists ------------------------------------------------------------------------------------------------------------


def cells(office, round, kind):
    return [row.cells for row in process.whole_list(office.clerk, round, kind, TODAY)]


def test_the_lists_are_views_of_the_same_rows(office, timed):
    complete(office, timed)

    problems = cells(office, timed, ListKind.PROBLEMS)
    assert problems[0][:5] == ("1", "（一）学习不够的问题", "1-1 学习不经常", "", "制度没有落实")
    tasks = cells(office, timed, ListKind.TASKS)
    assert [row[3] for row in tasks] == ["1-1-1", "1-1-2", "1-2-1", "1-2-2", "2-1-1"]
    assert tasks[2][6] == "待：换届结束后"
    duties = cells(office, timed, ListKind.DUTIES)
    assert duties[0][2:8] == ("领导", "党建办", "", "甲", "", "2021-07-31")
    breakdown = cells(office, timed, ListKind.BREAKDOWN)
    assert breakdown[0][5:] == ("2021-06-22", "")
    for kind in ListKind:
        assert {len(row) for row in cells(office, timed, kind)} == {len(process.list_heads(kind))}


def test_the_breakdown_names_the_meeting_that_approved(office, timed):
    approved(office, timed)

    assert cells(office, timed, ListKind.BREAKDOWN)[0][6] == "班子会议（2021-06-30）"


def test_others_see_only_the_lines_of_their_own_issues(office, timed):
    complete(office, timed)
    rows = list(process.whole_list(office.yi, timed, ListKind.DUTIES, TODAY))

    assert [row.cells[1] for row in rows] == ["1-2 联络不到位"]
    with pytest.raises(NotFound):
        process.find_round(office.bing, timed.uuid)
