"""The plan: written, checked, submitted, approved at a meeting, reviewed by the superior (整改方案)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.refusals import not_found, refuse_future
from zhenggai.rectification.lifecycle import IssueState, next_issue_state
from zhenggai.rectification.models import (
    Baseline,
    InspectionRound,
    Issue,
    Meeting,
    MeetingKind,
    Opinion,
    Plan,
    PlanReview,
    PlanState,
)
from zhenggai.rectification.process.baseline import body_of, digest_of
from zhenggai.rectification.process.checks import Level, draft_of, faults_of
from zhenggai.rectification.process.standing import last_day_of
from zhenggai.rectification.process.subjects import PLAN, agreed_at

SHORTEST_REASON = 10
LONGEST_TEXT = 10_000
DECIDING = (MeetingKind.PARTY_GROUP, MeetingKind.COMMITTEE, MeetingKind.LEADING_GROUP)
"""Kinds of meetings that may approve a plan."""


@action("plan.edit", on="round")
def edit_plan(
    viewer: Viewer,
    round: InspectionRound,
    *,
    version: int | None,
    guidance: str,
    goals: str,
    demands: str,
) -> Plan:
    """Write the plan's text. After an approved edition the next one begins; what is submitted is not changed."""
    plan = Plan.objects.filter(round=round).exclude(state=PlanState.APPROVED).first()
    columns = {
        "guidance": plain_text(guidance, longest=LONGEST_TEXT) or None,
        "goals": plain_text(goals, longest=LONGEST_TEXT) or None,
        "demands": plain_text(demands, longest=LONGEST_TEXT) or None,
    }
    if plan is None:
        plan = _begin(round, **columns)
    else:
        _refuse_submitted(plan)
        save_version(plan, version or plan.version, **columns)
    note(obj=round, summary=gettext("写方案第 %(number)s 稿") % {"number": plan.number})
    return plan


@action("plan.submit", on="round")
def submit_plan(viewer: Viewer, round: InspectionRound, *, today: date) -> Plan:
    """Hand the plan in for approval. What the checks call an error stands in the way (PL-1, 2, 3, 7, 9)."""
    plan = Plan.objects.filter(round=round).exclude(state=PlanState.APPROVED).first() or _begin(
        round
    )
    _refuse_submitted(plan)
    _refuse_faulty(round, today)
    save_version(
        plan,
        plan.version,
        state=PlanState.SUBMITTED,
        submitted_by_id=viewer.person_id,
        submitted_by_name=viewer.name,
        submitted_on=today,
        returned_reason=None,
    )
    plan.refresh_from_db()
    note(
        obj=round,
        summary=gettext("提交方案第 %(number)s 稿，等会议审定") % {"number": plan.number},
    )
    return plan


@action("plan.return", on="plan")
def return_plan(viewer: Viewer, plan: Plan, *, version: int, reason: str) -> Plan:
    """Send a submitted plan back, saying why."""
    _refuse_unsubmitted(plan)
    words = plain_text(reason, longest=500)
    if len(words) < SHORTEST_REASON:
        raise BadInput(
            "plan.short_reason",
            gettext("退回理由不足 %(least)s 个字——请写明哪里不行、怎样修改")
            % {"least": SHORTEST_REASON},
        )
    save_version(plan, version, state=PlanState.RETURNED, returned_reason=words)
    plan.state, plan.returned_reason = PlanState.RETURNED, words
    summary = gettext("退回方案第 %(number)s 稿：%(why)s") % {"number": plan.number, "why": words}
    tell(
        viewer,
        [plan.submitted_by_id],
        "plan.returned",
        obj=plan.round,
        text=summary,
        reason=gettext("您提交的方案被退回，请修改后再提交"),
    )
    note(obj=plan.round, summary=summary)
    return plan


@action("plan.approve", on="plan")
def approve_plan(
    viewer: Viewer, plan: Plan, *, version: int, meeting: Meeting, today: date
) -> Baseline:
    """Approve the plan by decision of a meeting: what it promises is kept as the baseline, and its issues are planned; those
    with progress are under way at once."""
    _refuse_unsubmitted(plan)
    if viewer.person_id is not None and viewer.person_id == plan.submitted_by_id:
        raise Refused("plan.own", gettext("不能审定自己提交的方案——请由另一位组长审定（职责分离）"))
    _refuse_undecided(plan, meeting)
    _refuse_faulty(plan.round, today)
    save_version(
        plan,
        version,
        state=PlanState.APPROVED,
        meeting=meeting,
        approved_on=meeting.held_on,
        approved_by_name=viewer.name,
    )
    baseline = _keep_baseline(plan, meeting.held_on)
    planned, begun = _set_planned(plan.round)
    note(
        obj=plan.round,
        summary=gettext(
            "审定方案第 %(number)s 稿（%(meeting)s，%(day)s）：%(issues)s 个问题、%(measures)s 条措施"
        )
        % {
            "number": plan.number,
            "meeting": meeting.title,
            "day": meeting.held_on.isoformat(),
            "issues": baseline.issue_count,
            "measures": baseline.measure_count,
        },
        digest=baseline.digest,
        planned=planned,
        begun=begun,
        meeting=str(meeting.uuid),
    )
    return baseline


