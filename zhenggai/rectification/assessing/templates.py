"""Score templates: read strictly from YAML, every mistake named with its place; scores by the template alone (process.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from zhenggai.rectification.statistics.satisfaction import Satisfied

FOLDER = Path(__file__).resolve().parent / "templates"
COUNTED = frozenset(
    {"overdue", "returned", "extended", "reopened", "words_only", "due", "on_time", "untyped"}
)
"""Counts of the statistics that a deduction may name, to be shown beside it."""

MOST_PERCENT = 100


class Malformed(ValueError):
    """A template that says something it must not: which file, where, what."""


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points off, once or `each` time; `counts` names the figure that stands beside it. `satisfaction_below`: it holds where
    the satisfaction rate is below so many percent; `unsurveyed`: where nobody has been asked."""

    code: str
    indicator: str
    label: str
    points: int
    each: bool = False
    counts: str = ""
    satisfaction_below: int = 0
    unsurveyed: bool = False

    def holds(self, satisfied: Satisfied) -> bool | None:
        """Whether surveys say that it is to be marked off; None where it is no matter of surveys or they tell no rate."""
        if self.unsurveyed:
            return satisfied.survey_count == 0
        if not self.satisfaction_below or satisfied.rate is None:
            return None
        return satisfied.rate < self.satisfaction_below


@dataclass(frozen=True, slots=True)
class Veto:
    """What outweighs all points: it sets the score, or the grade can be no better."""

    code: str
    label: str
    score: int | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    label: str
    least: int


@dataclass(frozen=True, slots=True)
class Template:
    """Grades stand best first, the last from 0."""

    code: str
    label: str
    basis: str
    total: int
    indicators: tuple[Indicator, ...]
    deductions: tuple[Deduction, ...]
    vetoes: tuple[Veto, ...]
    grades: tuple[Grade, ...]

    def grade_of(self, score: int) -> str:
        return next(item.label for item in self.grades if score >= item.least)


@dataclass(frozen=True, slots=True)
class Score:
    """What a sheet comes to: points by indicator, their sum, the score after vetoes, the grade."""

    by_indicator: Mapping[str, int]
    points: int
    score: int
    grade: str


def score_of(template: Template, times: Mapping[str, int], vetoes: frozenset[str]) -> Score:
    """No indicator falls below 0; of several vetoes the worst holds."""
    left = {item.code: item.points for item in template.indicators}
    for item in template.deductions:
        count = times.get(item.code, 0)
        left[item.indicator] -= item.points * (count if item.each else min(count, 1))
    left = {code: max(points, 0) for code, points in left.items()}
    points = score = sum(left.values())
    struck = [item for item in template.vetoes if item.code in vetoes]
    score = min([score, *(item.score for item in struck if item.score is not None)])
    order = [item.label for item in template.grades]
    grades = [template.grade_of(score), *(item.grade for item in struck if item.grade)]
    return Score(left, points, score, max(grades, key=order.index))


@cache
def templates() -> Mapping[str, Template]:
    """Every template that is shipped, by its code."""
    found = [
        read(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.yaml"))
    ]
    return {item.code: item for item in found}


def read(text: str, name: str) -> Template:
    """One template; Malformed where a key is unknown, missing or doubled, or the numbers do not add up."""
    try:
        node = yaml.load(text, Loader=_Strict)  # noqa: S506 - a SafeLoader that refuses doubled keys
    except yaml.YAMLError as error:
        raise Malformed(f"{name}：{error}") from error
    top = _fields(
        node, name, {"code": str, "label": str, "basis": str, "total": int},
        parts={"indicators": dict, "deductions": dict, "vetoes": dict, "grades": list},
    )  # fmt: skip
    template = Template(
        code=top["code"],
        label=top["label"],
        basis=top["basis"],
        total=top["total"],
        indicators=tuple(
            Indicator(code, **_fields(item, f"{name} indicators.{code}", _INDICATOR))
            for code, item in top["indicators"].items()
        ),
        deductions=tuple(
            Deduction(
                code, **_fields(item, f"{name} deductions.{code}", _DEDUCTION, optional=_MORE)
            )
            for code, item in top["deductions"].items()
        ),
        vetoes=tuple(
            Veto(code, **_fields(item, f"{name} vetoes.{code}", {"label": str}, optional=_VETO))
            for code, item in top["vetoes"].items()
        ),
        grades=tuple(
            Grade(**_fields(item, f"{name} grades[{place}]", {"label": str, "least": int}))
            for place, item in enumerate(top["grades"])
        ),
    )
    _refuse_contradictions(template, name)
    return template


_INDICATOR = {"label": str, "points": int}
_DEDUCTION = {"indicator": str, "label": str, "points": int}
_MORE = {"each": bool, "counts": str, "satisfaction_below": int, "unsurveyed": bool}
_VETO = {"score": int, "grade": str}


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        doubled = next((key for key in keys if keys.count(key) > 1), None)
        if doubled is not None:
            raise yaml.constructor.ConstructorError(
                None, None, f"“{doubled}”写了两次", node.start_mark
            )
        return super().construct_mapping(node, deep)


def _fields(
    node: Any,
    where: str,
    needed: Mapping[str, type],
    *,
    parts: Mapping[str, type] | None = None,
    optional: Mapping[str, type] | None = None,
) -> dict[str, Any]:
    """The mapping's values, each of its kind and none besides."""
    if not isinstance(node, dict):
        raise Malformed(f"{where}：应为键值")
    must = dict(needed) | dict(parts or {})
    known = must | dict(optional or {})
    for key in node:
        if key not in known:
            raise Malformed(f"{where}：不认识“{key}”，可写 {'、'.join(known)}")
    for key in must:
        if key not in node:
            raise Malformed(f"{where}：缺“{key}”")
    for key, value in node.items():
        wanted = known[key]
        negative = isinstance(value, int) and value < 0
        if type(value) is not wanted or value == "" or negative:
            raise Malformed(f"{where}.{key}：“{value}”不能用")
    return dict(node)


def _refuse_contradictions(template: Template, name: str) -> None:
    points = {item.code: item.points for item in template.indicators}
    if sum(points.values()) != template.total:
        raise Malformed(f"{name}：各指标之和 {sum(points.values())} 不等于总分 {template.total}")
    for item in template.deductions:
        if item.indicator not in points:
            raise Malformed(f"{name} deductions.{item.code}：没有指标“{item.indicator}”")
        if not 0 < item.points <= points[item.indicator]:
            raise Malformed(f"{name} deductions.{item.code}：减分须在 1 至该指标分值之间")
        if item.counts and item.counts not in COUNTED:
            raise Malformed(f"{name} deductions.{item.code}：没有统计数“{item.counts}”")
        if item.satisfaction_below > MOST_PERCENT:
            raise Malformed(f"{name} deductions.{item.code}：满意率至多 {MOST_PERCENT}")
        if (item.satisfaction_below or item.unsurveyed) and (item.each or item.counts):
            raise Malformed(f"{name} deductions.{item.code}：满意度只减一次，不另写统计数")
    labels = [item.label for item in template.grades]
    least = [item.least for item in template.grades]
    if not least or least[-1] != 0 or least != sorted(set(least), reverse=True):
        raise Malformed(f"{name} grades：等次须从高到低，最后一等从 0 分起")
    for veto in template.vetoes:
        if (veto.score is None) == (veto.grade is None):
            raise Malformed(f"{name} vetoes.{veto.code}：score、grade 写一个")
        if veto.grade is not None and veto.grade not in labels:
            raise Malformed(f"{name} vetoes.{veto.code}：没有等次“{veto.grade}”")
