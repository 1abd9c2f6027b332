"""The JSON body: declared fields as both databases can filter, sort and index them (registers.md §8).

A field is spelled once, in rules/dialects.py; queries, sweeps and indexes all get it from there, so that an index is
always the expression that a query asks for. Field names and register codes are checked by the loader
(`[a-z][a-z0-9_]*`), which is why they may stand in SQL text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func
from django.db.models.sql.compiler import SQLCompiler

from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.rules.dialects import DIALECTS, Dialect
from zhenggai.rules.types import Type

TABLE = "registers_record"
_COLUMNS: dict[str, type[models.Field[Any, Any]]] = {
    "number": models.BigIntegerField,
    "person": models.BigIntegerField,
    "office": models.BigIntegerField,
    "link": models.BigIntegerField,
    "yesno": models.BooleanField,
}


def dialect() -> Dialect:
    return DIALECTS[connection.vendor]


class Body(Func):
    """A declared field of the JSON body, spelled so that both databases can use its index."""

    arity = 1

    def __init__(self, expression: Any = "data", *, type: Type, name: str) -> None:
        column = _COLUMNS.get(type.kind, models.TextField)
        super().__init__(expression, output_field=column())
        self.type = type
        self.name = name

    def as_sql(  # type: ignore[override]  # the stubs want a template, which this spelling has no use for
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        body, params = compiler.compile(self.source_expressions[0])
        return DIALECTS[connection.vendor].field_of(body, self.name, self.type), tuple(params)


def body(field: Field) -> Body:
    return Body(F("data"), type=field.type, name=field.name)


# -- indexes ------------------------------------------------------------------------------------------------------------------


def index_statements(declaration: Declaration) -> dict[str, str]:
    """The indexes that a declaration asks for: one a field with `index: true`, and a unique one for its key."""
    found = {
        _name("rx", declaration.code, f"{name}_{field.kind}"): _field_index(declaration.code, field)
        for name, field in declaration.fields.items()
        if field.index
    }
    if declaration.key:
        found[_name("rk", declaration.code, "_".join(declaration.key))] = _key_index(declaration)
    return found


def ensure_indexes(declarations: Iterable[Declaration]) -> None:
    """Create what is missing and drop what no current declaration asks for, so that the table's own indexes follow the
    published versions."""
    wanted: dict[str, str] = {}
    for declaration in declarations:
        wanted |= index_statements(declaration)
    there = declared_indexes()
    if there == set(wanted):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Foreign keys of rows changed in this transaction are checked now: until then the table takes no index.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in sorted(there - set(wanted)):
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        for name in sorted(set(wanted) - there):
            cursor.execute(wanted[name].format(name=name))


def declared_indexes() -> set[str]:
    """Names of the indexes that come from declarations."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
    else:
        query = "SELECT indexname FROM pg_indexes WHERE tablename = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        names = {str(row[0]) for row in cursor.fetchall()}
    return {name for name in names if name.startswith(("rx_", "rk_"))}


def _field_index(code: str, field: Field) -> str:
    column = dialect().field_of("data", field.name, field.type)
    return f"CREATE INDEX {{name}} ON {TABLE} (office_id, ({column}), id) WHERE register = '{code}'"


def _key_index(declaration: Declaration) -> str:
    columns = ", ".join(
        f"({dialect().field_of('data', name, declaration.fields[name].type)})"
        if name in declaration.fields
        else name
        for name in declaration.key
        if name != "office"
    )
    return (
        f"CREATE UNIQUE INDEX {{name}} ON {TABLE} (office_id, {columns})"
        f" WHERE register = '{declaration.code}' AND voided_at IS NULL"
    )


def _name(kind: str, code: str, rest: str) -> str:
    """Within PostgreSQL's 63 characters, whatever the names. A field's type is part of its name: another cast is
    another index."""
    mark = hashlib.sha256(f"{code}.{rest}".encode()).hexdigest()[:8]
    return f"{kind}_{code[:20]}_{rest[:20]}_{mark}"
