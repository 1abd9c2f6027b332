"""What others may read of a round's process: its stages, who leads it, what superiors wrote, its meetings, plan and lists.
Every function knows its viewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from zhenggai.journal.actions import record
from zhenggai.people.queries import can, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.finding import not_found, only
from zhenggai.rectification.ledger import Named
from zhenggai.rectification.models import (
    AgendaItem,
    Anchor,
    Attendance,
    Baseline,
    Classification,
    Decision,
    EventKind,
    GroupMember,
    GroupRole,
    InspectionRound,
    Instruction,
    InstructionStep,
    Issue,
    LeadingGroup,
    LifeAction,
    Measure,
    Meeting,
    MeetingKind,
    MeetingState,
    Opinion,
    Outcome,
    Paper,
    Plan,
    PlanReview,
    PlanState,
    Profile,
    StageKey,
    StageTerm,
    Unit,
)
from zhenggai.rectification.process.baseline import Kept, compared
from zhenggai.rectification.process.checks import Fault, Level, draft_of, faults_of
from zhenggai.rectification.process.facts import waiting_measures
from zhenggai.rectification.process.lists import (
    ListKind,
    ListPage,
    ListRow,
    all_of,
    heads_of,
    page_of,
)
from zhenggai.rectification.process.meetings import (
    LifeView,
    MeetingRow,
    MeetingView,
    meeting_rows,
    meeting_view,
)
from zhenggai.rectification.process.past import PastIssue, ledger_as_of
from zhenggai.rectification.process.rows import (
    GroupView,
    InstructionRow,
    MemberRow,
    PlanView,
    StepRow,
    WaitingEvent,
)
from zhenggai.rectification.process.standing import (
    Course,
    PaperRow,
    ProductRow,
    StageRow,
    Standing,
    course_of,
    last_day_of,
)
from zhenggai.rectification.process.subjects import PLAN, decisions_on
from zhenggai.rectification.process.table import STAGES

if TYPE_CHECKING:
    from zhenggai.archive.models import Attachment

__all__ = [
    "STAGES",
    "Anchor",
    "Classification",
    "Course",
    "EventKind",
    "Fault",
    "GroupRole",
    "GroupView",
    "InstructionRow",
    "Kept",
    "Level",
    "LifeView",
    "ListKind",
    "ListPage",
    "ListRow",
    "MeetingKind",
    "MeetingRow",
    "MeetingState",
    "MeetingView",
    "MemberRow",
    "Opinion",
    "Outcome",
    "PaperRow",
    "PastIssue",
    "PlanState",
    "PlanView",
    "ProductRow",
    "Profile",
    "StageKey",
    "StageRow",
    "Standing",
    "Unit",
    "WaitingEvent",
    "as_of",
    "baseline",
    "course",
    "faults",
    "find_decision",
    "find_group",
    "find_instruction",
    "find_item",
    "find_life_action",
    "find_meeting",
    "find_member",
    "find_paper",
    "find_plan",
    "find_round",
    "find_term",
    "group",
    "instructions",
    "issue_choices",
    "last_due",
    "list_heads",
    "list_page",
    "meeting",
    "meetings",
    "owner_of_stage",
    "paper_file",
    "plan",
    "plans_waiting",
    "waiting_events",
    "whole_list",
]


def find_round(viewer: Viewer, uuid: UUID) -> InspectionRound:
    """The round for an action to work on; not found where the viewer may not see it."""
    require(viewer, "round.read")
    return only(visible(viewer, InspectionRound).select_related("office").filter(uuid=uuid))


def course(viewer: Viewer, round: InspectionRound, today: date) -> Course:
    """The stages of a round as of a day."""
    require(viewer, "round.read", round)
    return course_of(round, today)


def find_term(viewer: Viewer, round: InspectionRound, stage: str) -> StageTerm:
    """The limit of one stage, for an action to change."""
    require(viewer, "round.read", round)
    rows = visible(viewer, StageTerm).select_related("round")
    return only(rows.filter(round=round, stage=stage))


def owner_of_stage(viewer: Viewer, round: InspectionRound, stage: str) -> Named | None:
    """Who was named to see to a stage; None where it is left to the role."""
    require(viewer, "round.read", round)
    term = StageTerm.objects.filter(round=round, stage=stage).select_related("owner").first()
    return Named(term.owner.uuid, term.owner.name) if term and term.owner else None


def find_paper(viewer: Viewer, uuid: UUID) -> Paper:
    require(viewer, "round.read")
    rows = visible(viewer, Paper).select_related("round", "meeting", "attachment")
    return only(rows.filter(uuid=uuid))


def paper_file(viewer: Viewer, uuid: UUID) -> Attachment:
    """The file of a paper, to be taken along: that stands in the journal (security.md L07). Not found where there is none."""
    paper = find_paper(viewer, uuid)
    if paper.attachment is None:
        raise not_found()
    record(viewer, "paper.download", obj=paper, summary=paper.title)
    return paper.attachment


def group(viewer: Viewer, round: InspectionRound) -> GroupView | None:
    """The leading group; None while it has not been founded."""
    require(viewer, "round.read", round)
    found = visible(viewer, LeadingGroup).filter(round=round).first()
    if found is None:
        return None
    order = list(GroupRole.values)
    members = sorted(
        GroupMember.objects.filter(group=found).select_related("person"),
        key=lambda row: (order.index(row.role), row.pk),
    )
    rows = [
        MemberRow(
            row.uuid,
            row.person.name,
            GroupRole(row.role),
            row.is_principal,
            row.title,
            row.since,
            row.until,
        )
        for row in members
    ]
    return GroupView(
        found.uuid,
        found.name,
        found.founded_on,
        found.doc_no,
        found.duties,
        found.version,
        tuple(row for row in rows if row.until is None),
        tuple(row for row in rows if row.until is not None),
    )


def find_group(viewer: Viewer, round: InspectionRound) -> LeadingGroup:
    require(viewer, "round.read", round)
    return only(visible(viewer, LeadingGroup).select_related("round").filter(round=round))


def find_member(viewer: Viewer, uuid: UUID) -> GroupMember:
    require(viewer, "round.read")
    rows = visible(viewer, GroupMember).select_related("group__round", "person")
    return only(rows.filter(uuid=uuid))


def instructions(viewer: Viewer, round: InspectionRound, today: date) -> list[InstructionRow]:
    """Every instruction of the round, newest first, those that are open before the rest."""
    require(viewer, "round.read", round)
    found = (
        visible(viewer, Instruction)
        .filter(round=round)
        .select_related("owner")
        .prefetch_related("steps", "papers")
        .order_by("-instructed_on", "-pk")
    )
    rows = [_instruction(row, today) for row in found]
    return sorted(rows, key=lambda row: row.settled_on is not None)


def find_instruction(viewer: Viewer, uuid: UUID) -> Instruction:
    require(viewer, "round.read")
    return only(visible(viewer, Instruction).select_related("round").filter(uuid=uuid))


def meetings(
    viewer: Viewer, round: InspectionRound | None, kind: str = ""
) -> tuple[MeetingRow, ...]:
    """The newest meetings of a round, or of all that the viewer may see; of one kind where it is named."""
    require(viewer, "round.read")
    found = visible(viewer, Meeting)
    if round is not None:
        found = found.filter(round=round)
    return meeting_rows(found.filter(kind=kind) if kind in MeetingKind.values else found)


def meeting(viewer: Viewer, uuid: UUID, today: date) -> MeetingView:
    """One meeting with its agenda, attendance, decisions and papers."""
    return meeting_view(viewer, find_meeting(viewer, uuid), today)


def find_meeting(viewer: Viewer, uuid: UUID) -> Meeting:
    require(viewer, "round.read")
    rows = visible(viewer, Meeting).select_related("round", "chair", "recorder")
    return only(rows.filter(uuid=uuid))


def find_item(viewer: Viewer, uuid: UUID) -> AgendaItem:
    require(viewer, "round.read")
    return only(visible(viewer, AgendaItem).select_related("meeting__round").filter(uuid=uuid))


def find_decision(viewer: Viewer, uuid: UUID) -> Decision:
    require(viewer, "round.read")
    return only(visible(viewer, Decision).select_related("meeting__round").filter(uuid=uuid))


def find_life_action(viewer: Viewer, uuid: UUID) -> LifeAction:
    require(viewer, "round.read")
    rows = visible(viewer, LifeAction).select_related("meeting__round", "issue")
    return only(rows.filter(uuid=uuid))


def last_due(viewer: Viewer, round: InspectionRound, kind: str) -> list[str]:
    """Who was due at the last meeting of a kind, by name."""
    last = visible(viewer, Meeting).filter(round=round, kind=kind).order_by("held_on", "pk").last()
    if last is None:
        return []
    rows = Attendance.objects.filter(meeting=last, is_due=True, person__active=True)
    return list(rows.order_by("pk").values_list("person__name", flat=True))


def issue_choices(viewer: Viewer, round: InspectionRound) -> list[tuple[UUID, str]]:
    """The issues of a round to choose from, as far as the viewer sees them."""
    rows = visible(viewer, Issue).filter(round=round).order_by("position")
    return [(row.uuid, str(row)) for row in rows.only("uuid", "code", "title", "office")]


def plan(viewer: Viewer, round: InspectionRound, today: date) -> PlanView:
    """The plan with its checks as of a day."""
    require(viewer, "round.read", round)
    editions = list(
        visible(viewer, Plan).filter(round=round).select_related("meeting").order_by("number")
    )
    last = editions[-1] if editions else None
    decisions = list(decisions_on(PLAN, str(last.uuid))) if last else []
    agreed = {
        decision.meeting.pk: decision.meeting
        for decision in decisions
        if decision.outcome == Outcome.AGREED and decision.meeting.state == MeetingState.SIGNED
    }
    reviews = PlanReview.objects.filter(plan__round=round).select_related("plan")
    return PlanView(
        plan=last,
        editions=tuple(editions),
        reviews=tuple(reviews.order_by("reviewed_on", "pk")),
        faults=tuple(faults(viewer, round, today)),
        decisions=tuple(decisions),
        meetings=tuple(agreed.values()),
    )


def faults(viewer: Viewer, round: InspectionRound, today: date) -> list[Fault]:
    """What the checks PL-1 to PL-11 say of the plan as it stands in the ledger."""
    require(viewer, "round.read", round)
    return faults_of(draft_of(round, last_day_of(round, today)))


def plans_waiting(viewer: Viewer) -> list[Plan]:
    """Submitted plans that the viewer may approve: not their own."""
    if not can(viewer, "plan.approve"):
        return []
    found = visible(viewer, Plan).filter(state=PlanState.SUBMITTED).select_related("round")
    if viewer.person_id is not None:
        found = found.exclude(submitted_by=viewer.person_id)
    return list(found.order_by("submitted_on", "pk"))


def find_plan(viewer: Viewer, uuid: UUID) -> Plan:
    require(viewer, "round.read")
    return only(visible(viewer, Plan).select_related("round").filter(uuid=uuid))


def list_heads(kind: ListKind) -> tuple[str, ...]:
    """The heads of a list's columns, in the language spoken."""
    return heads_of(kind)


