"""What the rows of a round show of its stages, read in a fixed number of queries whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from zhenggai.rectification.lifecycle import SETTLED, IssueState
from zhenggai.rectification.models import (
    Anchor,
    Attendance,
    EventKind,
    Feedback,
    GroupMember,
    GroupRole,
    InspectionRound,
    Issue,
    LeadingGroup,
    LifeAction,
    Measure,
    Meeting,
    MeetingKind,
    MeetingState,
    Opinion,
    Paper,
    Plan,
    PlanReview,
    PlanState,
    RootCause,
    RoundEvent,
    SelfExamination,
)
from zhenggai.rectification.process.results import results_shown
from zhenggai.rectification.process.shown import Shown

NAMED = 5
"""Issues that a sentence names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """Everything that the stages of a round are judged by."""

    events: Mapping[Anchor, date]
    papers: Mapping[tuple[str, str], Sequence[Paper]]
    meetings: Sequence[Meeting]
    answers: Mapping[str, Shown] = field(default_factory=dict)


def facts_of(round: InspectionRound, today: date) -> RoundFacts:
    """What is known of the round; what is dated later than `today` has not happened yet."""
    plan = Plan.objects.filter(round=round).order_by("number").select_related("meeting").last()
    approved = _approved(round, today)
    meetings = list(
        Meeting.objects.filter(round=round, held_on__lte=today)
        .exclude(state=MeetingState.CANCELLED)
        .order_by("held_on", "pk")
    )
    papers: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in (
        Paper.objects.filter(round=round, withdrawn_reason=None, made_on__lte=today)
        .exclude(stage=None)
        .select_related("attachment")
        .order_by("made_on", "pk")
    ):
        papers[paper.stage or "", paper.product or ""].append(paper)
    answers = {
        "group": _group(round, today),
        **_breakdown(round),
        "plan": _plan(plan, approved),
        "review": _review(round, today),
        **_life(round, meetings),
        **results_shown(round, today),
    }
    return RoundFacts(_events(round, approved, today), papers, meetings, answers)


def events_of(round: InspectionRound, today: date) -> dict[Anchor, date]:
    """The days that limits are counted from, as far as they have come."""
    return _events(round, _approved(round, today), today)


def _approved(round: InspectionRound, today: date) -> Plan | None:
    """The first edition that was approved: from it the later limits are counted."""
    found = Plan.objects.filter(round=round, state=PlanState.APPROVED, approved_on__lte=today)
    return found.order_by("approved_on", "number").first()


def _events(round: InspectionRound, approved: Plan | None, today: date) -> dict[Anchor, date]:
    """The days that are known: from the feedback document, from an approved plan, or written down by hand."""
    found: dict[Anchor, date] = {}
    feedback_on = Feedback.objects.filter(round=round).values_list("feedback_on", flat=True).first()
    by_hand = dict(
        RoundEvent.objects.filter(round=round, happened_on__lte=today).values_list(
            "kind", "happened_on"
        )
    )
    feedback = feedback_on or by_hand.get(EventKind.FEEDBACK)
    for anchor, day in (
        (Anchor.FEEDBACK, feedback),
        (Anchor.PLAN, approved.approved_on if approved else None),
        (Anchor.REPORT, by_hand.get(EventKind.REPORT)),
        (Anchor.CLOSED, by_hand.get(EventKind.CLOSED)),
    ):
        if day is not None and day <= today:
            found[anchor] = day
    return found


def _group(round: InspectionRound, today: date) -> Shown:
    group = LeadingGroup.objects.filter(round=round, founded_on__lte=today).first()
    if group is None:
        return Shown(False, gettext("领导小组尚未成立"))
    heads = list(
        GroupMember.objects.filter(group=group, role=GroupRole.HEAD, until=None).select_related(
            "person"
        )
    )
    names = "、".join(head.person.name for head in heads)
    if not any(head.is_principal for head in heads):
        return Shown(False, gettext("组长中没有本级党组织主要负责人"), group.founded_on)
    return Shown(True, gettext("组长 %(names)s") % {"names": names}, group.founded_on)


def _breakdown(round: InspectionRound) -> dict[str, Shown]:
    """Causes, measures and duties, progress and closure, counted in one pass; what is lacking is named."""
    issues = Issue.objects.filter(round=round)
    questions: dict[str, tuple[Any, str]] = {
        "causes": (~Exists(RootCause.objects.filter(issue=OuterRef("pk"))), gettext("没有原因")),
        "measures": (Q(measure_count=0), gettext("没有措施")),
        "duties": (lacks_duty(), gettext("责任或时限不全")),
        "progress": (
            Q(last_progress_on=None) & ~Q(state__in=SETTLED),
            gettext("还没有进展"),
        ),
        "closed": (
            ~Q(state__in=[*SETTLED, IssueState.STAGE_DONE]),
            gettext("尚未销号"),
        ),
    }
    counted = issues.aggregate(
        whole=Count("pk"), **{key: Count("pk", filter=rule) for key, (rule, _) in questions.items()}
    )
    whole = counted.pop("whole")
    if not whole:
        return {key: Shown(False, gettext("台账里没有问题")) for key in questions}
    return {
        key: _lacking(issues.filter(rule), counted[key], whole, words)
        for key, (rule, words) in questions.items()
    }


