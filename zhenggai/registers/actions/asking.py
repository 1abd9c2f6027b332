"""Asking for a sweep now: the worker runs it, and the page that asked tells how far it is (即时巡检)."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.jobs.actions import enqueue
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import BadInput, NotAllowed
from zhenggai.people.viewer import Viewer
from zhenggai.registers.policy import sees_results, sees_whole
from zhenggai.registers.published import edition

SWEEP_JOB = "registers.sweep_now"


@action("sweep.ask", noun="registers.sweep")
def ask_sweep(viewer: Viewer, register: str) -> int:
    """Queue a sweep of one register in the office acted in; answers with the job's number. One that already waits or
    runs is not queued twice."""
    found = edition(register).declaration
    if not (sees_whole(viewer, found) or sees_results(viewer)):
        raise NotAllowed(
            "action.not_allowed", gettext("巡检由台账员、审核人和监督的人发起——您不在其列")
        )
    if viewer.office_id is None:
        raise BadInput("sweep.office", gettext("请先选择单位"))
    job = enqueue(
        SWEEP_JOB,
        {"register": register, "office": viewer.office_id},
        key=f"{register}.{viewer.office_id}",
        office_id=viewer.office_id,
    )
    note(summary=gettext("发起巡检：%(register)s") % {"register": found.label})
    return job.pk
