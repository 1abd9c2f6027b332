"""Meetings as rows to be shown: the list, and one with everything that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.ledger import Named
from zhenggai.rectification.models import (
    Criticism,
    Decision,
    LifeAction,
    Meeting,
    MeetingKind,
    MeetingState,
    Outcome,
    SelfExamination,
)
from zhenggai.rectification.process.facts import issues_without_action
from zhenggai.rectification.process.minutes import unsigned_because
from zhenggai.rectification.process.standing import PaperRow
from zhenggai.rectification.process.subjects import subject_of, waiting_subjects

MOST = 100
"""Meetings of one list, the newest."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A line of the list; `open_count` are decisions that were not carried out yet."""

    uuid: UUID
    round_uuid: UUID
    round_name: str
    kind: MeetingKind
    title: str
    held_on: date
    state: MeetingState
    chair: str | None
    due_count: int
    present_count: int
    decision_count: int
    open_count: int


@dataclass(frozen=True, slots=True)
class AgendaRow:
    uuid: UUID
    position: int
    title: str
    presenter: str | None
    discussion: str | None


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    person: Named
    is_due: bool
    present: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """`subject` says what it decides on, in words; empty where on nothing of its own."""

    uuid: UUID
    text: str
    outcome: Outcome
    votes: str | None
    subject: str
    subject_type: str | None
    owner: str | None
    owner_id: int | None
    deadline: date | None
    days_left: int | None
    done_on: date | None
    done_text: str | None
    version: int


@dataclass(frozen=True, slots=True)
class LifeView:
    """What a democratic-life meeting holds, as far as the viewer may read it."""

    examinations: tuple[SelfExamination, ...]
    handed_in: frozenset[int]
    criticisms: tuple[Criticism, ...]
    criticism_count: int
    actions: tuple[LifeAction, ...]
    unmapped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting. `missing` is what its minutes lack before the viewer could sign them."""

    meeting: Meeting
    agenda: tuple[AgendaRow, ...]
    attendance: tuple[AttendanceRow, ...]
    decisions: tuple[DecisionRow, ...]
    papers: tuple[PaperRow, ...]
    missing: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    life: LifeView | None

    @property
    def due(self) -> tuple[AttendanceRow, ...]:
        return tuple(row for row in self.attendance if row.is_due)

    @property
    def present_count(self) -> int:
        return sum(row.present is True for row in self.due)


def meeting_rows(found: QuerySet[Meeting]) -> tuple[MeetingRow, ...]:
    """The newest of these meetings, in three queries."""
    meetings = list(
        found.select_related("round", "chair")
        .annotate(
            due=Count("attendance", filter=Q(attendance__is_due=True), distinct=True),
            came=Count(
                "attendance",
                filter=Q(attendance__is_due=True, attendance__present=True),
                distinct=True,
            ),
        )
        .order_by("-held_on", "-pk")[:MOST]
    )
    decided = {
        row["meeting"]: (row["whole"], row["open"])
        for row in Decision.objects.filter(meeting__in=[meeting.pk for meeting in meetings])
        .order_by()
        .values("meeting")
        .annotate(whole=Count("pk"), open=Count("pk", filter=Q(done_on=None, owner__isnull=False)))
    }
    return tuple(
        MeetingRow(
            uuid=meeting.uuid,
            round_uuid=meeting.round.uuid,
            round_name=meeting.round.name,
            kind=MeetingKind(meeting.kind),
            title=meeting.title,
            held_on=meeting.held_on,
            state=MeetingState(meeting.state),
            chair=meeting.chair.name if meeting.chair else None,
            due_count=meeting.due,
            present_count=meeting.came,
            decision_count=decided.get(meeting.pk, (0, 0))[0],
            open_count=decided.get(meeting.pk, (0, 0))[1],
        )
        for meeting in meetings
    )


def meeting_view(viewer: Viewer, meeting: Meeting, today: date) -> MeetingView:
    """One meeting that the viewer may see, with all its parts."""
    signs_here = viewer.person_id is not None and viewer.person_id == meeting.chair_id
    return MeetingView(
        meeting=meeting,
        agenda=tuple(
            AgendaRow(item.uuid, item.position, item.title, item.presenter, item.discussion)
            for item in meeting.agenda.order_by("position")
        ),
        attendance=tuple(
            AttendanceRow(
                Named(row.person.uuid, row.person.name), row.is_due, row.present, row.reason
            )
            for row in meeting.attendance.select_related("person").order_by("-is_due", "pk")
        ),
        decisions=_decisions(meeting, today),
        papers=tuple(
            PaperRow(
                paper.uuid,
                paper.title,
                paper.doc_no,
                paper.made_on,
                paper.signed_by_name,
                paper.recorded_by_name,
                paper.attachment_id is not None,
            )
            for paper in meeting.papers.filter(withdrawn_reason=None).order_by("pk")
        ),
        missing=()
        if meeting.is_closed
        else tuple(unsigned_because(meeting, signs_here=signs_here)),
        subjects=() if meeting.is_closed else tuple(waiting_subjects(meeting.round)),
        life=_life(viewer, meeting) if meeting.kind == MeetingKind.LIFE else None,
    )


def _decisions(meeting: Meeting, today: date) -> tuple[DecisionRow, ...]:
    rows = meeting.decisions.select_related("owner").order_by("position")
    return tuple(
        DecisionRow(
            uuid=row.uuid,
            text=row.text,
            outcome=Outcome(row.outcome),
            votes=row.votes,
            subject=_subject(meeting, row),
            subject_type=row.subject_type,
            owner=row.owner.name if row.owner else None,
            owner_id=row.owner_id,
            deadline=row.deadline,
            days_left=(row.deadline - today).days if row.deadline and not row.done_on else None,
            done_on=row.done_on,
            done_text=row.done_text,
            version=row.version,
        )
        for row in rows
    )


def _subject(meeting: Meeting, decision: Decision) -> str:
    known = subject_of(decision.subject_type or "")
    if known is None or decision.subject_id is None:
        return ""
    called = known.called(meeting.round, decision.subject_id)
    return f"{known.label} {called}" if called else str(known.label)


def _life(viewer: Viewer, meeting: Meeting) -> LifeView:
    seen = visible(viewer, SelfExamination).filter(meeting=meeting)
    said = visible(viewer, Criticism).filter(meeting=meeting)
    return LifeView(
        examinations=tuple(seen.select_related("person").order_by("pk")),
        handed_in=frozenset(
            SelfExamination.objects.filter(meeting=meeting).values_list("person", flat=True)
        ),
        criticisms=tuple(said.select_related("critic", "subject").order_by("pk")),
        criticism_count=Criticism.objects.filter(meeting=meeting).count(),
        actions=tuple(
            LifeAction.objects.filter(meeting=meeting)
            .select_related("issue", "owner")
            .order_by("issue__position", "pk")
        ),
        unmapped=tuple(issues_without_action(meeting)),
    )
