from datetime import date

import pytest

from zhenggai.journal.models import Event
from zhenggai.journal.queries import GOOD, history, verify
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for, unread_messages
from zhenggai.people.tests.office import acting
from zhenggai.rectification.actions import assign, assign_many
from zhenggai.rectification.lifecycle import IssueState, RectType
from zhenggai.rectification.models import Issue


def picked(issues, *codes):
    return [(issues[code], 1) for code in codes]


def test_several_issues_get_one_owner_and_deadline_with_an_account_of_each(office, issues):
    account = assign_many(
        office.clerk,
        picked(issues, "1-1", "2-1"),
        owner=office.people["甲"],
        deadline=date(2021, 9, 30),
    )

    assert [line.issue.code for line in account] == ["1-1", "2-1"]
    assert account[0].before == {"owner": None, "deadline": None}
    assert account[1].before == {"owner": None, "deadline": "2021-08-31"}
    assert account[1].after == {"owner": "甲", "deadline": "2021-09-30"}
    assert set(Issue.objects.filter(owner=office.people["甲"]).values_list("code", flat=True)) == {
        "1-1",
        "2-1",
    }


def test_each_issue_has_its_own_line_in_the_journal(office, issues):
    assign_many(office.clerk, picked(issues, "1-1", "1-2"), rect_type=RectType.TIMED)

    for code in ("1-1", "1-2"):
        events = history(office.clerk, "rectification.issue", str(issues[code].uuid))
        assert [event.action for event in events] == ["issue.assign"]
    assert Event.objects.filter(action="issue.assign_many").count() == 1
    assert verify().exit_code == GOOD


def test_one_that_cannot_be_changed_keeps_all_as_they_were_and_is_named(office, issues):
    Issue.objects.filter(pk=issues["1-2"].pk).update(state=IssueState.CLOSED)
    issues["1-2"].refresh_from_db()

    with pytest.raises(Refused) as refusal:
        assign_many(
            office.clerk,
            picked(issues, "1-1", "1-2", "2-1"),
            deadline=date(2021, 6, 1),
        )

    assert refusal.value.code == "bulk.refused"
    assert [sentence[:3] for sentence in refusal.value.missing] == ["1-1", "1-2", "2-1"]
    assert "已销号" in refusal.value.missing[1]
    assert not Issue.objects.filter(deadline=date(2021, 6, 1)).exists()
    assert not Event.objects.filter(action="issue.assign", result="done").exists()


@pytest.mark.usefixtures("committed")
def test_a_version_that_is_no_longer_the_newest_stops_all(office, issues):
    assign(office.clerk, issues["1-1"], version=1, target="先改的")
    before = Issue.objects.get(code="2-1").version

    with pytest.raises(Refused) as refusal:
        assign_many(office.clerk, picked(issues, "2-1", "1-1"), target="后改的")

    assert "别人刚改过" in refusal.value.missing[0]
    assert Issue.objects.get(code="2-1").version == before


def test_nothing_picked_and_far_too_much_are_refused(office, issues):
    with pytest.raises(BadInput):
        assign_many(office.clerk, [], target="x")
    with pytest.raises(BadInput):
        assign_many(office.clerk, picked(issues, "1-1") * 1001, target="x")


def test_only_the_rectification_office_may_and_only_its_own_issues(office, issues):
    with pytest.raises(NotAllowed):
        assign_many(acting(office.clerk, "handler"), picked(issues, "1-1"), target="x")
    with scope_for(office.bing), pytest.raises(NotFound):
        assign_many(office.bing, picked(issues, "1-1"), target="x")


def test_whoever_newly_works_on_an_issue_is_told_once(office, issues):
    jia = office.people["甲"]
    assign(office.clerk, issues["1-1"], version=1, owner=jia, handler=jia)
    assign(office.clerk, issues["1-1"], version=2, owner=jia, target="不变的人不再通知")

    told = list(unread_messages(office.jia))

    assert sorted(message.reason for message in told) == [
        "您是这个问题的承办人",
        "您是这个问题的责任人",
    ]
    assert {message.object_id for message in told} == {str(issues["1-1"].uuid)}
    assert not unread_messages(office.clerk).exists()
