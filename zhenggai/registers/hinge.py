"""The hinge between the two halves: issues hang on the checks that prove them mended. Closing asks the bound checks; which
checks fit an issue is suggested by what the rulebook traces to which register (rulebook.md §0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Min
from django.utils.translation import gettext

from zhenggai.people.queries import can, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.gates import Obstacle
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.models import (
    CallState,
    CheckBinding,
    LookbackCall,
    SweepMark,
    Violation,
    ViolationState,
)
from zhenggai.registers.published import editions

if TYPE_CHECKING:
    from zhenggai.rectification.models import Issue

TRACES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("第一议题",), ("R01", "R31")),
    (("联席会议",), ("R02",)),
    (("联络处",), ("R03",)),
    (("委员履职", "履职登记", "委员管理", "签到"), ("R04",)),
    (("提案", "不立案"), ("R05",)),
    (("意识形态",), ("R06",)),
    (("舆情", "风险评估"), ("R07",)),
    (("文风", "心得", "学习提纲"), ("R08",)),
    (("公文", "审核把关", "行文"), ("R09",)),
    (("廉政责任书", "责任书"), ("R10",)),
    (("请假", "休假", "请（休）假", "销假", "考勤"), ("R11",)),
    (("加班", "值班", "补休", "调休"), ("R12",)),
    (("三公", "决算", "预算公开"), ("R13",)),
    (("报销", "财务管理", "单据", "凭证", "公务接待"), ("R14",)),
    (("工会",), ("R15",)),
    (("固定资产", "资产管理", "资产台账"), ("R16",)),
    (("采购",), ("R17",)),
    (("两个责任", "主体责任", "监督责任", "一岗双责", "四种形态"), ("R18",)),
    (("群团",), ("R19",)),
    (("支部规范化", "活动阵地", "支部建设"), ("R20",)),
    (("三会一课", "主题党日", "组织生活"), ("R21",)),
    (("组织生活会", "民主生活会", "批评"), ("R22",)),
    (("换届",), ("R23",)),
    (("会议记录", "记录不规范"), ("R24",)),
    (("党费",), ("R25",)),
    (("党费证", "党员信息"), ("R26",)),
    (("人事档案", "档案"), ("R27",)),
    (("因私", "出国", "出境"), ("R28",)),
    (("制度", "印发"), ("R29",)),
    (("培训", "警示教育"), ("R30",)),
    (("督促检查", "监督检查"), ("R31",)),
    (("群众监督", "来信", "来访", "举报"), ("R32",)),
)
"""Words of an issue's text and the registers that trace it."""

_MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class BoundCheck:
    """A check bound to an issue, with its verdict as last swept: `failing` how many stand open, None where the register
    was never swept."""

    uuid: UUID
    register: str
    register_label: str
    check: str
    say: str
    level: str
    failing: int | None
    waived: int
    measure: str
    bound_on: date
    bound_by: str
    swept_on: Any


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A check that would prove the issue mended, and the word of its text that leads there."""

    register: str
    register_label: str
    check: str
    say: str
    level: str
    word: str
    measure: str = ""
    """The measure whose words lead there; empty where it is the issue's own."""


@dataclass(frozen=True, slots=True)
class Bindable:
    """A register in use with its checks that can prove something: id and sentence."""

    register: str
    label: str
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CallRow:
    """A look-back that bound checks have called for."""

    uuid: UUID
    said: str
    check: str
    register: str
    called_on: date
    state: str
    state_label: str
    findings: str
    settled_by: str
    settled_on: date | None
    may_settle: bool
    may_reopen: bool


# -- the gate -----------------------------------------------------------------------------------------------------------------


