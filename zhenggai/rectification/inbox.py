"""What somebody owes today (待办), worked out from the rows themselves: each with why it is theirs and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.tasks import ClosingTask, closing_tasks
from zhenggai.rectification.deadlines import Colour, WarningDays, colour, days_left
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.filters import returned_evidence, stalled, unassigned
from zhenggai.rectification.lifecycle import COMPLETE, SETTLED, MeasureState
from zhenggai.rectification.models import Evidence, Issue, Measure
from zhenggai.rectification.process.tasks import Owed, owed
from zhenggai.rectification.settings import stalled_after
from zhenggai.rectification.supervision.tasks import LetterTask, letter_tasks

MOST = 50
"""Tasks of one kind; the most pressing come first, the rest follow when these are done."""


class TaskKind(TextChoices):
    """What is to be done; the page knows the place where it is done."""

    RETURNED = "returned", _("补正佐证")
    MEND = "mend", _("补正重报")
    REVIEW = "review", _("审核销号")
    EXTENSION = "extension", _("批延期")
    VERIFY = "verify", _("核实措施")
    JUDGE = "judge", _("核验佐证")
    LATE = "late", _("超期未完成")
    NEAR = "near", _("临期")
    STALLED = "stalled", _("填报进展")
    TRIGGER = "trigger", _("登记触发事件")
    ASSIGN = "assign", _("明确责任")
    MILESTONE = "milestone", _("节点到期")
    SUPERVISE = "supervise", _("转入督办")
    CLOSE = "close", _("申请销号")
    APPROVE = "approve", _("审定方案")
    SIGN = "sign", _("签字")
    DECISION = "decision", _("落实会议决定")
    INSTRUCTION = "instruction", _("落实批示")
    STAGE = "stage", _("推进阶段")
    SIGN_LETTER = "sign_letter", _("签发督办")
    RECEIVE_LETTER = "receive_letter", _("签收督办")
    REPLY_LETTER = "reply_letter", _("回复督办")
    SETTLE_LETTER = "settle_letter", _("办结督办")


@dataclass(frozen=True, slots=True)
class Task:
    """`what` names the object, `why` says what is asked and on what ground; `measure` is the code to go to. A task of the
    process has no issue: `subject` is the noun and public name of what it is done at."""

    kind: TaskKind
    issue: UUID | None
    code: str
    what: str
    why: str
    due: date | None
    days_left: int | None
    colour: Colour
    measure: str | None = None
    measure_uuid: UUID | None = None
    subject: tuple[str, str] = ("", "")


def tasks(viewer: Viewer, today: date) -> list[Task]:
    """Everything that the viewer owes, the most pressing kind first, each issue once a kind."""
    found = [
        *_returned(viewer, today),
        *_own_issues(viewer, today),
        *_own_measures(viewer, today),
        *_events(viewer, today),
        *_to_judge(viewer),
        *_to_assign(viewer),
        *(_of_closing(item, today) for item in closing_tasks(viewer, today)),
        *(_of_process(item, today) for item in owed(viewer, today)),
        *(_of_letter(item, today) for item in letter_tasks(viewer)),
    ]
    return sorted(found, key=_urgency)


def _urgency(task: Task) -> tuple[int, date, str]:
    order = list(TaskKind)
    return order.index(task.kind), task.due or date.max, task.code


def _returned(viewer: Viewer, today: date) -> Iterator[Task]:
    """Evidence that the viewer handed in and got back."""
    if viewer.person_id is None:
        return
    mine = returned_evidence().filter(
        pk__in=visible(viewer, Evidence).values("pk"), attached_by=viewer.person_id
    )
    for item in mine.select_related("issue", "measure").order_by("verdict_on", "pk")[:MOST]:
        if item.issue.is_settled:
            continue
        why = gettext("佐证“%(name)s”被退回：%(reason)s") % {
            "name": item.name,
            "reason": item.verdict_reason,
        }
        yield _of_issue(TaskKind.RETURNED, item.issue, why, today, measure=item.measure)


def _own_issues(viewer: Viewer, today: date) -> Iterator[Task]:
    """Issues that the viewer answers for or handles: late, near, or long without progress; each once."""
    if viewer.person_id is None:
        return
    mine = Q(owner=viewer.person_id) | Q(handler=viewer.person_id)
    issues = visible(viewer, Issue).filter(mine).exclude(state__in=SETTLED)
    silent = issues.filter(stalled(stalled_after(viewer.office_id), today)).order_by(
        "last_progress_on", "pk"
    )
    why = {issue.pk: _silence(issue, viewer, today) for issue in silent[:MOST]}
    pressing = set()
    for issue in issues.filter(yellow_on__lte=today).order_by("red_on", "pk")[:MOST]:
        late = issue.red_on is not None and issue.red_on <= today
        kind = TaskKind.LATE if late else TaskKind.NEAR
        reasons = [_role_of(viewer, issue), *([why[issue.pk]] if issue.pk in why else [])]
        pressing.add(issue.pk)
        yield _of_issue(kind, issue, gettext("；").join(reasons), today)
    for issue in silent[:MOST]:
        if issue.pk not in pressing:
            yield _of_issue(TaskKind.STALLED, issue, why[issue.pk], today)


def _silence(issue: Issue, viewer: Viewer, today: date) -> str:
    last = issue.last_progress_on or issue.started_on or today
    return gettext("%(days)s 天没有进展——进展每 %(every)s 天至少填报一次") % {
        "days": (today - last).days,
        "every": stalled_after(viewer.office_id),
    }


def _own_measures(viewer: Viewer, today: date) -> Iterator[Task]:
    """Measures of the viewer's own in issues of others."""
    if viewer.person_id is None:
        return
    mine = (
        visible(viewer, Measure)
        .filter(owner=viewer.person_id, yellow_on__lte=today, issue__isnull=False)
        .exclude(state__in=COMPLETE)
        .exclude(Q(issue__owner=viewer.person_id) | Q(issue__handler=viewer.person_id))
        .exclude(~Q(is_core=False), issue__state__in=SETTLED)
    )
    for measure in mine.select_related("issue").order_by("red_on", "pk")[:MOST]:
        late = measure.red_on is not None and measure.red_on <= today
        why = gettext("您是措施 %(code)s 的责任人") % {"code": measure.code}
        yield _of_measure(TaskKind.LATE if late else TaskKind.NEAR, measure, why, today)


