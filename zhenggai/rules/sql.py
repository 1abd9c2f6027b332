"""Walker (b): typed tree → SQL with bound values, for sweeps over many records.

The SQL of a tree answers what its closure answers: true, false or NULL for unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from zhenggai.rules.checker import SHARE_PLACES
from zhenggai.rules.dialects import Dialect
from zhenggai.rules.errors import Position, RuleError, gettext_noop
from zhenggai.rules.typed import (
    Apply,
    Const,
    Missing,
    OverRows,
    Ref,
    Setting,
    Today,
    Total,
    Typed,
)
from zhenggai.rules.types import DATE, TEXT, Type

LONGEST_SQL = 60_000
_SIGNS = {"add": "+", "sub": "-", "mul": "*"}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its `%s`, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def joined(self, *others: Sql, between: str) -> Sql:
        pieces = (self, *others)
        return Sql(
            between.join(piece.text for piece in pieces),
            tuple(value for piece in pieces for value in piece.params),
        )


class Spelling(Protocol):
    """Where the rows of an expression come from."""

    def column(self, ref: Ref) -> Sql:
        """A plain field."""
        ...

    def body(self, ref: Ref) -> str:
        """The JSON body that holds a list or rows field."""
        ...

    def missing(self, evidence: str) -> Sql:
        """Whether an evidence item is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """`settings` and `today` are bound into the text's values; `workday` spells the running number of a day."""

    dialect: Dialect
    spelling: Spelling
    settings: Mapping[str, Any]
    today: str
    workday: Callable[[str], str]

    def write(self, node: Typed) -> Sql:
        """The SQL of the node. Refused where it would grow beyond LONGEST_SQL."""
        sql = _Walk(self).visit(node)
        if len(sql.text) > LONGEST_SQL:
            raise RuleError(gettext_noop("这条检查写成查询过长——请拆成几条检查"), Position(1, 1))
        return sql


