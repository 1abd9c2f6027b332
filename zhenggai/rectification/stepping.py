"""The one place where a state is written: by a move of the table, and only from the state that was seen."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from zhenggai.lib.errors import Conflict
from zhenggai.rectification import upkeep
from zhenggai.rectification.lifecycle import (
    COMPLETE,
    IssueState,
    MeasureState,
    next_issue_state,
    next_measure_state,
)
from zhenggai.rectification.models import InspectionRound, Issue, Measure
from zhenggai.rectification.settings import thresholds


def step_issue(issue: Issue, name: str, **columns: Any) -> IssueState:
    """Take the issue along a move; refused where the table has none from here, Conflict where somebody was faster."""
    target = next_issue_state(name, issue.state, issue.rect_type)
    seen, version = issue.state, issue.version
    issue.state = target
    columns |= upkeep.warning_columns(issue)
    changed = Issue.objects.filter(pk=issue.pk, state=seen, version=version).update(
        state=target, version=version + 1, **columns
    )
    if not changed:
        issue.state = seen
        raise _overtaken(issue)
    issue.version = version + 1
    for column, value in columns.items():
        setattr(issue, column, value)
    return target


def step_measure(measure: Measure, name: str, **columns: Any) -> MeasureState:
    """The same for a measure; the counts of what is carried out follow, and the warning days of its issue."""
    target = next_measure_state(name, measure.state)
    seen, version = measure.state, measure.version
    changed = Measure.objects.filter(pk=measure.pk, state=seen, version=version).update(
        state=target, version=version + 1, **columns
    )
    if not changed:
        raise Conflict(
            "measure.moved", gettext("措施刚由他人办理，您的操作没有保存——请刷新后看清再办")
        )
    measure.state, measure.version = target, version + 1
    for column, value in columns.items():
        setattr(measure, column, value)
    _count(measure, (target in COMPLETE) - (seen in COMPLETE))
    return target


def _count(measure: Measure, change: int) -> None:
    """One more measure carried out, or one less."""
    if not change:
        return
    measure.keep_days(thresholds(measure.office_id))
    days = {name: getattr(measure, name) for name in ("green_on", "yellow_on", "red_on")}
    Measure.objects.filter(pk=measure.pk).update(**days)
    counted = {"complete_count": F("complete_count") + change}
    if measure.issue is not None:
        Issue.objects.filter(pk=measure.issue.pk).update(**counted)
        upkeep.refresh_warnings(measure.issue)
        InspectionRound.objects.filter(pk=measure.round_id).update(**counted)


def _overtaken(issue: Issue) -> Conflict:
    stored = Issue.objects.filter(pk=issue.pk).values_list("state", flat=True).first()
    label = str(IssueState(stored).label) if stored else ""
    return Conflict(
        "issue.moved",
        gettext("问题刚由他人办理，现为“%(state)s”，您的操作没有保存——请刷新后看清再办")
        % {"state": label},
    )
