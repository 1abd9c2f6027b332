from datetime import date
from io import BytesIO

import pytest

from zhenggai.archive.actions import put
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for, unread_messages
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import queries
from zhenggai.rectification.actions import (
    Offer,
    assign,
    attach_evidence,
    judge_evidence,
    withdraw_evidence,
)
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.models import Evidence, Issue, Measure

REASON = "签到表缺应到人数，请补齐后重传"


@pytest.fixture
def offered(office, issues):
    """A sign-in sheet that 甲 offers for the measure 1-1-1."""
    issue = assign(office.clerk, issues["1-1"], version=1, lead_dept=office.study)
    return attach(office, issue, "签到表")


def attach(office, issue, text, *, measure="1-1-1", by=None):
    attachment = put(BytesIO(text.encode()), "签到.txt")
    (item,) = attach_evidence(
        by or office.jia,
        issue,
        offers=[
            Offer(
                file=attachment,
                name="签到表",
                kind="sign_in",
                formed_on=date(2021, 6, 30),
                caption="全体人员",
            )
        ],
        measure=Measure.objects.get(code=measure) if measure else None,
        today=TODAY,
    )
    return item


def detail(office, issue):
    return queries.issue(office.clerk, issue.uuid, TODAY)


def test_accepted_evidence_says_by_whom_and_when(office, offered):
    judged = judge_evidence(office.clerk, offered, verdict="accepted", today=TODAY)

    assert (judged.verdict, judged.verdict_by_name, judged.verdict_on) == ("accepted", "办", TODAY)


def test_returned_evidence_no_longer_counts_and_whoever_offered_it_is_told(office, offered):
    assert detail(office, offered.issue).measures[0].checklist[1].met

    judge_evidence(office.clerk, offered, verdict="returned", reason=REASON, today=TODAY)

    found = detail(office, offered.issue).measures[0]
    assert not found.checklist[1].met
    assert (found.evidence[0].verdict, found.evidence[0].verdict_reason) == (
        Verdict.RETURNED,
        REASON,
    )
    assert [message.code for message in unread_messages(office.jia)] == ["evidence.returned"]


def test_returning_needs_a_reason_that_says_something(office, offered):
    with pytest.raises(BadInput) as refusal:
        judge_evidence(office.clerk, offered, verdict="returned", reason="不行", today=TODAY)

    assert refusal.value.code == "evidence.short_reason"


def test_nobody_judges_what_they_handed_in(office, issues):
    mine = attach(office, issues["1-1"], "自己的", by=office.clerk)

    with pytest.raises(Refused) as refusal:
        judge_evidence(office.clerk, mine, verdict="accepted", today=TODAY)

    assert refusal.value.code == "evidence.own"


def test_only_the_rectification_office_judges_and_only_its_own(office, offered):
    with pytest.raises(NotAllowed):
        judge_evidence(office.jia, offered, verdict="accepted", today=TODAY)
    with scope_for(office.bing), pytest.raises(NotFound):
        judge_evidence(office.bing, offered, verdict="accepted", today=TODAY)


def test_of_two_who_judge_at_once_the_second_is_told(office, offered):
    stale = Evidence.objects.get(pk=offered.pk)
    judge_evidence(office.clerk, offered, verdict="accepted", today=TODAY)

    with pytest.raises(Conflict):
        judge_evidence(office.clerk, stale, verdict="returned", reason=REASON, today=TODAY)


def test_withdrawn_evidence_stays_to_be_seen_and_counts_no_more(office, offered):
    withdraw_evidence(office.jia, offered, reason="传错了文件")

    found = detail(office, offered.issue)
    assert Issue.objects.get(pk=offered.issue_id).evidence_count == 0
    assert found.measures[0].evidence[0].withdrawn_reason == "传错了文件"
    assert not found.measures[0].checklist[1].met


def test_withdrawing_asks_why_and_by_whom_and_only_before_it_is_accepted(office, offered):
    with pytest.raises(BadInput):
        withdraw_evidence(office.jia, offered, reason=" ")
    with pytest.raises(NotAllowed):
        withdraw_evidence(acting(office.jia, "charge_leader"), offered, reason="传错了")
    judge_evidence(office.clerk, offered, verdict="accepted", today=TODAY)
    offered.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        withdraw_evidence(office.jia, offered, reason="传错了")

    assert refusal.value.code == "evidence.accepted"


def test_the_same_file_under_another_issue_is_noticed(office, issues, offered):
    attach(office, issues["2-1"], "签到表", measure=None, by=office.clerk)
    attach(office, issues["1-2"], "另一份", measure=None, by=office.clerk)

    assert detail(office, offered.issue).measures[0].evidence[0].elsewhere == ("2-1",)
    assert detail(office, issues["1-2"]).evidence[0].elsewhere == ()


def test_evidence_has_a_caption_and_the_day_it_was_formed(office, offered):
    row = detail(office, offered.issue).measures[0].evidence[0]

    assert (row.caption, row.formed_on) == ("全体人员", date(2021, 6, 30))
    assert row.attached_at.date() >= date(2021, 6, 30)