def _events(viewer: Viewer, today: date) -> Iterator[Task]:
    """Measures that wait for an event, asked about from their day of review on, at any time without one."""
    if not viewer.roles & {"rect_office", "handler", "lead_dept"}:
        return
    waiting = visible(viewer, Measure).filter(
        Q(review_on__lte=today) | Q(review_on=None),
        state=MeasureState.WAITING,
        issue__isnull=False,
    )
    if "rect_office" not in viewer.roles:
        waiting = waiting.filter(
            Q(owner=viewer.person_id)
            | Q(issue__handler=viewer.person_id)
            | Q(issue__lead_dept__in=viewer.department_ids)
        )
    for measure in waiting.select_related("issue").order_by("review_on", "pk")[:MOST]:
        why = gettext("等待“%(event)s”——已发生的请登记，时限随之推算") % {"event": measure.trigger}
        yield _of_measure(TaskKind.TRIGGER, measure, why, today)


def _to_judge(viewer: Viewer) -> Iterator[Task]:
    """Issues with evidence that waits for the rectification office's verdict; not what the viewer handed in."""
    if "rect_office" not in viewer.roles:
        return
    waiting = (
        visible(viewer, Evidence)
        .filter(verdict=Verdict.PENDING, withdrawn_reason=None)
        .exclude(attached_by=viewer.person_id)
        .exclude(issue__state__in=SETTLED)
    )
    counted = (
        waiting.order_by()
        .values("issue__uuid", "issue__code", "issue__title")
        .annotate(count=Count("pk"))
        .order_by("issue__code")
    )
    for row in counted[:MOST]:
        yield Task(
            TaskKind.JUDGE,
            row["issue__uuid"],
            row["issue__code"],
            row["issue__title"],
            gettext("%(count)s 件佐证待核验——采信或退回，退回写明缺什么") % {"count": row["count"]},
            None,
            None,
            Colour.NONE,
        )


