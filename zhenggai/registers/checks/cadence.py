"""Checks that something comes round: members by periods against what was counted. No rows at all is a violation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any

from django.db import connection

from zhenggai.lib.periods import Period, periods_between
from zhenggai.people.queries import calendar
from zhenggai.registers.checks.findings import Finding, Teller
from zhenggai.registers.checks.queries_sql import Asked
from zhenggai.registers.checks.slots import Slots
from zhenggai.registers.shapes import CadenceShape, Member, reached
from zhenggai.registers.showing import show
from zhenggai.registers.tables import Scopes, Table, stored, tables
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.sql import Sql
from zhenggai.rules.typed import Ref, Typed
from zhenggai.rules.types import INTEGER

NEAR = {"month": 5, "quarter": 15, "half": 15, "year": 30}
"""Days before the end of a period from which an unmet cadence is a warning (rulebook.md H, period.near)."""

_MONTHS_BACK = 12
_ONCE = Period("year", 0)
_CHUNK = 500


def cadence(asked: Asked, shape: CadenceShape) -> Iterator[Finding]:
    """Every member and period that fell short, or is about to."""
    levels = levels_of(asked, shape)
    if not levels:
        return
    query = cadence_query(asked, shape, sorted(levels))
    told = _Told(asked, shape, levels)
    for chunk in _chunks(_by_member(query)):
        told.learn(chunk)
        for office, member, unmet in chunk:
            yield from told.findings(office, member, unmet)


def levels_of(asked: Asked, shape: CadenceShape) -> dict[Period, str]:
    """The periods in question with the level that a shortfall in each has today: W when its end is near, the check's
    own after the end and its grace; those that are silent are left out."""
    today = date.fromisoformat(asked.today)
    if shape.every == "once":
        return {_ONCE: asked.check.level}
    near = NEAR[shape.every] if shape.near is None else shape.near
    found = {}
    for period in periods_between(shape.every, _first_day(asked, shape, today), today):
        if today > _end_of_grace(period, shape):
            found[period] = asked.check.level
        elif today >= period.end - timedelta(days=near):
            found[period] = "W" if asked.check.level == "E" else asked.check.level
    return found


def _first_day(asked: Asked, shape: CadenceShape, today: date) -> date:
    """A year back, further for a long streak, and never before the day that the office set as `since`."""
    months = _MONTHS_BACK
    if shape.streak is not None:
        months = max(
            months,
            (shape.streak + 1) * 12 // {"month": 12, "quarter": 4, "half": 2}.get(shape.every, 1),
        )
    index = today.year * 12 + today.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    since = asked.settings.get("since")
    return max(first, date.fromisoformat(since)) if isinstance(since, str) else first


def _end_of_grace(period: Period, shape: CadenceShape) -> date:
    if shape.grace is None:
        return period.end
    if shape.grace.workdays:
        return calendar().after(period.end, shape.grace.count)
    return period.end + timedelta(days=shape.grace.count)


# -- SQL ----------------------------------------------------------------------------------------------------------------------


def cadence_query(asked: Asked, shape: CadenceShape, periods: Sequence[Period]) -> Sql:
    """Members × periods beside the counts, where the count is not enough or missing; sorted by member and period."""
    cells = _Cells(asked, shape)
    short = Sql("(c.n IS NULL OR NOT ").joined(cells.enough, Sql(")"), between="")
    chosen = ["m.office", "m.member", "p.idx", "c.n", *(f"m.f_{n}" for n in cells.members.columns)]
    return cells.select(chosen, periods, [short])


def cell_query(asked: Asked, shape: CadenceShape, periods: Sequence[Period]) -> Sql:
    """Every member in every period in which it was one: office, member, period, count, and 1 where that is enough."""
    cells = _Cells(asked, shape)
    met = Sql("CASE WHEN c.n IS NOT NULL AND ").joined(
        cells.enough, Sql(" THEN 1 ELSE 0 END"), between=""
    )
    chosen = ["m.office", "m.member", "p.idx", "c.n", met.text]
    return cells.select(chosen, periods, [], met.params)


class _Cells:
    """Members beside periods beside what was counted: what every question about a cadence is asked of."""

    def __init__(self, asked: Asked, shape: CadenceShape) -> None:
        self.members, self.counts = _members(asked, shape.each), _counts(asked, shape)
        texts = {("total", "count"): Sql("c.n")}
        texts |= {("member", name): Sql(f"m.f_{name}") for name in self.members.columns}
        writer = asked.writer(Scopes({}, texts))
        self.enough = writer.write(reached(shape))
        self.who: list[Sql] = []
        if shape.each is not None and shape.each.who is not None:
            self.who.append(writer.write(shape.each.who))
        if "valid_from" in self.members.columns:
            self.who.append(Sql("(m.f_valid_from IS NULL OR m.f_valid_from <= p.last)"))
        if "valid_to" in self.members.columns:
            self.who.append(Sql("(m.f_valid_to IS NULL OR m.f_valid_to >= p.first)"))

    def select(
        self,
        chosen: Sequence[str],
        periods: Sequence[Period],
        wanted: Sequence[Sql],
        params: Sequence[Any] = (),
    ) -> Sql:
        conditions = [*wanted, *self.who] or [Sql("1 = 1")]
        where = conditions[0].joined(*conditions[1:], between=" AND ")
        return Sql(
            f"SELECT {', '.join(chosen)} FROM ({self.members.sql.text}) m"
            f" CROSS JOIN ({_periods(periods)}) p LEFT JOIN ({self.counts.text}) c"
            f" ON c.office = m.office AND c.idx = p.idx AND c.member = m.member"
            f" WHERE {where.text} ORDER BY m.office, m.member, p.idx",
            (*params, *self.members.sql.params, *self.counts.params, *where.params),
        )


def _periods(periods: Sequence[Period]) -> str:
    """Our own numbers and dates, so they may stand in the text."""
    if list(periods) == [_ONCE]:
        return "SELECT 0 AS idx, '0001-01-01' AS first, '9999-12-31' AS last"
    return " UNION ALL ".join(
        f"SELECT {period.index} AS idx, '{period.start}' AS first, '{period.end}' AS last"
        for period in periods
    )


@dataclass(frozen=True, slots=True)
class _Members:
    """A select of office, member and the member's columns, each as `f_` and its name: a field may be called group."""

    sql: Sql
    columns: tuple[str, ...]


