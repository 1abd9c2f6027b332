"""What closure asks of somebody today, for their inbox: each with why it is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import can, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.panel import extension_row
from zhenggai.rectification.closing.queue import waiting_for
from zhenggai.rectification.deadlines import days_left
from zhenggai.rectification.levels import Level
from zhenggai.rectification.lifecycle import COMPLETE, IssueState, MeasureState
from zhenggai.rectification.models import Extension, ExtensionState, Issue, Measure, Milestone

MOST = 50
NEAR = 10


class ClosingTaskKind(TextChoices):
    MEND = "mend", _("补正重报")
    REVIEW = "review", _("审核销号")
    EXTENSION = "extension", _("批延期")
    VERIFY = "verify", _("核实措施")
    MILESTONE = "milestone", _("节点到期")
    SUPERVISE = "supervise", _("转入督办")
    CLOSE = "close", _("申请销号")


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """`subject` is what it is done at, where that is not the issue: noun of the journal, and public name."""

    kind: ClosingTaskKind
    issue: Issue
    what: str
    why: str
    due: date | None
    subject: tuple[str, str] = ("", "")
    measure: Measure | None = None


def closing_tasks(viewer: Viewer, today: date) -> Iterator[ClosingTask]:
    """Everything, in a fixed number of queries."""
    yield from _to_mend(viewer)
    yield from _to_review(viewer, today)
    yield from _to_decide(viewer)
    yield from _to_verify(viewer)
    yield from _milestones(viewer, today)
    yield from _to_supervise(viewer)
    yield from _to_apply(viewer)


def _own(viewer: Viewer) -> Q:
    return Q(owner=viewer.person_id) | Q(handler=viewer.person_id)


def _to_mend(viewer: Viewer) -> Iterator[ClosingTask]:
    """Issues that were returned or reopened, for those who answer for them, until work is reported."""
    if viewer.person_id is None:
        return
    states = (IssueState.RETURNED, IssueState.REOPENED)
    rows = visible(viewer, Issue).filter(_own(viewer), state__in=states)
    for issue in rows.order_by("mend_by", "pk")[:MOST]:
        if issue.state == IssueState.REOPENED:
            why = gettext("问题重新立账——请重新整改，并填报进展")
        else:
            why = gettext("销号申请被退回，第 %(count)s 次——请补正，填报后再申请") % {
                "count": issue.return_count
            }
        due = issue.mend_by or issue.deadline
        yield _of_issue(ClosingTaskKind.MEND, issue, why, due)


def _to_review(viewer: Viewer, today: date) -> Iterator[ClosingTask]:
    rows = waiting_for(viewer, today)[:MOST]
    issues = {
        issue.uuid: issue
        for issue in visible(viewer, Issue).filter(uuid__in=[row.issue_uuid for row in rows])
    }
    for row in rows:
        why = gettext("%(who)s 申请销号，轮到“%(level)s”，已等 %(days)s 天") % {
            "who": row.applicant,
            "level": Level(row.level or 0).label,
            "days": row.days_waiting,
        }
        yield ClosingTask(
            ClosingTaskKind.REVIEW,
            issues[row.issue_uuid],
            row.title,
            why,
            None,
            ("rectification.closureapplication", str(row.uuid)),
        )


def _to_decide(viewer: Viewer) -> Iterator[ClosingTask]:
    if not can(viewer, "extension.decide"):
        return
    waiting = visible(viewer, Extension).filter(state=ExtensionState.ASKED)
    for item in waiting.select_related("issue").order_by("asked_on", "pk")[:MOST]:
        row = extension_row(viewer, item)
        if not row.may_decide:
            continue
        why = gettext("%(who)s 申请延期到 %(day)s，已完成 %(share)s%%：%(reason)s") % {
            "who": row.asked_by,
            "day": row.new_deadline.isoformat(),
            "share": row.done_share,
            "reason": row.reason,
        }
        yield ClosingTask(
            ClosingTaskKind.EXTENSION,
            item.issue,
            item.issue.title,
            why,
            item.old_deadline,
        )


def _to_verify(viewer: Viewer) -> Iterator[ClosingTask]:
    """Measures that are said to be done and wait for the rectification office; not the viewer's own."""
    if "rect_office" not in viewer.roles or viewer.person_id is None:
        return
    done = (
        visible(viewer, Measure)
        .filter(state=MeasureState.DONE, issue__isnull=False)
        .exclude(finished_by=viewer.person_id)
        .exclude(owner=viewer.person_id)
        .exclude(issue__handler=viewer.person_id)
    )
    for measure in done.select_related("issue").order_by("done_on", "pk")[:MOST]:
        why = gettext("报完成——请逐件核验佐证，再核实或退回")
        yield _of_measure(ClosingTaskKind.VERIFY, measure, why, None)