def bound_checks_hold(issue: Issue, today: date) -> list[Obstacle]:
    """Every check bound to the issue holds as last swept; one that was never swept has proved nothing."""
    bound = list(CheckBinding._base_manager.filter(issue=issue.pk, ended_on=None).order_by("pk"))
    if not bound:
        return []
    known = editions()
    failing, swept = _verdicts(issue.office_id, {item.register for item in bound})
    found = []
    for item in bound:
        edition = known.get(item.register)
        label = edition.declaration.label if edition else item.register
        count = failing.get((item.register, item.check_id), (0, "", 0))
        if item.register not in swept:
            found.append(
                Obstacle(
                    "gate.unswept",
                    gettext("%(register)s还没有巡检过，检查 %(check)s 没有结论")
                    % {"register": label, "check": item.check_id},
                    gettext("问题与登记簿检查挂钩：检查达标方可销号；请先在检查页巡一遍"),
                    item.check_id,
                )
            )
        elif count[0]:
            found.append(
                Obstacle(
                    "gate.check",
                    gettext("%(register)s检查 %(check)s 有 %(count)s 项不达标：%(say)s")
                    % {
                        "register": label,
                        "check": item.check_id,
                        "count": count[0],
                        "say": count[1],
                    },
                    gettext("问题与登记簿检查挂钩：检查达标方可销号；请改好或办理豁免"),
                    item.check_id,
                )
            )
    return found


def _verdicts(
    office: int, registers: Iterable[str]
) -> tuple[dict[tuple[str, str], tuple[int, str, int]], dict[str, Any]]:
    """Open errors and warnings by check, with one sentence and how many are waived; when each register was swept."""
    codes = sorted(registers)
    rows = (
        Violation._base_manager.filter(office=office, register__in=codes, level__in=("E", "W"))
        .filter(state__in=(ViolationState.OPEN, ViolationState.WAIVED))
        .values_list("register", "check_id", "state")
        .annotate(count=Count("pk"), say=Min("say"))
        .order_by()
    )
    found: dict[tuple[str, str], tuple[int, str, int]] = {}
    for register, check, state, count, say in rows:
        open_ones, said, waived = found.get((register, check), (0, "", 0))
        if state == ViolationState.OPEN:
            found[register, check] = (count, say, waived)
        else:
            found[register, check] = (open_ones, said, count)
    marks = SweepMark._base_manager.filter(office=office, register__in=codes)
    return found, dict(marks.values_list("register", "swept_at"))


# -- for the issue's page -------------------------------------------------------------------------------------------------------


def bound_checks(viewer: Viewer, issue: Issue) -> list[BoundCheck]:
    """The checks bound to an issue that the viewer sees, with their last verdicts."""
    require(viewer, "issue.list", issue)
    rows = list(
        CheckBinding._base_manager.filter(issue=issue.pk, ended_on=None)
        .select_related("measure")
        .order_by("register", "check_id")
    )
    if not rows:
        return []
    known = editions()
    failing, swept = _verdicts(issue.office_id, {row.register for row in rows})
    found = []
    for row in rows:
        edition = known.get(row.register)
        check = _first(edition.declaration, row.check_id) if edition else None
        count, _, waived = failing.get((row.register, row.check_id), (0, "", 0))
        found.append(
            BoundCheck(
                uuid=row.uuid,
                register=row.register,
                register_label=edition.declaration.label if edition else row.register,
                check=row.check_id,
                say=_said(check) if check else gettext("这项检查已随新版撤下"),
                level=check.level if check else "E",
                failing=count if row.register in swept else None,
                waived=waived,
                measure=(row.measure.code or "") if row.measure else "",
                bound_on=row.bound_on,
                bound_by=row.bound_by_name,
                swept_on=swept.get(row.register),
            )
        )
    return found


