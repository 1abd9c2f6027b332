"""Checks over many records, in SQL: what a sweep runs over one office or all. The same verdicts as the gate's.

Every shape becomes one query whose rows are what fails; they are read in chunks, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection

from zhenggai.people.queries import calendar, names_of
from zhenggai.registers import python_checks
from zhenggai.registers.checks.cadence import cadence
from zhenggai.registers.checks.findings import Finding, Teller, asks_papers, label_of
from zhenggai.registers.checks.queries_sql import Asked, select_rows
from zhenggai.registers.checks.slots import Slots
from zhenggai.registers.checks.spans import span_sql, width
from zhenggai.registers.checks.telling import (
    group_finding,
    match_finding,
    overlap_finding,
    record_finding,
)
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.papers import names_shown
from zhenggai.registers.python_checks import Failing
from zhenggai.registers.shapes import (
    CadenceShape,
    Check,
    GroupShape,
    MatchShape,
    OverlapShape,
    PythonShape,
    RecordShape,
    SequenceShape,
    Shape,
    Span,
)
from zhenggai.registers.tables import Scopes, Table, fetch, row_of, selected, tables
from zhenggai.rules.closures import Frame
from zhenggai.rules.sql import Sql
from zhenggai.rules.typed import Ref, Typed, needs_today

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What one run covers: offices that share their settings, the day, and records changed since a moment where only
    those matter."""

    offices: Sequence[int]
    settings: Mapping[str, Any]
    today: str
    since: datetime | None = None


def findings(check: Check, declaration: Declaration, scope: Scope) -> Iterator[Finding]:
    """Every place where the check does not hold."""
    asked = Asked(check, declaration, scope.offices, scope.settings, scope.today)
    if scope.since is not None and is_incremental(check):
        asked = replace(asked, since=scope.since)
    return _SHAPES[type(check.shape)](asked, check.shape)


def batches(checks: Sequence[Check], scope: Scope) -> list[tuple[Check, ...]]:
    """Checks that one query can answer: record checks of the same table, so that a record is read and its body parsed
    once for all of them. Every other check is a batch of its own."""
    alike: dict[tuple[str, bool], list[Check]] = {}
    single: list[tuple[Check, ...]] = []
    for check in checks:
        if isinstance(check.shape, RecordShape) and len(check.over.parts) == 1:
            changed_only = scope.since is not None and is_incremental(check)
            alike.setdefault((check.over.name, changed_only), []).append(check)
        else:
            single.append((check,))
    return [*(tuple(batch) for batch in alike.values()), *single]


def findings_of(
    batch: Sequence[Check], declaration: Declaration, scope: Scope
) -> Iterator[Finding]:
    """Every place where a check of the batch does not hold."""
    first = batch[0]
    if not isinstance(first.shape, RecordShape) or len(first.over.parts) != 1:
        return findings(first, declaration, scope)
    asked = Asked(first, declaration, scope.offices, scope.settings, scope.today)
    if scope.since is not None and is_incremental(first):
        asked = replace(asked, since=scope.since)
    return _records(asked, batch)


def is_incremental(check: Check) -> bool:
    """Whether only records that changed can change the verdict: a record check of its own register without today."""
    shape = check.shape
    if not isinstance(shape, RecordShape) or not check.own:
        return False
    nodes = [shape.that, *([shape.when] if shape.when else []), *(node for _, node in check.worse)]
    return not any(needs_today(node) for node in nodes)


def _frame(asked: Asked, row: Mapping[str, Any], **more: Any) -> Frame:
    return Frame(row, today=asked.today, settings=asked.settings, workdays=calendar(), **more)


def _in_chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


# -- record -------------------------------------------------------------------------------------------------------------------


