from datetime import date

import pytest

from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.actions import change_setting
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions import (
    add_cause,
    add_measure,
    add_milestone,
    assign,
    edit_measure,
    reach_milestone,
    record_trigger,
    remove_cause,
)
from zhenggai.rectification.lifecycle import IssueState, MeasureState
from zhenggai.rectification.models import (
    InspectionRound,
    Issue,
    IssueText,
    Measure,
    Milestone,
    RootCause,
)


@pytest.fixture
def issue(office, issues):
    """Issue 1-1, led by 党建办, where 甲 works."""
    return assign(office.clerk, issues["1-1"], version=1, lead_dept=office.study)


def measure(code):
    return Measure.objects.get(code=code)


def as_kept(issue):
    row = Issue.objects.get(pk=issue.pk)
    return {name: getattr(row, name) for name in upkeep.kept_columns(row)}


# -- causes ---------------------------------------------------------------------------------------------------------


def test_a_cause_is_written_down_and_can_be_taken_away_but_stays_in_the_journal(office, issue):
    cause = add_cause(office.clerk, issue, text=" 学习制度没有落实 ")

    assert (cause.text, cause.author_name) == ("学习制度没有落实", "办")
    remove_cause(office.clerk, cause)
    assert not RootCause.objects.exists()
    told = history(office.clerk, "rectification.issue", str(issue.uuid))
    assert "删去原因：学习制度没有落实" in told[-1].summary


def test_an_empty_cause_is_refused(office, issue):
    with pytest.raises(BadInput) as refusal:
        add_cause(office.clerk, issue, text="  ")

    assert refusal.value.code == "cause.empty"


def test_the_leading_department_finds_causes_a_supporting_one_does_not(office, issue):
    add_cause(acting(office.jia, "lead_dept"), issue, text="落实不够")

    with pytest.raises(NotAllowed):
        add_cause(acting(office.jia, "handler"), issue, text="落实不够")
    with pytest.raises(NotFound):
        add_cause(acting(office.yi, "lead_dept"), issue, text="落实不够")


# -- measures -------------------------------------------------------------------------------------------------------


def test_a_measure_of_ones_own_comes_last_is_counted_and_found(office, issue):
    made = add_measure(
        office.clerk,
        issue,
        content="每月组织一次集中学习",
        kinds=["study"],
        owner=office.people["甲"],
        deadline=date(2021, 9, 10),
    )

    assert (made.code, made.state) == ("1-1-3", MeasureState.TODO)
    assert made.source_start is None
    assert Issue.objects.get(pk=issue.pk).measure_count == 3
    assert InspectionRound.objects.get().measure_count == 6
    assert "集中" in IssueText.objects.get(issue=issue).grams.split()
    assert as_kept(issue) == upkeep.kept_columns(issue)


def test_a_measure_that_waits_for_an_event_is_waiting(office, issue):
    made = add_measure(office.clerk, issue, content="换届后调研", trigger="换届结束后")

    assert (made.state, made.deadline_kind) == (MeasureState.WAITING, "event")


def test_a_measure_without_words_is_refused(office, issue):
    with pytest.raises(BadInput):
        add_measure(office.clerk, issue, content=" ")


def test_an_earlier_deadline_of_a_measure_warns_on_its_issue(office, issue):
    edit_measure(office.clerk, measure("1-1-1"), version=1, deadline=date(2021, 8, 1))

    row = Issue.objects.get(pk=issue.pk)
    assert row.red_on == date(2021, 8, 2)
    assert as_kept(issue) == upkeep.kept_columns(issue)


def test_kinds_decide_whether_words_alone_answer_an_issue(office, issue):
    assert Issue.objects.get(pk=issue.pk).words_only

    edit_measure(office.clerk, measure("1-1-1"), version=1, kinds=["correct"])

    assert not Issue.objects.get(pk=issue.pk).words_only


def test_the_second_who_edits_a_measure_is_told_what_stands_there(office, issue):
    stale = measure("1-1-1")
    edit_measure(office.clerk, measure("1-1-1"), version=1, deliverable="学习记录 12 份")

    with pytest.raises(Conflict) as refusal:
        edit_measure(office.clerk, stale, version=1, deliverable="心得 5 篇")

    assert "学习记录 12 份" in refusal.value.missing[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kinds": ["party"]}, "measure.kind"),
        ({"started_on": date(2021, 9, 30)}, "measure.deadline"),
    ],
)
def test_what_cannot_be_is_refused(office, issue, change, code):
    edit_measure(office.clerk, measure("1-1-1"), version=1, deadline=date(2021, 9, 1))

    with pytest.raises(BadInput) as refusal:
        edit_measure(office.clerk, measure("1-1-1"), version=2, **change)

    assert refusal.value.code == code


def test_people_of_another_office_carry_no_measure_out(office, issue):
    with pytest.raises(NotFound):
        edit_measure(office.clerk, measure("1-1-1"), version=1, owner=office.people["丙"])
    ours = measure("1-1-1")
    with scope_for(office.bing), pytest.raises(NotFound):
        edit_measure(office.bing, ours, version=1, deliverable="x")


