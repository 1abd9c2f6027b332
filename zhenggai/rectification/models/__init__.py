"""The core's tables: round, feedback, aspect, issue, cause, measure, milestone, progress, evidence.

What came out of the source document is locked: triggers (triggers.py) refuse its change on both databases.
Open days and counts on `Issue` are kept by the actions, so that a ledger of any size is read from one index.
"""

from zhenggai.rectification.models.issues import Claim, Issue, IssueText, RootCause
from zhenggai.rectification.models.measures import DeadlineKind, Measure, Milestone
from zhenggai.rectification.models.meetings import (
    AgendaItem,
    Attendance,
    Criticism,
    Decision,
    LifeAction,
    Meeting,
    MeetingKind,
    MeetingState,
    Outcome,
    Paper,
    SelfExamination,
)
from zhenggai.rectification.models.plans import (
    Baseline,
    Opinion,
    Past,
    Plan,
    PlanReview,
    PlanState,
)
from zhenggai.rectification.models.process import (
    Anchor,
    EventKind,
    GroupMember,
    GroupRole,
    Instruction,
    InstructionStep,
    LeadingGroup,
    Profile,
    RoundEvent,
    StageKey,
    StageTerm,
    Timetable,
    Unit,
)
from zhenggai.rectification.models.rounds import (
    Classification,
    Feedback,
    InspectionRound,
    IssueCategory,
)
from zhenggai.rectification.models.work import Evidence, Progress

__all__ = [
    "AgendaItem",
    "Anchor",
    "Attendance",
    "Baseline",
    "Claim",
    "Classification",
    "Criticism",
    "DeadlineKind",
    "Decision",
    "EventKind",
    "Evidence",
    "Feedback",
    "GroupMember",
    "GroupRole",
    "InspectionRound",
    "Instruction",
    "InstructionStep",
    "Issue",
    "IssueCategory",
    "IssueText",
    "LeadingGroup",
    "LifeAction",
    "Measure",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Milestone",
    "Opinion",
    "Outcome",
    "Paper",
    "Past",
    "Plan",
    "PlanReview",
    "PlanState",
    "Profile",
    "Progress",
    "RootCause",
    "RoundEvent",
    "SelfExamination",
    "StageKey",
    "StageTerm",
    "Timetable",
    "Unit",
]