def _milestones(viewer: Viewer, today: date) -> Iterator[ClosingTask]:
    """Milestones of the viewer's own measures that are late or near."""
    if viewer.person_id is None:
        return
    last = date.fromordinal(today.toordinal() + NEAR)
    mine = (
        visible(viewer, Milestone)
        .filter(
            Q(measure__owner=viewer.person_id)
            | Q(measure__issue__handler=viewer.person_id)
            | Q(measure__issue__owner=viewer.person_id),
            done_on=None,
            deadline__lte=last,
            measure__issue__isnull=False,
        )
        .exclude(measure__state__in=COMPLETE)
    )
    for step in mine.select_related("measure__issue").order_by("deadline", "pk")[:MOST]:
        left = days_left(step.deadline, today)
        words = {"title": step.title, "days": abs(left)}
        if left < 0:
            why = gettext("节点“%(title)s”超期 %(days)s 天——完成的请登记") % words
        else:
            why = gettext("节点“%(title)s”剩 %(days)s 天——完成的请登记") % words
        yield _of_measure(ClosingTaskKind.MILESTONE, step.measure, why, step.deadline)


def _to_supervise(viewer: Viewer) -> Iterator[ClosingTask]:
    if "rect_office" not in viewer.roles:
        return
    states = (IssueState.RETURNED, IssueState.IN_PROGRESS)
    rows = visible(viewer, Issue).filter(supervised_on__isnull=False, state__in=states)
    for issue in rows.order_by("supervised_on", "pk")[:MOST]:
        why = gettext("销号申请已退回 %(count)s 次——转入督办，请跟踪补正") % {
            "count": issue.return_count
        }
        yield _of_issue(ClosingTaskKind.SUPERVISE, issue, why, issue.mend_by)


def _to_apply(viewer: Viewer) -> Iterator[ClosingTask]:
    """Issues of the viewer's own of which every core measure has been verified."""
    for issue in ready_to_apply(viewer)[:MOST]:
        why = gettext("核心措施已全部核实——可以申请销号")
        yield _of_issue(ClosingTaskKind.CLOSE, issue, why, issue.deadline)


def ready_to_apply(viewer: Viewer) -> QuerySet[Issue]:
    """The issues that the viewer answers for and could apply for, as far as measures go; the earliest due first."""
    if viewer.person_id is None or not can(viewer, "issue.apply_closure"):
        return visible(viewer, Issue).none()
    unverified = Measure.objects.filter(~Q(is_core=False), ~Q(state=MeasureState.VERIFIED))
    verified = Measure.objects.filter(~Q(is_core=False), state=MeasureState.VERIFIED)
    return (
        visible(viewer, Issue)
        .filter(_own(viewer), state=IssueState.IN_PROGRESS, pk__in=verified.values("issue"))
        .exclude(rect_type="long_term")
        .exclude(pk__in=unverified.filter(issue__isnull=False).values("issue"))
        .order_by("deadline", "pk")
    )


def _of_issue(kind: ClosingTaskKind, issue: Issue, why: str, due: date | None) -> ClosingTask:
    return ClosingTask(kind, issue, issue.title, why, due)


def _of_measure(kind: ClosingTaskKind, measure: Measure, why: str, due: date | None) -> ClosingTask:
    issue = measure.issue
    if issue is None:
        raise ValueError("a general measure has no closure")
    return ClosingTask(kind, issue, measure.content, why, due, measure=measure)
