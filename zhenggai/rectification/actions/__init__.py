"""What can be done in rectification: check, do, record, announce. One module a family of verbs."""

from zhenggai.rectification.actions.adopting import adopt
from zhenggai.rectification.actions.assigning import Assignment, Changed, assign, assign_many
from zhenggai.rectification.actions.bringing_in import confirm_import
from zhenggai.rectification.actions.closing import (
    apply_closure,
    apply_closure_many,
    withdraw_closure,
)
from zhenggai.rectification.actions.deciding import (
    answer_import,
    be_strict,
    choose_sides,
    leave_the_rest,
)
from zhenggai.rectification.actions.extending import (
    decide_extension,
    request_extension,
    withdraw_extension,
)
from zhenggai.rectification.actions.finishing import finish_measure, return_measure, verify_measure
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
from zhenggai.rectification.actions.reopening import (
    consolidate,
    correct,
    mark_stage_done,
    next_stage,
    record_lookback,
    reopen,
)
from zhenggai.rectification.actions.reporting import report_progress
from zhenggai.rectification.actions.reviewing import return_application, review, review_many
from zhenggai.rectification.closing.forms import LetterForm, MeetingForm, ReviewForm
from zhenggai.rectification.gates import register_closing_gate

__all__ = [
    "COMPARE_JOB",
    "Assignment",
    "Changed",
    "LetterForm",
    "MeasureChange",
    "MeetingForm",
    "Offer",
    "ReviewForm",
    "add_cause",
    "add_measure",
    "add_milestone",
    "adopt",
    "answer_import",
    "apply_closure",
    "apply_closure_many",
    "assign",
    "assign_many",
    "attach_evidence",
    "be_strict",
    "begin_import",
    "choose_sides",
    "compare_again",
    "confirm_import",
    "consolidate",
    "correct",
    "decide_extension",
    "drop_import",
    "edit_measure",
    "finish_measure",
    "judge_evidence",
    "leave_the_rest",
    "mark_stage_done",
    "next_stage",
    "reach_milestone",
    "record_lookback",
    "record_trigger",
    "register_closing_gate",
    "remove_cause",
    "reopen",
    "report_progress",
    "request_extension",
    "return_application",
    "return_measure",
    "review",
    "review_many",
    "verify_measure",
    "withdraw_closure",
    "withdraw_evidence",
    "withdraw_extension",
]