def _record(asked: Asked, shape: RecordShape) -> Iterator[Finding]:
    teller = asked.teller()
    for table in tables(asked.check.over, "t"):
        writer = asked.writer(Scopes({"record": table}))
        where = [_not(writer.write(shape.that))]
        if shape.when is not None:
            where.insert(0, writer.write(shape.when))
        for chunk in _in_chunks(select_rows(asked, table, where)):
            teller.learn(row for _, row in chunk)
            shown = _papers_shown((row for _, row in chunk), (shape,))
            for office, row in chunk:
                frame = _frame(asked, row, missing=_misses(shown, row))
                yield record_finding(teller, shape, frame, office)


def _records(asked: Asked, batch: Sequence[Check]) -> Iterator[Finding]:
    """One query for several record checks: a row comes with a flag a check."""
    (table,) = tables(asked.check.over, "t")
    failing = [_failing(asked, check, table) for check in batch]
    flags = [Sql(f"(CASE WHEN {one.text} THEN 1 ELSE 0 END)", one.params) for one in failing]
    either = failing[0].joined(*failing[1:], between=" OR ")
    where = [Sql(f"({either.text})", either.params)]
    tellers = [replace(asked, check=check).teller() for check in batch]
    for chunk in _in_chunks(select_rows(asked, table, where, flags)):
        tellers[0].learn(row for _, row, *_ in chunk)
        shown = _papers_shown((row for _, row, *_ in chunk), (check.shape for check in batch))
        for office, row, *found in chunk:
            frame = _frame(asked, row, missing=_misses(shown, row))
            for teller, check, flag in zip(tellers, batch, found, strict=True):
                teller.names = tellers[0].names
                if flag and isinstance(check.shape, RecordShape):
                    yield record_finding(teller, check.shape, frame, office)


def _failing(asked: Asked, check: Check, table: Table) -> Sql:
    """Definitely false where the check applies."""
    shape = check.shape
    if not isinstance(shape, RecordShape):
        raise TypeError(f"{check.key} is no record check")
    writer = asked.writer(Scopes({"record": table}))
    bad = _not(writer.write(shape.that))
    if shape.when is None:
        return bad
    both = writer.write(shape.when).joined(bad, between=" AND ")
    return Sql(f"({both.text})", both.params)


def _papers_shown(
    rows: Iterable[Mapping[str, Any]], shapes: Iterable[Shape]
) -> dict[int, set[str]]:
    """The papers that records show, where a check asks for papers: what is missing is told by name."""
    nodes = (shape.that for shape in shapes if isinstance(shape, RecordShape))
    if not any(asks_papers(node) for node in nodes):
        return {}
    return names_shown([row["id"] for row in rows])


def _misses(shown: Mapping[int, set[str]], row: Mapping[str, Any]) -> Callable[[str], bool]:
    there = shown.get(row.get("id") or 0, set())
    return lambda name: name not in there


def _not(condition: Sql) -> Sql:
    return Sql(f"(NOT {condition.text})", condition.params)


# -- group --------------------------------------------------------------------------------------------------------------------


def _group(asked: Asked, shape: GroupShape) -> Iterator[Finding]:
    query = group_query(asked, shape)
    teller, count = asked.teller(), len(shape.per)
    for chunk in _in_chunks(_executed(query)):
        plain = [
            {key.text: value for key, value in zip(shape.per, row[1 : count + 1], strict=True)}
            for row in chunk
        ]
        teller.learn(plain)
        for keys, row in zip(plain, chunk, strict=True):
            values = (_whole(value) for value in row[count + 1 :])
            total = dict(zip(shape.totals, values, strict=True))
            yield group_finding(
                teller, shape, _frame(asked, keys, total=total), row[1 : count + 1], row[0]
            )


