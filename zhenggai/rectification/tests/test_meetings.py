from datetime import date

import pytest

from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.models import Message
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import life, meetings, stages
from zhenggai.rectification.actions.meetings import Came
from zhenggai.rectification.models import Attendance, Decision, LifeAction, MeetingState
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.queries import TaskKind, tasks
from zhenggai.rectification.tests.process import complete, fresh, held, signed


def missing(refusal):
    return "；".join(refusal.value.missing)


def test_a_meeting_is_called_with_agenda_and_people_due(office, adopted):
    meeting = meetings.call_meeting(
        office.clerk,
        adopted,
        kind="staff",
        title="全体人员会议",
        held_on=date(2021, 6, 20),
        due=[office.people["甲"], office.people["乙"]],
        agenda=["通报反馈意见", " "],
    )

    view = process.meeting(office.clerk, meeting.uuid, TODAY)
    assert [row.title for row in view.agenda] == ["通报反馈意见"]
    assert [(row.person.name, row.present) for row in view.due] == [("甲", None), ("乙", None)]
    (row,) = process.meetings(office.clerk, adopted)
    assert (row.due_count, row.present_count, row.state) == (2, 0, MeetingState.PLANNED)


def test_strangers_are_not_due_and_others_see_no_meeting(office, adopted):
    with pytest.raises(NotFound):
        meetings.call_meeting(
            office.clerk,
            adopted,
            kind="staff",
            title="会",
            held_on=TODAY,
            due=[office.people["丙"]],
        )
    meeting = held(office, adopted)
    with pytest.raises(NotFound), scope_for(office.bing):
        process.find_meeting(office.bing, meeting.uuid)
    with pytest.raises(NotAllowed):
        meetings.write_attendance(office.jia, meeting, rows=[])


def test_minutes_are_signed_only_when_nothing_is_missing(office, adopted):
    meeting = meetings.call_meeting(
        office.clerk, adopted, kind="committee", title="班子会议", held_on=date(2021, 6, 30)
    )
    with pytest.raises(Refused) as refusal:
        meetings.sign_minutes(
            office.clerk, meeting, version=1, signed_on=date(2021, 7, 1), today=TODAY
        )

    told = missing(refusal)
    for words in ("没有主持人", "没有记录人", "没有议题", "没有会议记录", "扫描件", "应到人员"):
        assert words in told


def test_absence_needs_a_reason_and_half_of_those_due_must_come(office, adopted):
    meeting = held(office, adopted)
    meetings.write_attendance(
        office.clerk,
        meeting,
        rows=[
            Came(office.people["领导"], present=True),
            Came(office.people["甲"], present=False),
            Came(office.people["乙"], present=False, reason="病假"),
        ],
    )
    with pytest.raises(Refused) as refusal:
        signed(office, fresh(meeting))

    assert "甲 缺席没有写原因" in missing(refusal)
    assert "到会 1/3" in missing(refusal)


