"""What can be done in rectification: check, do, record, announce. One module a family of verbs."""

from zhenggai.rectification.actions.adopting import adopt
from zhenggai.rectification.actions.assigning import Assignment, Changed, assign, assign_many
from zhenggai.rectification.actions.bringing_in import confirm_import
from zhenggai.rectification.actions.deciding import (
    answer_import,
    be_strict,
    choose_sides,
    leave_the_rest,
)
from zhenggai.rectification.actions.importing import (
    COMPARE_JOB,
    begin_import,
    compare_again,
    drop_import,
)
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
    "COMPARE_JOB",
    "Assignment",
    "Changed",
    "MeasureChange",
    "Offer",
    "add_cause",
    "add_measure",
    "add_milestone",
    "adopt",
    "answer_import",
    "assign",
    "assign_many",
    "attach_evidence",
    "be_strict",
    "begin_import",
    "choose_sides",
    "compare_again",
    "confirm_import",
    "drop_import",
    "edit_measure",
    "judge_evidence",
    "leave_the_rest",
    "reach_milestone",
    "record_trigger",
    "remove_cause",
    "report_progress",
    "withdraw_evidence",
]
