from datetime import date

import pytest

from zhenggai.journal.queries import history
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification.actions import events, group, stages
from zhenggai.rectification.actions.group import Seat
from zhenggai.rectification.actions.stages import PaperOffer
from zhenggai.rectification.models import GroupMember, Measure, Paper, RoundEvent, StageTerm
from zhenggai.rectification.process import queries as process
from zhenggai.rectification.process.queries import Standing

BASIS = "《关于区委第四巡察组巡察的反馈意见》"


@pytest.fixture
def timed(office, adopted):
    """The round with the seed's limits; its feedback was on 2021-06-17."""
    stages.choose_profile(office.clerk, adopted, profile="seed_2021", basis=BASIS)
    return adopted


def stage(office, round, key, day=TODAY):
    return process.course(office.clerk, round, day).stage(key)


# -- limits ---------------------------------------------------------------------------------------------------------


def test_without_a_profile_stages_have_no_due_day_and_say_what_they_wait_for(office, adopted):
    course = process.course(office.clerk, adopted, TODAY)

    assert course.profile is None
    assert all(row.due is None for row in course.stages)
    assert course.stage("review").waits_for == "方案审定之日"
    assert course.stage("receipt").standing is Standing.NOW


def test_a_profile_gives_due_days_each_with_its_basis(office, timed):
    plan = stage(office, timed, "plan", date(2021, 6, 20))

    assert (plan.due, plan.days_left) == (date(2021, 6, 30), 10)
    assert plan.limit == "自反馈之日起 13 天"
    assert "第 13 天" in plan.basis
    assert plan.standing is Standing.NOW
    assert stage(office, timed, "plan", date(2021, 7, 1)).standing is Standing.LATE


def test_a_profile_needs_its_basis_and_belongs_to_the_rectification_office(office, adopted):
    with pytest.raises(BadInput) as refusal:
        stages.choose_profile(office.clerk, adopted, profile="county_3m", basis=" ")
    assert refusal.value.code == "stage.no_basis"
    with pytest.raises(BadInput):
        stages.choose_profile(office.clerk, adopted, profile="other", basis=BASIS)
    with pytest.raises(NotAllowed):
        stages.choose_profile(office.jia, adopted, profile="county_3m", basis=BASIS)
    with pytest.raises(NotFound), scope_for(office.bing):
        stages.choose_profile(office.bing, adopted, profile="county_3m", basis=BASIS)


