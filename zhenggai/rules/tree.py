"""The tree of an expression as it was written, before anybody has asked what its names mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zhenggai.rules.errors import Position


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true, false or null."""

    value: int | Decimal | str | bool | None
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """`other.x` or `previous.x`: the only dotted names."""

    base: str
    name: str
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`map[key]`: a value of a map setting."""

    name: str
    key: Tree
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!x` or `-x`."""

    sign: str
    operand: Tree
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Logical:
    """`a && b && c` or `a || b || c`, flat, so that a long chain is not a deep tree."""

    sign: str
    operands: tuple[Tree, ...]
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, a comparison or `in`."""

    sign: str
    left: Tree
    right: Tree
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? yes : no`."""

    test: Tree
    yes: Tree
    no: Tree
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]`, which stands only to the right of `in`."""

    items: tuple[Tree, ...]
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Tree, ...]
    at: Position = field(compare=False)


Tree = Literal | Name | Member | Index | Unary | Logical | Binary | Conditional | Items | Call


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below this one, in the order they were written."""
    match tree:
        case Index(key=key):
            return (key,)
        case Unary(operand=operand):
            return (operand,)
        case Logical(operands=operands):
            return operands
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(test=test, yes=yes, no=no):
            return (test, yes, no)
        case Items(items=items):
            return items
        case Call(arguments=arguments):
            return arguments
    return ()
