"""When a later deadline may be asked for (process.md §5: in time, and at most as often as the office allows)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import setting_values
from zhenggai.rectification.deadlines import days_left
from zhenggai.rectification.models import Extension, ExtensionState, Issue

ASKED_ALREADY = _("已有一份延期申请待批——请等批复，或先撤回")


def extension_obstacles(issue: Issue, today: date) -> list[str]:
    """Why no later day can be asked for now; nothing where it can."""
    if issue.deadline is None:
        return [gettext("问题没有时限，无须延期——请整改办先明确时限")]
    values, found = setting_values(issue.office_id), []
    before = values["extension.days_before"]
    if days_left(issue.deadline, today) < before:
        found.append(
            gettext(
                "时限 %(day)s 已不足 %(before)s 天——延期须在到期前 %(before)s 天以上提出；请如期完成或按超期说明"
            )
            % {"day": issue.deadline.isoformat(), "before": before}
        )
    granted = Extension.objects.filter(
        issue=issue, cycle=issue.cycle, state=ExtensionState.GRANTED
    ).count()
    if granted >= values["extension.most"]:
        found.append(
            gettext("已延期 %(count)s 次——按本单位规则最多 %(most)s 次；请如期完成")
            % {"count": granted, "most": values["extension.most"]}
        )
    if Extension.objects.filter(issue=issue, state=ExtensionState.ASKED).exists():
        found.append(str(ASKED_ALREADY))
    return found
