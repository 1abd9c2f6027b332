"""process.md §5: applying, reviewing by levels, returning, withdrawing, closing, each with its guards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.people.actions import change_setting
from zhenggai.people.queries import scope_for, unread_messages
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import actions, gates
from zhenggai.rectification.actions import LetterForm, MeetingForm, ReviewForm
from zhenggai.rectification.closing.draw import draw, sample_size
from zhenggai.rectification.gates import Obstacle, obstacles
from zhenggai.rectification.levels import Level
from zhenggai.rectification.models import Closure, ClosureApplication, Issue, Measure, ReviewStep
from zhenggai.rectification.tests.closing import (
    ANSWERS,
    MEETING,
    STATEMENT,
    applied,
    carried_out,
    closed,
    form_for,
    fresh,
    panel_of,
    passed,
    ready,
    returned,
    under_way,
)

ALL_FIVE = (Level.HEAD, Level.OFFICE, Level.LEADER, Level.DISCIPLINE, Level.GROUP)


@pytest.fixture
def panel(office):
    return panel_of(office)


@pytest.fixture
def application(panel, issues):
    return applied(panel, ready(panel, issues["2-1"]))


def refusal_of(kind, act, *args, **kwargs):
    with pytest.raises(kind) as refusal:
        act(*args, **kwargs)
    return refusal.value


def apply(panel, issue, viewer=None, statement=STATEMENT):
    return actions.apply_closure(
        viewer or panel.applicant, issue, version=issue.version, statement=statement, today=TODAY
    )


def review(viewer, application, form=None, version=None):
    application = fresh(application)
    return actions.review(
        viewer,
        application,
        version=version or application.version,
        form=form or form_for(application),
        today=TODAY,
    )


# -- the straight way ---------------------------------------------------------------------------------------------


def test_from_application_through_five_levels_to_the_closure(panel, application):
    passed(panel, application, *ALL_FIVE)

    issue, closure = fresh(application.issue), Closure.objects.get()
    assert (issue.state, fresh(application).outcome) == ("closed", "closed")
    assert (closure.applied_on, closure.closed_on, closure.on_time) == (TODAY, TODAY, True)
    assert issue.red_on is None
    assert [step.reviewer_name for step in ReviewStep.objects.order_by("level")] == [
        "主任",
        "办",
        "领导",
        "纪检",
        "组长",
    ]


def test_levels_are_the_offices_setting_and_a_running_application_keeps_its_own(panel, issues):
    change_setting(panel.office.clerk, key="closure.level_4", text="off", reason="党组会议定")
    application = applied(panel, ready(panel, issues["2-1"]))
    change_setting(panel.office.clerk, key="closure.level_6", text="on", reason="联审办法")

    assert application.levels == [1, 2, 3, 5]
    passed(panel, application, 1, 2, 3, 5)
    assert fresh(application.issue).state == "closed"


def test_the_superior_confirms_last_in_the_system(panel, issues):
    change_setting(panel.office.clerk, key="closure.level_6", text="on", reason="联审办法")
    application = applied(panel, ready(panel, issues["2-1"]))

    passed(panel, application, *ALL_FIVE)
    assert fresh(application.issue).state == "reviewing"
    passed(panel, application, 6)
    assert fresh(application.issue).state == "closed"


def test_or_by_letter_that_the_rectification_office_puts_in(panel, issues):
    change_setting(panel.office.clerk, key="closure.level_6", text="on", reason="联审办法")
    application = passed(panel, applied(panel, ready(panel, issues["2-1"])), *ALL_FIVE)

    refusal = refusal_of(BadInput, review, panel.clerk, application, ReviewForm(opinion="同意"))
    assert "函件" in refusal.missing[0]
    step = review(
        panel.clerk,
        application,
        ReviewForm(letter=LetterForm("区委巡察办", "区巡办函〔2021〕12号", TODAY)),
    )

    assert (step.reviewer_id, step.reviewer_name, step.letter_on) == (None, "区委巡察办", TODAY)
    assert fresh(application.issue).state == "closed"


# -- what an application asks -------------------------------------------------------------------------------------


def test_everything_that_stands_in_the_way_is_said_at_once_with_basis_and_mend(panel, issues):
    issue = under_way(panel, issues["1-1"])
    Issue.objects.filter(pk=issue.pk).update(state="in_progress")

    refusal = refusal_of(Refused, apply, panel, fresh(issue))

    assert refusal.code == "issue.hindered"
    assert len(refusal.missing) == 2 + 3 + 4
    assert all("依据" in sentence and "；请" in sentence for sentence in refusal.missing)


def test_pending_evidence_does_not_count_and_returned_must_be_mended(panel, issues):
    issue = under_way(panel, issues["2-1"])
    carried_out(panel, issue.measures.get())
    item = fresh(issue).evidence.first()
    type(item).objects.filter(pk=item.pk).update(verdict="pending")

    assert [found.code for found in obstacles(issue, TODAY)] == ["gate.pending"]
    reason = "没有盖章，请补盖后重传"
    actions.judge_evidence(panel.clerk, fresh(item), verdict="returned", reason=reason, today=TODAY)
    assert {found.code for found in obstacles(issue, TODAY)} == {"gate.evidence", "gate.returned"}


def test_a_core_measure_waits_and_a_consolidating_one_needs_somebody_and_a_day(panel, issues):
    issue = under_way(panel, issues["1-2"])
    first, second = issue.measures.order_by("position")
    carried_out(panel, second)
    assert {item.code for item in obstacles(issue, TODAY)} == {"gate.measure", "gate.evidence"}

    actions.edit_measure(panel.office.clerk, first, version=first.version, is_core=False)
    (found,) = obstacles(issue, TODAY)
    assert (found.code, found.subject) == ("gate.follow_up", "1-2-1")
    first = fresh(first)
    actions.edit_measure(
        panel.office.clerk,
        first,
        version=first.version,
        owner=panel.office.people["乙"],
        review_on=date(2021, 12, 1),
    )
    assert obstacles(issue, TODAY) == []


def test_a_consolidating_measure_goes_on_after_the_closure(panel, issues):
    issue = ready(panel, issues["1-2"])
    first = Measure.objects.get(code="1-2-1")
    actions.edit_measure(
        panel.office.clerk,
        first,
        version=first.version,
        is_core=False,
        owner=panel.office.people["乙"],
        review_on=date(2021, 12, 1),
    )
    application = applied(panel, issue)
    passed(panel, application, *application.levels)

    issue = fresh(issue)
    actions.record_trigger(
        panel.applicant,
        fresh(first),
        version=fresh(first).version,
        happened_on=TODAY,
        today=TODAY,
    )
    actions.report_progress(
        panel.applicant, issue, measure=fresh(first), text="9月8日走访 3 处", today=TODAY
    )
    assert (
        refusal_of(
            Refused,
            actions.report_progress,
            panel.applicant,
            issue,
            text="9月8日走访 3 处",
            today=TODAY,
        ).code
        == "issue.settled"
    )


def test_without_core_measure_or_kind_nothing_is_proved(panel, issues):
    issue = under_way(panel, issues["2-1"])
    Measure.objects.filter(issue=issue).update(kinds=[])
    assert "gate.kind" in {item.code for item in obstacles(issue, TODAY)}
    Measure.objects.filter(issue=issue).update(is_core=False)
    assert "gate.no_core" in {item.code for item in obstacles(issue, TODAY)}


def test_an_issue_of_long_standing_is_never_closed(panel, issues):
    issue = ready(panel, issues["2-1"])
    Issue.objects.filter(pk=issue.pk).update(rect_type="long_term")

    assert refusal_of(Refused, apply, panel, fresh(issue)).code == "gate.long_term"


def test_a_higher_rooms_gate_is_asked_when_applying_and_again_before_the_closure(
    panel, issues, monkeypatch
):
    failing: list[Obstacle] = []
    monkeypatch.setattr(gates, "_from_above", [])
    gates.register_closing_gate(lambda issue, today: list(failing))
    application = applied(panel, ready(panel, issues["2-1"]))
    passed(panel, application, 1, 2, 3, 4)
    failing.append(Obstacle("register.dues", "7 月不达标", "检查 DU-2", "DU-2"))

    refusal = refusal_of(Refused, review, panel.chair, application)

    assert (refusal.code, fresh(application.issue).state) == ("closure.blocked", "reviewing")


def test_the_result_is_said_in_words_and_only_those_responsible_apply(panel, issues):
    issue = ready(panel, issues["2-1"])

    assert refusal_of(BadInput, apply, panel, issue, None, "好了").code == "closure.statement"
    refusal_of(NotAllowed, apply, panel, issue, panel.clerk)
    elsewhere = replace(panel.office.yi, department_ids=frozenset({panel.office.study.pk}))
    refusal_of(NotFound, apply, panel, issue, elsewhere)
    with scope_for(panel.office.bing):
        refusal_of(NotFound, apply, panel, issue, panel.office.bing)


def test_what_was_handed_in_stays_as_it_is(panel, application):
    issue, measure = fresh(application.issue), Measure.objects.get(code="2-1-1")
    clerk = panel.office.clerk
    acts = [
        lambda: actions.assign(clerk, issue, version=issue.version, target="另定"),
        lambda: actions.add_cause(clerk, issue, text="又一条"),
        lambda: actions.add_measure(clerk, issue, content="又一条"),
        lambda: actions.return_measure(
            clerk, measure, version=measure.version, reason="做得还不够，请重新做"
        ),
        lambda: actions.report_progress(
            panel.applicant, issue, text="9月8日完成 2 项", today=TODAY
        ),
    ]
    assert {refusal_of(Refused, act).code for act in acts} == {"issue.in_review"}


# -- separation of duties -----------------------------------------------------------------------------------------


def as_role(viewer, *roles):
    return replace(viewer, roles=frozenset(roles))


def test_the_applicant_and_whoever_did_the_work_review_at_no_level(panel, application):
    for level in ALL_FIVE:
        mine = replace(
            panel.by_level[level],
            person_id=panel.applicant.person_id,
            department_ids=panel.by_level[level].department_ids,
        )
        if level == Level.LEADER:
            Issue.objects.filter(pk=application.issue_id).update(
                charge_leader=panel.applicant.person_id
            )
        assert refusal_of(NotAllowed, review, mine, application).code == "duty.own"
        if level == Level.LEADER:
            Issue.objects.filter(pk=application.issue_id).update(
                charge_leader=panel.leader.person_id
            )
        passed(panel, application, level)
        if level == Level.DISCIPLINE:
            break


def test_nobody_speaks_twice_on_one_application(panel, application):
    passed(panel, application, Level.HEAD)
    twice = replace(panel.clerk, person_id=panel.head.person_id)
    assert refusal_of(NotAllowed, review, twice, application).code == "duty.twice"


def test_a_clerk_of_the_rectification_office_does_not_decide_for_the_group(panel, application):
    passed(panel, application, 1, 2, 3, 4)

    judge = as_role(panel.clerk, "group_leader")
    both = as_role(panel.chair, "group_leader", "rect_office")
    assert refusal_of(NotAllowed, review, judge, application).code in ("issue.hindered",)
    assert refusal_of(NotAllowed, review, both, application).code == "duty.both_desks"


def test_whoever_verified_in_the_office_does_not_decide_though_another_reviewed(panel, application):
    passed(panel, application, 1)
    review(panel.second_clerk, application)
    passed(panel, application, 3, 4)

    judge = as_role(panel.clerk, "group_leader")
    assert refusal_of(NotAllowed, review, judge, application).code == "duty.both_desks"


def test_ones_own_department_is_not_reviewed_from_the_office_or_the_committee(panel, application):
    passed(panel, application, 1)
    own = replace(panel.second_clerk, department_ids=panel.head.department_ids)
    assert refusal_of(NotAllowed, review, own, application).code == "duty.own_department"


def test_the_head_is_of_the_leading_department_and_the_leader_the_issues_own(panel, application):
    elsewhere = replace(panel.head, department_ids=frozenset({panel.office.study.pk}))
    # Of another department, the issue is not even to be seen.
    refusal_of(NotFound, review, elsewhere, application)
    passed(panel, application, 1, 2)
    refusal_of(NotFound, review, replace(panel.leader, person_id=panel.head.person_id), application)


@pytest.mark.parametrize("role", ["principal", "co_dept", "office_admin", "sys_admin", "handler"])
def test_roles_without_a_level_never_review(panel, application, role):
    refusal_of((NotAllowed, NotFound), review, acting(panel.clerk, role), application)


def test_an_account_without_a_person_takes_no_part(panel, application):
    passed(panel, application, 1)
    assert (
        refusal_of(NotAllowed, review, replace(panel.clerk, person_id=None), application).code
        == "duty.nobody"
    )


def test_nobody_verifies_what_they_carried_out_or_proved(panel, issues):
    issue = under_way(panel, issues["2-1"])
    measure = issue.measures.get()
    carried_out(panel, measure, verified=False)
    mine = as_role(panel.applicant, "rect_office")
    refusal = refusal_of(
        NotAllowed, actions.verify_measure, mine, fresh(measure), version=fresh(measure).version
    )
    assert refusal.code == "measure.own"


# -- the forms ----------------------------------------------------------------------------------------------------


def test_the_office_ticks_every_core_measure_looks_at_the_sample_and_answers_five_questions(
    panel, application
):
    passed(panel, application, 1)

    refusal = refusal_of(BadInput, review, panel.clerk, application, ReviewForm(opinion="同意"))
    assert refusal.code == "review.incomplete"
    assert len(refusal.missing) == 1 + len(application.sample) + 5

    form = replace(form_for(application), answers=ANSWERS | {"money": ("no", "还差 3 万元")})
    refusal = refusal_of(BadInput, review, panel.clerk, application, form)
    assert "答“否”" in refusal.missing[0]
    form = replace(form_for(application), answers=ANSWERS | {"rule": ("yes", "在")})
    assert "依据" in refusal_of(BadInput, review, panel.clerk, application, form).missing[0]


def test_a_measure_seen_on_site_has_its_photo(panel, application):
    passed(panel, application, 1)
    form = replace(form_for(application), on_site=frozenset({"2-1-1"}))

    assert "照片" in refusal_of(BadInput, review, panel.clerk, application, form).missing[0]


def test_the_draw_is_made_from_a_stored_seed_and_can_be_made_again(application):
    keys = [str(item.uuid) for item in application.issue.evidence.all()]

    assert len(application.sample) == 2
    assert application.sample == draw(application.seed, reversed(keys), share=20, least=2)


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (1, 1), (2, 2), (4, 2), (10, 2), (11, 3), (40, 8), (41, 9)]
)
def test_two_pieces_or_a_fifth_whichever_is_more(count, size):
    assert sample_size(count, 20, 2) == size
    assert len(draw("种子", [str(number) for number in range(count)], share=20, least=2)) == size


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        (MeetingForm(), "会议名称或日期"),
        (replace(MEETING, held_on=TODAY - timedelta(days=1)), "不能早于申请"),
        (replace(MEETING, held_on=TODAY + timedelta(days=1)), "今天以前"),
        (replace(MEETING, due=None), "应到、实到"),
        (replace(MEETING, present=3), "须过半数"),
        (replace(MEETING, present=8), "须过半数"),
        (replace(MEETING, unanimous=False), "表决结果"),
        (replace(MEETING, unanimous=False, votes_for=3, votes_against=2), "票数之和"),
        (replace(MEETING, unanimous=False, votes_for=3, votes_against=3), "赞成未过半数"),
    ],
)
def test_the_group_decides_in_a_meeting_that_could_decide(panel, application, meeting, words):
    passed(panel, application, 1, 2, 3, 4)
    refusal = refusal_of(
        BadInput, review, panel.chair, application, ReviewForm(meeting=meeting, opinion="")
    )
    assert words in refusal.missing[0]


# -- return, veto, withdrawal ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ALL_FIVE)
def test_every_level_may_return_with_reason_and_day(panel, application, level):
    passed(panel, application, *ALL_FIVE[: level - 1])

    step = returned(panel, application, level)

    issue = fresh(application.issue)
    assert (issue.state, issue.return_count, issue.mend_by) == ("returned", 1, date(2021, 9, 15))
    assert (step.level, fresh(application).outcome) == (level, "returned")
    assert "closure.returned" in [row.code for row in unread_messages(panel.applicant)]


def test_a_return_says_why_and_until_when_and_sends_measures_back_with_it(panel, application):
    def send(**changes):
        given = {"reason": "公示只有电子稿，未见照片", "mend_by": date(2021, 9, 15)} | changes
        return actions.return_application(
            panel.head, application, version=application.version, today=TODAY, **given
        )

    assert refusal_of(BadInput, send, reason="不行").code == "reason.short"
    assert refusal_of(BadInput, send, mend_by=date(2021, 9, 7)).code == "closure.mend_by"
    assert refusal_of(BadInput, send, veto=True).code == "closure.veto"
    measure = Measure.objects.get(code="2-1-1")
    send(measures=[measure])
    assert (fresh(measure).state, fresh(application.issue).complete_count) == ("returned", 0)


def test_the_committees_veto_is_told_apart(panel, application):
    passed(panel, application, 1, 2, 3)

    assert returned(panel, application, 4, veto=True).verdict == "vetoed"


def test_the_second_return_starts_supervision(panel, application):
    issue = application.issue
    returned(panel, application, 1)
    assert fresh(issue).supervised_on is None
    actions.report_progress(panel.applicant, fresh(issue), text="9月8日补拍照片 3 张", today=TODAY)
    returned(panel, applied(panel, issue), 1)

    assert (fresh(issue).return_count, fresh(issue).supervised_on) == (2, TODAY)


def test_a_returned_issue_is_mended_before_it_is_asked_again(panel, application):
    returned(panel, application, 1)

    refusal = refusal_of(Refused, apply, panel, fresh(application.issue))
    assert refusal.code == "issue.move"
    actions.report_progress(
        panel.applicant, fresh(application.issue), text="9月8日补拍照片 3 张", today=TODAY
    )
    again = applied(panel, application.issue)
    assert (again.number, again.cycle) == (2, 1)


def test_the_applicant_withdraws_before_anybody_has_spoken(panel, application):
    def withdraw(viewer):
        issue = fresh(application.issue)
        return actions.withdraw_closure(viewer, issue, version=issue.version, today=TODAY)

    assert refusal_of(NotAllowed, withdraw, panel.head).code == "duty.not_applicant"
    withdraw(panel.applicant)
    assert (fresh(application).outcome, fresh(application.issue).state) == (
        "withdrawn",
        "in_progress",
    )
    second = passed(panel, applied(panel, application.issue), 1)
    assert second.number == 2
    assert refusal_of(Refused, withdraw, panel.applicant).code == "issue.move"


def test_of_two_reviewers_the_second_is_told_what_happened(panel, application):
    stale = fresh(application)
    passed(panel, application, 1)

    refusal = refusal_of(Conflict, review, panel.second_clerk, application, version=stale.version)
    assert "主任" in refusal.missing[0]


# -- many at once ---------------------------------------------------------------------------------------------------


def test_one_meeting_decides_on_several_issues_all_or_none(panel, issues):
    several = [applied(panel, ready(panel, issues[code])) for code in ("1-1", "2-1")]
    passed(panel, several[0], 1, 2, 3, 4)
    passed(panel, several[1], 1, 2, 3)
    form = ReviewForm(meeting=MEETING)

    def decide():
        picked = [(item.issue, fresh(item).version) for item in several]
        return actions.review_many(panel.chair, picked, form=form, today=TODAY)

    refusal = refusal_of(Refused, decide)
    assert refusal.code == "bulk.refused"
    assert refusal.missing[0].startswith("2-1 ")
    assert not Closure.objects.exists()
    passed(panel, several[1], 4)
    assert len(decide()) == 2
    assert Closure.objects.count() == 2


def test_several_are_applied_for_at_once_with_an_account_of_each(panel, issues):
    first, second = ready(panel, issues["2-1"]), under_way(panel, issues["1-1"])
    picked = [(fresh(first), fresh(first).version), (second, second.version)]

    refusal = refusal_of(
        Refused,
        actions.apply_closure_many,
        panel.applicant,
        picked,
        statement=STATEMENT,
        today=TODAY,
    )
    assert len(refusal.missing) == 1
    assert not ClosureApplication.objects.exists()
    made = actions.apply_closure_many(
        panel.applicant, [(fresh(first), fresh(first).version)], statement=STATEMENT, today=TODAY
    )
    assert [item.issue.code for item in made] == ["2-1"]


def test_a_form_that_is_filled_in_issue_by_issue_is_not_for_many(panel, application):
    passed(panel, application, 1)
    refusal = refusal_of(
        Refused,
        actions.review_many,
        panel.clerk,
        [(application.issue, fresh(application).version)],
        form=form_for(application),
        today=TODAY,
    )
    assert "逐个" in refusal.missing[0]


def test_the_closed_issue_is_locked_even_against_its_own_clerk(panel, issues):
    issue = closed(panel, issues["2-1"])
    refusal = refusal_of(
        Refused, actions.assign, panel.office.clerk, issue, version=issue.version, target="另定"
    )
    assert refusal.code == "issue.settled"
