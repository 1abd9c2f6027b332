"""The five papers: which is due, who writes and signs them, how they are delivered, received, replied to and settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.models import Message
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, Office, acting
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions import assign
from zhenggai.rectification.actions import letters as actions
from zhenggai.rectification.inbox import tasks
from zhenggai.rectification.models import Issue, LetterKind, LetterState, SupervisionLetter
from zhenggai.rectification.supervision import queries
from zhenggai.rectification.supervision.ladder import Matter, next_step, obstacle

DEMAND = "请倒排工期，完成后书面回复。"


@pytest.mark.parametrize(
    ("matter", "kind"),
    [
        (Matter(days_late=-40), None),
        (Matter(days_late=-8, is_near=True), LetterKind.REMINDER),
        (Matter(days_late=-40, is_special=True), LetterKind.NOTICE),
        (
            Matter(days_late=-40, is_special=True, written=frozenset({"notice"})),
            LetterKind.GUIDANCE,
        ),
        (Matter(days_late=0, is_near=True), LetterKind.REMINDER),
        (Matter(days_late=1), LetterKind.REMINDER),
        (Matter(days_late=15), LetterKind.REMINDER),
        (Matter(days_late=16), LetterKind.ADMONITION),
        (Matter(days_late=30), LetterKind.ADMONITION),
        (Matter(days_late=31), LetterKind.ACCOUNTABILITY),
        (Matter(days_late=20, last_day_passed=True), LetterKind.ACCOUNTABILITY),
        (Matter(days_late=10, written=frozenset({"reminder"})), None),
        (Matter(), None),
    ],
)
def test_the_paper_that_is_due(matter: Matter, kind: LetterKind | None) -> None:
    step = next_step(matter)

    assert (step.kind if step else None) == kind
    if step is not None:
        assert step.basis
        assert obstacle(step.kind, matter) is None


@pytest.mark.parametrize(
    ("kind", "late"),
    [
        (LetterKind.REMINDER, -40),
        (LetterKind.ADMONITION, 0),
        (LetterKind.ACCOUNTABILITY, 30),
    ],
)
def test_a_paper_that_is_not_due_yet_says_why(kind: LetterKind, late: int) -> None:
    assert obstacle(kind, Matter(days_late=late))


@pytest.fixture
def issue(office: Office, issues: dict[str, Issue]) -> Issue:
    """Eight days late on the day of the tests."""
    return assign(
        office.clerk,
        issues["1-1"],
        version=1,
        owner=office.people["甲"],
        handler=office.people["甲"],
        charge_leader=office.people["领导"],
        lead_dept=office.study,
        deadline=date(2021, 8, 31),
        target="每季检查一次",
    )


def drafted(office: Office, issue: Issue, kind: str = "reminder", **more: Any) -> SupervisionLetter:
    return actions.draft_letter(
        office.clerk,
        issue,
        kind=kind,
        findings="没有进展",
        demand=DEMAND,
        reply_by=TODAY + timedelta(days=5),
        today=TODAY,
        **more,
    )


def head(office: Office) -> Viewer:
    """领导 as the head of the leading group."""
    from dataclasses import replace

    leader = office.people["领导"]
    return replace(acting(office.clerk, "group_leader"), person_id=leader.pk, name=leader.name)


def issued(office: Office, issue: Issue, **more: Any) -> SupervisionLetter:
    letter = drafted(office, issue, **more)
    return actions.issue_letter(head(office), letter, version=letter.version, today=TODAY)


def row_of(letter: SupervisionLetter, name: str) -> Any:
    return letter.recipients.get(name=name)


def test_a_letter_goes_its_whole_way(office: Office, issue: Issue) -> None:
    letter = drafted(office, issue)
    assert (letter.state, letter.number) == (LetterState.DRAFT, None)
    assert letter.basis == "超期 8 天（1 至 15 天）——提醒"

    letter = actions.issue_letter(head(office), letter, version=letter.version, today=TODAY)
    assert (letter.state, letter.number, letter.year) == (LetterState.ISSUED, 1, 2021)
    assert {(row.role, row.name, row.is_copy) for row in letter.recipients.all()} == {
        ("lead_dept", "党建办", False),
        ("handler", "甲", False),
        ("charge_leader", "领导", True),
    }
    told = Message.objects.get(person=office.people["甲"], code="letter.issued")
    assert told.text.startswith("提醒书（督办〔2021〕1号）")

    received = actions.receive_letter(
        office.jia, row_of(letter, "甲"), received_on=TODAY, today=TODAY
    )
    assert (received.received_on, received.received_by_name) == (TODAY, "甲")

    actions.reply_letter(
        office.jia,
        letter,
        version=letter.version,
        text="9月8日召开会议1次，9月20日前完成",
        replied_on=TODAY,
        today=TODAY,
    )
    letter.refresh_from_db()
    assert letter.state == LetterState.REPLIED
    letter = actions.settle_letter(
        office.clerk, letter, version=letter.version, words="已按要求落实，同意办结", today=TODAY
    )
    assert (letter.state, letter.ended_on) == (LetterState.SETTLED, TODAY)


def test_whoever_drafted_does_not_sign(office: Office, issue: Issue) -> None:
    letter = drafted(office, issue)

    with pytest.raises(NotAllowed, match="拟稿人"):
        actions.issue_letter(
            acting(office.clerk, "group_leader"), letter, version=letter.version, today=TODAY
        )


@pytest.mark.parametrize("role", ["rect_office", "lead_dept", "handler", "discipline_committee"])
def test_only_the_head_or_the_principal_signs(office: Office, issue: Issue, role: str) -> None:
    letter = drafted(office, issue)

    with pytest.raises(NotAllowed):
        actions.issue_letter(acting(office.jia, role), letter, version=letter.version, today=TODAY)


def test_accountability_is_proposed_by_the_principal_or_the_committee(
    office: Office, issue: Issue
) -> None:
    Issue.objects.filter(pk=issue.pk).update(deadline=date(2021, 8, 1))
    issue.refresh_from_db()
    letter = drafted(office, issue, "accountability")

    with pytest.raises(NotAllowed):
        actions.issue_letter(head(office), letter, version=letter.version, today=TODAY)
    committee = acting(head(office), "discipline_committee")
    letter = actions.issue_letter(committee, letter, version=letter.version, today=TODAY)
    assert letter.state == LetterState.ISSUED


def test_departments_and_outsiders_do_not_draft(office: Office, issue: Issue) -> None:
    def draft(viewer: Viewer) -> None:
        actions.draft_letter(
            viewer,
            issue,
            kind="reminder",
            findings="",
            demand=DEMAND,
            reply_by=TODAY,
            today=TODAY,
        )

    with pytest.raises(NotAllowed):
        draft(office.jia)
    with scope_for(office.bing), pytest.raises(NotFound):
        draft(office.bing)


def test_a_step_of_the_ladder_cannot_be_skipped_into(office: Office, issue: Issue) -> None:
    with pytest.raises(Refused, match="先发告诫书"):
        drafted(office, issue, "accountability")


def test_an_admonition_sets_a_last_day_after_which_accountability_is_due(
    office: Office, issue: Issue
) -> None:
    Issue.objects.filter(pk=issue.pk).update(deadline=date(2021, 8, 20))
    issue.refresh_from_db()
    with pytest.raises(BadInput, match="最后期限"):
        drafted(office, issue, "admonition")
    issued(office, issue, kind="admonition", last_deadline=date(2021, 9, 10))

    offered = queries.offer(office.clerk, issue, date(2021, 9, 11))

    assert offered.due is LetterKind.ACCOUNTABILITY


def test_one_open_letter_of_a_kind_an_issue(office: Office, issue: Issue) -> None:
    drafted(office, issue)

    with pytest.raises(Refused, match="未办结"):
        drafted(office, issue)


def test_a_signed_letter_is_not_edited_and_a_draft_is(office: Office, issue: Issue) -> None:
    letter = drafted(office, issue)
    values = {
        "findings": "有进展",
        "demand": "请报送佐证",
        "reply_by": TODAY + timedelta(days=3),
        "today": TODAY,
    }
    letter = actions.edit_letter(office.clerk, letter, version=1, **values)
    assert (letter.demand, letter.version) == ("请报送佐证", 2)
    with pytest.raises(Conflict):
        actions.edit_letter(office.clerk, letter, version=1, **values)
    letter = actions.issue_letter(head(office), letter, version=2, today=TODAY)

    with pytest.raises(Refused, match="已签发"):
        actions.edit_letter(office.clerk, letter, version=letter.version, **values)


def test_what_a_reply_said_cannot_be_changed(office: Office, issue: Issue) -> None:
    letter = issued(office, issue)
    actions.receive_letter(office.jia, row_of(letter, "甲"), received_on=TODAY, today=TODAY)
    reply = actions.reply_letter(
        office.jia, letter, version=letter.version, text="9月8日开会", replied_on=TODAY, today=TODAY
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        type(reply).objects.filter(pk=reply.pk).update(text="没有开会")


def test_paper_delivery_comes_before_the_signature(office: Office, issue: Issue) -> None:
    letter = issued(office, issue)
    department = row_of(letter, "党建办")

    with pytest.raises(Refused, match="还没有登记送达"):
        actions.receive_letter(office.clerk, department, received_on=TODAY, today=TODAY)
    actions.deliver_letter(
        office.clerk, department, delivered_on=TODAY, how="当面送交", today=TODAY
    )
    row = actions.receive_letter(office.jia, department, received_on=TODAY, today=TODAY)
    assert row.received_by_name == "甲"


def test_nobody_signs_for_somebody_else(office: Office, issue: Issue) -> None:
    letter = issued(office, issue)
    leader = acting(office.yi, "lead_dept")

    with pytest.raises((NotAllowed, NotFound)):
        actions.receive_letter(leader, row_of(letter, "甲"), received_on=TODAY, today=TODAY)


def test_a_reply_needs_a_signature_and_a_fact(office: Office, issue: Issue) -> None:
    letter = issued(office, issue)

    def reply(text: str) -> object:
        return actions.reply_letter(
            office.jia, letter, version=letter.version, text=text, replied_on=TODAY, today=TODAY
        )

    with pytest.raises(Refused, match="先签收"):
        reply("9月8日开会")
    actions.receive_letter(office.jia, row_of(letter, "甲"), received_on=TODAY, today=TODAY)
    with pytest.raises(Refused, match="没有事实"):
        reply("正在推进")


def test_a_reply_that_does_not_answer_goes_back(office: Office, issue: Issue) -> None:
    letter = issued(office, issue)
    actions.receive_letter(office.jia, row_of(letter, "甲"), received_on=TODAY, today=TODAY)
    actions.reply_letter(
        office.jia, letter, version=letter.version, text="9月8日开会", replied_on=TODAY, today=TODAY
    )
    letter.refresh_from_db()

    letter = actions.return_reply(
        office.clerk,
        letter,
        version=letter.version,
        reason="没有写明完成日期和成果",
        reply_by=date(2021, 9, 20),
        today=TODAY,
    )

    assert (letter.state, letter.reply_by) == (LetterState.ISSUED, date(2021, 9, 20))
    assert Message.objects.filter(person=office.people["甲"], code="letter.returned").exists()


def test_a_draft_is_dropped_with_a_reason_and_its_place_is_free(
    office: Office, issue: Issue
) -> None:
    letter = drafted(office, issue)
    actions.drop_letter(
        office.clerk, letter, version=letter.version, reason="责任单位已经完成整改", today=TODAY
    )

    assert drafted(office, issue).state == LetterState.DRAFT


def test_each_has_in_the_inbox_what_is_theirs_to_do(office: Office, issue: Issue) -> None:
    letter = drafted(office, issue)

    def kinds(viewer: Viewer) -> list[str]:
        return [task.kind.value for task in tasks(viewer, TODAY) if "letter" in task.kind.value]

    assert kinds(head(office)) == ["sign_letter"]
    assert kinds(office.clerk) == []
    letter = actions.issue_letter(head(office), letter, version=letter.version, today=TODAY)
    assert kinds(office.jia) == ["receive_letter"]
    assert kinds(head(office)) == ["receive_letter"]
    actions.receive_letter(office.jia, row_of(letter, "甲"), received_on=TODAY, today=TODAY)
    assert kinds(office.jia) == ["reply_letter"]
    actions.reply_letter(
        office.jia, letter, version=letter.version, text="9月8日开会", replied_on=TODAY, today=TODAY
    )
    assert kinds(office.jia) == []
    assert kinds(office.clerk) == ["settle_letter"]


def test_letters_are_seen_with_their_issue(office: Office, issue: Issue) -> None:
    issued(office, issue)

    assert len(queries.letters(office.clerk, TODAY)[0]) == 1
    assert len(queries.letters(office.jia, TODAY)[0]) == 1
    assert queries.letters(office.yi, TODAY) == ([], 0)
    with scope_for(office.bing):
        assert queries.letters(office.bing, TODAY) == ([], 0)
