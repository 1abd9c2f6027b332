"""The closures and SQLite say the same of every record, whatever the rule: true, false or unknown. (PostgreSQL's turn is
in the registers room, which has a database.)"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zhenggai.rules.checker import condition, expression
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.dialects import SQLITE
from zhenggai.rules.errors import RuleError
from zhenggai.rules.sql import Sql, Writer
from zhenggai.rules.tests import random_rules as rules
from zhenggai.rules.typed import Ref, Typed

pytestmark = pytest.mark.outside_database
CALENDAR = rules.Weekends()


class Plain:
    """A table r with one JSON column."""

    def column(self, ref: Ref) -> Sql:
        return Sql(SQLITE.field_of("r.data", ref.name, ref.type))

    def body(self, ref: Ref) -> str:
        return "r.data"

    def missing(self, evidence: str) -> Sql:
        raise AssertionError(evidence)


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:")
    opened.execute("CREATE TABLE r (id INTEGER PRIMARY KEY, data TEXT)")
    opened.execute("CREATE TABLE workday (day TEXT PRIMARY KEY, number INTEGER)")
    opened.executemany("INSERT INTO workday VALUES (?, ?)", CALENDAR.numbers.items())
    return opened


def in_sql(opened: sqlite3.Connection, node: Typed, records: list[dict[str, Any]]) -> list[Any]:
    writer = Writer(
        dialect=SQLITE,
        spelling=Plain(),
        settings=rules.settings(),
        today=rules.TODAY,
        workday="(SELECT number FROM workday WHERE day = {})".format,
    )
    written = writer.write(node)
    opened.execute("DELETE FROM r")
    opened.executemany("INSERT INTO r (data) VALUES (?)", [(json.dumps(row),) for row in records])
    text = written.text.replace("%s", "?")
    query = f"SELECT {text} FROM r ORDER BY id"  # noqa: S608  # the walker's own text, values bound
    return [row[0] for row in opened.execute(query, written.params)]


def in_python(node: Typed, records: list[dict[str, Any]]) -> list[Any]:
    ask = closure(node)
    return [
        ask(Frame(row, today=rules.TODAY, settings=rules.settings(), workdays=CALENDAR))
        for row in records
    ]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=rules.conditions(), records=st.lists(rules.records(), min_size=3, max_size=4))
def test_conditions_agree(
    database: sqlite3.Connection, text: str, records: list[dict[str, Any]]
) -> None:
    node = _checked(condition, text)

    assert in_python(node, records) == in_sql(database, node, records), text


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=rules.numbers(3), records=st.lists(rules.records(), min_size=3, max_size=4))
def test_numbers_agree(
    database: sqlite3.Connection, text: str, records: list[dict[str, Any]]
) -> None:
    node = _checked(expression, text)

    assert in_python(node, records) == in_sql(database, node, records), text


def _checked(check: Any, text: str) -> Typed:
    try:
        return check(text, rules.DECLARED.scope())
    except RuleError as error:
        # Only what the generator cannot see coming: a needle with fewer places than an item, a tree too deep.
        assert "小数" in str(error) or "层次" in str(error), f"{text}: {error}"
        assume(False)
        raise