def group_query(asked: Asked, shape: GroupShape) -> Sql:
    """`SELECT office, keys, totals … GROUP BY … HAVING NOT that`, over one table or several together."""
    slots = Slots(shape.totals.values())
    named = [(f"k{n}", key.node) for n, key in enumerate(shape.per)]
    inner = asked.union(
        [("office", None), *named, *slots.bodies], shape.where, known=[name for name, _ in named]
    )
    keys = [f"u.{name}" for name, _ in named]
    totals = {name: slots.outer(asked, node) for name, node in shape.totals.items()}
    plain = {("record", key.text): Sql(f"u.k{n}") for n, key in enumerate(shape.per)}
    texts = {("total", name): sql for name, sql in totals.items()}
    having = _not(asked.writer(Scopes({}, {**plain, **texts})).write(shape.that))
    chosen = Sql(", ".join(["u.office", *keys])).joined(*totals.values(), between=", ")
    return Sql(
        f"SELECT {chosen.text} FROM ({inner.text}) u GROUP BY u.office, {', '.join(keys)}"
        f" HAVING {having.text}",
        (*chosen.params, *inner.params, *having.params),
    )


def _whole(value: Any) -> Any:
    """PostgreSQL folds whole numbers to numeric."""
    return int(value) if value is not None and not isinstance(value, str | bool) else value


# -- overlap ------------------------------------------------------------------------------------------------------------------


def _overlap(asked: Asked, shape: OverlapShape) -> Iterator[Finding]:
    teller = asked.teller()
    (table,) = tables(asked.check.over, "t")
    query = overlap_query(asked, shape, table)
    count = len(selected(table))
    for chunk in _in_chunks(_executed(query)):
        rows = [row_of(table, values[2 : count + 2]) for values in chunk]
        teller.learn(rows)
        for values, row in zip(chunk, rows, strict=True):
            yield overlap_finding(teller, _frame(asked, row), values[1], values[0])


