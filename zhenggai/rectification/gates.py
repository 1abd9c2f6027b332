"""What stands in the way of closing an issue. Higher rooms put their own gates on the list at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.rectification.evidence import LEAST, Need, Verdict
from zhenggai.rectification.lifecycle import MeasureState, RectType

if TYPE_CHECKING:
    from zhenggai.rectification.models import Evidence, Issue, Measure


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is missing: `sentence` says what, `basis` on what ground, `mend` what to do about it; `subject`
    is the code of the measure or record to go to, empty for the issue itself; `kind` the usual evidence for it."""

    code: str
    sentence: str
    basis: str
    subject: str
    mend: str = ""
    kind: str = ""

    def __str__(self) -> str:
        mend = gettext("；%(mend)s") % {"mend": self.mend} if self.mend else ""
        return gettext("%(what)s——依据：%(basis)s%(mend)s") % {
            "what": self.sentence,
            "basis": self.basis,
            "mend": mend,
        }


Gate = Callable[["Issue", date], list[Obstacle]]


def type_may_close(issue: Issue, today: date) -> list[Obstacle]:
    """An issue has a type before it closes; one of long standing is never done, only done for a stage."""
    if issue.rect_type is None:
        return [
            Obstacle(
                "gate.type",
                gettext("整改类型未定"),
                gettext("整改类型决定时限和能否销号"),
                "",
                gettext("请整改办明确整改类型"),
            )
        ]
    if issue.rect_type == RectType.LONG_TERM:
        return [
            Obstacle(
                "gate.long_term",
                gettext("长期坚持的问题不单独销号"),
                gettext("长期坚持类按“阶段性完成＋持续”统计，不计入完成"),
                "",
                gettext("达到阶段目标的，由领导小组会议认定阶段性完成"),
            )
        ]
    return []


def people_named(issue: Issue, today: date) -> list[Obstacle]:
    """Somebody leads it and somebody answers for it: they take part in the review."""
    lacks = [
        label
        for present, label in (
            (issue.lead_dept_id, gettext("牵头部门")),
            (issue.charge_leader_id, gettext("责任领导")),
            (issue.owner_id, gettext("责任人")),
            (issue.deadline, gettext("时限")),
        )
        if present is None
    ]
    if not lacks:
        return []
    return [
        Obstacle(
            "gate.people",
            gettext("问题还缺%(what)s") % {"what": "、".join(lacks)},
            gettext("责任到人、时限到日"),
            "",
            gettext("请整改办明确责任"),
        )
    ]


def core_measures_verified(issue: Issue, today: date) -> list[Obstacle]:
    """There are core measures, and every one has been verified; one that nobody has judged core or not counts as
    core."""
    core = [measure for measure in _measures(issue) if measure.is_core is not False]
    if not core:
        return [
            Obstacle(
                "gate.no_core",
                gettext("没有核心措施"),
                gettext("问题靠核心措施解决，只有巩固措施不能证明已改"),
                "",
                gettext("请增加措施，或更正措施的核心、巩固之分"),
            )
        ]
    return [
        Obstacle(
            "gate.measure",
            gettext("措施 %(code)s 尚未核实") % {"code": measure.code},
            gettext("核心措施全部核实方可申请销号"),
            measure.code or "",
            _next_of(measure),
        )
        for measure in core
        if measure.state != MeasureState.VERIFIED
    ]


def minimum_evidence_present(issue: Issue, today: date) -> list[Obstacle]:
    """Every core measure shows the least evidence of its kinds, and it was accepted."""
    return [
        found
        for measure in _measures(issue)
        if measure.is_core is not False
        for found in _lacking(measure, [item for item in measure.evidence.all() if item.counts])
    ]


def no_returned_evidence(issue: Issue, today: date) -> list[Obstacle]:
    """Nothing that was returned is left lying: it was withdrawn, and mended where it is needed."""
    return [
        Obstacle(
            "gate.returned",
            gettext("佐证 %(code)s %(name)s 被退回，尚未撤回补正")
            % {"code": item.code, "name": item.name},
            gettext("佐证经整改办核验采信方可作数"),
            item.measure.code or "" if item.measure else "",
            gettext("请撤回这件佐证，按退回理由补传"),
            item.kind,
        )
        for item in sorted(issue.evidence.all(), key=lambda item: item.code)
        if item.verdict == Verdict.RETURNED and item.withdrawn_reason is None
    ]


