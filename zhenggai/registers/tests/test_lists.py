"""Lists: filtered and sorted on indexed fields, in a fixed number of queries, by the index."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models.lookups import Exact

from zhenggai.lib.errors import BadInput
from zhenggai.registers import queries
from zhenggai.registers.actions import create_record
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition
from zhenggai.registers.queries import RecordFilters, records
from zhenggai.registers.shelf import files
from zhenggai.registers.storage import body, declared_indexes, dialect, index_statements
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import GEAR
from zhenggai.registers.triggers import missing, restore


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(GEAR)
    desk = replace(desk, clerk=desk.as_role("asset_clerk"))
    for n in range(6):
        desk.enter(
            "gear",
            name=f"{n}",
            kind=["电脑", "打印机"][n % 2],
            count=[10, 9, 2, 100, 1, 20][n],
            bought=date(2021, 1 + n, 1),
            keeper=desk.office.people["甲乙"[n % 2]],
        )
    return desk


def names(desk: Desk, **filters: Any) -> list[str]:
    page = records(desk.clerk, "gear", RecordFilters(**filters))
    return [row.cells["name"].shown for row in page.rows]


def test_the_newest_come_first(desk: Desk) -> None:
    assert names(desk) == ["5", "4", "3", "2", "1", "0"]
    assert names(desk, sort="number") == ["0", "1", "2", "3", "4", "5"]


def test_numbers_sort_as_numbers_on_both_databases(desk: Desk) -> None:
    assert names(desk, sort="count") == ["4", "2", "1", "0", "5", "3"]
    assert names(desk, sort="-count", equal={"kind": "电脑"}) == ["0", "2", "4"]
    assert names(desk, equal={"count": 2}) == ["2"]


def test_bounds_and_people_narrow(desk: Desk) -> None:
    assert names(desk, low={"bought": "2021-03-01"}, high={"bought": "2021-05-01"}) == [
        "4",
        "3",
        "2",
    ]
    assert names(desk, equal={"keeper": desk.office.people["乙"]}, sort="bought") == ["1", "3", "5"]


def test_pages_follow_each_other(desk: Desk) -> None:
    first = records(desk.clerk, "gear", RecordFilters(size=4))
    second = records(desk.clerk, "gear", RecordFilters(size=4, page=2))

    assert (len(first.rows), first.has_more, len(second.rows), second.has_more) == (
        4,
        True,
        2,
        False,
    )


@pytest.mark.parametrize("name", ["price", "note", "secret", "nothing", "data", "id; DROP TABLE x"])
def test_only_indexed_fields_narrow_or_sort(desk: Desk, name: str) -> None:
    for filters in (RecordFilters(equal={name: "1"}), RecordFilters(sort=name)):
        with pytest.raises(BadInput):
            records(desk.clerk, "gear", filters)


def test_a_page_takes_the_same_queries_whatever_its_length(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    queries.registers(desk.clerk)
    for size in (2, 6):
        with django_assert_num_queries(4):
            records(desk.clerk, "gear", RecordFilters(size=size, sort="bought"))


def _plan(query: str, params: tuple[Any, ...]) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {query}", params)
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("name", "value"), [("bought", "2021-03-01"), ("count", 2), ("kind", "电脑")]
)
def test_a_query_on_an_indexed_field_uses_its_index(desk: Desk, name: str, value: Any) -> None:
    found = edition("gear").declaration
    field = found.fields[name]
    chosen = Record.objects.filter(
        Exact(body(field), value), office=desk.office.organ.pk, register="gear"
    )

    plan = _plan(*chosen.query.sql_with_params())

    index = next(index for index in index_statements(found) if f"_{name}" in index)
    assert index in plan


def test_sorting_on_an_indexed_field_needs_no_sort(desk: Desk) -> None:
    field = edition("gear").declaration.fields["bought"]
    chosen = Record.objects.filter(office=desk.office.organ.pk, register="gear").order_by(
        body(field), "pk"
    )

    plan = _plan(*chosen[:50].query.sql_with_params())

    assert "TEMP B-TREE" not in plan and "Sort" not in plan


def test_the_sweeps_spelling_is_the_indexes(desk: Desk) -> None:
    """A gate looks for its group by the same expression."""
    field = edition("gear").declaration.fields["keeper"]
    text = dialect().field_of("t.data", "keeper", field.type)
    query = (
        "SELECT t.id FROM registers_record t WHERE t.register = 'gear' AND t.office_id = %s AND "  # noqa: S608
        + text
        + " = %s"
    )
    plan = _plan(query, (desk.office.organ.pk, 1))

    assert "rx_gear_keeper" in plan


def test_declared_indexes_are_there_and_come_back_when_they_are_lost(desk: Desk) -> None:
    wanted = set(index_statements(edition("gear").declaration))
    assert declared_indexes() == wanted
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {min(wanted)}")
    assert missing() == [min(wanted)]

    restore()

    assert missing() == []


def test_rows_of_another_office_are_not_listed(desk: Desk) -> None:
    other = desk.as_role("asset_clerk", desk.bing)
    create_record(other, "gear", {"name": "丙的"}, today=DAY)

    assert "丙的" not in names(desk)


def test_heads_of_department_see_their_department(desk: Desk) -> None:
    for path in files():
        desk.publish(path.read_text(encoding="utf-8"))
    mine = create_record(desk.jia, "leave", {"applicant": desk.office.people["甲"]}, today=DAY)
    create_record(desk.yi, "leave", {"applicant": desk.office.people["乙"]}, today=DAY)

    seen = records(desk.lead, "leave").rows
    assert [row.number for row in seen] == [mine.number]
    assert records(desk.as_role("asset_clerk"), "leave").rows == (), "another register's clerk"
    assert len(records(desk.as_role("hr_clerk"), "leave").rows) == 2
