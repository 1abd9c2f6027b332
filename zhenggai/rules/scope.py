"""What the names of an expression stand for, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from zhenggai.rules.typed import Ref, Typed
from zhenggai.rules.types import Type


@dataclass(frozen=True, slots=True)
class Lookup:
    """A function that code registers for `compute`: the types it takes and gives."""

    takes: tuple[Type, ...]
    gives: Type


@dataclass(frozen=True, slots=True)
class Scope:
    """`names` are the plain names; `other` and `previous` the fields behind the dots, None where there are none;
    `lacks` the number of missing evidence items by move; `linked` the type of a field of a linked register."""

    names: Mapping[str, Typed]
    other: Mapping[str, Typed] | None = None
    previous: Mapping[str, Typed] | None = None
    totals: bool = False
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    lacks: Mapping[str, Typed] = field(default_factory=dict)
    linked: Callable[[str, str], Type | None] | None = None
    inside: str | None = None
    """The row function or aggregate that the expression stands in: they do not nest."""

    def within(self, function: str, fields: Mapping[str, Type] | None = None) -> Scope:
        """The scope inside a row function or an aggregate: a name is first the row's field, then what it was."""
        items = {name: Ref("item", name, type) for name, type in (fields or {}).items()}
        return replace(self, names={**self.names, **items}, inside=function)
