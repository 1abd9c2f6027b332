"""Several counts of the same issues, each by an index of its own, all in one query (docs/decisions/0027).

Putting such a query into words takes Django longer than the database needs to answer it, so its words are kept: they
are the same as long as the same issues are asked about on the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateField, Min, Q, QuerySet, Value
from django_scopes import get_scope

from zhenggai.rectification.models import Issue

_MOST_KEPT = 1_000
"""A few kilobytes for everybody who sees another part of the ledger; beyond that all are put into words anew."""

Parts = Mapping[str, Q]


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many issues belong to a part, and the first day on which one of them turned red, where that was asked."""

    count: int = 0
    first_red: date | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    names: tuple[str, ...]
    sql: str
    parameters: tuple[Any, ...]


_kept: dict[Hashable, _Words] = {}


def tallied(
    issues: QuerySet[Issue], asked: Hashable, parts: Callable[[], Parts], *, dated: str = ""
) -> Mapping[str, PartCount]:
    """By the name of a part, its count; a part that no issue belongs to counts 0. `asked` says all that `parts`
    depends on: day, settings. `dated` is the part whose first red day is wanted."""
    words = _words(issues.order_by(), asked, parts, dated)
    found = dict.fromkeys(words.names, PartCount())
    if words.sql:
        with connection.cursor() as cursor:
            cursor.execute(words.sql, words.parameters)
            for name, count, first_red in cursor.fetchall():
                found[name] = PartCount(count, _day(first_red))
    return found


def _words(
    issues: QuerySet[Issue], asked: Hashable, parts: Callable[[], Parts], dated: str
) -> _Words:
    """The query as text, empty where it can find nothing. Whose issues are asked about is part of the key, down to the
    last number, and so is the scope that other tables are narrowed to: nobody is answered by the words of another's
    reach."""
    try:
        reach = issues.values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return _Words(tuple(parts()), "", ())
    key = (asked, dated, repr(get_scope()), reach)
    words = _kept.get(key)
    if words is None:
        chosen = parts()
        sql, parameters = _united(issues, chosen, dated).query.sql_with_params()
        words = _Words(tuple(chosen), sql, tuple(parameters))
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = words
    return words


def _united(issues: QuerySet[Issue], parts: Parts, dated: str) -> QuerySet[Issue, Any]:
    no_day = Value(None, output_field=DateField())
    first, *others = [
        issues.filter(part)
        .values_list(Value(name))
        .annotate(count=Count("*"), day=Min("red_on") if name == dated else no_day)
        for name, part in parts.items()
    ]
    return first.union(*others, all=True)


def _day(value: str | date | None) -> date | None:
    """SQLite tells a day as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
