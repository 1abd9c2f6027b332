"""What the queries of all shapes share: the check in hand, its offices, and how rows are selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhenggai.registers.checks.findings import Teller
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.shapes import Check
from zhenggai.registers.tables import Scopes, Table, row_of, selected, tables, writer
from zhenggai.rules.sql import Sql, Writer
from zhenggai.rules.typed import Typed

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A check asked of some offices as of a day; `since` keeps to records changed after that moment."""

    check: Check
    declaration: Declaration
    offices: Sequence[int]
    settings: Mapping[str, Any]
    today: str
    since: datetime | None = None

    def teller(self) -> Teller:
        return Teller(self.check, self.declaration)

    def writer(self, spelling: Any) -> Writer:
        return writer(spelling, self.settings, self.today)

    def in_offices(self, table: Table) -> Sql:
        """Whole keys of our own, so they may stand in the text."""
        if table.office == "NULL":
            return Sql(table.dialect.true)
        return Sql(
            f"{table.office} IN ({', '.join(str(int(key)) for key in self.offices) or 'NULL'})"
        )

    def base(self, table: Table) -> Sql:
        """Register, not voided, of these offices."""
        parts = [table.base(), self.in_offices(table)]
        if self.since is not None and table.relation is None:
            parts.append(Sql(f"{table.alias}.updated_at >= %s", (self.since,)))
        return parts[0].joined(*parts[1:], between=" AND ")

    def named(self, columns: Sequence[tuple[str, Sql]], table: Table, where: Iterable[Sql]) -> Sql:
        """A select with a name for every column."""
        first, *rest = where
        joined = first.joined(*rest, between=" AND ")
        chosen = ", ".join(f'{column.text} AS "{name}"' for name, column in columns)
        params = [value for _, column in columns for value in column.params]
        return Sql(
            f"SELECT {chosen} FROM {table.from_text()} WHERE {joined.text}",
            (*params, *joined.params),
        )

    def union(
        self,
        columns: Sequence[tuple[str, Typed | None]],
        where: Typed | None,
        known: Sequence[str] = (),
    ) -> Sql:
        """The rows of every part of the check's source with these columns (None: the office); rows of which a `known`
        column is unknown stay out."""
        parts = []
        for table in tables(self.check.over, "t"):
            spelled = self.writer(Scopes({"record": table}))
            chosen = [
                (name, Sql(table.office) if node is None else spelled.write(node))
                for name, node in columns
            ]
            conditions = [self.base(table)]
            conditions += [
                Sql(f"{column.text} IS NOT NULL", column.params)
                for name, column in chosen
                if name in known
            ]
            if where is not None:
                conditions.append(spelled.write(where))
            parts.append(self.named(chosen, table, conditions))
        return parts[0].joined(*parts[1:], between=" UNION ALL ")


def select_rows(
    asked: Asked, table: Table, where: Iterable[Sql], more: Sequence[Sql] = ()
) -> Iterator[tuple[Any, ...]]:
    """Office, row, and the values of `more`, for every row of the table that satisfies the conditions."""
    names, count = selected(table), len(selected(table))
    head = Sql(", ".join([table.office, *names])).joined(*more, between=", ")
    wanted = asked.base(table).joined(*where, between=" AND ")
    query = f"SELECT {head.text} FROM {table.from_text()} WHERE {wanted.text} {table.in_order()}"
    with connection.cursor() as cursor:
        cursor.execute(query, (*head.params, *wanted.params))
        while chunk := cursor.fetchmany(_CHUNK):
            for values in chunk:
                yield (values[0], row_of(table, values[1 : count + 1]), *values[count + 1 :])
