"""The core's tables: round, feedback, aspect, issue, cause, measure, milestone, progress, evidence.

What came out of the source document is locked: triggers (triggers.py) refuse its change on both databases.
Open days and counts on `Issue` are kept by the actions, so that a ledger of any size is read from one index.
"""

from zhenggai.rectification.models.exchange import ImportLine, ImportState, LedgerImport, Side
from zhenggai.rectification.models.issues import Claim, Issue, IssueText, RootCause
from zhenggai.rectification.models.measures import DeadlineKind, Measure, Milestone
from zhenggai.rectification.models.rounds import (
    Classification,
    Feedback,
    InspectionRound,
    IssueCategory,
)
from zhenggai.rectification.models.work import Evidence, Progress

__all__ = [
    "Claim",
    "Classification",
    "DeadlineKind",
    "Evidence",
    "Feedback",
    "ImportLine",
    "ImportState",
    "InspectionRound",
    "Issue",
    "IssueCategory",
    "IssueText",
    "LedgerImport",
    "Measure",
    "Milestone",
    "Progress",
    "RootCause",
    "Side",
]
