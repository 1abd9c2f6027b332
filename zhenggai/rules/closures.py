"""Walker (a): typed tree → nested Python closures, for gates and for saving one record. Unknown is None throughout.

Every closure takes a frame and answers with a stored value, so that it says what the SQL of the same tree says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhenggai.rules import calendars
from zhenggai.rules.scaling import WIDEST
from zhenggai.rules.typed import (
    Apply,
    Const,
    Missing,
    OverRows,
    Ref,
    Setting,
    Today,
    Total,
    Typed,
)

Value = Any
"""A stored value: text, whole number, true, false, a list of these, or None for unknown."""

Row = Mapping[str, Value]


class Workdays(Protocol):
    """The office calendar: the running number of a day among working days; None beyond what it knows."""

    def number(self, day: str) -> int | None: ...


@dataclass(slots=True)
class Frame:
    """Everything an expression may look at. `today` is ISO 8601 text; `missing` tells of an evidence item, `lookups`
    are the functions that code registers, `linked` reads a field of a linked record."""

    record: Row
    today: str = ""
    settings: Row = field(default_factory=dict)
    other: Row = field(default_factory=dict)
    previous: Row = field(default_factory=dict)
    member: Row = field(default_factory=dict)
    total: Row = field(default_factory=dict)
    item: Row = field(default_factory=dict)
    workdays: Workdays | None = None
    missing: Callable[[str], bool] | None = None
    lookups: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    linked: Callable[[int, str], Value] | None = None


Closure = Callable[[Frame], Value]


def closure(node: Typed) -> Closure:
    """The node as a function of a frame."""
    match node:
        case Const(value=value):
            return lambda frame: value
        case Ref(scope=scope, name=name):
            return _reader(scope, name)
        case Setting(name=name):
            return lambda frame: frame.settings.get(name)
        case Today():
            return lambda frame: frame.today
        case Missing(evidence=name):
            return lambda frame: None if frame.missing is None else frame.missing(name)
        case OverRows():
            return _over_rows(node)
        case Total():
            raise TypeError("a total has no closure: totals.py folds the rows of a group")
        case Apply():
            return _apply(node)


def _reader(scope: str, name: str) -> Closure:
    if scope == "record":
        return lambda frame: frame.record.get(name)
    if scope == "item":
        return lambda frame: frame.item.get(name)
    return lambda frame: getattr(frame, scope).get(name)


def _apply(node: Apply) -> Closure:
    args = tuple(closure(part) for part in node.args)
    if node.op in _SHAPED:
        return _SHAPED[node.op](args, node)
    op = node.op.removesuffix("!")
    plain = _within(_PLAIN[op]) if node.op.endswith("!") else _PLAIN[op]
    if len(args) == 1:
        return _unary(plain, args[0])
    return _binary(plain, *args)


def _unary(plain: Callable[[Value], Value], only: Closure) -> Closure:
    def call(frame: Frame) -> Value:
        value = only(frame)
        return None if value is None else plain(value)

    return call


def _binary(plain: Callable[[Value, Value], Value], left: Closure, right: Closure) -> Closure:
    def call(frame: Frame) -> Value:
        first = left(frame)
        if first is None:
            return None
        second = right(frame)
        return None if second is None else plain(first, second)

    return call


def _within(plain: Callable[..., Value]) -> Callable[..., Value]:
    """The same, unknown where the result is too wide for a database."""

    def call(*values: Value) -> Value:
        result = plain(*values)
        return result if -WIDEST < result < WIDEST else None

    return call


_PLAIN: dict[str, Callable[..., Value]] = {
    "not": lambda a: not a,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "least": min,
    "greatest": max,
    "days": calendars.days,
    "months": calendars.months,
    "plus_days": calendars.plus_days,
    "plus_months": calendars.plus_months,
    "year": calendars.year,
    "half": calendars.half,
    "quarter": calendars.quarter,
    "month": calendars.month,
    "size": len,
    "startsWith": lambda text, start: text.startswith(start),
    "contains": lambda text, part: part in text,
}


# -- operations that look at their arguments themselves ----------------------------------------------------------------


def _and(args: tuple[Closure, ...], node: Apply) -> Closure:
    def call(frame: Frame) -> Value:
        found: Value = True
        for part in args:
            value = part(frame)
            if value is False:
                return False
            if value is None:
                found = None
        return found

    return call


def _or(args: tuple[Closure, ...], node: Apply) -> Closure:
    def call(frame: Frame) -> Value:
        found: Value = False
        for part in args:
            value = part(frame)
            if value is True:
                return True
            if value is None:
                found = None
        return found

    return call


def _cond(args: tuple[Closure, ...], node: Apply) -> Closure:
    test, yes, no = args

    def call(frame: Frame) -> Value:
        value = test(frame)
        return None if value is None else yes(frame) if value else no(frame)

    return call


def _is_empty(args: tuple[Closure, ...], node: Apply) -> Closure:
    (only,) = args
    if node.args[0].type.kind in ("list", "rows"):
        return lambda frame: not only(frame)
    return lambda frame: only(frame) is None


def _size_many(args: tuple[Closure, ...], node: Apply) -> Closure:
    (only,) = args
    return lambda frame: len(only(frame) or ())


def _in_items(args: tuple[Closure, ...], node: Apply) -> Closure:
    needle = args[0]
    items = frozenset(part.value for part in node.args[1:] if isinstance(part, Const))
    return _unary(lambda value: value in items, needle)


def _in_bag(args: tuple[Closure, ...], node: Apply) -> Closure:
    needle, bag = args

    def call(frame: Frame) -> Value:
        value = needle(frame)
        return None if value is None else value in (bag(frame) or ())

    return call


def _map_get(args: tuple[Closure, ...], node: Apply) -> Closure:
    mapping, key = args

    def call(frame: Frame) -> Value:
        value = key(frame)
        return None if value is None else (mapping(frame) or {}).get(value)

    return call


def _workdays(args: tuple[Closure, ...], node: Apply) -> Closure:
    start, end = args

    def call(frame: Frame) -> Value:
        first, second = start(frame), end(frame)
        if first is None or second is None or frame.workdays is None:
            return None
        low, high = frame.workdays.number(first[:10]), frame.workdays.number(second[:10])
        return None if low is None or high is None else high - low

    return call


def _round_to(args: tuple[Closure, ...], node: Apply) -> Closure:
    value, step = args
    grow = 10 ** int(node.extra or 0)

    def call(frame: Frame) -> Value:
        number, small = value(frame), step(frame)
        if number is None or small is None or small <= 0:
            return None
        wide = small * grow
        count = (2 * abs(number) + wide) // (2 * wide)
        return (-count if number < 0 else count) * small

    return call


def _lookup(args: tuple[Closure, ...], node: Apply) -> Closure:
    name = str(node.extra)

    def call(frame: Frame) -> Value:
        values = [part(frame) for part in args]
        return None if None in values else frame.lookups[name](*values)

    return call


def _of(args: tuple[Closure, ...], node: Apply) -> Closure:
    (link,) = args
    name = str(node.extra)

    def call(frame: Frame) -> Value:
        key = link(frame)
        return None if key is None or frame.linked is None else frame.linked(key, name)

    return call


def _count_true(args: tuple[Closure, ...], node: Apply) -> Closure:
    return lambda frame: sum(1 for part in args if part(frame) is True)


_SHAPED: dict[str, Callable[[tuple[Closure, ...], Apply], Closure]] = {
    "and": _and,
    "or": _or,
    "cond": _cond,
    "is_empty": _is_empty,
    "size_many": _size_many,
    "in_items": _in_items,
    "in_setting": _in_bag,
    "in_list": _in_bag,
    "map_get": _map_get,
    "workdays": _workdays,
    "round_to": _round_to,
    "lookup": _lookup,
    "of": _of,
    "count_true": _count_true,
}


# -- rows of a record ----------------------------------------------------------------------------------------------------


def _over_rows(node: OverRows) -> Closure:
    rows = _reader(node.rows.scope, node.rows.name)
    body = closure(node.body) if node.body is not None else None
    fold = FOLDS[node.function]
    wrap = node.rows.type.kind == "list"

    def values(frame: Frame) -> Iterable[Value]:
        for row in rows(frame) or ():
            frame.item = {"item": row} if wrap else row
            yield True if body is None else body(frame)

    return lambda frame: fold(values(frame))


def _any(values: Iterable[Value]) -> Value:
    found: Value = False
    for value in values:
        if value is True:
            return True
        if value is None:
            found = None
    return found


def _all(values: Iterable[Value]) -> Value:
    found: Value = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def _known(values: Iterable[Value]) -> list[Value]:
    return [value for value in values if value is not None]


FOLDS: dict[str, Callable[[Iterable[Value]], Value]] = {
    "any": _any,
    "all": _all,
    "count": lambda values: sum(1 for value in values if value is True),
    "sum": lambda values: sum(_known(values)),
    "min": lambda values: min(_known(values), default=None),
    "max": lambda values: max(_known(values), default=None),
    "distinct": lambda values: len(set(_known(values))),
}
"""How the values of many rows become one, shared with totals.py: unknown ones count for nothing."""
