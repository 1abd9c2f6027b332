"""A closure or a later day that a recorded meeting agreed to: pointed at, not written again (process.md §5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import actions
from zhenggai.rectification.actions import MeetingForm, ReviewForm, meetings
from zhenggai.rectification.closing.decided import meetings_that_agreed
from zhenggai.rectification.closing.sheet import sheet_of
from zhenggai.rectification.models import ReviewStep
from zhenggai.rectification.process.subjects import CLOSURE, EXTENSION
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
    meeting = held(office, subject.issue.round, kind, held_on=TODAY)
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
