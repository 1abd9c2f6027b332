"""The tables that checks walk, as SQL: a register's records, the rows of a field, what the rooms below offer.

A Table spells the columns of one part of a source; `fetch` reads its rows as dictionaries of stored values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection

from zhenggai.lib.relations import Column, Relation
from zhenggai.people.sealing import COMPARED, compared
from zhenggai.registers.catalogue import RELATIONS
from zhenggai.registers.shapes import Part, Source
from zhenggai.registers.storage import TABLE, dialect
from zhenggai.rules.dialects import Dialect
from zhenggai.rules.errors import Position, RuleError, gettext_noop
from zhenggai.rules.sql import Sql, Writer
from zhenggai.rules.typed import Ref, Typed
from zhenggai.rules.types import Type

_SPINE = {
    "id": "{a}.id",
    "number": "{a}.number",
    "office": "{a}.office_id",
    "department": "{a}.department_id",
    "handler": "{a}.handler_id",
    "year": "{a}.year",
    "state": "{a}.state",
    "classification": "{a}.classification",
}
_RECORD_COLUMNS = (
    *("id", "number", "office_id", "department_id", "handler_id", "year", "state"),
    *("classification", "recorded_on", "uuid", "data"),
)
_CHUNK = 1_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One part of a source under an alias. It spells names of any scope: whoever writes SQL gives each scope a table."""

    part: Part
    columns: Mapping[str, Type]
    alias: str
    dialect: Dialect

    @property
    def relation(self) -> Relation | None:
        return RELATIONS[self.part.code] if self.part.kind == "relation" else None

    @property
    def item(self) -> str:
        return f"{self.alias}i"

    def from_text(self) -> str:
        if self.relation is not None:
            return f"{self.relation.table} {self.alias}"
        base = f"{TABLE} {self.alias}"
        if self.part.rows is None:
            return base
        return f"{base}, {self.dialect.each(f'{self.alias}.data', self.part.rows, self.item)}"

    def base(self) -> Sql:
        """What every row of the table satisfies: of this register, not voided."""
        if self.relation is not None:
            where = self.relation.where
            return Sql(where.format(t=self.alias) if where else self.dialect.true)
        return Sql(f"{self.alias}.register = '{self.part.code}' AND {self.alias}.voided_at IS NULL")

    @property
    def office(self) -> str:
        """The key of the 机关 that a row belongs to."""
        if self.relation is not None:
            return self.relation.office.format(t=self.alias)
        return f"{self.alias}.office_id"

    @property
    def record(self) -> str:
        return f"{self.alias}.id" if self.relation is None else "NULL"

    def in_order(self) -> str:
        """Records come in the order in which they were entered."""
        return f"ORDER BY {self.record}" if self.relation is None else ""

    @property
    def number(self) -> str:
        return f"{self.alias}.number" if self.relation is None else "NULL"

    # -- Spelling of rules/sql.py ---------------------------------------------------------------------------------

    def column(self, ref: Ref) -> Sql:
        if self.relation is not None:
            return Sql(_relation_column(self.relation.columns[ref.name], self.alias, self.dialect))
        if ref.name in self.part.fields:
            name = None if self.part.is_list else ref.name
            return Sql(self.dialect.item_of(self.item, name, ref.type))
        if ref.name in _SPINE:
            return Sql(_SPINE[ref.name].format(a=self.alias))
        if ref.name == "recorded_at":
            return Sql(_day_text(f"{self.alias}.recorded_on", self.dialect))
        text = self.dialect.field_of(f"{self.alias}.data", ref.name, ref.type)
        return Sql(f"substr({text}, 1, {COMPARED})" if ref.type.kind == "sealed" else text)

    def body(self, ref: Ref) -> str:
        if self.relation is not None:
            raise RuleError(gettext_noop("子表函数只能用在登记簿的记录上"), Position(1, 1))
        return f"{self.alias}.data"

    def missing(self, evidence: str) -> Sql:
        if self.relation is not None:
            raise RuleError(gettext_noop("lacks 只能用在登记簿的记录上"), Position(1, 1))
        return Sql(
            "(NOT EXISTS (SELECT 1 FROM registers_evidenceitem e WHERE e.record_id ="
            f" {self.alias}.id AND e.name = %s AND e.withdrawn_at IS NULL))",
            (evidence,),
        )


def tables(source: Source, alias: str) -> tuple[Table, ...]:
    return tuple(Table(part, source.columns, alias, dialect()) for part in source.parts)


class Scopes:
    """A spelling for several scopes: each has its table, or its own text."""

    def __init__(
        self, by_scope: Mapping[str, Table], texts: Mapping[tuple[str, str], Sql] | None = None
    ) -> None:
        self.by_scope = by_scope
        self.texts = texts or {}

    def column(self, ref: Ref) -> Sql:
        own = self.texts.get((ref.scope, ref.name))
        return own if own is not None else self.by_scope[ref.scope].column(ref)

    def body(self, ref: Ref) -> str:
        return self.by_scope[ref.scope].body(ref)

    def missing(self, evidence: str) -> Sql:
        return self.by_scope["record"].missing(evidence)


