"""What can be done in rectification: check, do, record, announce. One module a family of verbs."""

from zhenggai.rectification.actions.adopting import adopt
from zhenggai.rectification.actions.assigning import Assignment, Changed, assign, assign_many
from zhenggai.rectification.actions.judging import judge_evidence, withdraw_evidence
from zhenggai.rectification.actions.planning import (
    MeasureChange,
    add_cause,
    add_measure,
    add_milestone,
    edit_measure,
    reach_milestone,
    record_trigger,
    remove_cause,
)
from zhenggai.rectification.actions.proving import Offer, attach_evidence
from zhenggai.rectification.actions.reporting import report_progress

__all__ = [
    "Assignment",
    "Changed",
    "MeasureChange",
    "Offer",
    "add_cause",
    "add_measure",
    "add_milestone",
    "adopt",
    "assign",
    "assign_many",
    "attach_evidence",
    "edit_measure",
    "judge_evidence",
    "reach_milestone",
    "record_trigger",
    "remove_cause",
    "report_progress",
    "withdraw_evidence",
]
