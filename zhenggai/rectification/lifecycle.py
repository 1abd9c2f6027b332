"""States and moves of issue and measure: one table each, read by every action (process.md §5)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenggai.lib.errors import Refused


class IssueState(TextChoices):
    DRAFT = "draft", _("待分解")
    PLANNED = "planned", _("已定方案")
    IN_PROGRESS = "in_progress", _("整改中")
    STAGE_DONE = "stage_done", _("阶段性完成")
    CLOSING = "closing", _("申请销号")
    REVIEWING = "reviewing", _("复核中")
    RETURNED = "returned", _("退回补正")
    CLOSED = "closed", _("已销号")
    CONSOLIDATED = "consolidated", _("已巩固")
    REOPENED = "reopened", _("重新立账")


class MeasureState(TextChoices):
    TODO = "todo", _("未启动")
    WAITING = "waiting", _("待事件")
    DOING = "doing", _("推进中")
    RETURNED = "returned", _("佐证退回")
    DONE = "done", _("已完成")
    VERIFIED = "verified", _("已核实")


class RectType(TextChoices):
    IMMEDIATE = "immediate", _("立行立改")
    TIMED = "timed", _("限期整改")
    STAGED = "staged", _("分阶段整改")
    LONG_TERM = "long_term", _("长期坚持")


SETTLED = frozenset({IssueState.CLOSED, IssueState.CONSOLIDATED})
"""No longer open: no warning, no progress, counted as done."""

IN_REVIEW = frozenset({IssueState.CLOSING, IssueState.REVIEWING})
"""Handed in for closure: what was handed in stays as it is until it is withdrawn, returned or closed."""

COMPLETE = frozenset({MeasureState.DONE, MeasureState.VERIFIED})
"""Carried out, as far as measures are counted."""


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step. `roles` is empty where the system takes it; `rect_types` where it is for every type."""

    name: str
    source: str
    target: str
    roles: frozenset[str] = frozenset()
    rect_types: frozenset[str] = frozenset()


def _move(name: str, source: str, target: str, *roles: str, only: tuple[str, ...] = ()) -> Move:
    return Move(name, source, target, frozenset(roles), frozenset(only))


BY_STAGES = (RectType.STAGED, RectType.LONG_TERM)
_REVIEWERS = ("lead_dept", "rect_office", "charge_leader", "discipline_committee")
_APPLICANTS = ("lead_dept", "handler")
_DOERS = ("handler", "lead_dept", "co_dept", "rect_office")
_REOPENERS = ("discipline_committee", "superior_reviewer")
_I = IssueState
_M = MeasureState

ISSUE_MOVES: tuple[Move, ...] = (
    _move("submit_plan", _I.DRAFT, _I.DRAFT, "lead_dept"),
    _move("approve_plan", _I.DRAFT, _I.PLANNED, "group_leader"),
    _move("start", _I.PLANNED, _I.IN_PROGRESS),
    _move("mark_stage_done", _I.IN_PROGRESS, _I.STAGE_DONE, "group_leader", only=BY_STAGES),
    _move("next_stage", _I.STAGE_DONE, _I.IN_PROGRESS, "group_leader", "rect_office"),
    _move("apply_closure", _I.IN_PROGRESS, _I.CLOSING, *_APPLICANTS),
    _move("apply_closure", _I.STAGE_DONE, _I.CLOSING, *_APPLICANTS),
    _move("withdraw", _I.CLOSING, _I.IN_PROGRESS, *_APPLICANTS),
    _move("review", _I.CLOSING, _I.REVIEWING, *_REVIEWERS),
    _move("review", _I.REVIEWING, _I.REVIEWING, *_REVIEWERS, "group_leader"),
    _move("return_", _I.CLOSING, _I.RETURNED, *_REVIEWERS),
    _move("return_", _I.REVIEWING, _I.RETURNED, *_REVIEWERS, "group_leader", "superior_reviewer"),
    _move("resume", _I.RETURNED, _I.IN_PROGRESS),
    _move("approve", _I.REVIEWING, _I.CLOSED, "group_leader"),
    _move("confirm", _I.REVIEWING, _I.CLOSED, "superior_reviewer", "rect_office"),
    _move("consolidate", _I.CLOSED, _I.CONSOLIDATED, "discipline_committee"),
    _move("reopen", _I.CLOSED, _I.REOPENED, *_REOPENERS),
    _move("reopen", _I.CONSOLIDATED, _I.REOPENED, *_REOPENERS),
    _move("resume", _I.REOPENED, _I.IN_PROGRESS),
)

MEASURE_MOVES: tuple[Move, ...] = (
    _move("start", _M.TODO, _M.DOING),
    _move("record_trigger", _M.WAITING, _M.DOING, "handler", "rect_office"),
    _move("finish", _M.DOING, _M.DONE, *_DOERS),
    _move("verify", _M.DONE, _M.VERIFIED, "rect_office"),
    _move("return_", _M.DONE, _M.RETURNED, "rect_office"),
    _move("reject", _M.DONE, _M.RETURNED),
    _move("reject", _M.VERIFIED, _M.RETURNED),
    _move("resume", _M.RETURNED, _M.DOING),
)

_ADOPTED_AS = {"done": _M.DOING, "ongoing": _M.DOING, "planned": _M.TODO, "unstated": _M.TODO}


def find_move(
    moves: tuple[Move, ...], name: str, state: str, rect_type: str | None = None
) -> Move | None:
    """The move of that name out of that state, None where the table has none."""
    for move in moves:
        if (move.name, move.source) == (name, state):
            return move if not move.rect_types or rect_type in move.rect_types else None
    return None


def roles_of(moves: tuple[Move, ...], name: str) -> frozenset[str]:
    """Every role that takes the move of that name, from whichever state."""
    return frozenset().union(*(move.roles for move in moves if move.name == name))


def next_issue_state(name: str, state: str, rect_type: str | None = None) -> IssueState:
    """Where the move leads; refused where the table does not allow it."""
    move = find_move(ISSUE_MOVES, name, state, rect_type)
    if move is None:
        raise _not_from_here("issue.move", str(IssueState(state).label))
    return IssueState(move.target)


def next_measure_state(name: str, state: str) -> MeasureState:
    """Where the move leads; refused where the table does not allow it."""
    move = find_move(MEASURE_MOVES, name, state)
    if move is None:
        raise _not_from_here("measure.move", str(MeasureState(state).label))
    return MeasureState(move.target)


def adopted_state(status: str, trigger: str | None) -> MeasureState:
    """What a document's word makes of a measure: a claim of completion is no proof, so it is under way."""
    if status == "planned" and trigger:
        return _M.WAITING
    return _ADOPTED_AS[status]


def _not_from_here(code: str, state: str) -> Refused:
    return Refused(
        code,
        gettext("当前状态为“%(state)s”，不能办理这一步——依据整改状态流转规则；请先办完前一步")
        % {"state": state},
    )