@action("plan.review", on="plan")
def review_plan(
    viewer: Viewer,
    plan: Plan,
    *,
    bodies: str,
    opinion: str,
    text: str,
    reviewed_on: date,
    today: date,
    letter_no: str = "",
) -> PlanReview:
    """Write down what the superior said of an approved plan; returned, it is worked over and approved anew."""
    if plan.state != PlanState.APPROVED:
        raise Refused(
            "plan.unapproved", gettext("方案还没有审定，不能登记会审意见——请先经会议审定")
        )
    if opinion not in Opinion.values:
        raise BadInput("plan.opinion", gettext("会审结论只有同意和退单重报两种——请选一种"))
    refuse_future(reviewed_on, today)
    if plan.approved_on is not None and reviewed_on < plan.approved_on:
        raise BadInput("plan.review_day", gettext("审核日期早于方案审定日期——请核对日期"))
    words = plain_text(text, longest=2_000)
    if not words:
        raise BadInput("plan.no_opinion", gettext("审核意见没有写——请照函件填写"))
    review = PlanReview.objects.create(
        office_id=plan.office_id,
        plan=plan,
        bodies=plain_line(bodies, longest=200),
        opinion=opinion,
        text=words,
        letter_no=plain_text(letter_no, longest=60) or None,
        reviewed_on=reviewed_on,
        recorded_by_name=viewer.name,
    )
    note(
        obj=plan.round,
        summary=gettext("方案会审：%(who)s%(opinion)s")
        % {"who": review.bodies, "opinion": Opinion(opinion).label},
    )
    return review


def _begin(round: InspectionRound, **columns: Any) -> Plan:
    """The next edition; its text goes on from the one before."""
    last = Plan.objects.filter(round=round).order_by("number").last()
    texts = {
        name: getattr(last, name) if last else None for name in ("guidance", "goals", "demands")
    }
    return Plan.objects.create(
        office_id=round.office_id,
        round=round,
        number=(last.number if last else 0) + 1,
        **(texts | columns),
    )


def _refuse_submitted(plan: Plan) -> None:
    if plan.state == PlanState.SUBMITTED:
        raise Refused("plan.submitted", gettext("方案已提交，等会议审定——要修改请先由组长退回"))


def _refuse_unsubmitted(plan: Plan) -> None:
    if plan.state != PlanState.SUBMITTED:
        raise Refused("plan.not_submitted", gettext("方案不在待审定——请先由整改办提交"))


def _refuse_faulty(round: InspectionRound, today: date) -> None:
    faults = faults_of(draft_of(round, last_day_of(round, today)))
    errors = [fault for fault in faults if fault.level is Level.ERROR]
    if errors:
        raise Refused(
            "plan.blocked",
            gettext("方案还不能通过——有 %(count)s 处须改（方案审核检查）；请逐项改好后再办")
            % {"count": len(errors)},
            [f"{fault.code} {fault.sentence}——{fault.mend}" for fault in errors],
        )


def _refuse_undecided(plan: Plan, meeting: Meeting) -> None:
    if meeting.round_id != plan.round_id:
        raise not_found()
    if meeting.kind not in DECIDING:
        raise Refused(
            "plan.other_meeting",
            gettext(
                "这种会议不能审定方案——方案由党组会议、班子会议或领导小组会议审定；请换一次会议"
            ),
        )
    if not agreed_at(meeting, PLAN, str(plan.uuid)):
        raise Refused(
            "plan.not_decided",
            gettext(
                "会议没有对这一稿方案作出同意的决定，或记录尚未签字——审定须有会议记录为据；请在会议中登记决定并签字"
            ),
        )


def _keep_baseline(plan: Plan, day: date) -> Baseline:
    body = body_of(plan.round)
    return Baseline.objects.create(
        office_id=plan.office_id,
        plan=plan,
        taken_on=day,
        body=body,
        digest=digest_of(body),
        issue_count=len(body["issues"]),
        measure_count=sum(len(issue["measures"]) for issue in body["issues"]),
    )


def _set_planned(round: InspectionRound) -> tuple[int, int]:
    """Every issue that was a draft is planned; one that shows progress already is under way. In two statements whatever the
    size, with the states that the table of moves gives."""
    issues = Issue.objects.filter(round=round)
    planned = next_issue_state("approve_plan", IssueState.DRAFT)
    begun = next_issue_state("start", planned)
    drafts = issues.filter(state=IssueState.DRAFT)
    moving = drafts.filter(last_progress_on__isnull=False).update(
        state=begun, version=F("version") + 1
    )
    waiting = drafts.update(state=planned, version=F("version") + 1)
    return waiting + moving, moving
