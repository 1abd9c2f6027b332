"""The three lists and the breakdown table (documents.md §1.2, §1.3): four views of the ledger's own rows, never entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.people.queries import setting_values
from zhenggai.rectification.models import (
    Anchor,
    InspectionRound,
    Issue,
    Measure,
    Plan,
    PlanState,
    RootCause,
)
from zhenggai.rectification.process.facts import events_of

CHUNK = 500
PAGE = 50


class ListKind(TextChoices):
    PROBLEMS = "problems", _("问题清单")
    TASKS = "tasks", _("任务清单")
    DUTIES = "duties", _("责任清单")
    BREAKDOWN = "breakdown", _("任务分解表")


HEADS: dict[str, tuple[str | Promise, ...]] = {
    ListKind.PROBLEMS: (
        *(_("序号"), _("方面"), _("问题"), _("具体表现"), _("产生原因"), _("涉及部门")),
        *(_("是否历史遗留"), _("是否反复")),
    ),
    ListKind.TASKS: (
        *(_("序号"), _("问题编号"), _("整改目标"), _("措施编号"), _("措施"), _("预期成果")),
        *(_("时限"), _("完成判据")),
    ),
    ListKind.DUTIES: (
        *(_("序号"), _("问题编号"), _("责任领导"), _("牵头部门"), _("协办部门"), _("责任人")),
        *(_("联络员"), _("时限"), _("承诺签字")),
    ),
    ListKind.BREAKDOWN: (
        *(_("序号"), _("反馈问题"), _("整改任务"), _("责任室委"), _("责任人")),
        *(_("提交措施时限"), _("审定会议")),
    ),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line; `opens` says that an issue begins here."""

    issue: UUID
    cells: tuple[str, ...]
    opens: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some lines of a list: those of `PAGE` issues."""

    kind: ListKind
    heads: tuple[str, ...]
    rows: tuple[ListRow, ...]
    issue_count: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.issue_count // PAGE))


@dataclass(frozen=True, slots=True)
class _Common:
    """What every line of the breakdown table has alike."""

    hand_in_by: str
    meeting: str


def heads_of(kind: str) -> tuple[str, ...]:
    return tuple(str(words) for words in HEADS[kind])


def page_of(
    round: InspectionRound, issues: QuerySet[Issue], kind: ListKind, page: int, today: date
) -> ListPage:
    """The page of that number, the last one where it lies beyond."""
    count = issues.count()
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    start = (page - 1) * PAGE
    found = list(_with_names(issues).order_by("position")[start : start + PAGE])
    rows = tuple(_lines(kind, found, _common(round, kind, today), start))
    return ListPage(kind, heads_of(kind), rows, count, page)


def all_of(
    round: InspectionRound, issues: QuerySet[Issue], kind: ListKind, today: date
) -> Iterator[ListRow]:
    """Every line, a few hundred issues in memory at a time."""
    common, last, serial = _common(round, kind, today), 0, 0
    chosen = _with_names(issues).order_by("position")
    while batch := list(chosen.filter(position__gt=last)[:CHUNK]):
        yield from _lines(kind, batch, common, serial)
        last, serial = batch[-1].position, serial + len(batch)


def _with_names(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    people = ("charge_leader", "lead_dept", "owner", "liaison", "category")
    return issues.select_related(*people).prefetch_related("co_depts")


def _common(round: InspectionRound, kind: ListKind, today: date) -> _Common:
    if kind is not ListKind.BREAKDOWN:
        return _Common("", "")
    start = events_of(round, today).get(Anchor.FEEDBACK)
    days = int(setting_values(round.office_id)["breakdown.hand_in_days"])
    plan = (
        Plan.objects.filter(round=round, state=PlanState.APPROVED)
        .select_related("meeting")
        .order_by("number")
        .last()
    )
    meeting = plan.meeting if plan else None
    return _Common(
        _day(start + timedelta(days=days)) if start else "",
        f"{meeting.title}（{_day(meeting.held_on)}）" if meeting else "",
    )


def _lines(
    kind: ListKind, issues: Sequence[Issue], common: _Common, before: int
) -> Iterator[ListRow]:
    keys = [issue.pk for issue in issues]
    measures: dict[int, list[Measure]] = defaultdict(list)
    if kind in (ListKind.TASKS, ListKind.BREAKDOWN):
        for measure in Measure.objects.filter(issue__in=keys).order_by("issue", "position"):
            measures[measure.issue_id or 0].append(measure)
    causes: dict[int, list[str]] = defaultdict(list)
    if kind is ListKind.PROBLEMS:
        told = RootCause.objects.filter(issue__in=keys).order_by("pk")
        for issue_id, text in told.values_list("issue", "text"):
            causes[issue_id].append(text)
    for serial, issue in enumerate(issues, before + 1):
        match kind:
            case ListKind.PROBLEMS:
                yield _problem(issue, causes[issue.pk], serial)
            case ListKind.TASKS:
                yield from _tasks(issue, measures[issue.pk], serial)
            case ListKind.DUTIES:
                yield _duty(issue, serial)
            case ListKind.BREAKDOWN:
                yield _task(issue, measures[issue.pk], common, serial)


def _problem(issue: Issue, causes: list[str], serial: int) -> ListRow:
    aspect = f"{issue.category.number or ''}{issue.category.title or ''}"
    details = issue.original_text.removeprefix(issue.title).strip()
    return ListRow(
        issue.uuid,
        (
            str(serial),
            aspect,
            f"{issue.code} {issue.title}",
            details,
            "\n".join(causes),
            "、".join(_departments(issue)),
            _yes(issue.legacy),
            _yes(issue.is_repeat),
        ),
        opens=True,
    )


def _tasks(issue: Issue, measures: list[Measure], serial: int) -> Iterator[ListRow]:
    """One line a measure; an issue's own cells in its first line."""
    several: list[Measure | None] = list(measures) or [None]
    for number, measure in enumerate(several):
        first = number == 0
        yield ListRow(
            issue.uuid,
            (
                str(serial) if first else "",
                f"{issue.code} {issue.title}" if first else "",
                issue.target or "" if first else "",
                measure.code or "" if measure else "",
                measure.content if measure else "",
                measure.deliverable or "" if measure else "",
                _deadline(measure, issue) if measure else _day(issue.deadline),
                measure.done_criteria or "" if measure else "",
            ),
            opens=first,
        )


