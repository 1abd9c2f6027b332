"""The room's tables: records.py, results.py, hinge.py, occurrences.py."""

from zhenggai.registers.models.hinge import CallState, CheckBinding, LookbackCall
from zhenggai.registers.models.occurrences import Occurrence, OccurrenceState
from zhenggai.registers.models.records import (
    Characters,
    Correction,
    CorrectionState,
    EvidenceItem,
    OldValues,
    Record,
    RegisterVersion,
    Setting,
    SignInTry,
    Step,
)
from zhenggai.registers.models.results import Level, SweepMark, Violation, ViolationState, Waiver

__all__ = [
    "CallState",
    "Characters",
    "CheckBinding",
    "Correction",
    "CorrectionState",
    "EvidenceItem",
    "Level",
    "LookbackCall",
    "Occurrence",
    "OccurrenceState",
    "OldValues",
    "Record",
    "RegisterVersion",
    "Setting",
    "SignInTry",
    "Step",
    "SweepMark",
    "Violation",
    "ViolationState",
    "Waiver",
]