def overlap_query(asked: Asked, shape: OverlapShape, table: Table) -> Sql:
    """Spans of both sides in one list, sorted: a span meets an earlier one where the latest end so far lies behind its
    start, a later one where the next start lies before its end."""
    sides = [(shape.own, 1), *((other, 0) for other in shape.among)]
    spans = [_span_select(asked, side, shape.grain, own) for side, own in sides]
    union = spans[0].joined(*spans[1:], between=" UNION ALL ")
    keys = ", ".join(["s.office", *(f"s.k{n}" for n in range(len(shape.keys)))])
    window = f"PARTITION BY {keys} ORDER BY s.s, s.e, s.id"
    other = "CASE WHEN s.own = 0 THEN {} END" if shape.among else "{}"
    before = (
        f"max({other.format('s.e || s.number')}) OVER ({window}"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    after = (
        f"min({other.format('s.s || s.number')}) OVER ({window}"
        " ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
    )
    size = width(shape.grain)
    flagged = (
        f"SELECT s.id, s.own, s.s, s.e, {before} AS b, {after} AS a FROM ({union.text}) s"
        " WHERE s.s < s.e"
    )
    partner = (
        f"(CASE WHEN substr(f.b, 1, {size}) > f.s THEN substr(f.b, {size + 1})"
        f" ELSE substr(f.a, {size + 1}) END)"
    )
    return Sql(
        f"SELECT t.office_id, {partner}, {', '.join(selected(table))} FROM ({flagged}) f"
        f" JOIN {table.from_text()} ON t.id = f.id"
        f" WHERE f.own = 1 AND (substr(f.b, 1, {size}) > f.s OR substr(f.a, 1, {size}) < f.e)",
        union.params,
    )


def _span_select(asked: Asked, side: Span, grain: str, own: int) -> Sql:
    """The spans of one side: id, whether it is the register's own, number, office, start, end, keys."""
    parts = []
    for table in tables(side.source, "t"):
        writer = asked.writer(Scopes({"record": table}))
        start, end = writer.write(side.start), writer.write(side.end)
        first, last = span_sql(
            start, end, grain, side.start.type.kind, table.dialect.name == "sqlite"
        )
        keys = [writer.write(part) for part in side.per]
        known = [Sql(f"{key.text} IS NOT NULL", key.params) for key in keys]
        where = [asked.base(table), Sql(f"{start.text} IS NOT NULL"), *known]
        if side.where is not None:
            where.append(writer.write(side.where))
        columns = [
            ("id", Sql(table.record)),
            ("own", Sql(str(own))),
            ("number", Sql(table.number if table.relation is None else "''")),
            ("office", Sql(table.office)),
            ("s", first),
            ("e", last),
            *((f"k{n}", key) for n, key in enumerate(keys)),
        ]
        parts.append(asked.named(columns, table, where))
    return parts[0].joined(*parts[1:], between=" UNION ALL ")


# -- match --------------------------------------------------------------------------------------------------------------------


def _match(asked: Asked, shape: MatchShape) -> Iterator[Finding]:
    teller, source = asked.teller(), label_of(shape.source)
    for table in tables(asked.check.over, "t"):
        totals, where = match_conditions(asked, shape, table)
        for chunk in _in_chunks(select_rows(asked, table, where, totals)):
            teller.learn(row for _, row, *_ in chunk)
            for office, row, *values in chunk:
                total = dict(zip(shape.totals, map(_whole, values), strict=True))
                yield match_finding(teller, shape, _frame(asked, row, total=total), office, source)


def match_conditions(asked: Asked, shape: MatchShape, table: Table) -> tuple[list[Sql], list[Sql]]:
    """The totals to select, and the conditions under which a row fails."""
    own = asked.writer(Scopes({"record": table}))
    where = [own.write(shape.when)] if shape.when is not None else []
    for _, node in shape.on:
        known = own.write(node)
        where.append(Sql(f"{known.text} IS NOT NULL", known.params))
    others = tables(shape.source, "o")
    if shape.want == "totals" and shape.that is not None:
        totals = {
            name: _correlated(asked, shape, table, others[0], node)
            for name, node in shape.totals.items()
        }
        texts = {("total", name): sql for name, sql in totals.items()}
        failing = _not(asked.writer(Scopes({"record": table}, texts)).write(shape.that))
        return list(totals.values()), [*where, failing]
    found = [
        Sql("EXISTS (SELECT 1 FROM ").joined(
            _answering(asked, shape, table, other), Sql(")"), between=""
        )
        for other in others
    ]
    either = found[0].joined(*found[1:], between=" OR ")
    sign = "NOT " if shape.want == "some" else ""
    return [], [*where, Sql(f"{sign}({either.text})", either.params)]


def _answering(asked: Asked, shape: MatchShape, table: Table, other: Table) -> Sql:
    """`other WHERE …`: the rows elsewhere that answer to this one."""
    both = asked.writer(Scopes({"record": table, "other": other}))
    where = [other.base()]
    if other.office != "NULL":
        where.append(Sql(f"{other.office} = {table.office}"))
    for theirs, own in shape.on:
        where.append(both.write(theirs).joined(both.write(own), between=" = "))
    if shape.where is not None:
        where.append(both.write(shape.where))
    joined = where[0].joined(*where[1:], between=" AND ")
    return Sql(f"{other.from_text()} WHERE {joined.text}", joined.params)


def _correlated(asked: Asked, shape: MatchShape, table: Table, other: Table, node: Typed) -> Sql:
    """A total over the rows that answer, as a sub-select."""
    folded = asked.writer(Scopes({"record": table, "other": other})).write(node)
    answering = _answering(asked, shape, table, other)
    return Sql(f"(SELECT {folded.text} FROM {answering.text})", (*folded.params, *answering.params))


# -- sequence -----------------------------------------------------------------------------------------------------------------


def _sequence(asked: Asked, shape: SequenceShape) -> Iterator[Finding]:
    teller = asked.teller()
    (table,) = tables(asked.check.over, "t")
    count = len(selected(table))
    for chunk in _in_chunks(_executed(sequence_query(asked, shape, table))):
        rows = [row_of(table, values[1 : count + 1]) for values in chunk]
        teller.learn(rows)
        for values, row in zip(chunk, rows, strict=True):
            yield record_finding(teller, shape, _frame(asked, row), values[0])


def sequence_query(asked: Asked, shape: SequenceShape, table: Table) -> Sql:
    """Each row with whether it breaks the rule beside the row before it; or, for a streak, how many of the last rows do."""
    plain = asked.writer(Scopes({"record": table}))
    keys = [plain.write(key.node) for key in shape.per]
    order = plain.write(shape.order)
    window = Sql(table.office).joined(*keys, between=", ")
    over = Sql(
        f"OVER (PARTITION BY {window.text} ORDER BY {order.text}, {table.record}",
        (*window.params, *order.params),
    )
    bad = _not(asked.writer(_Lagged(table, over)).write(shape.that))
    if shape.streak is not None:
        bad = Sql(
            f"sum(CASE WHEN {bad.text} THEN 1 ELSE 0 END) {over.text}"
            f" ROWS BETWEEN {shape.streak - 1} PRECEDING AND CURRENT ROW) = {shape.streak}",
            (*bad.params, *over.params),
        )
    where = [asked.base(table), Sql(f"{order.text} IS NOT NULL", order.params)]
    where += [Sql(f"{key.text} IS NOT NULL", key.params) for key in keys]
    if shape.where is not None:
        where.append(plain.write(shape.where))
    names = [f"c{n}" for n in range(len(selected(table)))]
    chosen = [(name, Sql(text)) for name, text in zip(names, selected(table), strict=True)]
    inner = asked.named([("office", Sql(table.office)), *chosen, ("bad", bad)], table, where)
    return Sql(
        f"SELECT q.office, {', '.join(f'q.{name}' for name in names)} FROM ({inner.text}) q"
        " WHERE q.bad",
        inner.params,
    )


class _Lagged:
    """A spelling in which previous.x is the x of the row before."""

    def __init__(self, table: Table, over: Sql) -> None:
        self.table = table
        self.over = over

    def column(self, ref: Ref) -> Sql:
        own = self.table.column(ref)
        if ref.scope != "previous":
            return own
        return Sql(f"(lag({own.text}) {self.over.text}))", (*own.params, *self.over.params))

    def body(self, ref: Ref) -> str:
        return self.table.body(ref)

    def missing(self, evidence: str) -> Sql:
        return self.table.missing(evidence)


# -- the rest -----------------------------------------------------------------------------------------------------------------


def _cadence(asked: Asked, shape: CadenceShape) -> Iterator[Finding]:
    return cadence(asked, shape)


def _python(asked: Asked, shape: PythonShape) -> Iterator[Finding]:
    teller = asked.teller()
    for office in asked.offices:
        rows = list(
            fetch(asked.check.over, office=office, settings=asked.settings, today=asked.today)
        )
        for failing in python_checks.named(shape.name)(rows, shape.options):
            row = failing.row
            teller.learn([row])
            yield _found_in_code(asked, teller, failing, office)


def _found_in_code(asked: Asked, teller: Teller, failing: Failing, office: int) -> Finding:
    """What code found: a record, or a person in a period where it says so."""
    row, person = failing.row, failing.person
    name = "" if person is None else names_of({person}, set())[0].get(person, str(person))
    told = {**failing.told, "person": name} if person is not None else failing.told
    return Finding(
        check=asked.check,
        office=office,
        subject=f"#{row['id']}" if person is None else f"{person}|{failing.period or ''}",
        level=teller.level(_frame(asked, row)),
        say=teller.say({**asked.settings, **row, **told}),
        observed="，".join(str(value) for value in failing.told.values()),
        expected=asked.check.fix or "",
        record=row["id"] if person is None else None,
        key=row.get("number") if person is None else f"person={name}",
        period=failing.period,
    )


def _executed(query: Sql) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        while chunk := cursor.fetchmany(_CHUNK):
            yield from chunk


_SHAPES: Mapping[type, Callable[..., Iterator[Finding]]] = {
    RecordShape: _record,
    GroupShape: _group,
    OverlapShape: _overlap,
    MatchShape: _match,
    CadenceShape: _cadence,
    SequenceShape: _sequence,
    PythonShape: _python,
}
