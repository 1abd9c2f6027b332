"""A closure, a later day or a stage that a recorded meeting agreed to: pointed at, not written again (process.md §5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import actions
from zhenggai.rectification.actions import MeetingForm, ReviewForm, meetings
from zhenggai.rectification.closing.decided import meetings_that_agreed
from zhenggai.rectification.closing.panel import panel_of as shown_panel
from zhenggai.rectification.closing.sheet import sheet_of
from zhenggai.rectification.models import ReviewStep
from zhenggai.rectification.process.subjects import CLOSURE, EXTENSION, STAGE, waiting_subjects
from zhenggai.rectification.tests.closing import (
    applied,
    fresh,
    panel_of,
    passed,
    ready,
    under_way,
)
from zhenggai.rectification.tests.process import held, signed


@pytest.fixture
def panel(office):
    return panel_of(office)


@pytest.fixture
def application(panel, issues):
    """With the leading group."""
    return passed(panel, applied(panel, ready(panel, issues["2-1"])), 1, 2, 3, 4)


def decided(office, subject, noun, *, outcome="agreed", kind="leading_group", sign=True):
    round = subject.round if noun == STAGE else subject.issue.round
    meeting = held(office, round, kind, held_on=TODAY)
    meetings.decide(
        office.clerk,
        meeting,
        text="同意销号",
        outcome=outcome,
        votes="赞成 2 票",
        subject=(noun, str(subject.uuid)),
    )
    return signed(office, fresh(meeting)) if sign else fresh(meeting)


def review(panel, application, meeting):
    application = fresh(application)
    return actions.review(
        panel.chair,
        application,
        version=application.version,
        form=ReviewForm(opinion="同意", meeting=MeetingForm(record=meeting)),
        today=TODAY,
    )


def test_whoever_points_at_the_minutes_writes_nothing_again(office, panel, application):
    meeting = decided(office, application, CLOSURE)

    review(panel, application, meeting)

    step = ReviewStep.objects.get(application=application, level=5)
    assert (step.meeting, step.meeting_title, step.meeting_on) == (meeting, "班子会议", TODAY)
    assert (step.form["meeting"]["due"], step.form["meeting"]["present"]) == (3, 2)
    assert step.form["meeting"]["votes"] == "赞成 2 票"
    assert fresh(application.issue).state == "closed"


@pytest.mark.parametrize(
    "given",
    [{"outcome": "rejected"}, {"kind": "committee"}, {"sign": False}],
    ids=["rejected", "another meeting", "not signed"],
)
def test_only_a_signed_agreement_of_the_leading_group_counts(office, panel, application, given):
    meeting = decided(office, application, CLOSURE, **given)

    with pytest.raises(Refused) as refusal:
        review(panel, application, meeting)

    assert refusal.value.code == "meeting.not_decided"
    assert "须有会议记录为据" in refusal.value.sentence
    assert meetings_that_agreed(application) == []
    assert fresh(application.issue).state == "reviewing"


def test_a_meeting_on_another_issue_says_nothing_of_this_one(office, panel, application, issues):
    other = applied(panel, ready(panel, issues["1-1"]))
    meeting = decided(office, application, CLOSURE)

    assert meetings_that_agreed(other) == []
    assert meetings_that_agreed(other, application) == [meeting]


def test_the_minutes_are_held_against_the_same_rules_as_a_typed_form(office, panel, application):
    """A meeting before the application cannot have decided on it."""
    meeting = decided(office, application, CLOSURE)
    type(meeting).objects.filter(pk=meeting.pk).update(held_on=TODAY - timedelta(days=1))

    with pytest.raises(BadInput) as refusal:
        review(panel, application, fresh(meeting))

    assert "不能早于申请" in refusal.value.missing[0]


def test_the_sheet_offers_the_meetings_to_the_group_and_to_nobody_before(office, panel, issues):
    application = passed(panel, applied(panel, ready(panel, issues["2-1"])), 1, 2, 3)
    meeting = decided(office, application, CLOSURE)
    assert sheet_of(panel.discipline, application, TODAY).meetings == ()

    application = passed(panel, application, 4)

    (choice,) = sheet_of(panel.chair, application, TODAY).meetings
    assert (choice.uuid, choice.title, choice.held_on) == (meeting.uuid, "班子会议", TODAY)


def test_a_later_day_is_granted_by_the_meeting_that_agreed(office, panel, issues):
    issue = under_way(panel, issues["2-1"])
    asked = actions.request_extension(
        panel.applicant,
        issue,
        reason="换届选举推迟，须待上级批复后才能补选",
        done_share=60,
        new_deadline=date(2021, 12, 1),
        today=date(2021, 8, 1),
    )
    chair, given = acting(panel.chair, "group_leader"), {"grant": True, "opinion": "同意"}
    refused = decided(office, asked, EXTENSION, outcome="rejected")

    with pytest.raises(Refused) as refusal:
        actions.decide_extension(
            chair, asked, version=asked.version, meeting=refused, today=TODAY, **given
        )
    assert refusal.value.code == "meeting.not_decided"

    meeting = decided(office, asked, EXTENSION)
    actions.decide_extension(
        chair, asked, version=asked.version, meeting=meeting, today=TODAY, **given
    )
    assert fresh(asked).meeting == meeting
    assert fresh(issue).deadline == date(2021, 12, 1)


# -- stages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_stages(panel, issues):
    """An issue that has reached a step on its way."""
    issue = under_way(panel, issues["2-1"], "staged")
    measure = issue.measures.get()
    actions.report_progress(
        panel.applicant, issue, measure=measure, text="9月1日完成 3 项", today=TODAY
    )
    reach(panel, measure, "初稿")
    return fresh(issue)


def reach(panel, measure, title):
    step = actions.add_milestone(panel.clerk, measure, title=title, deadline=date(2021, 9, 10))
    actions.reach_milestone(panel.clerk, step, version=1, done_on=TODAY, today=TODAY)


def mark(panel, issue, **given):
    issue = fresh(issue)
    return actions.mark_stage_done(panel.chair, issue, version=issue.version, today=TODAY, **given)


def test_a_stage_points_at_the_meeting_that_took_it_as_reached(office, panel, by_stages):
    assert (f"{STAGE}:{by_stages.uuid}", f"阶段性完成：{by_stages}") in waiting_subjects(
        by_stages.round
    )
    meeting = decided(office, by_stages, STAGE)
    assert [choice.uuid for choice in panel_shown(panel.chair, by_stages)] == [meeting.uuid]
    assert panel_shown(panel.clerk, by_stages) == ()

    made = mark(panel, by_stages, meeting=meeting)

    assert (made.meeting, made.meeting_title, made.meeting_on) == (meeting, "班子会议", TODAY)
    assert fresh(by_stages).state == "stage_done"


def panel_shown(viewer, issue):
    return shown_panel(viewer, fresh(issue), TODAY).stage_meetings


def test_a_meeting_takes_one_stage_as_reached_and_not_the_next(office, panel, by_stages):
    meeting = decided(office, by_stages, STAGE)
    mark(panel, by_stages, meeting=meeting)
    found = fresh(by_stages)
    actions.next_stage(panel.chair, found, version=found.version, today=TODAY)
    reach(panel, found.measures.get(), "二稿")

    with pytest.raises(Refused) as refusal:
        mark(panel, by_stages, meeting=meeting)

    assert refusal.value.code == "meeting.not_decided"
    assert meetings_that_agreed(by_stages) == []
    assert mark(panel, by_stages, meeting=decided(office, by_stages, STAGE)).meeting != meeting


@pytest.mark.parametrize(
    "given",
    [{"outcome": "rejected"}, {"kind": "committee"}, {"sign": False}],
    ids=["rejected", "another meeting", "not signed"],
)
def test_only_a_signed_agreement_takes_a_stage_as_reached(office, panel, by_stages, given):
    meeting = decided(office, by_stages, STAGE, **given)

    with pytest.raises(Refused) as refusal:
        mark(panel, by_stages, meeting=meeting)

    assert refusal.value.code == "meeting.not_decided"
    assert fresh(by_stages).state == "in_progress"


def test_without_a_meeting_no_stage_is_reached(panel, by_stages):
    with pytest.raises(BadInput) as refusal:
        mark(panel, by_stages)

    assert refusal.value.code == "stage.no_meeting"
    assert (
        mark(panel, by_stages, meeting_title="领导小组第二次会议", meeting_on=TODAY).meeting is None
    )


def test_a_timed_issue_waits_for_no_meeting_on_a_stage(panel, issues):
    issue = under_way(panel, issues["2-1"])

    assert not [name for name, _ in waiting_subjects(issue.round) if name.startswith(STAGE)]
