"""What comes after a closure and beside it: stages, look-backs, consolidation, correction, reopening, extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction

from zhenggai.archive.actions import put
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, Refused
from zhenggai.people.actions import change_setting
from zhenggai.people.queries import system_viewer
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification import actions, queries
from zhenggai.rectification.actions import Offer
from zhenggai.rectification.closing import queries as closing
from zhenggai.rectification.gates import obstacles
from zhenggai.rectification.models import Closure, CorrectionSlip, Evidence, Issue, Measure
from zhenggai.rectification.tests.closing import (
    applied,
    carried_out,
    closed,
    fresh,
    panel_of,
    passed,
    ready,
    under_way,
)

LATER = date(2021, 12, 1)


@pytest.fixture
def panel(office):
    return panel_of(office)


def refusal_of(kind, act, *args, **kwargs):
    with pytest.raises(kind) as refusal:
        act(*args, **kwargs)
    return refusal.value


def look(panel, issue, verdict="solid", day=TODAY, findings="抽查 20 张单据手续齐全"):
    return actions.record_lookback(
        panel.discipline, fresh(issue), held_on=day, verdict=verdict, findings=findings, today=TODAY
    )


def reopen(panel, issue, viewer=None, **changes):
    issue = fresh(issue)
    given = {
        "version": issue.version,
        "cause": "relapsed",
        "reason": "抽查 20 张单据，7 张又无签字",
        "deadline": LATER,
        "today": TODAY,
    }
    return actions.reopen(viewer or panel.discipline, issue, **given | changes)


def photo():
    return Offer(put(BytesIO("证据".encode()), "证据.txt"), kind="other", name="抽查记录")


# -- consolidation and correction -----------------------------------------------------------------------------------


def test_a_closed_issue_is_consolidated_after_a_solid_lookback_only(panel, issues):
    issue = closed(panel, issues["2-1"])

    def settle():
        found = fresh(issue)
        return actions.consolidate(panel.discipline, found, version=found.version, today=TODAY)

    assert refusal_of(Refused, settle).code == "gate.lookback"
    look(panel, issue, "partial")
    assert refusal_of(Refused, settle).code == "gate.lookback"
    look(panel, issue)
    settle()
    assert fresh(issue).state == "consolidated"
    assert Closure.objects.get().consolidated_on == TODAY


def test_a_lookback_looks_at_what_came_after_and_says_what_was_seen(panel, issues):
    issue = under_way(panel, issues["1-2"])
    assert refusal_of(Refused, look, panel, issue).code == "issue.open"
    issue = closed(panel, issues["2-1"])
    assert refusal_of(BadInput, look, panel, issue, "fine").code == "lookback.verdict"
    assert refusal_of(BadInput, look, panel, issue, day=date(2021, 9, 1)).code == "lookback.early"
    assert refusal_of(BadInput, look, panel, issue, findings="好").code == "reason.short"


def test_a_closed_issue_changes_by_a_slip_beside_it(panel, issues):
    issue = closed(panel, issues["2-1"])
    words = {"wrong": "抽查 20 张", "right": "抽查 21 张", "basis": "原始台账"}

    slip = actions.correct(panel.clerk, issue, **words, today=TODAY)

    assert (slip.wrong, fresh(issue).state) == ("抽查 20 张", "closed")
    assert (
        refusal_of(
            BadInput, actions.correct, panel.clerk, issue, **words | {"basis": " "}, today=TODAY
        ).code
        == "correction.empty"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionSlip.objects.filter(pk=slip.pk).update(right="抽查 22 张")


def test_the_database_keeps_what_a_closure_said(panel, issues):
    closed(panel, issues["2-1"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Closure.objects.update(closed_on=date(2021, 9, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Closure.objects.get().application.steps.update(opinion="另一种意见")


# -- reopening ------------------------------------------------------------------------------------------------------


def test_reopening_needs_cause_reason_day_and_proof(panel, issues):
    issue = closed(panel, issues["2-1"])

    assert refusal_of(BadInput, reopen, panel, issue, cause="bored").code == "reopen.cause"
    assert refusal_of(BadInput, reopen, panel, issue, reason="不行").code == "reason.short"
    assert refusal_of(BadInput, reopen, panel, issue, deadline=TODAY).code == "reopen.deadline"
    assert refusal_of(Refused, reopen, panel, issue).code == "reopen.no_proof"
    refusal_of(NotAllowed, reopen, panel, issue, panel.clerk)
    reopen(panel, issue, proof=[photo()])

    found = fresh(issue)
    assert (found.state, found.cycle, found.deadline, found.started_on) == (
        "reopened",
        2,
        LATER,
        TODAY,
    )
    assert Evidence.objects.get(name="抽查记录").cycle == 2


def test_a_lookback_that_found_a_relapse_is_proof_and_so_is_a_check_of_another_room(panel, issues):
    first, second = closed(panel, issues["2-1"]), closed(panel, issues["1-1"])
    look(panel, first, "relapsed")
    reopen(panel, first)
    reopen(panel, second, system_viewer())

    assert {fresh(first).state, fresh(second).state} == {"reopened"}


def test_every_earlier_cycle_keeps_its_dates(panel, issues):
    issue = closed(panel, issues["2-1"])
    look(panel, issue, "fake")
    reopen(panel, issue, cause="fake")
    carried_out(panel, Measure.objects.get(code="2-1-1"), text="第二次")
    passed(panel, applied(panel, issue), 1, 2, 3, 4, 5)

    first, second = Closure.objects.order_by("cycle")
    assert (first.cycle, first.deadline, first.reopen_cause) == (1, date(2021, 9, 17), "fake")
    assert (second.cycle, second.deadline, second.reopened_on) == (2, LATER, None)
    panel_shown = closing.closure_panel(panel.clerk, fresh(issue), TODAY)
    assert [row.cycle for row in panel_shown.cycles] == [2, 1]


def test_after_reopening_only_new_evidence_proves_the_measures(panel, issues):
    issue = closed(panel, issues["2-1"])
    reopen(panel, issue, proof=[photo()])
    measure = Measure.objects.get(code="2-1-1")

    assert (measure.state, measure.deadline, fresh(issue).complete_count) == ("returned", LATER, 0)
    assert {item.code for item in obstacles(issue, TODAY)} == {"gate.measure", "gate.evidence"}
    detail = queries.issue(panel.clerk, issue.uuid, TODAY)
    assert not any(need.met for need in detail.measures[0].checklist)


def test_only_the_measures_named_are_done_anew(panel, issues):
    issue = closed(panel, issues["1-1"])
    reopen(panel, issue, proof=[photo()], measures=[Measure.objects.get(code="1-1-2")])

    states = dict(Measure.objects.filter(issue=issue).values_list("code", "state"))
    assert states == {"1-1-1": "verified", "1-1-2": "returned"}


def test_a_stale_page_does_not_reopen_twice(panel, issues):
    issue = closed(panel, issues["2-1"])
    version = issue.version
    reopen(panel, issue, proof=[photo()])
    assert refusal_of(Conflict, reopen, panel, issue, version=version).code == "version.changed"


# -- stages ---------------------------------------------------------------------------------------------------------


def stage(panel, issue, viewer=None):
    issue = fresh(issue)
    return actions.mark_stage_done(
        viewer or panel.chair,
        issue,
        version=issue.version,
        meeting_title="领导小组第二次会议",
        meeting_on=TODAY,
        today=TODAY,
    )


def reach(panel, measure, title="初稿"):
    step = actions.add_milestone(panel.clerk, measure, title=title, deadline=date(2021, 9, 10))
    actions.reach_milestone(panel.clerk, step, version=1, done_on=TODAY, today=TODAY)


@pytest.mark.parametrize("rect_type", ["staged", "long_term"])
def test_a_stage_counts_apart_and_never_as_done(panel, issues, rect_type):
    issue = under_way(panel, issues["2-1"], rect_type)
    measure = issue.measures.get()
    actions.report_progress(
        panel.applicant, issue, measure=measure, text="9月1日完成 3 项", today=TODAY
    )
    assert refusal_of(Refused, stage, panel, issue).code == "gate.milestone"
    reach(panel, measure)
    refusal_of(NotAllowed, stage, panel, issue, panel.clerk)

    mark = stage(panel, issue)

    figures = queries.figures(panel.clerk, issue.round, TODAY).figures
    assert (fresh(issue).state, len(mark.milestones)) == ("stage_done", 1)
    assert figures[0].value == 0
    assert "1" in figures[0].note
    found = fresh(issue)
    actions.next_stage(panel.chair, found, version=found.version, today=TODAY)
    assert refusal_of(Refused, stage, panel, issue).code == "gate.milestone"


def test_a_timed_issue_has_no_stages(panel, issues):
    issue = under_way(panel, issues["2-1"])
    Issue.objects.filter(pk=issue.pk).update(state="in_progress")
    assert "分阶段整改、长期坚持" in str(refusal_of(Refused, stage, panel, issue))


# -- extensions -----------------------------------------------------------------------------------------------------


def extend(panel, issue, viewer=None, **changes):
    given = {
        "reason": "等待上级批复，尚未下达",
        "done_share": 60,
        "new_deadline": date(2021, 10, 17),
        "today": TODAY,
    }
    return actions.request_extension(viewer or panel.applicant, fresh(issue), **given | changes)


def decide(panel, asked, viewer=None, grant=True, opinion=""):
    asked = fresh(asked)
    return actions.decide_extension(
        viewer or panel.chair,
        asked,
        version=asked.version,
        grant=grant,
        opinion=opinion,
        today=TODAY,
    )


def test_a_granted_extension_moves_the_deadline_and_keeps_the_first_promise(panel, issues):
    issue = under_way(panel, issues["2-1"])

    decide(panel, extend(panel, issue))

    found = fresh(issue)
    assert (found.deadline, found.promised_on) == (date(2021, 10, 17), date(2021, 9, 17))
    assert found.red_on == date(2021, 10, 18)
    assert refusal_of(Refused, extend, panel, issue).missing == ()
    assert "已延期 1 次" in str(refusal_of(Refused, extend, panel, issue))
    change_setting(panel.office.clerk, key="extension.most", text="2", reason="会议决定")
    decide(panel, extend(panel, issue, new_deadline=date(2021, 11, 1)))
    assert fresh(issue).promised_on == date(2021, 9, 17)


def test_it_is_asked_in_time_with_reason_share_and_a_later_day(panel, issues):
    issue = under_way(panel, issues["2-1"])

    assert refusal_of(BadInput, extend, panel, issue, reason="忙").code == "reason.short"
    assert refusal_of(BadInput, extend, panel, issue, done_share=100).code == "extension.share"
    assert (
        refusal_of(BadInput, extend, panel, issue, new_deadline=date(2021, 9, 17)).code
        == "extension.earlier"
    )
    assert "到期前 5 天" in str(refusal_of(Refused, extend, panel, issue, today=date(2021, 9, 13)))
    extend(panel, issue, today=date(2021, 9, 12))
    assert refusal_of(Refused, extend, panel, issue, today=date(2021, 9, 12)).code in (
        "extension.not_now",
    )


def test_who_asked_does_not_decide_and_a_refusal_says_why(panel, issues):
    asked = extend(panel, under_way(panel, issues["2-1"]))
    mine = replace(panel.applicant, roles=frozenset({"group_leader"}))

    assert refusal_of(NotAllowed, decide, panel, asked, mine).code == "extension.own"
    refusal_of(NotAllowed, decide, panel, asked, panel.clerk)
    assert refusal_of(BadInput, decide, panel, asked, grant=False).code == "reason.short"
    decide(panel, asked, grant=False, opinion="客观原因不成立，请如期完成")
    found = fresh(asked.issue)
    assert (fresh(asked).state, found.deadline) == ("refused", date(2021, 9, 17))
    assert refusal_of(Conflict, decide, panel, asked).code == "extension.moved"


def test_whoever_asked_may_take_it_back(panel, issues):
    asked = extend(panel, under_way(panel, issues["2-1"]))

    refusal_of(NotAllowed, actions.withdraw_extension, panel.head, asked, version=1, today=TODAY)
    actions.withdraw_extension(panel.applicant, asked, version=1, today=TODAY)
    assert fresh(asked).state == "withdrawn"
    extend(panel, asked.issue)


def test_once_the_plan_is_approved_a_deadline_moves_by_extension_only(panel, issues):
    issue = under_way(panel, issues["2-1"])
    refusal = refusal_of(
        Refused,
        actions.assign,
        panel.office.clerk,
        issue,
        version=issue.version,
        deadline=date(2021, 12, 31),
    )
    assert refusal.code == "assign.promised"


def test_on_time_is_reckoned_by_the_application_against_the_first_promise(panel, issues):
    issue = under_way(panel, issues["2-1"])
    decide(panel, extend(panel, issue))
    Issue.objects.filter(pk=issue.pk).update(state="planned")
    carried_out(panel, issue.measures.get())
    application = applied(panel, issue)
    passed(panel, application, *application.levels)

    closure = Closure.objects.get()
    assert (closure.promised_on, closure.deadline) == (date(2021, 9, 17), date(2021, 10, 17))
    assert closure.on_time is True
    closure.applied_on = date(2021, 9, 18)
    assert closure.on_time is False


def test_a_ready_issue_shows_in_the_inbox_of_whoever_answers_for_it(panel, issues):
    issue = ready(panel, issues["2-1"])
    kinds = {task.kind for task in queries.tasks(panel.applicant, TODAY)}
    assert "close" in kinds
    applied(panel, issue)
    assert "review" in {task.kind for task in queries.tasks(panel.head, TODAY)}
    assert "review" not in {task.kind for task in queries.tasks(panel.clerk, TODAY)}
