"""What can be done in rectification: check, do, record, announce. One module a verb."""

from zhenggai.rectification.actions.adopt import adopt
from zhenggai.rectification.actions.assign import Assignment, assign
from zhenggai.rectification.actions.prove import attach_evidence
from zhenggai.rectification.actions.report import report_progress

__all__ = ["Assignment", "adopt", "assign", "attach_evidence", "report_progress"]
