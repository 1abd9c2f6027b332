"""Gate and sweep give one verdict: whatever records there are, a check fails for a record at a gate exactly where the sweep
lists it. Closures and this database's SQL agree on every expression (rules/tests does it for SQLite without a database)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.people.queries import calendar
from zhenggai.registers.checks.gate import Case, violated
from zhenggai.registers.checks.sweep import Scope, findings
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.frames import frame_of
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition
from zhenggai.registers.shapes import Check, GroupShape
from zhenggai.registers.storage import dialect
from zhenggai.registers.tables import writer
from zhenggai.registers.tests.conftest import Desk
from zhenggai.registers.tests.declared import GEAR
from zhenggai.rules.checker import condition, expression
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.errors import RuleError
from zhenggai.rules.sql import Sql
from zhenggai.rules.tests import random_rules as rules
from zhenggai.rules.typed import Ref, Typed

TODAY = "2021-09-08"
UNHURRIED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
_DAYS = st.sampled_from(["2020-11-05", "2021-01-10", "2021-02-01", "2021-08-15", "2021-09-30"])
_TIMES = st.tuples(
    st.sampled_from(["2021-09-01", "2021-09-02"]), st.sampled_from(["08:30", "12:00", "17:30"])
).map("T".join)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, values, st.none())


def bodies(persons: list[int], names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    parts = st.lists(
        st.fixed_dictionaries(
            {"no": st.sampled_from(names), "cost": maybe(st.sampled_from([500, 20_000]))}
        ).map(_known),
        max_size=2,
    )
    return st.fixed_dictionaries(
        {
            "name": maybe(st.sampled_from(names)),
            "kind": maybe(st.sampled_from(["电脑", "打印机", "车辆"])),
            "count": maybe(st.sampled_from([2, 3, 1])),
            "price": maybe(st.sampled_from([0, 100_000, 250_000, 600_000])),
            "total": maybe(st.sampled_from([0, 400_000, 600_000])),
            "start": maybe(_TIMES),
            "end": maybe(_TIMES),
            "bought": maybe(_DAYS),
            "ok": maybe(st.sampled_from([True, False])),
            "keeper": st.sampled_from([persons[0], persons[0], persons[1], None]),
            "parts": parts,
            "parent_place": maybe(st.integers(0, 5)),
        }
    ).map(_known)


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and value != []}


@pytest.fixture
def gear(desk: Desk) -> Declaration:
    desk.publish(GEAR)
    return edition("gear").declaration


def _fill(desk: Desk, rows: list[dict[str, Any]], states: list[str]) -> list[Record]:
    Record.objects.all().delete()
    key = edition("gear").key
    records = [
        Record(
            office_id=desk.office.organ.pk,
            register="gear",
            edition_id=key,
            number=f"{n}",
            year=2021,
            state=state,
            recorded_on=date(2021, 9, 1),
            data={name: value for name, value in row.items() if name != "parent_place"},
        )
        for n, (row, state) in enumerate(zip(rows, states, strict=False))
    ]
    made = list(Record.objects.bulk_create(records))
    for record, row in zip(made, rows, strict=False):
        place = row.get("parent_place")
        if place is not None:
            record.data["parent"] = made[place % len(made)].pk
            record.save()
    return made


def _at_gate(check: Check, declaration: Declaration, record: Record) -> list[Any]:
    frame = frame_of(record, declaration, declaration.defaults, TODAY)
    return violated(check, Case(declaration, frame, record.pk, record.office_id))


def _agree(
    desk: Desk, gear: Declaration, rows: list[dict[str, Any]], states: list[str]
) -> set[str]:
    """The ids of the checks that fail somewhere, where gate and sweep agree on all."""
    records = _fill(desk, rows, states)
    scope = Scope([desk.office.organ.pk], gear.defaults, TODAY)
    failing = set()
    for check in gear.checks:
        if check.id == "GE-5":
            continue
        swept = list(findings(check, gear, scope))
        gated = [found for record in records for found in _at_gate(check, gear, record)]
        assert {_told(item) for item in swept} == {_told(item) for item in gated}, check.id
        if not isinstance(check.shape, GroupShape):
            assert len(swept) == len({item.subject for item in gated}), check.id
        failing |= {check.id} if swept else set()
    return failing


def test_gate_and_sweep_agree_on_every_shape(desk: Desk, gear: Declaration) -> None:
    persons = [desk.office.people[name].pk for name in ("甲", "乙")]

    @UNHURRIED
    @given(
        rows=st.lists(bodies(persons, ["甲机", "乙机"]), min_size=4, max_size=6),
        states=st.lists(st.sampled_from(["draft", "used", "gone"]), min_size=6, max_size=6),
    )
    def agree(rows: list[dict[str, Any]], states: list[str]) -> None:
        _agree(desk, gear, rows, states)

    agree()


def test_records_that_break_every_rule_are_found_by_both(desk: Desk, gear: Declaration) -> None:
    jia, yi = (desk.office.people[name].pk for name in ("甲", "乙"))
    part = {"no": "甲机", "cost": 5_000}
    morning = {"start": "2021-09-01T08:30", "end": "2021-09-01T17:30"}
    rows: list[dict[str, Any]] = [
        {"name": "甲机", "kind": "电脑", "count": 3, "price": 0, "total": 600_000, "ok": True, "keeper": jia,
         "bought": "2021-01-10", "parts": [part], **morning},
        {"name": "乙机", "count": 2, "ok": True, "keeper": jia, "bought": "2021-08-15", "parts": [part],
         **morning},
        {"name": "丙机", "ok": False, "keeper": yi, "bought": "2020-11-05", "parent_place": 1,
         "start": "2021-09-02T08:30", "end": "2021-09-02T12:00"},
        {"name": "丁机", "ok": False, "keeper": yi, "start": "2021-09-03T08:30", "end": "2021-09-03T12:00"},
    ]  # fmt: skip

    failing = _agree(desk, gear, rows, ["used"] * 4)

    assert failing == {check.id for check in gear.checks} - {"GE-5"}


def _told(finding: Any) -> tuple[Any, ...]:
    """Everything but the partner of an overlap, of which either side may name another."""
    observed = "" if "重叠" in finding.observed else finding.observed
    return (
        finding.subject,
        finding.level,
        finding.say,
        finding.key,
        finding.period,
        finding.expected,
        observed,
    )


# -- expressions ----------------------------------------------------------------------------------------------------------------


class _Plain:
    def __init__(self, written: Any) -> None:
        self.dialect = written

    def column(self, ref: Ref) -> Sql:
        return Sql(self.dialect.field_of("r.data", ref.name, ref.type))

    def body(self, ref: Ref) -> str:
        return "r.data"

    def missing(self, evidence: str) -> Sql:
        raise AssertionError(evidence)


def _in_sql(node: Typed, rows: list[dict[str, Any]]) -> list[Any]:
    written = writer(_Plain(dialect()), rules.settings(), rules.TODAY).write(node)
    cast = "" if connection.vendor == "sqlite" else "::jsonb"
    values = " UNION ALL ".join(f"SELECT {n} AS id, %s{cast} AS data" for n in range(len(rows)))
    bodies = [json.dumps(row) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {written.text} FROM ({values}) r ORDER BY r.id",  # noqa: S608
            [*written.params, *bodies],
        )
        return [row[0] for row in cursor.fetchall()]


def _in_python(node: Typed, rows: list[dict[str, Any]]) -> list[Any]:
    ask, days = closure(node), calendar()
    return [
        ask(Frame(row, today=rules.TODAY, settings=rules.settings(), workdays=days)) for row in rows
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["conditions", "numbers"])
def test_closures_and_this_database_agree_on_every_expression(kind: str) -> None:
    texts = rules.conditions() if kind == "conditions" else rules.numbers(3)
    check = condition if kind == "conditions" else expression

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=texts, rows=st.lists(rules.records(), min_size=3, max_size=4))
    def agree(text: str, rows: list[dict[str, Any]]) -> None:
        try:
            node = check(text, rules.DECLARED.scope())
        except RuleError as error:
            assert "小数" in str(error) or "层次" in str(error), text
            return
        assert _in_python(node, rows) == _in_sql(node, rows), text

    agree()
