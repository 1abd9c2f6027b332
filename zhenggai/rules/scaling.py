"""Numbers with places are whole numbers at a scale. Here two of them are brought to one scale, and what might leave 64
bits is marked, so that closures and both databases call the same results unknown."""

from __future__ import annotations

from zhenggai.rules.functions import FUNCTIONS
from zhenggai.rules.typed import Apply, Const, OverRows, Ref, Setting, Total, Typed
from zhenggai.rules.types import LARGEST, Type, number

WIDEST = 10**18
"""A result of this size or more is unknown: it would not fit a database's whole number for long."""


def places_of(node: Typed) -> int:
    return node.type.places


def scaled(node: Typed, places: int) -> Typed:
    """The same number with that many places; the scale only ever grows."""
    grow = places - node.type.places
    if grow <= 0:
        return node
    if isinstance(node, Const):
        value = None if node.value is None else int(node.value) * 10**grow
        return Const(value, number(places))
    return guarded(
        "mul", (node, Const(10**grow, number(0))), number(places), bound(node) * 10**grow
    )


def aligned(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    places = max(left.type.places, right.type.places)
    return scaled(left, places), scaled(right, places)


def guarded(op: str, args: tuple[Typed, ...], type: Type, largest: int) -> Apply:
    """The operation, marked `!` where its result might be too wide."""
    return Apply(op if largest < WIDEST else f"{op}!", args, type)


def bound(node: Typed) -> int:
    """No value of the node is larger, whichever its sign."""
    if isinstance(node, Const):
        return abs(int(node.value or 0))
    if isinstance(node, Setting | Ref):
        return WIDEST if isinstance(node, Ref) and node.scope == "total" else LARGEST
    if isinstance(node, OverRows | Total):
        return WIDEST if node.function == "sum" else LARGEST
    if isinstance(node, Apply):
        return _bound_of(node)
    return LARGEST


def _bound_of(node: Apply) -> int:
    if node.op.endswith("!") or node.op == "round_to":
        return WIDEST
    if node.op in FUNCTIONS:
        return FUNCTIONS[node.op].bound
    if node.op == "mul":
        return bound(node.args[0]) * bound(node.args[1])
    if node.op in ("add", "sub"):
        return bound(node.args[0]) + bound(node.args[1])
    if node.op in ("neg", "least", "greatest"):
        return max(bound(part) for part in node.args)
    if node.op == "cond":
        return max(bound(node.args[1]), bound(node.args[2]))
    return LARGEST