def test_a_limit_is_filled_in_by_hand_with_its_basis_and_owner(office, timed):
    term = process.find_term(office.clerk, timed, "plan")
    stages.set_term(
        office.clerk,
        term,
        version=1,
        amount=10,
        unit="workday",
        anchor="feedback",
        basis="反馈文件第五条",
        owner=office.people["办"],
    )

    found = stage(office, timed, "plan", date(2021, 6, 20))
    assert found.due == date(2021, 7, 1)
    assert (found.owner, found.basis) == ("办", "反馈文件第五条")
    told = history(office.clerk, "rectification.round", str(timed.uuid))
    assert "制定方案" in told[-1].summary


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": ""}, "stage.no_basis"),
        ({"amount": -1}, "stage.amount"),
        ({"unit": "year"}, "stage.term"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(office, timed, changes, code):
    term = process.find_term(office.clerk, timed, "plan")
    usual = {"amount": 10, "unit": "day", "anchor": "feedback", "basis": "文件"}
    with pytest.raises(BadInput) as refusal:
        stages.set_term(office.clerk, term, version=1, **(usual | changes))

    assert refusal.value.code == code


def test_the_period_is_not_counted_from_its_own_end(office, timed):
    term = process.find_term(office.clerk, timed, "concentrated")
    with pytest.raises(BadInput) as refusal:
        stages.set_term(
            office.clerk, term, version=1, amount=1, unit="month", anchor="end", basis="文件"
        )

    assert refusal.value.code == "stage.circle"


def test_somebody_elses_person_is_no_owner(office, timed):
    term = StageTerm.objects.get(round=timed, stage="plan")
    with pytest.raises(NotFound):
        stages.set_term(
            office.clerk,
            term,
            version=1,
            amount=1,
            unit="day",
            anchor="feedback",
            basis="文件",
            owner=office.people["丙"],
        )


# -- what stages produce --------------------------------------------------------------------------------------------


def test_the_principal_signs_for_the_feedback_once(office, timed):
    leader = acting(office.clerk, "principal")
    stages.sign_receipt(leader, timed, today=date(2021, 6, 18))

    found = stage(office, timed, "receipt")
    assert (found.standing, found.done_on) == (Standing.DONE, date(2021, 6, 18))
    with pytest.raises(Refused) as refusal:
        stages.sign_receipt(leader, timed, today=TODAY)
    assert refusal.value.code == "stage.signed"
    with pytest.raises(NotAllowed):
        stages.sign_receipt(office.clerk, timed, today=TODAY)


def test_a_paper_counts_from_its_day_and_no_longer_once_it_is_withdrawn(office, timed):
    offer = PaperOffer("中期督查记录", date(2021, 8, 2), doc_no="三政协整改办〔2021〕3号")
    paper = stages.register_paper(
        office.clerk, timed, stage="midterm", product="midterm", offer=offer, today=TODAY
    )

    assert stage(office, timed, "midterm", date(2021, 8, 1)).standing is not Standing.DONE
    found = stage(office, timed, "midterm")
    assert (found.standing, found.done_late_by) == (Standing.DONE, 1)
    stages.withdraw_paper(office.clerk, paper, reason="登记错了轮次")
    assert stage(office, timed, "midterm").standing is Standing.LATE
    assert Paper.objects.get().withdrawn_reason == "登记错了轮次"
    with pytest.raises(Refused):
        stages.withdraw_paper(office.clerk, paper, reason="再来一次")


def test_what_rows_or_meetings_show_is_not_registered_as_a_paper(office, timed):
    offer = PaperOffer("台账", date(2021, 7, 1))
    for product in ("plan", "nothing"):
        with pytest.raises(BadInput) as refusal:
            stages.register_paper(
                office.clerk, timed, stage="plan", product=product, offer=offer, today=TODAY
            )
        assert refusal.value.code == "stage.product"


def test_a_paper_of_tomorrow_or_a_secret_one_is_refused(office, timed):
    where = {"stage": "report", "product": "report", "today": TODAY}
    with pytest.raises(BadInput):
        offer = PaperOffer("报告", date(2021, 9, 9))
        stages.register_paper(office.clerk, timed, offer=offer, **where)
    with pytest.raises(Refused) as refusal:
        offer = PaperOffer("报告", TODAY, classification="secret")
        stages.register_paper(office.clerk, timed, offer=offer, **where)
    assert refusal.value.code == "paper.classified"


def test_what_is_missing_is_named(office, timed):
    found = stage(office, timed, "breakdown", date(2021, 6, 20))

    assert any("3 个问题没有原因（1-1、1-2、2-1）" in words for words in found.missing)
    assert not any("没有措施" in words for words in found.missing)


# -- events ---------------------------------------------------------------------------------------------------------


def test_an_event_makes_a_due_day(office, timed):
    assert stage(office, timed, "lookback").due is None
    stages.record_event(
        office.clerk,
        timed,
        kind="closed",
        happened_on=date(2021, 9, 5),
        basis="领导小组会议纪要",
        today=TODAY,
    )

    found = stage(office, timed, "lookback")
    assert (found.due, found.waits_for) == (date(2021, 12, 5), "")
    assert RoundEvent.objects.get().recorded_by_name == "办"


def test_the_feedback_day_of_the_document_stands(office, timed):
    with pytest.raises(Refused) as refusal:
        stages.record_event(
            office.clerk,
            timed,
            kind="feedback",
            happened_on=date(2021, 6, 18),
            basis="记错",
            today=TODAY,
        )

    assert refusal.value.code == "stage.feedback_known"


def test_a_shared_event_becomes_the_deadline_of_all_that_wait_for_it(office, timed):
    (waiting,) = process.waiting_events(office.clerk, timed, TODAY)
    assert (waiting.trigger, waiting.is_overdue) == ("换届结束后", True)

    (measure,) = events.record_shared_event(
        office.clerk, timed, trigger="换届结束后", happened_on=date(2021, 9, 1), today=TODAY
    )

    assert (measure.state, measure.deadline) == ("doing", date(2021, 10, 1))
    assert process.waiting_events(office.clerk, timed, TODAY) == ()
    with pytest.raises(NotFound):
        events.record_shared_event(
            office.clerk, timed, trigger="换届结束后", happened_on=date(2021, 9, 1), today=TODAY
        )


def test_an_event_that_has_not_happened_is_asked_about_again_on_a_day(office, timed):
    measure = Measure.objects.get(state="waiting")
    events.ask_again(
        office.clerk,
        measure,
        version=measure.version,
        review_on=date(2021, 12, 1),
        reason="换届推迟到 11 月",
        today=TODAY,
    )

    (quiet,) = process.waiting_events(office.clerk, timed, TODAY)
    (asked,) = process.waiting_events(office.clerk, timed, date(2021, 12, 1))
    assert (quiet.is_overdue, asked.is_overdue) == (False, True)
    with pytest.raises(BadInput) as refusal:
        events.ask_again(
            office.clerk,
            Measure.objects.get(pk=measure.pk),
            version=measure.version,
            review_on=TODAY,
            reason="等",
            today=TODAY,
        )
    assert refusal.value.code == "event.review_on"


# -- the leading group ----------------------------------------------------------------------------------------------


def seats(office, *named):
    return [
        Seat(office.people[name], role, is_principal=principal) for name, role, principal in named
    ]


def found(office, round, chosen):
    return group.found_group(
        office.clerk,
        round,
        name="巡察整改工作领导小组",
        founded_on=date(2021, 6, 22),
        doc_no="三政协办〔2021〕8号",
        seats=chosen,
        today=TODAY,
    )


def test_a_group_has_heads_side_by_side_and_the_principal_among_them(office, timed):
    chosen = seats(office, ("领导", "head", True), ("办", "head", False), ("甲", "member", False))
    found(office, timed, chosen)

    view = process.group(office.clerk, timed)
    assert [row.name for row in view.heads] == ["领导", "办"]
    row = stage(office, timed, "group")
    assert (row.standing, row.done_on) == (Standing.DONE, date(2021, 6, 22))
    with pytest.raises(Refused) as refusal:
        found(office, timed, chosen)
    assert refusal.value.code == "group.exists"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([("甲", "member", False)], "group.no_head"),
        ([("办", "head", False)], "group.no_principal"),
        ([("领导", "head", True), ("领导", "member", False)], "group.twice"),
    ],
)
def test_a_group_without_its_principal_as_head_is_refused(office, timed, chosen, code):
    with pytest.raises(Refused) as refusal:
        found(office, timed, seats(office, *chosen))

    assert refusal.value.code == code


