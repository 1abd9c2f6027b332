"""What a room offers the registers' checks to read: a table by columns, without its models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is a kind of the rule language; `sql` spells the value with {t} for the table. A `moment` is kept in UTC
    and read as the office's day. `words` say what stored codes are called in declarations."""

    kind: str
    sql: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """`office` spells the key of the 机关 that a row belongs to; `where` keeps rows out that checks never see."""

    name: str
    table: str
    office: str
    columns: Mapping[str, Column]
    where: str | None = None