def _to_assign(viewer: Viewer) -> Iterator[Task]:
    """Issues that nobody answers for, or without a deadline."""
    if "rect_office" not in viewer.roles:
        return
    loose = visible(viewer, Issue).filter(unassigned()).order_by("round_id", "position")
    for issue in loose[:MOST]:
        missing = [
            label
            for name, label in (
                ("charge_leader_id", gettext("责任领导")),
                ("lead_dept_id", gettext("牵头部门")),
                ("owner_id", gettext("责任人")),
                ("deadline", gettext("时限")),
            )
            if getattr(issue, name) is None
        ]
        why = gettext("还缺%(what)s——责任要到人、时限要到日") % {"what": "、".join(missing)}
        yield _of_issue(TaskKind.ASSIGN, issue, why, date.min)


def _of_closing(item: ClosingTask, today: date) -> Task:
    left = days_left(item.due, today) if item.due else None
    near = Colour.YELLOW if left is not None and left <= 10 else Colour.NONE
    return Task(
        kind=TaskKind(item.kind.value),
        issue=item.issue.uuid,
        code=(item.measure.code if item.measure else None) or item.issue.code,
        what=item.what,
        why=item.why,
        due=item.due,
        days_left=left,
        colour=Colour.RED if left is not None and left < 0 else near,
        measure=item.measure.code if item.measure else None,
        measure_uuid=item.measure.uuid if item.measure else None,
        subject=item.subject,
    )


def _of_process(item: Owed, today: date) -> Task:
    left = days_left(item.due, today) if item.due else None
    late = Colour.RED if left is not None and left < 0 else None
    near = Colour.YELLOW if left is not None and left <= 10 else Colour.NONE
    kind = TaskKind(item.kind.value)
    return Task(
        kind, None, "", item.what, item.why, item.due, left, late or near, subject=item.subject
    )


def _of_letter(item: LetterTask, today: date) -> Task:
    left = days_left(item.due, today)
    late = Colour.RED if left < 0 else Colour.YELLOW
    issue = item.letter.issue
    subject = ("rectification.supervisionletter", str(item.letter.uuid))
    kind = TaskKind(item.kind.value)
    return Task(
        kind, None, issue.code, issue.title, item.why, item.due, left, late, subject=subject
    )


def waiting_count(viewer: Viewer, today: date) -> int:
    """How many tasks there are, for the mark beside 待办; up to what the page shows of each kind."""
    return len(tasks(viewer, today))


def _of_issue(
    kind: TaskKind, issue: Issue, why: str, today: date, measure: Measure | None = None
) -> Task:
    due = issue.deadline
    days = WarningDays(issue.green_on, issue.yellow_on, issue.red_on)
    return Task(
        kind=kind,
        issue=issue.uuid,
        code=issue.code,
        what=issue.title,
        why=why,
        due=due,
        days_left=days_left(due, today) if due and today != date.min else None,
        colour=colour(days, today),
        measure=measure.code if measure else None,
        measure_uuid=measure.uuid if measure else None,
    )


def _of_measure(kind: TaskKind, measure: Measure, why: str, today: date) -> Task:
    issue: Any = measure.issue
    days = WarningDays(measure.green_on, measure.yellow_on, measure.red_on)
    return Task(
        kind=kind,
        issue=issue.uuid,
        code=measure.code or issue.code,
        what=measure.content,
        why=why,
        due=measure.deadline,
        days_left=days_left(measure.deadline, today) if measure.deadline else None,
        colour=colour(days, today),
        measure=measure.code,
        measure_uuid=measure.uuid,
    )


def _role_of(viewer: Viewer, issue: Issue) -> str:
    if issue.handler_id == viewer.person_id:
        return gettext("您是承办人")
    return gettext("您是责任人")
