"""The shapes of a check: a sentence that must hold of a record, a group, a span of time, a counterpart, a period or a
sequence. Frozen values; gates and sweeps read the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhenggai.registers.patterns import Pattern
from zhenggai.rules.scaling import aligned
from zhenggai.rules.typed import Apply, Ref, Typed
from zhenggai.rules.types import YESNO, Type

LEVELS = ("E", "W", "I")


@dataclass(frozen=True, slots=True)
class Part:
    """One table that a source reads: a register's records, the rows of one of their fields, or a relation that a room
    below offers."""

    kind: str
    code: str
    rows: str | None = None
    is_list: bool = False
    fields: frozenset[str] = frozenset()
    """The names that stand for the row's own fields."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a check walks; of several parts the common columns count."""

    parts: tuple[Part, ...]
    columns: Mapping[str, Type] = field(hash=False)

    @property
    def name(self) -> str:
        return "+".join(part.code + (f".{part.rows}" if part.rows else "") for part in self.parts)


@dataclass(frozen=True, slots=True)
class Key:
    """Something to group or order by: a field, or an expression such as year(start)."""

    text: str
    label: str
    node: Typed


@dataclass(frozen=True, slots=True)
class RecordShape:
    """`that` must hold of each row for which `when` is definitely true."""

    that: Typed
    that_text: str
    when: Typed | None = None


@dataclass(frozen=True, slots=True)
class GroupShape:
    """`that` must hold of the totals of each group."""

    per: tuple[Key, ...]
    totals: Mapping[str, Typed]
    that: Typed
    that_text: str
    where: Typed | None = None
    totals_text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of a source as spans of time: two of its fields, and whose they are."""

    source: Source
    start: Ref
    end: Ref
    per: tuple[Typed, ...]
    where: Typed | None = None


@dataclass(frozen=True, slots=True)
class OverlapShape:
    """No span of the register's own may meet another one of the same key. `among` is empty where its own spans are the
    others; `grain` is moment, half_day or day."""

    own: Span
    keys: tuple[Key, ...]
    among: tuple[Span, ...]
    grain: str


@dataclass(frozen=True, slots=True)
class MatchShape:
    """A row elsewhere must (`some`), must not (`none`) be there, or the totals over such rows must satisfy `that`."""

    source: Source
    on: tuple[tuple[Ref, Typed], ...]
    want: str
    when: Typed | None = None
    where: Typed | None = None
    totals: Mapping[str, Typed] = field(default_factory=dict)
    that: Typed | None = None
    that_text: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Who must, in a cadence: the rows of a source, named by their `key` column, or the values of a list setting."""

    field: str
    label: str
    counted: Typed
    source: Source | None = None
    setting: str | None = None
    who: Typed | None = None
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Lapse:
    """A length of time: so many days or working days."""

    count: int
    workdays: bool = False


@dataclass(frozen=True, slots=True)
class CadenceShape:
    """In every period, each member must reach `at_least`; no rows at all is a violation. `on` holds one date-like
    node, or a year and a half."""

    every: str
    at_least: Typed
    on: tuple[Typed, ...]
    total: Typed
    where: Typed | None = None
    each: Member | None = None
    grace: Lapse | None = None
    near: int | None = None
    streak: int | None = None


@dataclass(frozen=True, slots=True)
class SequenceShape:
    """`that` must hold of each row beside the row before it; with `streak` it takes so many failures in a row."""

    per: tuple[Key, ...]
    order: Typed
    that: Typed
    that_text: str
    where: Typed | None = None
    streak: int | None = None


@dataclass(frozen=True, slots=True)
class PythonShape:
    """A check written in code, by name, with what the declaration tells it."""

    name: str
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Shape = (
    RecordShape
    | GroupShape
    | OverlapShape
    | MatchShape
    | CadenceShape
    | SequenceShape
    | PythonShape
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check, or one part of it. `worse` raises the level where a condition holds."""

    id: str
    level: str
    say: Pattern
    over: Source
    shape: Shape
    part: str | None = None
    worse: tuple[tuple[str, Typed], ...] = ()
    fix: str | None = None
    basis: str | None = None
    own: bool = True
    """Whether the check walks the register's own records: only such checks stand at a gate."""
    line: int = 0

    @property
    def key(self) -> str:
        """The id with the part, as results name it."""
        return self.id if self.part is None else f"{self.id}/{self.part}"


def reached(shape: CadenceShape) -> Typed:
    """Whether a total, standing as `count`, is enough."""
    total, wanted = aligned(Ref("total", "count", shape.total.type), shape.at_least)
    return Apply("ge", (total, wanted), YESNO)
