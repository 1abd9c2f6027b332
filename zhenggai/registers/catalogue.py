"""What a declaration may know of the other registers, and of what the rooms below offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhenggai.archive.queries import RELATIONS as ARCHIVE
from zhenggai.journal.queries import RELATIONS as JOURNAL
from zhenggai.lib.relations import Column, Relation
from zhenggai.people.queries import RELATIONS as PEOPLE
from zhenggai.rectification.queries import RELATIONS as RECTIFICATION
from zhenggai.registers.shapes import Part, Source
from zhenggai.rules.types import Type

RESULT = Relation(
    name="result",
    table="registers_violation",
    office="{t}.office_id",
    columns={
        "check": Column("text", "{t}.check_id"),
        "level": Column("text", "{t}.level"),
        "register": Column("text", "{t}.register"),
        "state": Column("text", "{t}.state"),
        "period": Column("text", "{t}.period"),
        "first_seen": Column("date", "{t}.first_seen_on"),
        "last_seen": Column("date", "{t}.last_seen_on"),
    },
)

EVIDENCE = Relation(
    name="evidence",
    table="(SELECT r.office_id, r.register, r.id, r.number, r.year, e.name, a.sha256"
    " FROM registers_evidenceitem e JOIN registers_record r ON r.id = e.record_id"
    " JOIN archive_attachment a ON a.id = e.attachment_id"
    " WHERE e.withdrawn_at IS NULL AND r.voided_at IS NULL)",
    office="{t}.office_id",
    columns={
        "register": Column("text", "{t}.register"),
        "record": Column("number", "{t}.id"),
        "paper": Column("text", "{t}.name"),
        "year": Column("number", "{t}.year"),
        "sha256": Column("text", "{t}.sha256"),
    },
)
"""The papers that records show, each with the digest of its file."""

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (*PEOPLE, *RECTIFICATION, *ARCHIVE, *JOURNAL, RESULT, EVIDENCE)
}
"""The master data and read-only views that checks may walk."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A register as others see it: its names and types, and the ids of its checks."""

    code: str
    columns: Mapping[str, Type]
    check_ids: frozenset[str] = field(default_factory=frozenset)


Catalogue = Mapping[str, Outline]


class UnknownSource(Exception):
    """A name under `over`, `match` or `each` that stands for nothing."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = tuple(known)


def source(names: Iterable[str], catalogue: Catalogue) -> Source:
    """`leave`, `expense_claim.invoices`, `person`: one, or several with the columns they have in common."""
    found = [_part(name, catalogue) for name in names]
    first, *rest = (columns for _, columns in found)
    common = {
        name: type for name, type in first.items() if all(other.get(name) == type for other in rest)
    }
    return Source(tuple(part for part, _ in found), common)


def _part(name: str, catalogue: Catalogue) -> tuple[Part, Mapping[str, Type]]:
    code, _, rows = name.partition(".")
    relation = RELATIONS.get(code)
    if relation is not None and not rows:
        return Part("relation", code), relation_types(relation)
    outline = catalogue.get(code)
    if outline is None:
        raise UnknownSource(code, (*RELATIONS, *catalogue))
    if not rows:
        return Part("register", code), outline.columns
    return _rows_part(outline, rows)


def _rows_part(outline: Outline, rows: str) -> tuple[Part, Mapping[str, Type]]:
    type = outline.columns.get(rows)
    if type is None or type.kind not in ("rows", "list"):
        many = (name for name, kind in outline.columns.items() if kind.kind in ("rows", "list"))
        raise UnknownSource(rows, many)
    is_list = type.kind == "list"
    fields = {"item": type.of or Type("text")} if is_list else dict(type.fields or {})
    record = {name: kind for name, kind in outline.columns.items() if name not in fields}
    part = Part("register", outline.code, rows, is_list, frozenset(fields))
    return part, {**fields, **record}


def relation_types(relation: Relation) -> dict[str, Type]:
    return {name: _column_type(column) for name, column in relation.columns.items()}


def _column_type(column: Column) -> Type:
    if column.kind == "moment":
        return Type("date")
    return Type(column.kind, choices=tuple(column.words.values()) or None)
