"""Aggregates over the rows of a group in Python: what a gate asks where a sweep says GROUP BY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from zhenggai.rules.checker import SHARE_PLACES
from zhenggai.rules.closures import FOLDS, Frame, Value, closure
from zhenggai.rules.typed import Apply, Ref, Total, Typed

Fold = Callable[[Sequence[Frame]], Value]


def fold(node: Typed) -> Fold:
    """The node as a function of the frames of a group's rows: an aggregate, or arithmetic over aggregates."""
    found = list(dict.fromkeys(_totals(node)))
    slots = {f"_{place}": _single(part) for place, part in enumerate(found)}
    names = {part: name for name, part in zip(slots, found, strict=True)}
    outer = closure(_with_slots(node, names))

    def call(frames: Sequence[Frame]) -> Value:
        values = {name: single(frames) for name, single in slots.items()}
        base = frames[0] if frames else Frame({})
        return outer(
            Frame(
                {}, total=values, settings=base.settings, today=base.today, workdays=base.workdays
            )
        )

    return call


def share(values: Iterable[Value]) -> int | None:
    """How many of the rows are definitely true, rounded half up to SHARE_PLACES; unknown over no rows."""
    all_values = list(values)
    if not all_values:
        return None
    true = sum(1 for value in all_values if value is True)
    whole: int = 10**SHARE_PLACES
    return (2 * whole * true + len(all_values)) // (2 * len(all_values))


def _single(node: Total) -> Fold:
    body = closure(node.body) if node.body is not None else None
    function = share if node.function == "share" else FOLDS[node.function]

    def call(frames: Sequence[Frame]) -> Value:
        return function([True if body is None else body(frame) for frame in frames])

    return call


def _totals(node: Typed) -> Iterable[Total]:
    if isinstance(node, Total):
        yield node
    elif isinstance(node, Apply):
        for part in node.args:
            yield from _totals(part)


def _with_slots(node: Typed, names: dict[Total, str]) -> Typed:
    """The node with a named value in place of each aggregate."""
    if isinstance(node, Total):
        return Ref("total", names[node], node.type)
    if isinstance(node, Apply):
        return Apply(
            node.op, tuple(_with_slots(part, names) for part in node.args), node.type, node.extra
        )
    return node