def _duty(issue: Issue, serial: int) -> ListRow:
    return ListRow(
        issue.uuid,
        (
            str(serial),
            f"{issue.code} {issue.title}",
            _name(issue.charge_leader),
            _name(issue.lead_dept),
            "、".join(office.name for office in issue.co_depts.all()),
            _name(issue.owner),
            _name(issue.liaison),
            _day(issue.deadline),
            "",
        ),
        opens=True,
    )


def _task(issue: Issue, measures: list[Measure], common: _Common, serial: int) -> ListRow:
    tasks = "\n".join(f"{measure.code} {measure.content}" for measure in measures)
    return ListRow(
        issue.uuid,
        (
            str(serial),
            f"{issue.code} {issue.title}",
            tasks,
            "、".join(_departments(issue)),
            _name(issue.owner),
            common.hand_in_by,
            common.meeting,
        ),
        opens=True,
    )


def _departments(issue: Issue) -> Iterator[str]:
    if issue.lead_dept is not None:
        yield issue.lead_dept.name
    yield from (office.name for office in issue.co_depts.all())


def _deadline(measure: Measure, issue: Issue) -> str:
    if measure.deadline is not None:
        return _day(measure.deadline)
    if measure.trigger:
        return gettext("待：%(event)s") % {"event": measure.trigger}
    return _day(issue.deadline)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _yes(value: bool | None) -> str:
    if value is None:
        return ""
    return gettext("是") if value else gettext("否")


def _name(row: object) -> str:
    return str(getattr(row, "name", "")) if row is not None else ""
