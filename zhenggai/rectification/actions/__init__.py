"""What can be done in rectification: check, do, record, announce. One module a verb."""

from zhenggai.rectification.actions.adopting import adopt
from zhenggai.rectification.actions.assigning import Assignment, assign
from zhenggai.rectification.actions.proving import attach_evidence
from zhenggai.rectification.actions.reporting import report_progress

__all__ = ["Assignment", "adopt", "assign", "attach_evidence", "report_progress"]