def _lacking(found: QuerySet[Issue], count: int, whole: int, words: str) -> Shown:
    if not count:
        return Shown(True, gettext("%(count)s 个问题都有了") % {"count": whole})
    codes = list(found.order_by("position").values_list("code", flat=True)[:NAMED])
    return Shown(
        False,
        gettext("%(count)s 个问题%(what)s（%(codes)s）")
        % {"count": count, "what": words, "codes": named(codes, count)},
    )


def named(codes: Iterable[str], count: int) -> str:
    """1-1、1-2、1-3 等; for all of a few, just these."""
    shown = list(codes)[:NAMED]
    words = "、".join(shown)
    return gettext("%(codes)s 等") % {"codes": words} if count > len(shown) else words


def lacks_duty() -> Q:
    """PL-2 as far as it asks who and until when."""
    return (
        Q(charge_leader=None)
        | Q(lead_dept=None)
        | Q(owner=None)
        | Q(deadline=None)
        | Q(target=None)
        | Q(target="")
    )


def _plan(plan: Plan | None, approved: Plan | None) -> Shown:
    if approved is not None:
        return Shown(
            True,
            gettext("第 %(number)s 稿已审定") % {"number": approved.number},
            approved.approved_on,
        )
    if plan is None or plan.state == PlanState.DRAFT:
        return Shown(False, gettext("方案还没有提交"))
    if plan.state == PlanState.RETURNED:
        return Shown(False, gettext("方案退回修改：%(why)s") % {"why": plan.returned_reason})
    return Shown(False, gettext("方案已提交，等会议审定"))


def _review(round: InspectionRound, today: date) -> Shown:
    last = (
        PlanReview.objects.filter(plan__round=round, reviewed_on__lte=today)
        .order_by("reviewed_on", "pk")
        .last()
    )
    if last is None:
        return Shown(False, gettext("上级还没有审核意见"))
    if last.opinion == Opinion.RETURNED:
        return Shown(False, gettext("%(who)s退单，须重报") % {"who": last.bodies})
    return Shown(True, gettext("%(who)s同意") % {"who": last.bodies}, last.reviewed_on)


def _life(round: InspectionRound, meetings: Sequence[Meeting]) -> dict[str, Shown]:
    """The materials of everyone who was due, and the action list against every issue (CM-3, CM-6)."""
    held = [meeting for meeting in meetings if meeting.kind == MeetingKind.LIFE]
    if not held:
        none = gettext("还没有登记民主生活会")
        return {"examinations": Shown(False, none), "actions": Shown(False, none)}
    meeting = held[-1]
    lacking = people_without_material(meeting)
    unmapped = issues_without_action(meeting)
    return {
        "examinations": Shown(
            not lacking,
            gettext("缺 %(names)s 的查摆材料") % {"names": named(lacking, len(lacking))}
            if lacking
            else gettext("人人有"),
            meeting.held_on,
        ),
        "actions": Shown(
            not unmapped,
            gettext("%(count)s 个问题没有列入清单（%(codes)s）")
            % {"count": len(unmapped), "codes": named(unmapped, len(unmapped))}
            if unmapped
            else gettext("逐条对应"),
            meeting.held_on,
        ),
    }


def people_without_material(meeting: Meeting) -> list[str]:
    """Who was due at a democratic-life meeting and has handed nothing in; everybody, where nobody is known to be due."""
    handed_in = SelfExamination.objects.filter(meeting=meeting).values("person")
    due = Attendance.objects.filter(meeting=meeting, is_due=True)
    if not due.exists():
        return [gettext("全体应到人员（尚未登记）")]
    lacking = due.exclude(person__in=handed_in).select_related("person").order_by("pk")
    return [row.person.name for row in lacking]


def issues_without_action(meeting: Meeting) -> list[str]:
    """The codes of issues that the meeting's action list does not name (CM-6)."""
    mapped = LifeAction.objects.filter(meeting=meeting).values("issue")
    issues = Issue.objects.filter(round=meeting.round_id).exclude(pk__in=mapped)
    return list(issues.order_by("position").values_list("code", flat=True))


def waiting_measures(round: InspectionRound) -> QuerySet[Measure]:
    """Measures of a round whose deadline waits for an event."""
    return (
        Measure.objects.filter(round=round, state="waiting")
        .exclude(trigger=None)
        .select_related("issue", "owner")
        .order_by("trigger", "review_on", "pk")
    )