def follow_up_arranged(issue: Issue, today: date) -> list[Obstacle]:
    """A measure that goes on after the closure has somebody who answers for it and a day on which it is looked at
    again."""
    return [
        Obstacle(
            "gate.follow_up",
            gettext("巩固措施 %(code)s 未完成，缺%(what)s")
            % {"code": measure.code, "what": "、".join(lacks)},
            gettext("未完的巩固措施须有责任人和下次复核日，销号后继续跟踪"),
            measure.code or "",
            gettext("请在措施里补上，复核日在今天之后"),
        )
        for measure in _measures(issue)
        if measure.is_core is False and not measure.is_complete
        if (lacks := _follow_up_lacks(measure, today))
    ]


gates: list[Gate] = [
    type_may_close,
    people_named,
    core_measures_verified,
    minimum_evidence_present,
    no_returned_evidence,
    follow_up_arranged,
]
_from_above: list[Gate] = []


def register_closing_gate(gate: Gate) -> None:
    """Put a higher room's gate on the list: it is asked before an issue closes, and before a stage counts as done.
    Asking twice for the same gate changes nothing."""
    if gate not in _from_above:
        _from_above.append(gate)


def obstacles(issue: Issue, today: date) -> list[Obstacle]:
    """Everything that stands between this issue and its closure, as it is stored now; in a fixed number of queries,
    those of higher rooms aside."""
    stored = _loaded(issue)
    return [obstacle for gate in (*gates, *_from_above) for obstacle in gate(stored, today)]


def obstacles_from_above(issue: Issue, today: date) -> list[Obstacle]:
    """What higher rooms alone have to say: of a stage that is to count as done, the checks that prove it."""
    return [obstacle for gate in _from_above for obstacle in gate(issue, today)]


def unmet(measure: Measure, evidence: Iterable[Evidence]) -> list[Need]:
    """The needs of a measure that none of these pieces meets."""
    kinds = {item.kind for item in evidence}
    needs = dict.fromkeys(need for kind in measure.kinds for need in LEAST[kind])
    return [need for need in needs if not need.kinds & kinds]


def _loaded(issue: Issue) -> Issue:
    """The issue with measures and evidence, fresh from the tables."""
    rows = type(issue).objects.prefetch_related("measures__evidence", "evidence__measure")
    return rows.get(pk=issue.pk)


def _measures(issue: Issue) -> list[Measure]:
    return sorted(issue.measures.all(), key=lambda measure: measure.position)


def _lacking(measure: Measure, evidence: list[Evidence]) -> list[Obstacle]:
    """What the measure does not show at all, and what waits to be accepted."""
    if not measure.kinds:
        return [_no_kind(measure)]
    accepted = [item for item in evidence if item.verdict == Verdict.ACCEPTED]
    missing = unmet(measure, evidence)
    waiting = [need for need in unmet(measure, accepted) if need not in missing]
    return [_missing(measure, need) for need in missing] + [
        Obstacle(
            "gate.pending",
            gettext("措施 %(code)s 的%(what)s待核验") % {"code": measure.code, "what": need.label},
            gettext("佐证经整改办核验采信方可作数"),
            measure.code or "",
            gettext("请整改办核验"),
        )
        for need in waiting
    ]


def _no_kind(measure: Measure) -> Obstacle:
    return Obstacle(
        "gate.kind",
        gettext("措施 %(code)s 没有定类型") % {"code": measure.code},
        gettext("措施类型决定最低佐证"),
        measure.code or "",
        gettext("请在措施里选定类型"),
    )


def _missing(measure: Measure, need: Need) -> Obstacle:
    return Obstacle(
        "gate.evidence",
        gettext("措施 %(code)s 缺%(what)s") % {"code": measure.code, "what": need.label},
        gettext("措施类型与最低佐证"),
        measure.code or "",
        gettext("请补传这类佐证"),
        need.usual,
    )


def _next_of(measure: Measure) -> str:
    """What brings a measure on from its state."""
    match measure.state:
        case MeasureState.DONE:
            return gettext("请整改办核实")
        case MeasureState.WAITING:
            return gettext("请在事件发生后登记")
        case MeasureState.DOING:
            return gettext("请补齐佐证后报完成")
    return gettext("请填报进展，推进措施")


def _follow_up_lacks(measure: Measure, today: date) -> list[str]:
    lacks = [] if measure.owner_id else [gettext("责任人")]
    if measure.review_on is None or measure.review_on <= today:
        lacks.append(gettext("下次复核日"))
    return lacks