def _members(asked: Asked, each: Member | None) -> _Members:
    if each is None:
        return _Members(_offices(asked), ())
    if each.source is None:
        values = asked.settings.get(each.setting or "") or ()
        cases = " UNION ALL ".join("SELECT %s AS member" for _ in values) or "SELECT NULL AS member"
        cast = "::text" if connection.vendor == "postgresql" else ""
        cases = cases.replace("%s", f"%s{cast}")
        offices = _offices(asked)
        return _Members(
            Sql(
                f"SELECT o.office, v.member FROM ({offices.text}) o CROSS JOIN ({cases}) v"
                " WHERE v.member IS NOT NULL",
                (*offices.params, *values),
            ),
            (),
        )
    return _member_rows(asked, each)


def _offices(asked: Asked) -> Sql:
    keys = ", ".join(str(int(key)) for key in asked.offices) or "NULL"
    return Sql(f"SELECT id AS office, id AS member FROM people_office WHERE id IN ({keys})")


def _member_rows(asked: Asked, each: Member) -> _Members:
    """One row a member; those no longer active are nobody's duty."""
    source = each.source
    if source is None:
        raise TypeError("a member of a setting has no rows")
    (table,) = tables(source, "t")
    names = tuple(
        name for name, type in source.columns.items() if type.kind not in ("list", "rows")
    )
    chosen = [("office", Sql(table.office)), ("member", _column(table, each.key))]
    chosen += [(f"f_{name}", _column(table, name)) for name in names]
    where = [table.base(), asked.in_offices(table)]
    if "active" in source.columns and table.relation is not None:
        where.append(_column(table, "active"))
    return _Members(asked.named(chosen, table, where), names)


def _column(table: Table, name: str) -> Sql:
    return table.column(Ref("member", name, table.columns[name]))


def _counts(asked: Asked, shape: CadenceShape) -> Sql:
    """What there is: office, member, period, total."""
    slots = Slots([shape.total])
    member = shape.each.counted if shape.each is not None else None
    columns: list[tuple[str, Typed | None]] = [("office", None), ("member", member)]
    index = _index(shape)
    columns += [(f"d{n}", node) for n, node in enumerate(shape.on)]
    inner = asked.union(
        [*columns, *slots.bodies], shape.where, known=[f"d{n}" for n in range(len(shape.on))]
    )
    total = slots.outer(asked, shape.total)
    return Sql(
        f"SELECT u.office, u.member, {index} AS idx, {total.text} AS n FROM ({inner.text}) u"
        f" GROUP BY u.office, u.member{'' if shape.every == 'once' else f', {index}'}",
        (*total.params, *inner.params),
    )


def _index(shape: CadenceShape) -> str:
    """The running number of the period that a row belongs to."""
    if shape.every == "once":
        return "0"
    if shape.on[0].type.kind == "number":
        if len(shape.on) == 1:
            return "u.d0"
        second = shape.on[1].type.kind
        half = (
            "u.d1 - 1"
            if second == "number"
            else "(CASE u.d1 WHEN 'H1' THEN 0 WHEN '上半年' THEN 0 ELSE 1 END)"
        )
        return f"(u.d0 * 2 + {half})"
    year, month = "CAST(substr(u.d0, 1, 4) AS INTEGER)", "(CAST(substr(u.d0, 6, 2) AS INTEGER) - 1)"
    per_year = {"month": 12, "quarter": 4, "half": 2, "year": 1}[shape.every]
    return f"({year} * {per_year} + {month} * {per_year} / 12)"