def list_page(
    viewer: Viewer, round: InspectionRound, kind: ListKind, page: int, today: date
) -> ListPage:
    """Some lines of one of the three lists or of the breakdown table, as far as the viewer sees the issues."""
    require(viewer, "round.read", round)
    return page_of(round, visible(viewer, Issue).filter(round=round), kind, page, today)


def whole_list(
    viewer: Viewer, round: InspectionRound, kind: ListKind, today: date
) -> Iterator[ListRow]:
    """All of it, in constant memory."""
    require(viewer, "round.read", round)
    return all_of(round, visible(viewer, Issue).filter(round=round), kind, today)


def baseline(
    viewer: Viewer, round: InspectionRound, today: date, number: int | None = None
) -> tuple[Baseline, list[Kept]] | None:
    """What an edition promised (the last where none is named) beside what is; None while none was approved."""
    require(viewer, "round.read", round)
    rows = visible(viewer, Baseline).filter(plan__round=round).select_related("plan__meeting")
    if number is not None:
        rows = rows.filter(plan__number=number)
    found = rows.order_by("plan__number").last()
    if found is None:
        return None
    return found, compared(found.body, visible(viewer, Issue).filter(round=round), today)


def as_of(viewer: Viewer, round: InspectionRound, moment: datetime) -> list[PastIssue]:
    """The round's ledger as it stood at a moment."""
    require(viewer, "round.read", round)
    return ledger_as_of(visible(viewer, Issue).filter(round=round), moment)


