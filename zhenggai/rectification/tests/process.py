"""A round on its way to a plan: what every issue needs, and a meeting that decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from zhenggai.archive.actions import put
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import add_cause, assign, meetings, plans
from zhenggai.rectification.actions.meetings import Came
from zhenggai.rectification.actions.stages import PaperOffer
from zhenggai.rectification.models import Issue, Meeting, Plan

if TYPE_CHECKING:
    from zhenggai.people.tests.office import Office
    from zhenggai.rectification.models import InspectionRound

DEADLINES = (date(2021, 7, 31), date(2021, 8, 20), date(2021, 8, 31))


def complete(office: Office, round: InspectionRound) -> list[Issue]:
    """Every issue with cause, leader, department, owner, target and a deadline of its own."""
    issues = list(Issue.objects.filter(round=round).order_by("position"))
    owners = [office.people[name] for name in ("甲", "乙", "办")]
    for issue, owner, deadline in zip(issues, owners, DEADLINES, strict=True):
        add_cause(office.clerk, issue, text="制度没有落实")
        assign(
            office.clerk,
            issue,
            version=issue.version,
            charge_leader=office.people["领导"],
            lead_dept=office.study,
            owner=owner,
            deadline=deadline,
            target="问题整改到位，有记录可查",
        )
    return issues


def held(office: Office, round: InspectionRound, kind: str = "committee", **more: Any) -> Meeting:
    """A meeting with three people due, two there, an item, minutes and a scan of them."""
    meeting = meetings.call_meeting(
        office.clerk,
        round,
        kind=kind,
        title="班子会议",
        held_on=more.get("held_on", date(2021, 6, 30)),
        chair=office.people["领导"],
        recorder=office.people["办"],
        agenda=["审议整改方案"],
    )
    meetings.write_attendance(
        office.clerk,
        meeting,
        rows=[
            Came(office.people["领导"], present=True),
            Came(office.people["甲"], present=True),
            Came(office.people["乙"], present=False, reason="出差"),
        ],
    )
    meetings.write_minutes(
        office.clerk,
        fresh(meeting),
        version=fresh(meeting).version,
        minutes="会议审议了方案。",
        today=TODAY,
    )
    return fresh(meeting)


def signed(office: Office, meeting: Meeting) -> Meeting:
    """The clerk registers that the chair has signed, with the scan."""
    from io import BytesIO

    scan = put(BytesIO("签字".encode()), "记录.txt")
    meetings.attach_paper(
        office.clerk,
        meeting,
        offer=PaperOffer("记录扫描件", date(2021, 7, 1), file=scan),
        today=TODAY,
    )
    meeting = fresh(meeting)
    return meetings.sign_minutes(
        office.clerk,
        meeting,
        version=meeting.version,
        signed_on=max(date(2021, 7, 1), meeting.held_on),
        today=TODAY,
    )


def decided(
    office: Office, plan: Plan, outcome: str = "agreed", kind: str = "committee"
) -> Meeting:
    """A meeting that decides on the plan, with signed minutes."""
    meeting = held(office, plan.round, kind)
    meetings.decide(
        office.clerk,
        meeting,
        text="同意整改方案",
        outcome=outcome,
        votes="一致同意",
        subject=("rectification.plan", str(plan.uuid)),
    )
    return signed(office, fresh(meeting))


def approved(office: Office, round: InspectionRound) -> Plan:
    """The plan submitted by the clerk and approved by the head of the group."""
    complete(office, round)
    plan = plans.submit_plan(office.clerk, round, today=date(2021, 6, 29))
    meeting = decided(office, plan)
    head = acting(office.jia, "group_leader")
    plans.approve_plan(head, plan, version=plan.version, meeting=meeting, today=TODAY)
    plan.refresh_from_db()
    return plan


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)