def writer(spelling: Any, settings: Mapping[str, Any], today: str) -> Writer:
    """A writer for the database at hand."""
    spelled = dialect()
    cast = "" if spelled.name == "sqlite" else "::date"
    workday = f"(SELECT w.number FROM people_workday w WHERE w.day = {{day}}{cast})"
    return Writer(
        dialect=spelled,
        spelling=spelling,
        settings=settings,
        today=today,
        workday=partial(_workday, workday),
    )


def _workday(template: str, day: str) -> str:
    return template.replace("{day}", day)


def _relation_column(column: Column, alias: str, spelled: Dialect) -> str:
    text = column.sql.format(t=alias)
    if column.kind == "date":
        return _day_text(text, spelled)
    if column.kind == "moment":
        if spelled.name == "sqlite":
            return f"date({text}, '+8 hours')"
        return f"to_char({text} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"
    if column.words:
        cases = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in column.words.items())
        return f"(CASE {text} {cases} END)"
    return text


def _day_text(text: str, spelled: Dialect) -> str:
    # As an expression it stays text: a plain column of SQLite would come as a date.
    if spelled.name == "sqlite":
        return f"substr({text}, 1, 10)"
    return f"to_char({text}, 'YYYY-MM-DD')"


# -- reading rows ---------------------------------------------------------------------------------------------------------


def fetch(
    source: Source,
    *,
    conditions: Iterable[Typed] = (),
    pairs: Iterable[tuple[Typed, Any]] = (),
    office: int | None,
    settings: Mapping[str, Any],
    today: str,
    but: int | None = None,
) -> Iterator[Row]:
    """The rows of a source that belong to an office, for which each condition is definitely true and each node has the
    value beside it; without the record `but`. Memory stays flat."""
    conditions, pairs = tuple(conditions), tuple(pairs)
    for table in tables(source, "t"):
        spelled = writer(
            Scopes({"record": table, "other": table, "member": table}), settings, today
        )
        wanted = [table.base(), *(spelled.write(node) for node in conditions)]
        for node, value in pairs:
            wanted.append(_equal(spelled.write(node), value))
        if office is not None and table.office != "NULL":
            wanted.append(Sql(f"{table.office} = %s", (office,)))
        if but is not None and table.record != "NULL":
            wanted.append(Sql(f"{table.record} <> %s", (but,)))
        yield from _rows(table, wanted[0].joined(*wanted[1:], between=" AND "))


def _equal(node: Sql, value: Any) -> Sql:
    return Sql(f"{node.text} = %s", (*node.params, value))


def _rows(table: Table, where: Sql) -> Iterator[Row]:
    names = selected(table)
    query = (
        f"SELECT {', '.join(names)} FROM {table.from_text()} WHERE {where.text} {table.in_order()}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, where.params)
        while chunk := cursor.fetchmany(_CHUNK):
            for values in chunk:
                yield row_of(table, values)


def selected(table: Table) -> list[str]:
    """What to select so that row_of can make a row of it."""
    if table.relation is not None:
        return [
            _relation_column(column, table.alias, table.dialect)
            for column in table.relation.columns.values()
        ]
    names = [f"{table.alias}.{name}" for name in _RECORD_COLUMNS]
    return names if table.part.rows is None else [*names, f"{table.item}.value"]


def row_of(table: Table, values: Iterable[Any]) -> Row:
    """The selected values as a row of stored values under the names that expressions use."""
    values = list(values)
    if table.relation is not None:
        return dict(zip(table.relation.columns, stored(table, values), strict=True))
    count = len(_RECORD_COLUMNS)
    row = record_row(dict(zip(_RECORD_COLUMNS, values[:count], strict=True)), table.columns)
    if table.part.rows is None:
        return row
    return {**row, **_item(table, values[count])}


def stored(table: Table, values: Iterable[Any]) -> list[Any]:
    """What a relation's columns hold, as the rule language keeps it: dates as text, yes and no as booleans."""
    columns = table.relation.columns.values() if table.relation is not None else ()
    return [
        value.isoformat()[:10]
        if isinstance(value, date)
        else bool(value)
        if column.kind == "yesno" and value is not None
        else value
        for column, value in zip(columns, values, strict=True)
    ]


def record_row(values: Mapping[str, Any], columns: Mapping[str, Type]) -> Row:
    """A record's spine and body as one row: what an expression sees of it."""
    body = values["data"]
    body = json.loads(body) if isinstance(body, str) else body
    row = dict(body)
    for name in _sealed(columns):
        if name in row:
            row[name] = compared(row[name])
    return row | {
        "id": values["id"],
        "number": values["number"],
        "office": values["office_id"],
        "department": values["department_id"],
        "handler": values["handler_id"],
        "year": values["year"],
        "state": values["state"],
        "classification": values["classification"],
        "recorded_at": str(values["recorded_on"])[:10],
    }


def _sealed(columns: Mapping[str, Type]) -> tuple[str, ...]:
    return tuple(name for name, type in columns.items() if type.kind == "sealed")


def _item(table: Table, value: Any) -> Row:
    if table.part.is_list:
        is_json = table.dialect.name == "postgresql" and isinstance(value, str)
        return {"item": json.loads(value) if is_json else value}
    return dict(json.loads(value) if isinstance(value, str) else value)
