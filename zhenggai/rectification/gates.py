"""What stands in the way of closing an issue. Higher rooms put their own gates on the list at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from zhenggai.rectification.evidence import checklist
from zhenggai.rectification.lifecycle import MeasureState

if TYPE_CHECKING:
    from zhenggai.rectification.models import Issue


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is missing: `sentence` says what, `basis` on what ground; `subject` is the code of the
    measure or record to go to."""

    code: str
    sentence: str
    basis: str
    subject: str


Gate = Callable[["Issue", date], list[Obstacle]]


def core_measures_verified(issue: Issue, today: date) -> list[Obstacle]:
    """Every core measure has been verified; one that nobody has judged core or not counts as core."""
    return [
        Obstacle(
            "gate.measure",
            gettext("措施 %(code)s 尚未核实") % {"code": measure.code},
            gettext("核心措施全部核实方可申请销号"),
            measure.code or "",
        )
        for measure in issue.measures.all()
        if measure.is_core is not False and measure.state != MeasureState.VERIFIED
    ]


def minimum_evidence_present(issue: Issue, today: date) -> list[Obstacle]:
    """Every core measure shows the least evidence of its kinds."""
    return [
        Obstacle(
            "gate.evidence",
            gettext("措施 %(code)s 缺%(what)s") % {"code": measure.code, "what": need.label},
            gettext("措施类型与最低佐证"),
            measure.code or "",
        )
        for measure in issue.measures.prefetch_related("evidence")
        if measure.is_core is not False
        for need in checklist(
            measure.kinds, (item.kind for item in measure.evidence.all() if item.counts)
        )
        if not need.met
    ]


gates: list[Gate] = [core_measures_verified, minimum_evidence_present]


_from_above: list[Gate] = []


def register_closing_gate(gate: Gate) -> None:
    """Put a higher room's gate on the list: it is asked before an issue closes, and before a stage counts as done.
    Asking twice for the same gate changes nothing."""
    if gate not in _from_above:
        _from_above.append(gate)


def obstacles(issue: Issue, today: date) -> list[Obstacle]:
    """Everything that stands between this issue and its closure."""
    return [obstacle for gate in (*gates, *_from_above) for obstacle in gate(issue, today)]
