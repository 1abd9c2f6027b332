"""A register as declared: frozen values that everything else reads. loading.py makes them from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhenggai.registers.fields import Field, common_types
from zhenggai.registers.patterns import Pattern
from zhenggai.registers.settings import SettingDefinition
from zhenggai.registers.shapes import Check, Lapse
from zhenggai.rules.typed import Typed
from zhenggai.rules.types import Type


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A paper that a record must show: `before` names the moves that need it, `when` the records that do."""

    name: str
    label: str
    before: tuple[str, ...] = ()
    when: Typed | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Mover:
    """Who may make a move: a role, or whoever a person or office field names."""

    role: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step of a workflow."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: tuple[Mover, ...]
    when: Typed | None = None
    when_text: str = ""
    gate: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
    ask: str | None = None
    within: Lapse | None = None
    second: str | None = None
    is_review: bool = False
    """Whether it judges what was submitted: never made by whoever submitted, and locks the record."""


@dataclass(frozen=True, slots=True)
class Workflow:
    start: str
    states: Mapping[str, str]
    moves: Mapping[str, Move]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that falls due again and again."""

    name: str
    label: str
    rule: str
    since: str
    until: str | None = None
    within: Lapse | None = None
    by: Mover | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Lookback:
    sample: int
    method: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    fields: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new version does to records written before it."""

    rename: Mapping[str, str] = field(default_factory=dict)
    retire: tuple[str, ...] = ()
    map: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fill: Mapping[str, Typed] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.rename or self.retire or self.map or self.fill)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One version of one register."""

    id: str
    code: str
    label: str
    version: int
    clerk: str
    basis: tuple[str, ...]
    key: tuple[str, ...]
    number: Pattern
    title: Pattern | None
    settings: Mapping[str, SettingDefinition]
    fields: Mapping[str, Field]
    evidence: Mapping[str, EvidenceKind]
    workflow: Workflow
    checks: tuple[Check, ...]
    due: Mapping[str, Obligation]
    lookback: Lookback | None
    excel: tuple[str, ...]
    publish: Publication | None
    changes: Changes
    source: str = ""

    @property
    def columns(self) -> dict[str, Type]:
        """Every name of a record that an expression may read, with its type."""
        return common_types(self.code, tuple(self.workflow.states)) | {
            name: item.type for name, item in self.fields.items()
        }

    @property
    def defaults(self) -> dict[str, Any]:
        return {name: setting.default for name, setting in self.settings.items()}

    def checks_of(self, check_id: str) -> tuple[Check, ...]:
        """The check of that id, or all its parts."""
        return tuple(check for check in self.checks if check.id == check_id)

    def roles(self) -> frozenset[str]:
        """The roles that keep the register or move its records."""
        movers = (mover for move in self.workflow.moves.values() for mover in move.by)
        seconds = {move.second for move in self.workflow.moves.values() if move.second}
        return frozenset({self.clerk, *seconds} | {mover.role for mover in movers if mover.role})

    def person_fields(self) -> tuple[str, ...]:
        """The person fields whose person has a move to make: their records are theirs to see."""
        movers = (mover for move in self.workflow.moves.values() for mover in move.by)
        names = dict.fromkeys(mover.field for mover in movers if mover.field)
        return tuple(
            name for name in names if name in self.fields and self.fields[name].kind == "person"
        )
