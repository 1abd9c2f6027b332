"""Many keys in one condition of the database.

A superior's page asks for the rows of two hundred offices a dozen times, a workbook for the measures of a thousand
issues: as parameters Django prepares each of them by itself, which takes longer than the answer. Past a few they are
written into the condition instead. They are numbers, and made so once more (security.md A05).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression
from django.db.models.sql.compiler import SQLCompiler

FEW = 20
"""So many stay parameters: the statement is then the same for every office."""


class _Written(Expression):
    """`(3, 5, 8)`, for the right side of an `in`."""

    def __init__(self, *keys: int) -> None:
        super().__init__(output_field=BigIntegerField())
        self._sql = f"({', '.join([str(int(key)) for key in keys])})"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[()]]:
        return self._sql, ()


class _Many:
    def resolve_expression(self, *query: Any, **how: Any) -> _Written | tuple[int, ...]:
        """What Django asks a value for that it finds in a condition."""
        keys: tuple[int, ...] = tuple(self)  # type: ignore[arg-type]  # what mixes it in can
        return _Written(*keys) if len(keys) > FEW else keys


class Keys(_Many, tuple[int, ...]):
    """Keys in an order, for `x__in=Keys(several)`."""

    __slots__ = ()


class KeySet(_Many, frozenset[int]):
    """The same without an order."""

    __slots__ = ()
