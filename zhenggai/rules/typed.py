"""The tree of an expression whose names and types are known: what the walkers walk.

Numbers have been brought to one scale, texts beside dates have become dates, and every operation has one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhenggai.rules.types import DATE, YESNO, Type


@dataclass(frozen=True, slots=True)
class Const:
    """A value as it is stored."""

    value: int | str | bool | None
    type: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A field of the row in hand (`record`), the row looked for (`other`), the row before (`previous`), the row of a
    sub-table (`item`), the member of a cadence (`member`) or an aggregate (`total`)."""

    scope: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Setting:
    """A named value that an office may override."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Today:
    type: Type = DATE


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether an evidence item of the record is not there."""

    evidence: str
    type: Type = YESNO


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation on values; closures.py and sql.py have the same list of `op`."""

    op: str
    args: tuple[Typed, ...]
    type: Type
    extra: str | int | None = None


@dataclass(frozen=True, slots=True)
class OverRows:
    """`any` `all` `count` `sum` `min` `max` `distinct` over a rows or list field."""

    function: str
    rows: Ref
    body: Typed | None
    type: Type


@dataclass(frozen=True, slots=True)
class Total:
    """`sum` `count` `distinct` `min` `max` `share` over the rows of a group."""

    function: str
    body: Typed | None
    type: Type


Typed = Const | Ref | Setting | Today | Missing | Apply | OverRows | Total

NODES = (Const, Ref, Setting, Today, Missing, Apply, OverRows, Total)
"""The classes of Typed, for isinstance."""


def walk(node: Typed) -> Iterator[Typed]:
    """The node and everything below it."""
    yield node
    if isinstance(node, Apply):
        for part in node.args:
            yield from walk(part)
    elif isinstance(node, OverRows):
        yield node.rows
        if node.body is not None:
            yield from walk(node.body)
    elif isinstance(node, Total) and node.body is not None:
        yield from walk(node.body)


def refs(node: Typed, scope: str) -> tuple[Ref, ...]:
    """The fields of that scope which the node reads, each once, in order."""
    found = (part for part in walk(node) if isinstance(part, Ref) and part.scope == scope)
    return tuple(dict.fromkeys(found))


def settings(node: Typed) -> frozenset[str]:
    return frozenset(part.name for part in walk(node) if isinstance(part, Setting))


def needs_today(node: Typed) -> bool:
    return any(isinstance(part, Today) for part in walk(node))
