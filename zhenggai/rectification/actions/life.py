"""The democratic-life meeting: what each has found in themselves, what they said to one another, what is done about every
issue (民主生活会)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.queries import persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.meetings import touch_meeting
from zhenggai.rectification.actions.refusals import not_found, refuse_future
from zhenggai.rectification.models import (
    Criticism,
    Issue,
    LifeAction,
    Meeting,
    MeetingKind,
    SelfExamination,
)
from zhenggai.rectification.process.facts import issues_without_action

if TYPE_CHECKING:
    from zhenggai.people.models import Person

LONGEST_MATERIAL = 20_000
LONGEST_TEXT = 1_000


@action("life.hand_in", on="meeting")
def hand_in(
    viewer: Viewer, meeting: Meeting, *, person: Person, text: str, handed_in_on: date, today: date
) -> SelfExamination:
    """Hand in one's self-examination; the rectification office may do it for somebody. Handed in again, it is replaced."""
    _refuse_other(meeting)
    if person.pk != viewer.person_id and "rect_office" not in viewer.roles:
        raise NotAllowed(
            "life.not_yours", gettext("查摆材料由本人提交——整改办可以代为登记；请本人登录后提交")
        )
    touch_meeting(meeting)
    refuse_future(handed_in_on, today)
    words = plain_text(text, longest=LONGEST_MATERIAL)
    if not words:
        raise BadInput("life.empty", gettext("查摆材料没有写——请写明问题、原因和整改措施"))
    _check_person(viewer, person)
    row, _ = SelfExamination.objects.update_or_create(
        office_id=meeting.office_id,
        meeting=meeting,
        person=person,
        defaults={"text": words, "handed_in_on": handed_in_on},
    )
    note(obj=meeting, summary=gettext("提交查摆材料：%(who)s") % {"who": person.name})
    return row


@action("life.criticize", on="meeting")
def criticize(
    viewer: Viewer, meeting: Meeting, *, critic: Person, subject: Person, text: str
) -> Criticism:
    """Write down what one said to another. The journal tells that it was said, not what."""
    _refuse_other(meeting)
    touch_meeting(meeting)
    words = plain_text(text, longest=LONGEST_TEXT)
    if not words:
        raise BadInput("life.empty_criticism", gettext("批评意见没有写——请写明意见"))
    if critic.pk == subject.pk:
        raise BadInput("life.oneself", gettext("批评意见是对他人的——自己的问题请写入查摆材料"))
    for person in (critic, subject):
        _check_person(viewer, person)
    row = Criticism.objects.create(
        office_id=meeting.office_id, meeting=meeting, critic=critic, subject=subject, text=words
    )
    note(
        obj=meeting,
        summary=gettext("登记批评意见：%(critic)s对%(subject)s")
        % {"critic": critic.name, "subject": subject.name},
    )
    return row


@action("life.act", on="meeting")
def add_action(
    viewer: Viewer, meeting: Meeting, *, issue: Issue, text: str, owner: Person, deadline: date
) -> LifeAction:
    """A line of the action list, against one issue, with a person and a day (CM-5)."""
    _refuse_other(meeting)
    touch_meeting(meeting)
    if issue.round_id != meeting.round_id:
        raise not_found()
    words = plain_text(text, longest=LONGEST_TEXT)
    if not words:
        raise BadInput("life.empty_action", gettext("整改措施没有写——请写明做什么"))
    if deadline < meeting.held_on:
        raise BadInput("life.deadline", gettext("时限早于会议日期——请改正日期"))
    _check_person(viewer, owner)
    row = LifeAction.objects.create(
        office_id=meeting.office_id,
        meeting=meeting,
        issue=issue,
        text=words,
        owner=owner,
        deadline=deadline,
    )
    note(
        obj=meeting,
        summary=gettext("整改措施清单：问题 %(code)s") % {"code": issue.code},
        text=words,
    )
    return row


@action("life.act", on="meeting")
def fill_actions(viewer: Viewer, meeting: Meeting) -> int:
    """Take into the action list, for every issue that is not on it, what the ledger has: its target, who answers, until when.
    Issues that lack one of these are left out and stay named as missing. Answers how many were taken."""
    _refuse_other(meeting)
    touch_meeting(meeting)
    codes = issues_without_action(meeting)
    issues = (
        Issue.objects.filter(round=meeting.round_id, code__in=codes)
        .exclude(owner=None)
        .exclude(deadline=None)
        .exclude(target=None)
        .exclude(target="")
        .filter(deadline__gte=meeting.held_on)
        .order_by("position")
    )
    rows = [
        LifeAction(
            office_id=meeting.office_id,
            meeting=meeting,
            issue=issue,
            text=issue.target or "",
            owner=issue.owner,
            deadline=issue.deadline,
        )
        for issue in issues.select_related("owner")
        if issue.owner is not None and issue.deadline is not None
    ]
    if not rows:
        raise Refused(
            "life.nothing_to_fill",
            gettext("没有可带入的问题——已在清单中，或责任人、时限、目标不全；请先在台账中补齐"),
        )
    LifeAction.objects.bulk_create(rows)
    note(
        obj=meeting,
        summary=gettext("整改措施清单：从台账带入 %(count)s 个问题") % {"count": len(rows)},
        issues=[row.issue.code for row in rows],
    )
    return len(rows)


@action("life.act", on="line")
def drop_action(viewer: Viewer, line: LifeAction) -> None:
    """Take a line out of a list that is not signed yet; the journal keeps its words."""
    touch_meeting(line.meeting)
    note(
        obj=line.meeting,
        summary=gettext("整改措施清单删去：问题 %(code)s") % {"code": line.issue.code},
        text=line.text,
    )
    line.delete()


def _refuse_other(meeting: Meeting) -> None:
    if meeting.kind != MeetingKind.LIFE:
        raise Refused(
            "life.other_kind", gettext("这不是民主生活会——查摆材料和批评意见只属于民主生活会")
        )


def _check_person(viewer: Viewer, person: Person) -> None:
    if not persons(viewer).filter(pk=person.pk).exists():
        raise not_found()
