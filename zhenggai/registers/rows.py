"""What queries hand out: frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhenggai.registers.moves import Obstacle


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register in use or in the library."""

    id: str
    code: str
    label: str
    version: int
    clerk: str
    in_use: bool
    check_count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A field's value: as it is stored, in words, or masked."""

    label: str
    value: Any
    shown: str
    masked: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    uuid: UUID
    number: str
    title: str
    state: str
    state_label: str
    year: int
    handler: str | None
    department: str | None
    recorded_on: date
    version: int
    voided: bool
    locked: bool
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`has_more` tells of a next page; counting a million rows for every page would cost more than the page."""

    rows: tuple[RecordRow, ...]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    move: str
    label: str
    source: str
    target: str
    person: str
    second: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move out of the record's state that the viewer may make, with what stands in its way now."""

    name: str
    label: str
    fill: tuple[str, ...]
    ask: str | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class IssueRef:
    """An issue as a record names it."""

    uuid: UUID
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class RecordDetail:
    row: RecordRow
    locked: bool
    pending: str | None
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class ViolationRow:
    pk: int
    check: str
    part: str
    level: str
    register: str
    record: str | None
    record_uuid: UUID | None
    period: str | None
    observed: str
    expected: str
    say: str
    basis: str
    fix: str
    state: str
    first_seen_on: date
    last_seen_on: date


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something to do until a day: an obligation that came round, or a move that a record waits for."""

    uuid: UUID
    register: str
    name: str
    label: str
    record: str | None
    record_uuid: UUID | None
    starts_on: date
    due_on: date
    state: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class SettingRow:
    name: str
    label: str
    default: Any
    own: Any
    basis: str | None
