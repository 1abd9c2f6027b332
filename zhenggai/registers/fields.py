"""Declared fields: the twelve types, and what an expression may read of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhenggai.rules.typed import Ref, Typed
from zhenggai.rules.types import (
    DATE,
    DATETIME,
    INTEGER,
    MONEY,
    MONTH,
    OFFICE,
    PERSON,
    SEALED,
    TEXT,
    YESNO,
    Type,
    choice,
    link,
    list_of,
    number,
    rows_of,
)

KINDS = (
    *("text", "integer", "number", "money", "date", "month", "datetime", "yesno"),
    *("choice", "list", "rows", "person", "office", "link"),
)
_PLAIN = {
    "text": TEXT,
    "integer": INTEGER,
    "money": MONEY,
    "date": DATE,
    "month": MONTH,
    "datetime": DATETIME,
    "yesno": YESNO,
    "person": PERSON,
    "office": OFFICE,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field. `formula` is the typed tree of `compute`; `default` is a stored value."""

    name: str
    label: str
    kind: str
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    choices_from: str | None = None
    of: Field | None = None
    to: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    places: int = 0
    unit: str | None = None
    compute: str | None = None
    formula: Typed | None = None
    index: bool = False
    private: bool = False
    sealed: bool = False
    line: int = 0

    @property
    def is_secret(self) -> bool:
        return self.private or self.sealed

    @property
    def plain_type(self) -> Type:
        """The type of the value itself."""
        if self.kind in _PLAIN:
            return _PLAIN[self.kind]
        if self.kind == "choice":
            return choice(*self.choices) if self.choices else Type("choice")
        if self.kind == "number":
            return number(self.places)
        if self.kind == "link":
            return link(self.to or "")
        if self.kind == "list":
            return list_of(self.of.plain_type if self.of else TEXT)
        return rows_of({name: part.plain_type for name, part in self.fields.items()})

    @property
    def type(self) -> Type:
        """The type as a condition may read it: a sealed value is a digest."""
        return SEALED if self.sealed else self.plain_type


CLASSIFICATIONS = ("非密", "内部")

COMMON_LABELS = {
    "id": "记录",
    "number": "编号",
    "office": "单位",
    "department": "部门",
    "handler": "经办人",
    "year": "年度",
    "recorded_at": "录入日期",
    "state": "状态",
    "classification": "密级",
}
"""What every register has without being told, as expressions may name it; declared words, so not translated."""


class HasFields(Protocol):
    """What a declaration is to this module."""

    @property
    def fields(self) -> Mapping[str, Field]: ...


_RESERVED = frozenset({"today", "true", "false", "null", "in", "other", "previous", "seq"})


def reserved_names() -> frozenset[str]:
    """Names that a declared field may not hide."""
    return _RESERVED | frozenset(COMMON_LABELS)


def common_types(code: str, states: tuple[str, ...]) -> dict[str, Type]:
    """The common fields of a register as an expression sees them; `recorded_at` counts by its date."""
    return {
        "id": link(code),
        "number": TEXT,
        "office": OFFICE,
        "department": OFFICE,
        "handler": PERSON,
        "year": INTEGER,
        "recorded_at": DATE,
        "state": choice(*states) if states else Type("choice"),
        "classification": choice(*CLASSIFICATIONS),
    }


def as_names(types: Mapping[str, Type], scope: str = "record") -> dict[str, Typed]:
    """Types as the names of a scope."""
    return {name: Ref(scope, name, type) for name, type in types.items()}


def event_field(found: HasFields) -> Field | None:
    """The field that says when a record's matter happened: the first day or moment that is indexed."""
    kinds = ("date", "datetime", "month")
    return next(
        (
            item
            for item in found.fields.values()
            if item.kind in kinds and item.index and not item.is_secret
        ),
        None,
    )
