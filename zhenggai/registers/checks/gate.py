"""Checks asked of one record as it would be, with closures: what stands at gates. The same verdict as the sweep's.

Other rows that a check needs (the group's, the counterpart's) are read by their keys; the record itself is taken as it
stands in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhenggai.registers.checks.findings import Finding, Teller, label_of
from zhenggai.registers.checks.spans import span
from zhenggai.registers.checks.telling import (
    group_finding,
    match_finding,
    overlap_finding,
    record_finding,
)
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.shapes import (
    CadenceShape,
    Check,
    GroupShape,
    MatchShape,
    OverlapShape,
    PythonShape,
    RecordShape,
    SequenceShape,
    Source,
    Span,
)
from zhenggai.registers.showing import Names, known_names
from zhenggai.registers.tables import Row, fetch
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.totals import fold
from zhenggai.rules.typed import Apply, Const, Typed
from zhenggai.rules.types import YESNO


@dataclass(frozen=True, slots=True)
class Case:
    """One record in question: its row, the frame to ask with, and where it belongs. What people and offices are called
    is learnt once for all its checks."""

    declaration: Declaration
    frame: Frame
    record: int | None
    office: int
    names: Names = field(default_factory=known_names)

    def row_frame(self, row: Row, **more: Any) -> Frame:
        return replace(self.frame, record=row, **more)

    def rows(self, source: Source) -> list[Row]:
        """The record's own rows in a source: itself, or the rows of its field; none where the source is of others."""
        found: list[Row] = []
        for part in source.parts:
            if part.code != self.declaration.code:
                continue
            record = dict(self.frame.record)
            if part.rows is None:
                found.append(record)
                continue
            items = record.get(part.rows) or ()
            found += [{**record, **({"item": i} if part.is_list else i)} for i in items]
        return found

    def others(
        self,
        source: Source,
        *,
        pairs: Sequence[tuple[Typed, Any]],
        conditions: Sequence[Typed] = (),
    ) -> Iterator[Row]:
        return fetch(
            source,
            pairs=pairs,
            conditions=conditions,
            office=self.office,
            settings=self.frame.settings,
            today=self.frame.today,
            but=self.record,
        )


def asks_of_record(check: Check) -> bool:
    """Whether the check can be asked of one record by itself."""
    return check.own and not isinstance(check.shape, CadenceShape | PythonShape)


def violated(check: Check, case: Case) -> list[Finding]:
    """Where the check does not hold of the record; empty where it does, or nobody can tell."""
    return list(_SHAPES[type(check.shape)](check, check.shape, case, _Lazy(check, case)))


class _Lazy:
    """A teller that is made when there is something to tell: most gates pass."""

    def __init__(self, check: Check, case: Case) -> None:
        self.check = check
        self.case = case

    def of(self, row: Row) -> Teller:
        teller = Teller(self.check, self.case.declaration, self.case.names)
        teller.learn([row])
        return teller


def _record(check: Check, shape: RecordShape, case: Case, teller: _Lazy) -> Iterator[Finding]:
    when = closure(shape.when) if shape.when is not None else None
    that = closure(shape.that)
    for row in case.rows(check.over):
        frame = case.row_frame(row)
        if (when is None or when(frame) is True) and that(frame) is False:
            yield record_finding(teller.of(row), shape, frame, case.office)


def _group(check: Check, shape: GroupShape, case: Case, teller: _Lazy) -> Iterator[Finding]:
    where = closure(shape.where) if shape.where is not None else None
    keys = [closure(key.node) for key in shape.per]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in case.rows(check.over):
        frame = case.row_frame(row)
        values = tuple(key(frame) for key in keys)
        if None not in values and (where is None or where(frame) is True):
            groups.setdefault(values, []).append(row)
    conditions = [shape.where] if shape.where is not None else []
    that = closure(shape.that)
    folds = {name: fold(node) for name, node in shape.totals.items()}
    for values, own in groups.items():
        pairs = list(zip((key.node for key in shape.per), values, strict=True))
        rows = [*own, *case.others(check.over, pairs=pairs, conditions=conditions)]
        frames = [case.row_frame(row) for row in rows]
        totals = {name: call(frames) for name, call in folds.items()}
        plain = {key.text: value for key, value in zip(shape.per, values, strict=True)}
        frame = case.row_frame(plain, total=totals)
        if that(frame) is False:
            yield group_finding(teller.of(plain), shape, frame, values, case.office)


def _overlap(check: Check, shape: OverlapShape, case: Case, teller: _Lazy) -> Iterator[Finding]:
    for row in case.rows(check.over):
        own = _span_of(shape.own, shape.grain, case.row_frame(row))
        if own is None:
            continue
        for other in shape.among or (shape.own,):
            found = _meeting(shape, other, own, case)
            if found is not None:
                yield overlap_finding(
                    teller.of(row), case.row_frame(row), found.get("number"), case.office
                )
                break


@dataclass(frozen=True, slots=True)
class _Own:
    start: str
    end: str
    key: tuple[Any, ...]


