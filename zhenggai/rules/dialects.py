"""How SQLite and PostgreSQL spell what the rule language says. SQL text never holds a value: `%s` stands for each.

Text of dates compares as it is (ISO 8601, COLLATE "C" on PostgreSQL). No `%` may stand in a template: the cursors of
both databases read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhenggai.rules.calendars import MOST_DAYS, MOST_MONTHS
from zhenggai.rules.scaling import WIDEST
from zhenggai.rules.types import Type

_TEXTS = frozenset({"text", "choice", "date", "month", "datetime", "sealed"})
_DAY_SQLITE = "substr({0}, 1, 10)"
_DAY_POSTGRES = "substr({0}, 1, 10)::date"


@dataclass(frozen=True, slots=True)
class Dialect:
    """`templates` spell operations: {0} {1} are the arguments."""

    name: str
    true: str
    false: str
    templates: dict[str, str] = field(repr=False)

    def field_of(self, body: str, name: str, type: Type) -> str:
        """A declared field of a JSON body, spelled as its expression index spells it."""
        if self.name == "sqlite":
            return f"json_extract({body}, '$.{name}')"
        return self.cast(f"({body} ->> '{name}')", type)

    def cast(self, text: str, type: Type) -> str:
        """Text out of JSON as a value of the type."""
        if self.name == "sqlite":
            return text
        if type.kind in _TEXTS:
            return f'({text} COLLATE "C")'
        return f"({text}::boolean)" if type.kind == "yesno" else f"({text}::bigint)"

    def each(self, body: str, name: str, alias: str) -> str:
        """The values of an array in a JSON body as rows of `alias`; none where it is absent."""
        if self.name == "sqlite":
            return f"json_each({body}, '$.{name}') AS {alias}"
        return f"jsonb_array_elements({body} -> '{name}') AS {alias}(value)"

    def item_of(self, alias: str, name: str | None, type: Type) -> str:
        """A field of an array's row, or the item itself where the array is a plain list."""
        if self.name == "sqlite":
            return f"{alias}.value" if name is None else f"json_extract({alias}.value, '$.{name}')"
        path = f"({alias}.value #>> '{{}}')" if name is None else f"({alias}.value ->> '{name}')"
        return self.cast(path, type)

    def length_of(self, body: str, name: str) -> str:
        if self.name == "sqlite":
            return f"coalesce(json_array_length({body}, '$.{name}'), 0)"
        return f"coalesce(jsonb_array_length({body} -> '{name}'), 0)"

    def constant(self, value: object, type: Type) -> str:
        if value is None:
            return "NULL"
        if self.name == "postgresql" and type.kind in _TEXTS:
            return "%s::text"
        return "%s::bigint" if self.name == "postgresql" and type.kind != "yesno" else "%s"

    def index_of(self, body: str, name: str, type: Type) -> str:
        """The same field as CREATE INDEX wants it."""
        return f"({self.field_of(body, name, type)})"


_BOTH = {
    "not": "(NOT {0})",
    "eq": "({0} = {1})",
    "ne": "({0} <> {1})",
    "lt": "({0} < {1})",
    "le": "({0} <= {1})",
    "gt": "({0} > {1})",
    "ge": "({0} >= {1})",
    "neg": "(- {0})",
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    "size": "length({0})",
    "is_empty": "({0} IS NULL)",
    "half": "(({month} + 5) / 6)",
    "quarter": "(({month} + 2) / 3)",
    "round_to": "(CASE WHEN {1} > 0 THEN (CASE WHEN {0} < 0 THEN -1 ELSE 1 END)"
    " * ((2 * abs({0}) + {1} * {grow}) / (2 * {1} * {grow})) * {1} END)",
    "count": "count(CASE WHEN {0} THEN 1 END)",
    "sum": "coalesce(sum({0}), 0)",
    "min": "min({0})",
    "max": "max({0})",
    "distinct": "count(DISTINCT {0})",
}

