"""How an issue is to be put right: why it went wrong, which measures with which milestones (分解、措施、节点)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db.models import F, Max
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons, setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions.refusals import not_found, refuse_future, refuse_settled
from zhenggai.rectification.evidence import MeasureKind
from zhenggai.rectification.guards import refuse_early_measure, refuse_finished
from zhenggai.rectification.lifecycle import MeasureState, next_measure_state
from zhenggai.rectification.models import (
    Claim,
    DeadlineKind,
    InspectionRound,
    Issue,
    Measure,
    Milestone,
    RootCause,
)
from zhenggai.rectification.settings import thresholds

if TYPE_CHECKING:
    from zhenggai.people.models import Office, Person

LONGEST_CAUSE = 1_000
LONGEST_MEASURE = 2_000
LONGEST_WORDS = 500
LONGEST_TITLE = 100


class MeasureChange(TypedDict, total=False):
    """What may be said of a measure; what is left out stays as it is, None takes it away."""

    owner: Person | None
    department: Office | None
    kinds: list[str]
    is_core: bool | None
    started_on: date | None
    deadline: date | None
    trigger: str | None
    review_on: date | None
    deliverable: str | None
    done_criteria: str | None


@action("issue.add_cause", on="issue")
def add_cause(viewer: Viewer, issue: Issue, *, text: str) -> RootCause:
    """Say why it went wrong."""
    refuse_settled(issue)
    text = plain_text(text, longest=LONGEST_CAUSE)
    if not text:
        raise BadInput("cause.empty", gettext("原因没有写——请写明问题产生的原因"))
    cause = RootCause.objects.create(
        office_id=issue.office_id, issue=issue, text=text, author_name=viewer.name
    )
    note(
        obj=issue,
        summary=gettext("原因分析：%(text)s") % {"text": text[:60]},
        cause=str(cause.uuid),
    )
    return cause


@action("issue.remove_cause", on="cause")
def remove_cause(viewer: Viewer, cause: RootCause) -> None:
    """Take a cause away; the journal keeps its words."""
    refuse_settled(cause.issue)
    note(
        obj=cause.issue,
        summary=gettext("删去原因：%(text)s") % {"text": cause.text[:60]},
        text=cause.text,
    )
    cause.delete()


@action("measure.add", on="issue")
def add_measure(
    viewer: Viewer, issue: Issue, *, content: str, **changes: Unpack[MeasureChange]
) -> Measure:
    """A measure of the office's own, after those that the document names."""
    refuse_settled(issue)
    content = plain_text(content, longest=LONGEST_MEASURE)
    if not content:
        raise BadInput("measure.empty", gettext("措施没有写——请写明做什么、做到什么程度"))
    _check(viewer, changes)
    Issue.objects.filter(pk=issue.pk).update(measure_count=F("measure_count") + 1)
    InspectionRound.objects.filter(pk=issue.round_id).update(measure_count=F("measure_count") + 1)
    position = (issue.measures.aggregate(last=Max("position"))["last"] or 0) + 1
    measure = Measure(
        office_id=issue.office_id,
        round_id=issue.round_id,
        issue=issue,
        position=position,
        code=f"{issue.code}-{position}",
        content=content,
        claim=Claim.UNSTATED,
        **_columns(changes),
    )
    measure.state = MeasureState.WAITING if measure.trigger else MeasureState.TODO
    measure.keep_days(thresholds(issue.office_id))
    measure.save()
    _after_change(measure)
    note(obj=issue, summary=gettext("增加措施 %(code)s") % {"code": measure.code}, content=content)
    return measure


@action("measure.edit", on="measure")
def edit_measure(
    viewer: Viewer, measure: Measure, *, version: int, **changes: Unpack[MeasureChange]
) -> Measure:
    """Say who carries a measure out, of which kind it is, until when, and by what one will know that it is done."""
    _refuse_finished(measure)
    _check(viewer, changes)
    columns = _columns(changes)
    before = {name: getattr(measure, name) for name in columns}
    for name, value in columns.items():
        setattr(measure, name, value)
    refuse_early_measure(measure.started_on, measure.deadline)
    measure.keep_days(thresholds(measure.office_id))
    days = {name: getattr(measure, name) for name in ("green_on", "yellow_on", "red_on")}
    save_version(measure, version, **columns, **days)
    _after_change(measure)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("修改措施 %(code)s") % {"code": measure.code or measure.marker or ""},
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in columns.items()},
    )
    return measure