def _span_of(side: Span, grain: str, frame: Frame) -> _Own | None:
    if side.where is not None and closure(side.where)(frame) is not True:
        return None
    ends = span(closure(side.start)(frame), closure(side.end)(frame), grain)
    key = tuple(closure(part)(frame) for part in side.per)
    return None if ends is None or None in key else _Own(*ends, key)


def _meeting(shape: OverlapShape, other: Span, own: _Own, case: Case) -> Row | None:
    """The first row of the other side whose span meets the own one."""
    pairs = list(zip(other.per, own.key, strict=True))
    conditions = [*_about(other, own), *([other.where] if other.where is not None else [])]
    for row in case.others(other.source, pairs=pairs, conditions=conditions):
        found = _span_of(replace(other, where=None), shape.grain, case.row_frame(row))
        if found is not None and own.start < found.end and found.start < own.end:
            return row
    return None


def _about(other: Span, own: _Own) -> list[Typed]:
    """Conditions that every meeting span satisfies whatever the grain, so that few rows are read."""
    last, first = Const(own.end, other.start.type), Const(own.start[:10], other.end.type)
    ended = Apply("is_empty", (other.end,), YESNO)
    reaches = Apply("ge", (other.end, first), YESNO)
    return [
        Apply("le", (other.start, last), YESNO),
        Apply("or", (ended, reaches), YESNO),
    ]


def _match(check: Check, shape: MatchShape, case: Case, teller: _Lazy) -> Iterator[Finding]:
    when = closure(shape.when) if shape.when is not None else None
    for row in case.rows(check.over):
        frame = case.row_frame(row)
        if when is not None and when(frame) is not True:
            continue
        values = [closure(own)(frame) for _, own in shape.on]
        if None in values:
            continue
        frames = _counterparts(shape, case, frame, values)
        totals = {name: fold(node)(frames) for name, node in shape.totals.items()}
        if _fails(shape, replace(frame, total=totals), len(frames)):
            yield match_finding(
                teller.of(row),
                shape,
                replace(frame, total=totals),
                case.office,
                label_of(shape.source),
            )


def _counterparts(
    shape: MatchShape, case: Case, frame: Frame, values: Sequence[Any]
) -> list[Frame]:
    """A frame for every row elsewhere that answers to this one."""
    where = closure(shape.where) if shape.where is not None else None
    theirs = [ref for ref, _ in shape.on]
    pairs: list[tuple[Typed, Any]] = list(zip(theirs, values, strict=True))
    own = [
        row
        for row in case.rows(shape.source)
        if all(row.get(ref.name) == value for ref, value in zip(theirs, values, strict=True))
    ]
    frames = [replace(frame, other=row) for row in (*own, *case.others(shape.source, pairs=pairs))]
    return [found for found in frames if where is None or where(found) is True]


def _fails(shape: MatchShape, frame: Frame, count: int) -> bool:
    if shape.want == "totals":
        return shape.that is not None and closure(shape.that)(frame) is False
    return count == 0 if shape.want == "some" else count > 0


def _sequence(check: Check, shape: SequenceShape, case: Case, teller: _Lazy) -> Iterator[Finding]:
    where = closure(shape.where) if shape.where is not None else None
    order, that = closure(shape.order), closure(shape.that)
    conditions = [shape.where] if shape.where is not None else []
    for row in case.rows(check.over):
        frame = case.row_frame(row)
        if (where is not None and where(frame) is not True) or order(frame) is None:
            continue
        pairs = [(key.node, closure(key.node)(frame)) for key in shape.per]
        if any(value is None for _, value in pairs):
            continue
        rows = [row, *case.others(check.over, pairs=pairs, conditions=conditions)]
        frames = _in_order([case.row_frame(item) for item in rows], order)
        place = next(n for n, item in enumerate(frames) if item.record is row)
        if _breaks(shape, frames, place, that):
            yield record_finding(teller.of(row), shape, frames[place], case.office)


def _in_order(frames: list[Frame], order: Callable[[Frame], Any]) -> list[Frame]:
    known = [frame for frame in frames if order(frame) is not None]
    known.sort(key=lambda frame: (order(frame), frame.record.get("id") or 0))
    for before, frame in zip([Frame({}), *known], known, strict=False):
        frame.previous = before.record
    return known


def _breaks(
    shape: SequenceShape, frames: Sequence[Frame], place: int, that: Callable[[Frame], Any]
) -> bool:
    if shape.streak is None:
        return that(frames[place]) is False
    run = frames[max(0, place - shape.streak + 1) : place + 1]
    return len(run) == shape.streak and all(that(frame) is False for frame in run)


def _never(check: Check, shape: Any, case: Case, teller: _Lazy) -> Iterator[Finding]:
    raise TypeError(f"{check.key} never stands at a gate")


_SHAPES: Mapping[type, Callable[..., Iterator[Finding]]] = {
    RecordShape: _record,
    GroupShape: _group,
    OverlapShape: _overlap,
    MatchShape: _match,
    SequenceShape: _sequence,
    CadenceShape: _never,
    PythonShape: _never,
}
