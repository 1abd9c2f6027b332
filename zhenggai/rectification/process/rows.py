"""What the pages of a round are shown: frozen rows, plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhenggai.rectification.models import (
    Decision,
    GroupRole,
    Measure,
    Meeting,
    Plan,
    PlanReview,
)
from zhenggai.rectification.process.checks import Fault, Level
from zhenggai.rectification.process.standing import PaperRow


@dataclass(frozen=True, slots=True)
class MemberRow:
    uuid: UUID
    name: str
    role: GroupRole
    is_principal: bool
    title: str | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """The leading group with everybody in it now, and those who were before."""

    uuid: UUID
    name: str
    founded_on: date
    doc_no: str
    duties: str | None
    version: int
    members: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]

    @property
    def heads(self) -> tuple[MemberRow, ...]:
        return tuple(row for row in self.members if row.role is GroupRole.HEAD)


@dataclass(frozen=True, slots=True)
class StepRow:
    text: str
    done_on: date
    author: str


@dataclass(frozen=True, slots=True)
class InstructionRow:
    """A superior's instruction with what was done on it, oldest first."""

    uuid: UUID
    author: str
    instructed_on: date
    text: str
    owner: str | None
    owner_id: int | None
    deadline: date | None
    days_left: int | None
    settled_on: date | None
    steps: tuple[StepRow, ...]
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event that measures wait for: how many, from which day on one should have asked about it."""

    trigger: str
    measures: tuple[Measure, ...]
    review_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands: the edition in work or the last one, every edition, what checks say, which meetings decided.
    `meetings` are those that agreed to the submitted edition, with signed minutes: one of them is named when it is approved."""

    plan: Plan | None
    editions: tuple[Plan, ...]
    reviews: tuple[PlanReview, ...]
    faults: tuple[Fault, ...]
    decisions: tuple[Decision, ...]
    meetings: tuple[Meeting, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level is Level.WARNING)