@action("measure.record_trigger", on="measure")
def record_trigger(
    viewer: Viewer,
    measure: Measure,
    *,
    version: int,
    happened_on: date,
    today: date,
    deadline: date | None = None,
) -> Measure:
    """The event that a measure waited for has happened: its deadline becomes a day, and the work begins. A measure
    of which a part is under way already goes on as it is."""
    refuse_future(happened_on, today)
    state = _state_after_event(measure)
    days = setting_values(measure.office_id)["trigger.days"]
    measure.triggered_on, measure.state = happened_on, state
    measure.deadline = deadline or happened_on + timedelta(days=days)
    measure.started_on = happened_on
    refuse_early_measure(measure.started_on, measure.deadline)
    measure.keep_days(thresholds(measure.office_id))
    names = ("triggered_on", "state", "deadline", "started_on", "green_on", "yellow_on", "red_on")
    save_version(measure, version, **{name: getattr(measure, name) for name in names})
    _after_change(measure)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("触发事件已发生：%(event)s（%(day)s），措施 %(code)s 时限 %(deadline)s")
        % {
            "event": measure.trigger or "",
            "day": happened_on.isoformat(),
            "code": measure.code or "",
            "deadline": measure.deadline.isoformat(),
        },
    )
    return measure


@action("measure.add_milestone", on="measure")
def add_milestone(viewer: Viewer, measure: Measure, *, title: str, deadline: date) -> Milestone:
    """A step on the way with a day of its own; the issue warns of it as of a measure."""
    _refuse_finished(measure)
    if measure.deadline and deadline > measure.deadline:
        raise BadInput(
            "milestone.late",
            gettext("节点时限晚于措施时限 %(day)s——节点应在措施时限之前；请改正日期")
            % {"day": measure.deadline.isoformat()},
        )
    milestone = Milestone.objects.create(
        office_id=measure.office_id,
        measure=measure,
        title=plain_line(title, longest=LONGEST_TITLE),
        deadline=deadline,
    )
    _after_change(measure)
    note(
        obj=measure.issue or measure.round,
        summary=gettext("措施 %(code)s 增加节点：%(title)s，%(day)s")
        % {
            "code": measure.code or "",
            "title": milestone.title,
            "day": deadline.isoformat(),
        },
    )
    return milestone


@action("measure.reach_milestone", on="milestone")
def reach_milestone(
    viewer: Viewer, milestone: Milestone, *, version: int, done_on: date, today: date
) -> Milestone:
    """The step has been taken on that day."""
    refuse_future(done_on, today)
    _refuse_finished(milestone.measure)
    milestone.done_on = done_on
    save_version(milestone, version, done_on=done_on)
    _after_change(milestone.measure)
    note(
        obj=milestone.measure.issue or milestone.measure.round,
        summary=gettext("节点完成：%(title)s（%(day)s）")
        % {"title": milestone.title, "day": done_on.isoformat()},
    )
    return milestone


def _state_after_event(measure: Measure) -> str:
    _refuse_finished(measure)
    if measure.trigger and measure.triggered_on is None and measure.state != MeasureState.WAITING:
        return measure.state
    return next_measure_state("record_trigger", measure.state)


def _check(viewer: Viewer, changes: MeasureChange) -> None:
    """People and offices are the viewer's own (security.md A04), kinds those of process.md §2."""
    person, office = changes.get("owner"), changes.get("department")
    if person is not None and not persons(viewer).filter(pk=person.pk).exists():
        raise not_found()
    if office is not None and not offices(viewer).filter(pk=office.pk).exists():
        raise not_found()
    if not set(changes.get("kinds", ())) <= set(MeasureKind.values):
        raise BadInput("measure.kind", gettext("措施类型不在列表中——请从列出的类型里选"))


def _columns(changes: MeasureChange) -> dict[str, Any]:
    columns: dict[str, Any] = dict(changes)
    for name in ("deliverable", "done_criteria", "trigger"):
        if columns.get(name) is not None:
            columns[name] = plain_text(columns[name], longest=LONGEST_WORDS) or None
    if "trigger" in columns or "deadline" in columns:
        event, day = columns.get("trigger"), columns.get("deadline")
        columns["deadline_kind"] = (
            DeadlineKind.EVENT if event else DeadlineKind.DATE if day else None
        )
    return columns


def _refuse_finished(measure: Measure) -> None:
    if measure.issue is not None:
        refuse_settled(measure.issue, measure)
    refuse_finished(measure)


def _after_change(measure: Measure) -> None:
    if measure.issue is not None:
        upkeep.refresh_warnings(measure.issue)
        upkeep.index([measure.issue])