SQLITE = Dialect(
    name="sqlite",
    true="1",
    false="0",
    templates=_BOTH
    | {
        "cond": "(CASE {0} WHEN 1 THEN {1} WHEN 0 THEN {2} END)",
        "guard": f"(CASE WHEN abs({{0}} {{sign}} {{1}}) < {WIDEST} THEN {{0}} {{sign}} {{1}} END)",
        "least": "min({0}, {1})",
        "greatest": "max({0}, {1})",
        "days": f"CAST(julianday({_DAY_SQLITE.format('{1}')}) - julianday({_DAY_SQLITE.format('{0}')})"
        " AS INTEGER)",
        "plus_days": f"(CASE WHEN abs({{1}}) <= {MOST_DAYS}"
        f" THEN date({_DAY_SQLITE}, ({{1}}) || ' days') END)",
        "year": "CAST(substr({0}, 1, 4) AS INTEGER)",
        "month": "CAST(substr({0}, 6, 2) AS INTEGER)",
        "startsWith": "(substr({0}, 1, length({1})) = {1})",
        "contains": "(instr({0}, {1}) > 0)",
        "plus_months": f"(CASE WHEN abs({{1}}) <= {MOST_MONTHS} THEN date({{first}}, '+' ||"
        " (min(CAST(substr({0}, 9, 2) AS INTEGER), CAST(substr(date({first}, '+1 month', '-1 day'), 9)"
        " AS INTEGER)) - 1) || ' days') END)",
        "first": "date(substr({0}, 1, 7) || '-01', ({1}) || ' months')",
        "plus_months_month": f"(CASE WHEN abs({{1}}) <= {MOST_MONTHS} THEN substr({{first}}, 1, 7) END)",
        "last_day": "CAST(substr(date({0}, 'start of month', '+1 month', '-1 day'), 9) AS INTEGER)",
        "day": "CAST(substr({0}, 9, 2) AS INTEGER)",
        "any": "CASE WHEN max({0}) = 1 THEN 1 WHEN count(*) > count({0}) THEN NULL ELSE 0 END",
        "all": "CASE WHEN min({0}) = 0 THEN 0 WHEN count(*) > count({0}) THEN NULL ELSE 1 END",
    },
)

POSTGRESQL = Dialect(
    name="postgresql",
    true="TRUE",
    false="FALSE",
    templates=_BOTH
    | {
        "sum": "(coalesce(sum({0}), 0)::bigint)",
        "cond": "(CASE {0} WHEN TRUE THEN {1} WHEN FALSE THEN {2} END)",
        "guard": f"(CASE WHEN abs({{0}}::numeric {{sign}} {{1}}) < {WIDEST}"
        " THEN ({0}::numeric {sign} {1})::bigint END)",
        "least": "(CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL ELSE least({0}, {1}) END)",
        "greatest": "(CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL ELSE greatest({0}, {1}) END)",
        "days": f"({_DAY_POSTGRES.format('{1}')} - {_DAY_POSTGRES.format('{0}')})",
        "plus_days": f"(CASE WHEN abs({{1}}) <= {MOST_DAYS}"
        f" THEN to_char({_DAY_POSTGRES} + ({{1}})::int, 'YYYY-MM-DD') END)",
        "year": "(substr({0}, 1, 4)::bigint)",
        "month": "(substr({0}, 6, 2)::bigint)",
        "startsWith": "(substr({0}, 1, length({1})) = {1})",
        "contains": "(strpos({0}, {1}) > 0)",
        "plus_months": f"(CASE WHEN abs({{1}}) <= {MOST_MONTHS} THEN to_char({_DAY_POSTGRES}"
        " + make_interval(months => ({1})::int), 'YYYY-MM-DD') END)",
        "first": "((substr({0}, 1, 7) || '-01')::date + make_interval(months => ({1})::int))",
        "plus_months_month": f"(CASE WHEN abs({{1}}) <= {MOST_MONTHS}"
        " THEN to_char({first}, 'YYYY-MM') END)",
        "last_day": "(extract(day FROM date_trunc('month', ({0})::date) + interval '1 month - 1 day')"
        "::bigint)",
        "day": "(substr({0}, 9, 2)::bigint)",
        "any": "CASE WHEN bool_or({0}) THEN TRUE WHEN count(*) > count({0}) THEN NULL ELSE FALSE END",
        "all": "CASE WHEN NOT bool_and({0}) THEN FALSE WHEN count(*) > count({0}) THEN NULL"
        " ELSE TRUE END",
    },
)

DIALECTS = {dialect.name: dialect for dialect in (SQLITE, POSTGRESQL)}
