"""Findings of each shape, told alike by gates and sweeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhenggai.registers.checks.findings import Finding, Teller
from zhenggai.registers.checks.totals_text import totals_labels, totals_observed
from zhenggai.registers.shapes import GroupShape, Key, MatchShape, RecordShape, SequenceShape
from zhenggai.registers.showing import show
from zhenggai.rules.closures import Frame
from zhenggai.rules.typed import Apply
from zhenggai.rules.types import INTEGER


def record_finding(
    teller: Teller, shape: RecordShape | SequenceShape, frame: Frame, office: int
) -> Finding:
    row = frame.record
    return Finding(
        check=teller.check,
        office=office,
        subject=subject_of(row),
        level=teller.level(frame),
        say=teller.say({**frame.settings, **row}),
        observed=teller.observed(shape.that, row, frame),
        expected=teller.expected(shape.that_text),
        record=row.get("id") if "number" in row else None,
        key=row.get("number") or row.get("name"),
    )


def group_finding(
    teller: Teller, shape: GroupShape, frame: Frame, values: Sequence[Any], office: int
) -> Finding:
    labels = totals_labels(shape.totals_text, teller.face.labels)
    types = {name: node.type for name, node in shape.totals.items()}
    period, key = period_and_key(teller, shape.per, values)
    return Finding(
        check=teller.check,
        office=office,
        subject="|".join(
            f"{item.text}={value}" for item, value in zip(shape.per, values, strict=True)
        )[:200],
        level=teller.level(frame),
        say=teller.say({**frame.settings, **frame.record, **frame.total, "period": period}, types),
        observed=totals_observed(shape.totals, labels, frame.total),
        expected=teller.expected(shape.that_text, labels),
        key=key,
        period=period,
    )


def overlap_finding(teller: Teller, frame: Frame, partner: str | None, office: int) -> Finding:
    row = frame.record
    return Finding(
        check=teller.check,
        office=office,
        subject=subject_of(row),
        level=teller.level(frame),
        say=teller.say({**frame.settings, **row}),
        observed=f"与 {partner or '另一条'} 重叠",
        expected="时段互不重叠",
        record=row.get("id"),
        key=row.get("number"),
    )


def match_finding(
    teller: Teller, shape: MatchShape, frame: Frame, office: int, source: str
) -> Finding:
    row = frame.record
    types = {name: node.type for name, node in shape.totals.items()}
    if shape.want == "totals":
        observed = totals_observed(shape.totals, {}, frame.total)
        expected = teller.expected(shape.that_text)
    else:
        observed = f"{source}中没有相应记录" if shape.want == "some" else f"{source}中有相应记录"
        expected = (
            f"{source}中应有相应记录" if shape.want == "some" else f"{source}中不应有相应记录"
        )
    return Finding(
        check=teller.check,
        office=office,
        subject=subject_of(row),
        level=teller.level(frame),
        say=teller.say({**frame.settings, **row, **frame.total}, types),
        observed=observed,
        expected=expected,
        record=row.get("id") if "number" in row else None,
        key=row.get("number") or row.get("name"),
    )


def subject_of(row: Mapping[str, Any]) -> str:
    """A record by its key; a row of master data by its own, or by everything it holds."""
    if "id" in row:
        return f"#{row['id']}"
    return "|".join(f"{name}={value}" for name, value in sorted(row.items()))[:200]


def period_and_key(
    teller: Teller, per: Sequence[Key], values: Sequence[Any]
) -> tuple[str | None, str | None]:
    """Of a group's keys those that name a period (year, with half, quarter or month) and the rest as a=b."""
    parts: dict[str, Any] = {}
    rest: list[str] = []
    for key, value in zip(per, values, strict=True):
        name = _period_part(key)
        if name is not None and name not in parts:
            parts[name] = value
        else:
            rest.append(f"{key.label}={show(value, key.node.type, teller.names)}")
    if parts and "year" not in parts and "whole_month" not in parts:
        rest += [f"{name}={value}" for name, value in parts.items()]
    return _period(parts), ",".join(rest) or None


def _period_part(key: Key) -> str | None:
    if key.node.type.kind == "month":
        return "whole_month"
    if isinstance(key.node, Apply) and key.node.op in ("year", "half", "quarter", "month"):
        return key.node.op
    return "year" if key.text == "year" and key.node.type == INTEGER else None


def _period(parts: Mapping[str, Any]) -> str | None:
    if "whole_month" in parts:
        return str(parts["whole_month"])
    if "year" not in parts:
        return None
    year = parts["year"]
    if "month" in parts:
        return f"{year}-{parts['month']:02}"
    for name, mark in (("quarter", "-Q"), ("half", "-H")):
        if name in parts:
            return f"{year}{mark}{parts[name]}"
    return str(year)