def test_a_finished_measure_is_left_as_it_is(office, issue):
    Measure.objects.filter(code="1-1-1").update(state=MeasureState.VERIFIED)

    with pytest.raises(Refused) as refusal:
        edit_measure(office.clerk, measure("1-1-1"), version=1, deliverable="x")

    assert refusal.value.code == "measure.finished"


def test_a_settled_issue_takes_no_more_measures(office, issue):
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.CLOSED)

    with pytest.raises(Refused) as refusal:
        add_measure(office.clerk, Issue.objects.get(pk=issue.pk), content="再学一次")

    assert refusal.value.code == "issue.settled"


# -- events ---------------------------------------------------------------------------------------------------------


def test_when_the_event_has_happened_the_deadline_becomes_a_day(office, issues):
    waiting = measure("1-2-1")
    assert waiting.state == MeasureState.WAITING

    done = record_trigger(
        office.clerk, waiting, version=1, happened_on=date(2021, 8, 28), today=TODAY
    )

    assert (done.state, done.deadline) == (MeasureState.DOING, date(2021, 9, 27))
    assert Issue.objects.get(code="1-2").red_on == date(2021, 9, 28)


def test_a_measure_under_way_whose_rest_waits_gets_its_day_and_goes_on(office, issues):
    Measure.objects.filter(code="1-2-1").update(state=MeasureState.DOING)

    done = record_trigger(
        office.clerk, measure("1-2-1"), version=1, happened_on=date(2021, 8, 28), today=TODAY
    )

    assert (done.state, done.deadline) == (MeasureState.DOING, date(2021, 9, 27))
    with pytest.raises(Refused):
        record_trigger(
            office.clerk, measure("1-2-1"), version=2, happened_on=date(2021, 8, 28), today=TODAY
        )


def test_the_days_after_an_event_are_the_offices_to_set(office, issues):
    change_setting(office.clerk, key="trigger.days", text="10", reason="领导小组会议决定")

    done = record_trigger(
        office.clerk, measure("1-2-1"), version=1, happened_on=date(2021, 9, 1), today=TODAY
    )

    assert done.deadline == date(2021, 9, 11)


def test_an_event_that_has_not_happened_or_that_nothing_waits_for_is_refused(office, issues):
    with pytest.raises(BadInput):
        record_trigger(
            office.clerk, measure("1-2-1"), version=1, happened_on=date(2021, 9, 9), today=TODAY
        )
    with pytest.raises(Refused) as refusal:
        record_trigger(
            office.clerk, measure("1-2-2"), version=1, happened_on=date(2021, 9, 1), today=TODAY
        )

    assert refusal.value.code == "measure.move"


# -- milestones -----------------------------------------------------------------------------------------------------


def test_a_milestone_warns_on_its_issue_until_it_is_reached(office, issue):
    step = add_milestone(
        office.clerk, measure("1-1-2"), title="完成初稿", deadline=date(2021, 9, 1)
    )
    assert Issue.objects.get(pk=issue.pk).red_on == date(2021, 9, 2)

    reach_milestone(office.clerk, step, version=1, done_on=date(2021, 9, 3), today=TODAY)

    assert Issue.objects.get(pk=issue.pk).red_on is None
    assert Milestone.objects.get().done_on == date(2021, 9, 3)
    assert as_kept(issue) == upkeep.kept_columns(issue)


def test_a_milestone_lies_before_the_end_of_its_measure(office, issue):
    edit_measure(office.clerk, measure("1-1-2"), version=1, deadline=date(2021, 9, 10))

    with pytest.raises(BadInput) as refusal:
        add_milestone(office.clerk, measure("1-1-2"), title="晚了", deadline=date(2021, 9, 11))

    assert refusal.value.code == "milestone.late"


def test_a_milestone_is_reached_once_and_not_in_the_future(office, issue):
    step = add_milestone(office.clerk, measure("1-1-2"), title="初稿", deadline=date(2021, 9, 30))

    with pytest.raises(BadInput):
        reach_milestone(office.clerk, step, version=1, done_on=date(2021, 9, 9), today=TODAY)
    reach_milestone(office.clerk, step, version=1, done_on=TODAY, today=TODAY)
    with pytest.raises(Conflict):
        reach_milestone(office.clerk, step, version=1, done_on=date(2021, 9, 1), today=TODAY)


# -- the office's own warning days ----------------------------------------------------------------------------------


def test_other_warning_days_are_worked_out_for_every_open_item(office, issues):
    assign(office.clerk, issues["1-1"], version=1, deadline=date(2021, 9, 30))
    assert Issue.objects.get(code="1-1").green_on == date(2021, 9, 10)

    change_setting(office.clerk, key="warning.green_days", text="40", reason="区委要求")
    changed = upkeep.recount(office.organ.pk)

    assert changed == 2
    assert Issue.objects.get(code="1-1").green_on == date(2021, 8, 21)
    assert upkeep.recount(office.organ.pk) == 0
