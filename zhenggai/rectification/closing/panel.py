"""What an issue's page shows of its closure: what is missing, whose turn it is, what the viewer may do, and every
earlier cycle with its dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from zhenggai.people.queries import can, setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.closing.decided import (
    MeetingChoice,
    choices,
    meetings_that_agreed,
)
from zhenggai.rectification.closing.guard import hindrances, unfit_for
from zhenggai.rectification.closing.terms import extension_obstacles
from zhenggai.rectification.gates import Obstacle, obstacles
from zhenggai.rectification.levels import RULES, Level, levels_in_force
from zhenggai.rectification.lifecycle import IssueState, RectType
from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    CorrectionSlip,
    Ending,
    Evidence,
    Extension,
    ExtensionState,
    Issue,
    Lookback,
    LookbackVerdict,
    ReopenCause,
    ReviewStep,
    StageMark,
    StepVerdict,
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One level of the way: `standing` is done, back, now or ahead."""

    level: Level
    label: str
    basis: str
    standing: str
    verdict: StepVerdict | None = None
    who: str = ""
    on: date | None = None
    opinion: str = ""
    mend_by: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    uuid: UUID
    number: int
    cycle: int
    statement: str
    applicant: str
    applied_on: date
    ended_on: date | None
    ending: Ending
    level: Level | None
    steps: tuple[StepRow, ...]
    version: int


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A closure with its dates; `on_time` by the day of the last application against the first promise."""

    cycle: int
    started_on: date | None
    deadline: date | None
    promised_on: date | None
    applied_on: date
    closed_on: date
    closed_by: str
    on_time: bool | None
    consolidated_on: date | None
    reopened_on: date | None
    reopen_cause: ReopenCause | None
    reopen_reason: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A line beside the closure: a stage, a look-back, a correction."""

    kind: str
    on: date
    who: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    uuid: UUID
    issue_uuid: UUID
    issue_code: str
    issue_title: str
    reason: str
    done_share: int
    old_deadline: date
    new_deadline: date
    asked_by: str
    asked_on: date
    state: ExtensionState
    decided_by: str
    decided_on: date | None
    decision: str
    version: int
    may_decide: bool
    may_withdraw: bool
    meetings: tuple[MeetingChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What the viewer could do next, and what stands in the way; shown to those whose role it is."""

    name: str
    why_not: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class ClosurePanel:
    """`missing` is empty while the issue is under review or closed: then the steps speak. `stage_meetings` took a stage as
    reached, for whoever may mark it."""

    version: int
    cycle: int
    missing: tuple[Obstacle, ...]
    cautions: tuple[str, ...]
    ladder: tuple[StepRow, ...]
    current: ApplicationRow | None
    earlier: tuple[ApplicationRow, ...]
    cycles: tuple[CycleRow, ...]
    notes: tuple[NoteRow, ...]
    extensions: tuple[ExtensionRow, ...]
    promised_on: date | None
    return_count: int
    mend_by: date | None
    supervised_on: date | None
    moves: dict[str, MoveRow]
    stage_meetings: tuple[MeetingChoice, ...] = ()


def panel_of(viewer: Viewer, issue: Issue, today: date) -> ClosurePanel:
    """All of it, in a fixed number of queries, those of higher rooms' gates aside."""
    applications = list(
        ClosureApplication.objects.filter(issue=issue).order_by("-number").prefetch_related("steps")
    )
    rows = [application_row(item) for item in applications]
    current = next((row for row in rows if row.ending is Ending.OPEN), None)
    missing = () if issue.is_settled or issue.is_in_review else tuple(obstacles(issue, today))
    moves = _moves(viewer, issue, applications, missing, today)
    return ClosurePanel(
        version=issue.version,
        cycle=issue.cycle,
        missing=missing,
        cautions=tuple(_cautions(issue)),
        ladder=_ladder(issue, rows),
        current=current,
        earlier=tuple(row for row in rows if row.ending is not Ending.OPEN),
        cycles=tuple(_cycle(item) for item in _of(Closure, issue, "-cycle")),
        notes=_notes(issue),
        extensions=tuple(
            to_decide(extension_row(viewer, item), item)
            for item in _of(Extension, issue, "-asked_on", "-pk").select_related("issue")
        ),
        promised_on=issue.promised_on,
        return_count=issue.return_count,
        mend_by=issue.mend_by if issue.state in _MENDING else None,
        supervised_on=issue.supervised_on,
        moves=moves,
        stage_meetings=choices(meetings_that_agreed(issue)) if _marks_stage(moves) else (),
    )


def _marks_stage(moves: Mapping[str, MoveRow]) -> bool:
    return "mark_stage_done" in moves and moves["mark_stage_done"].is_open


_MENDING = (IssueState.RETURNED, IssueState.IN_PROGRESS)


def application_row(item: ClosureApplication) -> ApplicationRow:
    """An application with its levels; `steps` were loaded with it."""
    return ApplicationRow(
        uuid=item.uuid,
        number=item.number,
        cycle=item.cycle,
        statement=item.statement,
        applicant=item.applicant_name,
        applied_on=item.applied_on,
        ended_on=item.ended_on,
        ending=Ending(item.outcome),
        level=Level(item.level) if item.level else None,
        steps=steps_of(item.levels, item.level, item.steps.all()),
        version=item.version,
    )


def steps_of(
    levels: Iterable[int], now: int | None, steps: Iterable[ReviewStep]
) -> tuple[StepRow, ...]:
    """Every level of an application in its order, with what was said there."""
    said = {step.level: step for step in steps}
    return tuple(_step(Level(level), said.get(level), now) for level in levels)


def extension_row(viewer: Viewer, item: Extension) -> ExtensionRow:
    waits = item.state == ExtensionState.ASKED
    mine = viewer.person_id is not None and viewer.person_id == item.asked_by_id
    own = mine or viewer.person_id == item.issue.handler_id
    return ExtensionRow(
        uuid=item.uuid,
        issue_uuid=item.issue.uuid,
        issue_code=item.issue.code,
        issue_title=item.issue.title,
        reason=item.reason,
        done_share=item.done_share,
        old_deadline=item.old_deadline,
        new_deadline=item.new_deadline,
        asked_by=item.asked_by_name,
        asked_on=item.asked_on,
        state=ExtensionState(item.state),
        decided_by=item.decided_by_name or "",
        decided_on=item.decided_on,
        decision=item.decision or "",
        version=item.version,
        may_decide=waits and not own and can(viewer, "extension.decide"),
        may_withdraw=waits and mine and can(viewer, "extension.withdraw"),
    )


def to_decide(row: ExtensionRow, item: Extension) -> ExtensionRow:
    """With the meetings that agreed to it, for whoever decides."""
    return replace(row, meetings=choices(meetings_that_agreed(item))) if row.may_decide else row


def cautions_of(words_only: bool, shared: Sequence[tuple[str, str]]) -> list[str]:
    """What a reviewer should look at twice, though it holds nothing up (process.md PL-10, X14)."""
    found = []
    if words_only:
        found.append(gettext("全部措施只有学习教育、会议研究——防止纸面整改，请核实有没有实际改动"))
    found += [
        gettext("佐证“%(name)s”与问题 %(codes)s 用了同一份文件——请核对是否一件多用")
        % {"name": name, "codes": codes}
        for name, codes in shared
    ]
    return found


def _cautions(issue: Issue) -> list[str]:
    items = list(
        Evidence.objects.filter(issue=issue, withdrawn_reason=None)
        .order_by("pk")
        .values_list("name", "attachment__sha256")
    )
    others = (
        Evidence.objects.filter(
            office=issue.office_id,
            attachment__sha256__in={digest for _name, digest in items},
            withdrawn_reason=None,
        )
        .exclude(issue=issue)
        .order_by("issue__code")
        .values_list("attachment__sha256", "issue__code")
        .distinct()
    )
    codes: dict[str, list[str]] = {}
    for digest, code in others if items else ():
        codes.setdefault(digest, []).append(code)
    shared = [(name, "、".join(codes[digest])) for name, digest in items if digest in codes]
    return cautions_of(issue.words_only, shared)


def _ladder(issue: Issue, rows: Sequence[ApplicationRow]) -> tuple[StepRow, ...]:
    """The way of the last application of this cycle, or the one that lies ahead."""
    last = next((row for row in rows if row.cycle == issue.cycle), None)
    if last is not None and last.ending is not Ending.WITHDRAWN:
        return last.steps
    return steps_of(levels_in_force(setting_values(issue.office_id)), None, ())


def _step(level: Level, step: ReviewStep | None, now: int | None) -> StepRow:
    rule = RULES[level]
    if step is None:
        return StepRow(level, rule.label, str(rule.basis), "now" if level == now else "ahead")
    verdict = StepVerdict(step.verdict)
    ground = ""
    if step.meeting_title and step.meeting_on:
        ground = f"{step.meeting_title} {step.meeting_on.isoformat()}"
    elif step.letter_number:
        ground = step.letter_number
    return StepRow(
        level,
        rule.label,
        str(rule.basis),
        "done" if verdict is StepVerdict.PASSED else "back",
        verdict,
        step.reviewer_name,
        step.reviewed_on,
        step.opinion,
        step.mend_by,
        ground,
    )


def _cycle(item: Closure) -> CycleRow:
    return CycleRow(
        cycle=item.cycle,
        started_on=item.started_on,
        deadline=item.deadline,
        promised_on=item.promised_on,
        applied_on=item.applied_on,
        closed_on=item.closed_on,
        closed_by=item.closed_by_name,
        on_time=item.on_time,
        consolidated_on=item.consolidated_on,
        reopened_on=item.reopened_on,
        reopen_cause=ReopenCause(item.reopen_cause) if item.reopen_cause else None,
        reopen_reason=item.reopen_reason or "",
    )


def _notes(issue: Issue) -> tuple[NoteRow, ...]:
    """Stages, look-backs and corrections, newest first."""
    rows = [
        NoteRow(
            gettext("阶段性完成"),
            mark.marked_on,
            mark.marked_by_name,
            gettext("%(meeting)s（%(day)s）认定，已达节点 %(count)s 个")
            % {
                "meeting": mark.meeting_title,
                "day": mark.meeting_on.isoformat(),
                "count": len(mark.milestones),
            },
        )
        for mark in _of(StageMark, issue, "pk")
    ]
    rows += [
        NoteRow(
            gettext("回头看"),
            look.held_on,
            look.held_by_name,
            f"{LookbackVerdict(look.verdict).label}：{look.findings}",
        )
        for look in _of(Lookback, issue, "pk")
    ]
    rows += [
        NoteRow(
            gettext("更正单"),
            slip.made_on,
            slip.made_by_name,
            gettext("“%(wrong)s”更正为“%(right)s”") % {"wrong": slip.wrong, "right": slip.right},
            slip.basis,
        )
        for slip in _of(CorrectionSlip, issue, "pk")
    ]
    return tuple(sorted(rows, key=lambda row: row.on, reverse=True))


def _moves(
    viewer: Viewer,
    issue: Issue,
    applications: Sequence[ClosureApplication],
    missing: Sequence[Obstacle],
    today: date,
) -> dict[str, MoveRow]:
    """The moves that are the viewer's by role and lie near the issue's state."""
    found: dict[str, MoveRow] = {}
    for name, action in _NEAR.get(issue.state, ()):
        if not can(viewer, action, issue):
            continue
        if name == "apply_closure":
            why = [str(item) for item in missing]
        elif name == "request_extension":
            why = extension_obstacles(issue, today)
        elif name in ("record_lookback", "correct"):
            why = []
        else:
            why = [str(item) for item in hindrances(viewer, issue, name, today)]
        found[name] = MoveRow(name, tuple(why))
    if issue.rect_type not in (RectType.STAGED, RectType.LONG_TERM):
        found.pop("mark_stage_done", None)
    if issue.rect_type == RectType.LONG_TERM:
        found.pop("apply_closure", None)
    current = next((item for item in applications if item.outcome == Ending.OPEN), None)
    if current is not None and can(viewer, "closure.review"):
        why = [str(item) for item in unfit_for(viewer, issue, current)]
        found["review"] = MoveRow("review", tuple(why))
    return found


_APPLY = ("apply_closure", "issue.apply_closure")
_EXTEND = ("request_extension", "issue.request_extension")
_LOOK = ("record_lookback", "issue.record_lookback")
_CORRECT = ("correct", "issue.correct")
_REOPEN = ("reopen", "issue.reopen")

_NEAR: dict[str, tuple[tuple[str, str], ...]] = {
    IssueState.PLANNED: (_EXTEND,),
    IssueState.IN_PROGRESS: (_APPLY, ("mark_stage_done", "issue.mark_stage_done"), _EXTEND),
    IssueState.STAGE_DONE: (_APPLY, ("next_stage", "issue.next_stage")),
    IssueState.CLOSING: (("withdraw", "issue.withdraw_closure"),),
    IssueState.RETURNED: (_EXTEND,),
    IssueState.REOPENED: (_EXTEND,),
    IssueState.CLOSED: (("consolidate", "issue.consolidate"), _LOOK, _REOPEN, _CORRECT),
    IssueState.CONSOLIDATED: (_LOOK, _REOPEN, _CORRECT),
}


def _of(model: Any, issue: Issue, *order: str) -> Any:
    return model.objects.filter(issue=issue).order_by(*order)