def test_members_come_and_go_and_the_last_principal_stays(office, timed):
    made = found(office, timed, seats(office, ("领导", "head", True), ("甲", "member", False)))
    group.add_member(
        office.clerk,
        made,
        seat=Seat(office.people["乙"], "member"),
        since=date(2021, 7, 1),
        today=TODAY,
    )
    member = GroupMember.objects.get(person=office.people["甲"])
    group.end_member(office.clerk, member, until=date(2021, 8, 1), today=TODAY)
    head = GroupMember.objects.get(person=office.people["领导"])

    view = process.group(office.clerk, timed)
    assert [row.name for row in view.members] == ["领导", "乙"]
    assert [row.name for row in view.former] == ["甲"]
    with pytest.raises(Refused) as refusal:
        group.end_member(office.clerk, head, until=TODAY, today=TODAY)
    assert refusal.value.code == "group.no_principal"
    assert GroupMember.objects.get(pk=head.pk).until is None


# -- instructions ---------------------------------------------------------------------------------------------------


def test_an_instruction_is_followed_with_facts_until_it_is_settled(office, timed):
    order = group.register_instruction(
        office.clerk,
        timed,
        author="区委书记",
        instructed_on=date(2021, 6, 10),
        text="抓好整改，逐条销号。",
        owner=office.people["甲"],
        deadline=date(2021, 9, 30),
        today=TODAY,
    )
    with pytest.raises(Refused) as refusal:
        group.follow_instruction(
            office.jia, order, text="正在推进", done_on=date(2021, 7, 1), today=TODAY
        )
    assert refusal.value.code == "instruction.no_fact"
    with pytest.raises(NotAllowed):
        group.follow_instruction(
            office.yi, order, text="7月1日开会传达", done_on=date(2021, 7, 1), today=TODAY
        )
    group.follow_instruction(
        office.jia,
        order,
        text="7月1日开会传达",
        done_on=date(2021, 7, 1),
        today=TODAY,
        settled=True,
    )

    (row,) = process.instructions(office.clerk, timed, TODAY)
    assert (row.settled_on, row.steps[0].text) == (date(2021, 7, 1), "7月1日开会传达")
    with pytest.raises(Refused):
        group.follow_instruction(
            office.jia, order, text="7月2日再传达", done_on=date(2021, 7, 2), today=TODAY
        )


def test_the_course_takes_the_same_number_of_queries_whatever_the_size(
    office, timed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(32):
        process.course(office.clerk, timed, TODAY)
