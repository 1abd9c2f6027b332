"""What a failing check calls for when the issue that hangs on it is closed: a look-back, once until it is settled."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Min
from django.utils.translation import gettext

from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.registers.models import (
    CallState,
    CheckBinding,
    LookbackCall,
    Violation,
    ViolationState,
)

_SETTLED = ("closed", "consolidated", "stage_done")


def call_lookbacks(viewer: Viewer, register: str, today: date) -> int:
    """Call for a look-back of every settled issue whose bound check stands open with an error; whoever answers for the
    issue is told. Part of a sweep's action; answers with how many are new."""
    bound = CheckBinding._base_manager.filter(
        register=register, ended_on=None, issue__state__in=_SETTLED
    ).select_related("issue")
    called = 0
    for binding in bound:
        failing = Violation._base_manager.filter(
            office=binding.office_id,
            register=register,
            check_id=binding.check_id,
            state=ViolationState.OPEN,
            level="E",
        ).aggregate(count=Count("pk"), say=Min("say"))
        if failing["count"]:
            called += _call(viewer, binding, failing["count"], failing["say"], today)
    return called


def _call(viewer: Viewer, binding: CheckBinding, count: int, say: str, today: date) -> bool:
    issue = binding.issue
    said = gettext("销号后检查 %(check)s 又有 %(count)s 项不达标：%(say)s") % {
        "check": binding.check_id,
        "count": count,
        "say": say,
    }
    _call_row, is_new = LookbackCall._base_manager.get_or_create(
        issue=issue,
        state=CallState.OPEN,
        defaults={
            "office_id": binding.office_id,
            "register": binding.register,
            "check_id": binding.check_id,
            "failing": count,
            "said": said,
            "called_on": today,
        },
    )
    if is_new:
        answers = (issue.owner_id, issue.handler_id, issue.charge_leader_id)
        tell(
            viewer,
            answers,
            "lookback_called",
            obj=issue,
            text=gettext("问题 %(code)s 须回头看：%(said)s") % {"code": issue.code, "said": said},
            reason=gettext("您对这个问题负责"),
        )
    return is_new