class _Walk:
    """One walk over one tree; row functions get aliases of their own."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.dialect = writer.dialect
        self.items: list[tuple[str, bool]] = []
        self.aliases = count(1)

    def visit(self, node: Typed) -> Sql:
        match node:
            case Const():
                return self.constant(node.value, node.type)
            case Ref(scope="item"):
                return self.item(node)
            case Ref():
                return self.writer.spelling.column(node)
            case Setting():
                return self.constant(self.writer.settings.get(node.name), node.type)
            case Today():
                return self.constant(self.writer.today, DATE)
            case Missing(evidence=name):
                return self.writer.spelling.missing(name)
            case OverRows():
                return self.over_rows(node)
            case Total():
                return self.total(node)
            case Apply():
                return self.apply(node)

    def constant(self, value: Any, type: Type) -> Sql:
        if isinstance(value, bool):
            return Sql(self.dialect.true if value else self.dialect.false)
        text = self.dialect.constant(value, type)
        return Sql(text, () if value is None else (value,))

    def item(self, ref: Ref) -> Sql:
        alias, is_list = self.items[-1]
        return Sql(self.dialect.item_of(alias, None if is_list else ref.name, ref.type))

    def apply(self, node: Apply) -> Sql:
        special = _SPECIAL.get(node.op)
        if special is not None:
            return special(self, node)
        args = [self.visit(part) for part in node.args]
        if node.op.endswith("!"):
            return self.fill("guard", args, sign=_SIGNS[node.op[:-1]])
        if node.op in ("half", "quarter"):
            return self.fill(node.op, [], month=self.fill("month", args))
        return self.fill(node.op, args)

    def fill(self, name: str, args: list[Sql], **words: Sql | str) -> Sql:
        """The dialect's template of that name with the arguments in it; values follow the text wherever an argument
        stands twice."""
        return _filled(
            self.dialect.templates[name], {str(n): arg for n, arg in enumerate(args)} | words
        )

    # -- operations with a shape of their own ---------------------------------------------------------------------

    def logical(self, node: Apply) -> Sql:
        first, *rest = (self.visit(part) for part in node.args)
        joined = first.joined(*rest, between=f" {node.op.upper()} ")
        return Sql(f"({joined.text})", joined.params)

    def is_empty(self, node: Apply) -> Sql:
        (only,) = node.args
        if only.type.kind in ("list", "rows") and isinstance(only, Ref):
            return Sql(f"({self.length(only)} = 0)")
        return self.fill("is_empty", [self.visit(only)])

    def size_many(self, node: Apply) -> Sql:
        (only,) = node.args
        assert isinstance(only, Ref)  # noqa: S101  # the checker said so
        return Sql(self.length(only))

    def length(self, ref: Ref) -> str:
        return self.dialect.length_of(self.writer.spelling.body(ref), ref.name)

    def in_items(self, node: Apply) -> Sql:
        needle, *items = (self.visit(part) for part in node.args)
        return self.among(needle, items)

    def in_setting(self, node: Apply) -> Sql:
        needle, bag = node.args
        assert isinstance(bag, Setting)  # noqa: S101  # the checker said so
        values = self.writer.settings.get(bag.name) or ()
        return self.among(
            self.visit(needle), [self.constant(value, bag.type.of or TEXT) for value in values]
        )

    def among(self, needle: Sql, items: list[Sql]) -> Sql:
        """Unknown stays unknown, also beside an empty list."""
        if not items:
            return _filled("({0} <> {0})", {"0": needle})
        joined = items[0].joined(*items[1:], between=", ")
        return _filled("({0} IN ({1}))", {"0": needle, "1": joined})

    def in_list(self, node: Apply) -> Sql:
        needle, bag = node.args
        assert isinstance(bag, Ref)  # noqa: S101  # the checker said so
        alias = f"i{next(self.aliases)}"
        each = self.dialect.each(self.writer.spelling.body(bag), bag.name, alias)
        item = self.dialect.item_of(alias, None, bag.type.of or TEXT)
        return _filled(
            "(CASE WHEN {0} IS NOT NULL THEN EXISTS (SELECT 1 FROM {each} WHERE {item} = {0}) END)",
            {"0": self.visit(needle), "each": each, "item": item},
        )

    def map_get(self, node: Apply) -> Sql:
        mapping, key = node.args
        assert isinstance(mapping, Setting)  # noqa: S101  # the checker said so
        pairs = [
            Sql("WHEN ").joined(
                self.constant(name, TEXT),
                Sql(" THEN "),
                self.constant(value, mapping.type.of or TEXT),
                between="",
            )
            for name, value in (self.writer.settings.get(mapping.name) or {}).items()
        ]
        if not pairs:
            return Sql("NULL")
        cases = pairs[0].joined(*pairs[1:], between=" ")
        return _filled("(CASE {0} {1} END)", {"0": self.visit(key), "1": cases})

    def workdays(self, node: Apply) -> Sql:
        start, end = (self.visit(part) for part in node.args)
        low, high = (
            _filled(self.writer.workday("substr({0}, 1, 10)"), {"0": day}) for day in (start, end)
        )
        return _filled("({1} - {0})", {"0": low, "1": high})

    def months(self, node: Apply) -> Sql:
        start, end = (self.visit(part) for part in node.args)
        if node.args[0].type.kind == "month":
            return self.month_count(start, end)
        return _filled(
            "(CASE WHEN {a} >= {b} THEN {back} ELSE {on} END)",
            {
                "a": _day(start),
                "b": _day(end),
                "back": _filled("(- {0})", {"0": self.whole_months(end, start)}),
                "on": self.whole_months(start, end),
            },
        )

    def whole_months(self, start: Sql, end: Sql) -> Sql:
        return _filled(
            "({count} - (CASE WHEN {end} < {start} AND {end} < {last} THEN 1 ELSE 0 END))",
            {
                "count": self.month_count(start, end),
                "end": self.fill("day", [end]),
                "start": self.fill("day", [start]),
                "last": self.fill("last_day", [_day(end)]),
            },
        )

    def month_count(self, start: Sql, end: Sql) -> Sql:
        parts = {
            "y1": self.fill("year", [start]),
            "m1": self.fill("month", [start]),
            "y2": self.fill("year", [end]),
            "m2": self.fill("month", [end]),
        }
        return _filled("(({y2} - {y1}) * 12 + {m2} - {m1})", parts)

    def plus_months(self, node: Apply) -> Sql:
        args = [self.visit(part) for part in node.args]
        name = "plus_months_month" if node.type.kind == "month" else "plus_months"
        return self.fill(name, args, first=self.fill("first", args))

    def round_to(self, node: Apply) -> Sql:
        args = [self.visit(part) for part in node.args]
        return self.fill("round_to", args, grow=str(10 ** int(node.extra or 0)))

    def count_true(self, node: Apply) -> Sql:
        if not node.args:
            return Sql("0")
        ones = [
            _filled("(CASE WHEN {0} THEN 1 ELSE 0 END)", {"0": self.visit(part)})
            for part in node.args
        ]
        joined = ones[0].joined(*ones[1:], between=" + ")
        return Sql(f"({joined.text})", joined.params)

    def no_sql(self, node: Apply) -> Sql:
        raise RuleError(
            gettext_noop("%(name)s 不能用在检查里——请先算成字段（compute），检查再读字段"),
            Position(1, 1),
            name=node.extra,
        )

    # -- many rows --------------------------------------------------------------------------------------------------

    def over_rows(self, node: OverRows) -> Sql:
        alias = f"i{next(self.aliases)}"
        each = self.dialect.each(self.writer.spelling.body(node.rows), node.rows.name, alias)
        self.items.append((alias, node.rows.type.kind == "list"))
        body = self.visit(node.body) if node.body is not None else Sql("1")
        self.items.pop()
        value = f"v{alias}"
        outer = "count(*)" if node.body is None and node.function == "count" else None
        folded = (
            outer or _filled(self.dialect.templates[node.function], {"0": Sql(f"{value}.v")}).text
        )
        return _filled(
            "(SELECT {folded} FROM (SELECT {body} AS v FROM {each}) AS {value})",
            {"folded": folded, "body": body, "each": each, "value": value},
        )

    def total(self, node: Total) -> Sql:
        if node.body is None:
            return Sql("count(*)")
        body = self.visit(node.body)
        if node.function == "share":
            return _filled(
                "((2 * {whole} * {true} + count(*)) / nullif(2 * count(*), 0))",
                {"whole": str(10**SHARE_PLACES), "true": self.fill("count", [body])},
            )
        return self.fill(node.function, [body])


def _day(when: Sql) -> Sql:
    return _filled("substr({0}, 1, 10)", {"0": when})


def _filled(template: str, words: Mapping[str, Sql | str]) -> Sql:
    """The template with each {word} replaced, and the values in the order in which they then stand."""
    text: list[str] = []
    params: list[Any] = []
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        word = words[name]
        text += [before, word if isinstance(word, str) else word.text]
        params += () if isinstance(word, str) else word.params
    return Sql("".join([*text, rest]), tuple(params))


_SPECIAL: dict[str, Callable[[_Walk, Apply], Sql]] = {
    "and": _Walk.logical,
    "or": _Walk.logical,
    "is_empty": _Walk.is_empty,
    "size_many": _Walk.size_many,
    "in_items": _Walk.in_items,
    "in_setting": _Walk.in_setting,
    "in_list": _Walk.in_list,
    "map_get": _Walk.map_get,
    "workdays": _Walk.workdays,
    "months": _Walk.months,
    "plus_months": _Walk.plus_months,
    "round_to": _Walk.round_to,
    "count_true": _Walk.count_true,
    "lookup": _Walk.no_sql,
    "of": _Walk.no_sql,
}
