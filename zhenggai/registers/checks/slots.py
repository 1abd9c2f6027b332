"""Aggregates over several tables at once: what each folds is selected inside a union, and folded outside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zhenggai.registers.checks.queries_sql import Asked
from zhenggai.registers.tables import Scopes
from zhenggai.rules.sql import Sql
from zhenggai.rules.typed import Apply, Ref, Total, Typed, walk


class Slots:
    """The aggregates of some totals; `bodies` are the columns to select inside, under the alias u."""

    def __init__(self, totals: Iterable[Typed]) -> None:
        found = dict.fromkeys(
            part for node in totals for part in walk(node) if isinstance(part, Total)
        )
        self.names = {part: f"b{n}" for n, part in enumerate(found)}
        self.bodies = [(name, part.body) for part, name in self.names.items() if part.body]

    def outer(self, asked: Asked, node: Typed) -> Sql:
        """The total over the selected columns."""
        texts = {("slot", name): Sql(f"u.{name}") for name in self.names.values()}
        return asked.writer(Scopes({}, texts)).write(self._replaced(node))

    def _replaced(self, node: Typed) -> Typed:
        if isinstance(node, Total) and node.body is not None:
            return replace(node, body=Ref("slot", self.names[node], node.body.type))
        if isinstance(node, Apply):
            return replace(node, args=tuple(self._replaced(part) for part in node.args))
        return node