def suggestions(viewer: Viewer, issue: Issue) -> list[Suggestion]:
    """Checks of registers in use that the words of the issue or of a measure's content and criterion lead to, errors
    first; without those that are bound."""
    require(viewer, "issue.list", issue)
    bound = set(
        CheckBinding._base_manager.filter(issue=issue.pk, ended_on=None).values_list(
            "register", "check_id"
        )
    )
    traced = {
        id: (word, "") for id, word in traces_of(f"{issue.title}\n{issue.original_text}").items()
    }
    texts = issue.measures.order_by("position").values_list("code", "content", "done_criteria")
    for code, content, criteria in texts:
        for id, word in traces_of(f"{criteria or ''}\n{content}").items():
            traced.setdefault(id, (word, code or ""))
    places = {id: place for place, id in enumerate(traced)}
    found = [
        (places[item.id], Suggestion(item.code, item.label, id, said, level, *traced[item.id]))
        for item in (edition.declaration for edition in editions().values())
        if item.id in traced
        for id, said, level in _provable(item)
        if (item.code, id) not in bound
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].level))
    return [row for _, row in found[:_MOST_SUGGESTED]]


def bindable(viewer: Viewer) -> list[Bindable]:
    """Every check of the registers in use that an issue may hang on, by register."""
    require(viewer, "binding.bind")
    return [
        Bindable(item.code, item.label, tuple((id, said) for id, said, _ in _provable(item)))
        for item in (edition.declaration for edition in editions().values())
        if item.checks
    ]


def measures_of(viewer: Viewer, issue: Issue) -> list[tuple[str, str, str]]:
    """The measures of an issue by code, with content and done-criterion."""
    require(viewer, "issue.list", issue)
    rows = issue.measures.order_by("position").values_list("code", "content", "done_criteria")
    return [(code, content, criteria or "") for code, content, criteria in rows if code]


def _provable(found: Declaration) -> list[tuple[str, str, str]]:
    """Id, sentence and level of the checks that say more than a hint."""
    rows = []
    for check_id in dict.fromkeys(check.id for check in found.checks):
        check = _first(found, check_id)
        if check is not None and check.level != "I":
            rows.append((check_id, _said(check), check.level))
    return rows


def traces_of(text: str) -> dict[str, str]:
    """The registers that a text leads to, by number, with the word that leads there, the earliest first."""
    hits = [
        (text.find(word), register, word)
        for words, registers in TRACES
        for word in words
        if word in text
        for register in registers
    ]
    found: dict[str, str] = {}
    for _, register, word in sorted(hits):
        found.setdefault(register, word)
    return found


def issues_bound_to(viewer: Viewer, register: str, check: str) -> list[Any]:
    """The issues that a check proves mended, as far as the viewer sees them."""
    model = CheckBinding._meta.get_field("issue").related_model
    bound = visible(viewer, CheckBinding).filter(register=register, check_id=check, ended_on=None)
    if not can(viewer, "issue.list"):
        return []
    seen: Any = visible(viewer, model).filter(pk__in=bound.values("issue"))
    return list(seen.order_by("position"))


def calls_of(viewer: Viewer, issue: Issue) -> list[CallRow]:
    """The look-backs that bound checks have called for, newest first."""
    require(viewer, "issue.list", issue)
    settles = can(viewer, "lookback_call.settle")
    reopens = issue.is_settled and can(viewer, "lookback_call.reopen")
    return [
        CallRow(
            uuid=row.uuid,
            said=row.said,
            check=row.check_id,
            register=row.register,
            called_on=row.called_on,
            state=row.state,
            state_label=str(CallState(row.state).label),
            findings=row.findings,
            settled_by=row.settled_by_name,
            settled_on=row.settled_on,
            may_settle=settles and row.state == CallState.OPEN,
            may_reopen=reopens and row.state == CallState.RELAPSED and _is_of_cycle(row, issue),
        )
        for row in LookbackCall._base_manager.filter(issue=issue.pk).order_by("-pk")
    ]


def _is_of_cycle(call: LookbackCall, issue: Issue) -> bool:
    """Whether it was called for since the issue was last taken up: an earlier relapse has been answered."""
    return issue.cycle == 1 or issue.started_on is None or call.called_on > issue.started_on


def _first(found: Declaration, check_id: str) -> Any:
    return next(iter(found.checks_of(check_id)), None)


def _said(check: Any) -> str:
    return str(check.say.fill(dict.fromkeys(check.say.names, "…"), lambda name, value: "…"))
