"""A round under way, for the tests of its pages: limits, a leading group, an instruction, a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhenggai.people.queries import persons, scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.actions import group, life, meetings, plans, stages
from zhenggai.rectification.models import ClosureApplication, Issue, Meeting
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.process.subjects import CLOSURE, STAGE
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

SUBJECTS = {
    **dict.fromkeys(("round", "round-profile", "round-event", "round-trigger"), "round"),
    **dict.fromkeys(("sign-receipt", "stage", "stage-term", "stage-paper"), "round"),
    **dict.fromkeys(("group", "group-found", "group-edit", "group-join"), "round"),
    **dict.fromkeys(("instructions", "instruction-register"), "round"),
    **dict.fromkeys(("paper-file", "paper-withdraw"), "paper"),
    **dict.fromkeys(("round-meetings", "meeting-call", "plan", "plan-edit"), "round"),
    **dict.fromkeys(("plan-submit", "baseline", "past", "lists", "list-file"), "round"),
    **dict.fromkeys(("meeting", "meeting-edit", "meeting-attendance"), "meeting"),
    **dict.fromkeys(("meeting-item", "meeting-minutes", "meeting-paper"), "meeting"),
    **dict.fromkeys(("meeting-decide", "meeting-sign", "meeting-cancel"), "meeting"),
    **dict.fromkeys(("life-hand-in", "life-criticize", "life-act", "life-fill"), "meeting"),
    **dict.fromkeys(("decision-settle", "decision-drop"), "decision"),
    **dict.fromkeys(("plan-approve", "plan-return", "plan-review"), "plan"),
    "item-discuss": "agenda",
    "life-drop": "line",
    "ask-again": "measure",
    "group-leave": "member",
    "instruction-follow": "order",
}
"""Whose public name an address of the process holds."""


def named(office: OfficeOfTest, role: str) -> Any:
    """The person who holds that role in an office."""
    return persons(office.viewer(Role.RECT_OFFICE)).get(name=str(Role(role).label))


def under_way(adopted: Adopted, office: OfficeOfTest) -> Adopted:
    clerk = office.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        round = process.find_round(clerk, adopted.round.uuid)
        stages.choose_profile(clerk, round, profile="seed_2021", basis="反馈意见")
        group.found_group(
            clerk,
            round,
            name="巡察整改工作领导小组",
            founded_on=date(2021, 6, 22),
            doc_no="〔2021〕8号",
            seats=[
                group.Seat(named(office, Role.PRINCIPAL), "head", is_principal=True),
                group.Seat(named(office, Role.CHARGE_LEADER), "member"),
            ],
            today=TODAY,
        )
        view = process.group(clerk, round)
        assert view is not None
        adopted.member = view.members[1]
        adopted.order = group.register_instruction(
            clerk,
            round,
            author="区委书记",
            instructed_on=date(2021, 6, 10),
            text="抓好整改",
            today=TODAY,
        )
        adopted.paper = stages.register_paper(
            clerk,
            round,
            stage="midterm",
            product="midterm",
            offer=stages.PaperOffer("中期督查记录", date(2021, 8, 1), file=_file()),
            today=TODAY,
        )
        adopted.plan = plans.edit_plan(
            clerk, round, version=None, guidance="坚持问题导向", goals="", demands=""
        )
        _meet(adopted, office, round)
    return adopted


def _meet(adopted: Adopted, office: OfficeOfTest, round: Any) -> None:
    """A democratic-life meeting that was called, with an item, a decision and a line of its action list."""
    clerk = office.viewer(Role.RECT_OFFICE)
    meeting = meetings.call_meeting(
        clerk,
        round,
        kind="life",
        title="专题民主生活会",
        held_on=date(2021, 7, 20),
        chair=named(office, Role.PRINCIPAL),
        due=[named(office, Role.PRINCIPAL), named(office, Role.CHARGE_LEADER)],
        agenda=["查摆问题"],
    )
    adopted.meeting, adopted.agenda = meeting, meeting.agenda.get()
    adopted.decision = meetings.decide(
        clerk,
        meeting,
        text="月底前整改到位",
        owner=named(office, Role.HANDLER),
        deadline=date(2021, 7, 31),
    )
    adopted.line = life.add_action(
        clerk,
        meeting,
        issue=adopted.issue,
        text="每季检查一次",
        owner=named(office, Role.HANDLER),
        deadline=date(2021, 9, 1),
    )


def _file() -> Any:
    from io import BytesIO

    from zhenggai.archive.actions import put

    return put(BytesIO("督查".encode()), "督查.txt")


def decided(adopted: Adopted, office: OfficeOfTest) -> Any:
    """A leadership meeting that agreed to the submitted plan, with signed minutes."""
    clerk, round = office.viewer(Role.RECT_OFFICE), adopted.round
    with scope_for(clerk):
        meeting = meetings.call_meeting(
            clerk,
            round,
            kind="committee",
            title="班子会议",
            held_on=date(2021, 6, 30),
            chair=named(office, Role.PRINCIPAL),
            recorder=named(office, Role.RECT_OFFICE),
            agenda=["审议整改方案"],
        )
        meetings.write_attendance(
            clerk, meeting, rows=[meetings.Came(named(office, Role.PRINCIPAL), present=True)]
        )
        meetings.write_minutes(
            clerk, meeting, version=meeting.version, minutes="审议通过。", today=TODAY
        )
        meetings.decide(
            clerk,
            meeting,
            text="同意整改方案",
            outcome="agreed",
            subject=("rectification.plan", str(adopted.plan.uuid)),
        )
        scan = stages.PaperOffer("记录扫描件", date(2021, 7, 1), file=_file())
        meetings.attach_paper(clerk, meeting, offer=scan, today=TODAY)
        return meetings.sign_minutes(
            clerk, meeting, version=meeting.version, signed_on=date(2021, 7, 1), today=TODAY
        )


def agreed_to(office: OfficeOfTest, subject: ClosureApplication | Issue) -> Meeting:
    """A meeting of the leading group, held and signed today, that agreed to a closure, or took an issue's stage as reached."""
    issue, noun = (subject, STAGE) if isinstance(subject, Issue) else (subject.issue, CLOSURE)
    clerk, head = office.viewer(Role.RECT_OFFICE), named(office, Role.GROUP_LEADER)
    meeting = meetings.call_meeting(
        clerk,
        issue.round,
        kind="leading_group",
        title="领导小组会议",
        held_on=TODAY,
        chair=head,
        recorder=named(office, Role.RECT_OFFICE),
        agenda=["审议销号"],
    )
    meetings.write_attendance(clerk, meeting, rows=[meetings.Came(head, present=True)])
    meeting.refresh_from_db()
    meetings.write_minutes(
        clerk, meeting, version=meeting.version, minutes="会议审议了销号申请。", today=TODAY
    )
    meetings.decide(
        clerk,
        meeting,
        text="同意销号",
        outcome="agreed",
        votes="一致同意",
        subject=(noun, str(subject.uuid)),
    )
    meeting.refresh_from_db()
    return meetings.sign_minutes(
        office.viewer(Role.GROUP_LEADER),
        meeting,
        version=meeting.version,
        signed_on=TODAY,
        today=TODAY,
    )