# -- telling ------------------------------------------------------------------------------------------------------------------

_Unmet = list[tuple[int, Any, tuple[Any, ...]]]


def _by_member(query: Sql) -> Iterator[tuple[int, Any, _Unmet]]:
    """Office, member, and the periods in which it fell short with count and the member's columns."""
    for (office, member), rows in groupby(_executed(query), key=lambda row: (row[0], row[1])):
        yield office, member, [(row[2], row[3], row) for row in rows]


def _executed(query: Sql) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        while chunk := cursor.fetchmany(_CHUNK):
            yield from chunk


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


class _Told:
    """Makes findings of unmet periods."""

    def __init__(self, asked: Asked, shape: CadenceShape, levels: Mapping[Period, str]) -> None:
        self.asked = asked
        self.shape = shape
        self.levels = {period.index: (period, level) for period, level in levels.items()}
        self.teller = Teller(asked.check, asked.declaration)
        self.columns = _members(asked, shape.each).columns
        self.at_least = closure(shape.at_least)

    def learn(self, chunk: list[tuple[int, Any, _Unmet]]) -> None:
        each = self.shape.each
        if each is not None:
            self.teller.names.learn(
                ({"member": member} for _, member, _ in chunk), {"member": each.counted.type}
            )

    def findings(self, office: int, member: Any, unmet: _Unmet) -> Iterator[Finding]:
        run, before = 0, None
        found = []
        for index, count, row in unmet:
            run = run + 1 if before is not None and index == before + 1 else 1
            before = index
            found.append((index, count, row, run))
        if self.shape.streak is None:
            for index, count, row, run in found:
                yield self.finding(office, member, index, count, row, run)
            return
        last = self.last_ended()
        ended = [item for item in found if item[0] == last]
        if ended and ended[-1][3] >= self.shape.streak:
            index, count, row, run = ended[-1]
            yield self.finding(office, member, index, count, row, run, since=index - run + 1)

    def last_ended(self) -> int:
        today = date.fromisoformat(self.asked.today)
        return max(
            (
                index
                for index, (period, _) in self.levels.items()
                if today > _end_of_grace(period, self.shape)
            ),
            default=-1,
        )

    def finding(
        self,
        office: int,
        member: Any,
        index: int,
        count: Any,
        row: Any,
        run: int,
        since: int | None = None,
    ) -> Finding:
        """A streak is told by the period in which it began, and so stays one result however long it grows."""
        period, level = self.levels[index]
        if since is not None:
            period = Period(period.kind, since)
        each, once = self.shape.each, self.shape.every == "once"
        columns = self.member_row(row[4:])
        count = int(count or 0)
        frame = Frame(
            {},
            today=self.asked.today,
            settings=self.asked.settings,
            member=columns,
            total={"missed": run, "count": count},
            workdays=calendar(),
        )
        wanted = self.at_least(frame)
        names = self.teller.names
        named = "" if each is None else show(member, each.counted.type, names)
        is_link = each is not None and each.counted.type.kind == "link"
        spoken = names.titles.get(member, named) if is_link else named
        values = {
            **self.asked.settings,
            **columns,
            "period": "" if once else period.label,
            "member": spoken,
            "missed": run,
            "count": count,
            "at_least": wanted,
            **{ref.name: period.label for ref in self.shape.on if isinstance(ref, Ref)},
        }
        if each is not None:
            values[each.field] = spoken
        worst = self.teller.level(frame)
        return Finding(
            check=self.asked.check,
            office=office,
            subject=f"{member if each is not None else ''}|{'' if once else period.name}",
            level=worst if level == self.asked.check.level else level,
            say=self.said(values),
            observed=f"实 {self.number(count, self.shape.total)}",
            expected=f"应 ≥ {self.number(wanted, self.shape.at_least)}",
            key=None if each is None else f"{each.field}={named}",
            period=None if once else period.name,
        )

    def member_row(self, values: Sequence[Any]) -> dict[str, Any]:
        each = self.shape.each
        if each is None or each.source is None:
            return {}
        (table,) = tables(each.source, "t")
        plain = values if table.relation is None else stored(table, values)
        return dict(zip(self.columns, plain, strict=True))

    def said(self, values: Mapping[str, Any]) -> str:
        types = {
            "count": self.shape.total.type,
            "at_least": self.shape.at_least.type,
            "missed": INTEGER,
        }
        plain = {name: value for name, value in values.items() if name not in types}
        shown = {name: show(values[name], type, self.teller.names) for name, type in types.items()}
        return self.asked.check.say.fill({**plain, **shown}, lambda name, value: str(value))

    def number(self, value: Any, node: Typed) -> str:
        return show(value, node.type, self.teller.names)