def waiting_events(viewer: Viewer, round: InspectionRound, today: date) -> tuple[WaitingEvent, ...]:
    """The events that measures of the round still wait for, each once; those to be asked about first."""
    require(viewer, "round.read", round)
    grouped: dict[str, list[Measure]] = {}
    known = visible(viewer, Measure).values("pk")
    for measure in waiting_measures(round).filter(pk__in=known):
        grouped.setdefault(measure.trigger or "", []).append(measure)
    events = [_event(trigger, measures, today) for trigger, measures in grouped.items()]
    return tuple(sorted(events, key=lambda event: not event.is_overdue))


def paper_row(paper: Paper) -> PaperRow:
    return PaperRow(
        paper.uuid,
        paper.title,
        paper.doc_no,
        paper.made_on,
        paper.signed_by_name,
        paper.recorded_by_name,
        paper.attachment_id is not None,
    )


def _event(trigger: str, measures: list[Measure], today: date) -> WaitingEvent:
    days = [measure.review_on for measure in measures if measure.review_on is not None]
    first = min(days, default=None)
    unasked = len(days) < len(measures)
    return WaitingEvent(trigger, tuple(measures), first, unasked or (first or today) <= today)


def _instruction(row: Instruction, today: date) -> InstructionRow:
    steps: list[InstructionStep] = sorted(row.steps.all(), key=lambda step: step.pk)
    due = row.deadline if row.settled_on is None else None
    return InstructionRow(
        uuid=row.uuid,
        author=row.author,
        instructed_on=row.instructed_on,
        text=row.text,
        owner=row.owner.name if row.owner else None,
        owner_id=row.owner_id,
        deadline=row.deadline,
        days_left=(due - today).days if due else None,
        settled_on=row.settled_on,
        steps=tuple(StepRow(step.text, step.done_on, step.author_name) for step in steps),
        papers=tuple(
            paper_row(paper) for paper in row.papers.all() if paper.withdrawn_reason is None
        ),
    )