def test_the_chair_signs_alone_and_then_nothing_changes(office, adopted):
    meeting = held(office, adopted)
    chair = acting(office.jia, "principal")
    with pytest.raises(NotAllowed):
        meetings.sign_minutes(chair, meeting, version=meeting.version, signed_on=TODAY, today=TODAY)
    meeting = signed(office, meeting)

    assert (meeting.signed_by_name, meeting.signed_on) == ("领导", date(2021, 7, 1))
    for change in (
        lambda: meetings.add_item(office.clerk, fresh(meeting), title="再议"),
        lambda: meetings.decide(office.clerk, fresh(meeting), text="补一项"),
        lambda: meetings.write_attendance(office.clerk, fresh(meeting), rows=[]),
        lambda: meetings.cancel_meeting(
            office.clerk, fresh(meeting), version=meeting.version, reason="错了"
        ),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.code == "meeting.signed"


def test_a_decision_with_a_person_and_a_day_becomes_a_task(office, adopted):
    meeting = held(office, adopted)
    decision = meetings.decide(
        office.clerk,
        meeting,
        text="财务制度 7 月底前重新印发",
        owner=office.people["乙"],
        deadline=date(2021, 7, 31),
    )
    handler = office.yi
    assert not [task for task in tasks(handler, TODAY) if task.kind is TaskKind.DECISION]
    with pytest.raises(Refused) as refusal:
        meetings.settle_decision(
            handler, decision, version=1, text="7月30日印发", done_on=TODAY, today=TODAY
        )
    assert refusal.value.code == "decision.unsigned"

    signed(office, fresh(meeting))
    (task,) = [task for task in tasks(handler, TODAY) if task.kind is TaskKind.DECISION]
    assert (task.what, task.days_left) == ("财务制度 7 月底前重新印发", -39)
    assert Message.objects.filter(person=office.people["乙"], code="decision.assigned").exists()

    decision = Decision.objects.get()
    with pytest.raises(NotAllowed):
        meetings.settle_decision(
            office.jia, decision, version=1, text="7月30日印发", done_on=TODAY, today=TODAY
        )
    with pytest.raises(Refused) as refusal:
        meetings.settle_decision(
            handler, decision, version=1, text="正在办理", done_on=TODAY, today=TODAY
        )
    assert refusal.value.code == "decision.no_fact"
    meetings.settle_decision(
        handler,
        decision,
        version=1,
        text="7月30日以〔2021〕12号印发",
        done_on=date(2021, 7, 30),
        today=TODAY,
    )
    assert not [task for task in tasks(handler, TODAY) if task.kind is TaskKind.DECISION]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": " "}, "decision.empty"),
        ({"text": "办", "deadline": TODAY}, "decision.half_task"),
        ({"text": "办", "outcome": "agreed"}, "decision.no_subject"),
        ({"text": "办", "outcome": "maybe"}, "decision.outcome"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(office, adopted, given, code):
    meeting = held(office, adopted)
    with pytest.raises(BadInput) as refusal:
        meetings.decide(office.clerk, meeting, **given)

    assert refusal.value.code == code


def test_a_decision_on_something_that_is_not_there_is_refused(office, adopted):
    meeting = held(office, adopted)
    for subject in (("rectification.plan", "nothing"), ("other.thing", str(adopted.uuid))):
        with pytest.raises(NotFound):
            meetings.decide(office.clerk, meeting, text="办", outcome="agreed", subject=subject)


def test_two_who_edit_one_meeting_are_told_of_each_other(office, adopted):
    meeting = held(office, adopted)
    meetings.edit_meeting(office.clerk, meeting, version=meeting.version, place="三楼会议室")
    with pytest.raises(Conflict):
        meetings.edit_meeting(office.clerk, fresh(meeting), version=1, place="四楼")


def test_a_cancelled_meeting_stays_and_counts_for_nothing(office, adopted):
    stages.choose_profile(office.clerk, adopted, profile="county_3m", basis="文件")
    meeting = held(office, adopted, held_on=date(2021, 6, 20))
    meetings.cancel_meeting(office.clerk, meeting, version=meeting.version, reason="改期")

    convey = process.course(office.clerk, adopted, TODAY).stage("convey")
    assert all(not item.met for item in convey.products)
    assert fresh(meeting).cancelled_reason == "改期"


def test_signed_meetings_are_what_conveying_produces(office, adopted):
    stages.choose_profile(office.clerk, adopted, profile="county_3m", basis="文件")
    meeting = held(office, adopted, held_on=date(2021, 6, 20))
    course = process.course(office.clerk, adopted, TODAY)
    assert any("还没有签字" in words for words in course.stage("convey").missing)

    signed(office, meeting)
    products = process.course(office.clerk, adopted, TODAY).stage("convey").products
    assert [(item.key, item.met) for item in products] == [
        ("party_group", False),
        ("committee", True),
        ("staff", False),
    ]


def test_the_chair_finds_the_minutes_to_sign_among_the_tasks(office, adopted):
    held(office, adopted)
    chair = acting(office.clerk, "principal")
    chair = type(chair)(
        **{
            **{name: getattr(chair, name) for name in chair.__slots__},
            "person_id": office.people["领导"].pk,
        }
    )
    assert [task.kind for task in tasks(chair, TODAY)] == [TaskKind.SIGN]


def test_the_list_takes_as_many_queries_for_many_meetings(
    office, adopted, django_assert_max_num_queries
):
    for _ in range(3):
        held(office, adopted)
    with django_assert_max_num_queries(4):
        assert len(process.meetings(office.clerk, adopted)) == 3


# -- the democratic-life meeting --------------------------------------------------------------------------------------


@pytest.fixture
def meeting(office, adopted):
    return held(office, adopted, "life", held_on=date(2021, 7, 20))


def hand_in(office, meeting, name):
    life.hand_in(
        office.clerk,
        fresh(meeting),
        person=office.people[name],
        text="对照反馈问题，查摆如下",
        handed_in_on=date(2021, 7, 18),
        today=TODAY,
    )


def test_it_is_signed_when_all_have_looked_at_themselves_and_every_issue_has_an_action(
    office, adopted, meeting
):
    with pytest.raises(Refused) as refusal:
        signed(office, meeting)
    told = missing(refusal)
    assert "缺 领导、甲、乙 的查摆材料" in told
    assert "领导与甲 之间没有批评意见" in told
    assert "3 个反馈问题没有列入整改措施清单：1-1、1-2、2-1" in told

    for name in ("领导", "甲", "乙"):
        hand_in(office, meeting, name)
    life.criticize(
        office.clerk,
        fresh(meeting),
        critic=office.people["甲"],
        subject=office.people["领导"],
        text="下基层少",
    )
    complete(office, adopted)
    assert life.fill_actions(office.clerk, fresh(meeting)) == 3

    done = signed(office, fresh(meeting))
    assert done.state == MeetingState.SIGNED
    stages.choose_profile(office.clerk, adopted, profile="county_3m", basis="文件")
    assert all(
        item.met for item in process.course(office.clerk, adopted, TODAY).stage("life").products
    )


def test_an_action_list_that_leaves_an_issue_out_is_told(office, adopted, meeting):
    issues = complete(office, adopted)
    life.add_action(
        office.clerk,
        fresh(meeting),
        issue=issues[0],
        text="每季检查一次",
        owner=office.people["甲"],
        deadline=date(2021, 9, 1),
    )

    view = process.meeting(office.clerk, meeting.uuid, TODAY)
    assert view.life.unmapped == ("1-2", "2-1")
    life.drop_action(office.clerk, LifeAction.objects.get())
    assert process.meeting(office.clerk, meeting.uuid, TODAY).life.unmapped[0] == "1-1"


def test_materials_are_ones_own_and_read_by_few(office, meeting):
    hand_in(office, meeting, "甲")
    hand_in(office, meeting, "领导")
    with pytest.raises(NotAllowed):
        life.hand_in(
            office.jia,
            fresh(meeting),
            person=office.people["乙"],
            text="代写",
            handed_in_on=TODAY,
            today=TODAY,
        )

    seen = process.meeting(office.jia, meeting.uuid, TODAY).life
    assert [row.person.name for row in seen.examinations] == ["甲"]
    assert len(process.meeting(office.clerk, meeting.uuid, TODAY).life.examinations) == 2
    told = history(office.clerk, "rectification.meeting", str(meeting.uuid))
    assert not any("对照反馈问题" in event.summary for event in told)


def test_what_is_no_democratic_life_meeting_holds_no_materials(office, adopted):
    other = held(office, adopted)
    with pytest.raises(Refused) as refusal:
        hand_in(office, other, "甲")

    assert refusal.value.code == "life.other_kind"
    with pytest.raises(BadInput):
        life.criticize(
            office.clerk,
            held(office, adopted, "life"),
            critic=office.people["甲"],
            subject=office.people["甲"],
            text="自己",
        )


def test_two_thirds_of_the_leadership_must_come(office, meeting):
    rows = [
        Came(row.person, present=number < 1, reason="请假")
        for number, row in enumerate(Attendance.objects.filter(meeting=meeting).order_by("pk"))
    ]
    meetings.write_attendance(office.clerk, meeting, rows=rows)
    with pytest.raises(Refused) as refusal:
        signed(office, fresh(meeting))

    assert "不足三分之二" in missing(refusal)
