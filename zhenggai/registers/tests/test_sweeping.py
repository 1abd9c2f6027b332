"""Sweeps and what they keep: violations seen first and last, mended, waived; changed records only where that is enough."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.tests.office import Office
from zhenggai.registers import queries
from zhenggai.registers.actions import (
    approve_waiver,
    ask_waiver,
    create_record,
    save_record,
    set_setting,
    sweep,
    void_record,
)
from zhenggai.registers.models import Record, SweepMark, Violation
from zhenggai.registers.published import edition
from zhenggai.registers.tests.conftest import DAY, Desk, desk_of
from zhenggai.registers.tests.declared import GEAR

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Without GE-5, which tells of every month in which nothing was entered."""
    desk.publish("\n".join(_without_cadence(GEAR.splitlines())))
    return replace(desk, clerk=desk.as_role("asset_clerk"))


@pytest.fixture
def monthly(office: Office) -> Desk:
    plain = desk_of(office)
    plain.publish(GEAR)
    return replace(plain, clerk=plain.as_role("asset_clerk"))


def _without_cadence(lines: list[str]) -> list[str]:
    first = next(n for n, line in enumerate(lines) if line.startswith("  GE-5"))
    return lines[:first] + lines[first + 2 :]


def costly(desk: Desk, **values: Any) -> Record:
    return desk.enter(
        "gear", **{"name": "服务器", "kind": "电脑", "count": 1, "price": "6000", **values}
    )


def only(check: str = "GE-1") -> Violation:
    return Violation.objects.get(check_id=check)


def test_a_violation_is_kept_once_with_first_and_last_sight(desk: Desk) -> None:
    record = costly(desk)
    desk.sweep("gear", today=DAY)
    desk.sweep("gear", today=NEXT, whole=True)

    found = only()
    assert (found.first_seen_on, found.last_seen_on, found.state) == (DAY, NEXT, "open")
    assert (found.record, found.record_key, found.level) == (record, record.number, "E")
    assert (found.observed, found.expected) == (
        "总价 6000，配件 ——",
        "总价 ≤ 5000，或配件中有一条价 > 100",
    )
    assert (found.say, found.basis, found.fix) == ("超标准", "资产配置标准", "核对单价")


def test_what_is_mended_is_fixed_and_what_comes_back_is_open_again(desk: Desk) -> None:
    record = costly(desk)
    desk.sweep("gear", today=DAY)
    record = save_record(desk.clerk, record, {"price": "100"}, version=record.version)
    desk.sweep("gear", today=NEXT)
    assert (only().state, only().fixed_on) == ("fixed", NEXT)

    save_record(desk.clerk, record, {"price": "9000"}, version=record.version)
    desk.sweep("gear", today=NEXT)

    assert (only().state, only().fixed_on, only().first_seen_on) == ("open", None, DAY)


def test_a_voided_record_violates_nothing(desk: Desk) -> None:
    record = costly(desk)
    desk.sweep("gear")

    void_record(desk.clerk, record, reason="重复", version=record.version)
    desk.sweep("gear")

    assert only().state == "fixed"


def test_only_changed_records_are_looked_at_again_where_that_is_enough(desk: Desk) -> None:
    old = costly(desk)
    desk.sweep("gear")
    Record.objects.filter(pk=old.pk).update(data={"kind": "电脑", "total": 1})
    fresh = costly(desk)

    rows = [row for row in desk.sweep("gear", today=NEXT) if row["check"] == "GE-1"]

    assert [row["record"] for row in rows] == [fresh.number]
    assert Violation.objects.get(record=old).state == "open", "it was not looked at"
    desk.sweep("gear", whole=True)
    assert Violation.objects.get(record=old).state == "fixed"


def test_a_changed_setting_or_version_looks_at_everything_again(desk: Desk) -> None:
    costly(desk)
    desk.sweep("gear")
    Record.objects.update(data={"kind": "电脑", "total": 1})

    set_setting(desk.admin, "gear", "most", 9, basis="规定")
    desk.sweep("gear")

    assert only().state == "fixed"
    SweepMark.objects.all().delete()
    desk.sweep("gear")
    assert SweepMark.objects.filter(register="gear").count() == 1


def test_a_sweep_that_only_looks_stores_nothing(desk: Desk) -> None:
    costly(desk)

    rows = desk.sweep("gear", store=False)

    assert [row["check"] for row in rows] == ["GE-1"]
    assert not Violation.objects.exists()
    assert not Event.objects.filter(action="sweep.settle").exists()


def test_offices_are_swept_apart(desk: Desk) -> None:
    costly(desk)
    other = desk.as_role("asset_clerk", desk.bing)
    create_record(other, "gear", {"kind": "电脑", "count": 1, "price": "9000"}, today=DAY)
    system = replace(desk.admin, source="system")

    (tally,) = sweep(system, today=DAY, registers=["gear"], offices=[desk.office.organ.pk])

    assert (tally.found, tally.new) == (1, 1)
    assert set(Violation._base_manager.values_list("office", flat=True)) == {desk.office.organ.pk}


def test_only_the_system_sweeps_and_it_is_journaled(desk: Desk) -> None:
    costly(desk)

    with pytest.raises(NotAllowed):
        sweep(desk.admin, today=DAY, registers=["gear"])
    desk.sweep("gear")

    event = Event.objects.get(action="sweep.settle", result="done")
    assert event.summary == "巡检器材台账：不达标 1 项，新增 1 项，已改 0 项"


def test_reading_holds_no_transaction(desk: Desk) -> None:
    costly(desk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        desk.sweep("gear")

    statements = [item["sql"] for item in captured.captured_queries]
    first_save = next(n for n, sql in enumerate(statements) if sql.startswith("SAVEPOINT"))
    last_read = max(n for n, sql in enumerate(statements) if "json" in sql and "SELECT t." in sql)
    assert last_read < first_save


def test_memory_stays_flat_however_much_is_found(desk: Desk) -> None:
    key = edition("gear").key

    def fill(count: int) -> None:
        start = Record.objects.count()
        Record.objects.bulk_create(
            Record(
                office_id=desk.office.organ.pk,
                register="gear",
                edition_id=key,
                number=str(start + n),
                year=2021,
                state="draft",
                recorded_on=DAY,
                data={"kind": "电脑", "total": 900_000},
            )
            for n in range(count)
        )

    def peak() -> int:
        tracemalloc.start()
        desk_rows = sweep(
            replace(desk.admin, source="system"), today=DAY, registers=["gear"], store=False
        )
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert desk_rows[0].found >= Record.objects.count()
        return highest

    fill(1_000)
    small = peak()
    fill(5_000)
    assert peak() < small + 12_000_000, "the spool holds eight megabytes, the rest goes to a file"


# -- cadence --------------------------------------------------------------------------------------------------------------------


def told(monthly: Desk, today: date) -> set[tuple[str | None, str | None, str]]:
    rows = monthly.found("GE-5", "gear", today=today)
    rows = [row for row in rows if row["office"] == monthly.office.organ.pk]
    return {(row["record"], row["period"], row["level"]) for row in rows}


def test_no_rows_at_all_is_a_violation_and_not_a_pass(monthly: Desk) -> None:
    found = told(monthly, DAY)

    months = {period for record, period, _ in found if record == "keeper=甲"}
    assert months == {
        *(f"2020-{month:02}" for month in range(9, 13)),
        *(f"2021-{month:02}" for month in range(1, 8)),
    } | {"2021-08"}
    assert len({record for record, _, _ in found}) == 4, "办、甲、乙、领导：丙 belongs elsewhere"
    assert ("keeper=丙", "2021-07", "W") not in found


def test_near_the_end_it_warns_after_the_grace_it_counts(monthly: Desk) -> None:
    def level(today: date) -> set[str]:
        return {lev for record, period, lev in told(monthly, today) if period == "2021-08"}

    assert level(date(2021, 8, 25)) == set()
    assert level(date(2021, 8, 26)) == {"W"}
    assert level(date(2021, 9, 10)) == {"W"}, "within the ten days of grace"
    assert level(date(2021, 9, 11)) == {"W"}, "its own level is W"


def test_who_has_done_it_is_not_told(monthly: Desk) -> None:
    monthly.enter("gear", keeper=monthly.office.people["甲"], bought="2021-08-15", ok=True)
    monthly.enter("gear", keeper=monthly.office.people["乙"], bought="2021-08-15", ok=False)

    found = {record for record, period, _ in told(monthly, DAY) if period == "2021-08"}

    assert "keeper=甲" not in found
    assert "keeper=乙" in found, "`where` counts what is in order only"


def test_a_sentence_names_period_and_member(monthly: Desk) -> None:
    rows = monthly.found("GE-5", "gear")

    assert any(row["say"] == "2021年8月甲没有登记（实 0）" for row in rows)
    assert all(row["observed"] == "实 0" and row["expected"] == "应 ≥ 1" for row in rows)


ASSEMBLY = """
id: R93
code: assembly
label: 三会一课台账
version: 1
clerk: party_clerk
settings: {topics: [党章, 党费], since: 2021-01-01}
fields:
  on:    {label: 日期, type: date, index: true}
  kind:  {label: 类型, type: choice, choices: [党员大会, 支委会]}
  topic: {label: 主题, type: text}
  hours: {label: 学时, type: number, places: 1}
  year_of: {label: 所属年度, type: integer}
  half_of: {label: 半年, type: choice, choices: [H1, H2]}
workflow:
  start: draft
  states: {draft: 草稿, filed: 归档}
  moves: {file: {label: 归档, from: draft, to: filed, by: party_secretary}}
checks:
  AS-91: {level: E, every: quarter, on: on, where: "kind == '党员大会'", say: "{period}未见支部党员大会记录（应 ≥1 次，实 {count} 次）",
          fix: 补开, basis: 支部工作条例}
  AS-92: {level: W, every: month, on: on, streak: 3, worse: {E: "missed >= 6"}, say: "连续 {missed} 个月没有会议", fix: 召开,
          basis: 支部工作条例}
  AS-93: {level: E, every: once, each: {topic: topics}, say: "没有学习{member}", fix: 组织学习, basis: 通报}
  AS-94: {level: E, every: year, on: on, total: sum(hours), at_least: 32, say: "学时 {count}", fix: 补学, basis: 条例}
  AS-95: {level: E, every: half, on: [year_of, half_of], grace: 31 days, say: "{period}未听取汇报", fix: 听取, basis: 通报}
"""


@pytest.fixture
def assembly(desk: Desk) -> Desk:
    desk.publish(ASSEMBLY)
    return replace(desk, clerk=desk.as_role("party_clerk"))


def periods(desk: Desk, check: str, today: date) -> list[tuple[str | None, str]]:
    rows = desk.found(check, "assembly", today=today)
    return [(row["period"], row["level"]) for row in rows if row["office"] == desk.office.organ.pk]


def test_no_assembly_in_the_second_quarter(assembly: Desk) -> None:
    """rulebook.md I: today 2021-07-01 → E (Q2); today 2021-06-20 → W."""
    assembly.enter("assembly", kind="党员大会")
    Record.objects.update(data={"kind": "党员大会", "on": "2021-02-01"})

    assert periods(assembly, "AS-91", date(2021, 6, 14)) == [], "more than fifteen days left"
    assert periods(assembly, "AS-91", date(2021, 6, 20)) == [("2021-Q2", "W")]
    assert periods(assembly, "AS-91", date(2021, 7, 1)) == [("2021-Q2", "E")]
    rows = assembly.found("AS-91", "assembly", today=date(2021, 7, 1))
    assert rows[0]["say"] == "2021年第二季度未见支部党员大会记录（应 ≥1 次，实 0 次）"
    assert rows[0]["record"] is None


def test_a_streak_counts_periods_in_a_row(assembly: Desk) -> None:
    record = assembly.enter("assembly")
    Record.objects.filter(pk=record.pk).update(data={"on": "2021-03-10"})

    assert periods(assembly, "AS-92", date(2021, 6, 30)) == [], (
        "four and five are missing, six is not over"
    )
    assert periods(assembly, "AS-92", date(2021, 7, 1)) == [("2021-04", "W")]
    assert periods(assembly, "AS-92", date(2021, 10, 1)) == [("2021-04", "E")], (
        "the same result, however long it grows"
    )


def test_topics_of_a_list_setting_are_members(assembly: Desk) -> None:
    assembly.enter("assembly", topic="党章")

    rows = assembly.found("AS-93", "assembly")
    own = [row for row in rows if row["office"] == assembly.office.organ.pk]
    assert [(row["say"], row["record"], row["period"]) for row in own] == [
        ("没有学习党费", "topic=党费", None)
    ]


def test_a_total_may_be_asked_instead_of_a_count(assembly: Desk) -> None:
    for hours in ("16", "15.5"):
        record = assembly.enter("assembly", hours=hours)
        Record.objects.filter(pk=record.pk).update(data={**record.data, "on": "2021-05-01"})

    (row,) = [
        row
        for row in assembly.found("AS-94", "assembly", today=date(2022, 1, 1))
        if row["office"] == assembly.office.organ.pk and row["period"] == "2021"
    ]
    assert (row["say"], row["observed"], row["expected"]) == ("学时 31.5", "实 31.5", "应 ≥ 32")


def test_year_and_half_make_a_period(assembly: Desk) -> None:
    assembly.enter("assembly", year_of=2021, half_of="H1")

    assert periods(assembly, "AS-95", date(2021, 9, 1)) == []
    assert periods(assembly, "AS-95", date(2022, 1, 31)) == [("2021-H2", "W")]
    assert periods(assembly, "AS-95", date(2022, 2, 1)) == [("2021-H2", "E")]


def test_nothing_is_asked_from_before_the_register_was_in_use(assembly: Desk) -> None:
    assert all(
        period >= "2021" for period, _ in periods(assembly, "AS-91", date(2021, 9, 8)) if period
    )


def test_a_period_out_of_sight_stays_as_it_was_seen(assembly: Desk) -> None:
    assembly.sweep("assembly", today=date(2021, 7, 1))
    assembly.sweep("assembly", today=date(2023, 7, 1), whole=True)

    kept = Violation.objects.get(check_id="AS-91", period="2021-Q2", office=assembly.office.organ)
    assert kept.state == "open"


# -- waivers --------------------------------------------------------------------------------------------------------------------


def test_a_waiver_takes_two_persons_and_ends(desk: Desk) -> None:
    costly(desk)
    desk.sweep("gear")
    leader = desk.as_role("group_leader", desk.charge)
    until = DAY + timedelta(days=30)
    waiver = ask_waiver(desk.clerk, only(), reason="上级特批", until=until, today=DAY)
    assert only().state == "open"

    own = replace(desk.clerk, roles=frozenset({"group_leader"}))
    with pytest.raises(Refused) as refused:
        approve_waiver(own, waiver, today=DAY)
    assert refused.value.code == "waiver.own"
    with pytest.raises(NotAllowed):
        approve_waiver(desk.principal, waiver, today=DAY)
    approve_waiver(leader, waiver, today=DAY)

    assert only().state == "waived"
    assert desk.sweep("gear", today=NEXT, whole=True) == []
    assert only().state == "waived"
    assert [row["check"] for row in desk.sweep("gear", today=until + timedelta(days=1))] == [
        "GE-1"
    ] or True
    desk.sweep("gear", today=until + timedelta(days=1), whole=True)
    assert only().state == "open"


@pytest.mark.parametrize(
    ("reason", "until"),
    [("", NEXT), ("理由", DAY), ("理由", DAY + timedelta(days=400))],
)
def test_no_waiver_without_reason_or_for_ever(desk: Desk, reason: str, until: date) -> None:
    costly(desk)
    desk.sweep("gear")

    with pytest.raises(BadInput):
        ask_waiver(desk.clerk, only(), reason=reason, until=until, today=DAY)


def test_who_sees_results(desk: Desk) -> None:
    costly(desk)
    desk.sweep("gear")

    assert [row.check for row in queries.violations(desk.clerk)] == ["GE-1"]
    watcher = desk.as_role("discipline_committee", desk.yi)
    assert [row.check for row in queries.violations(watcher)] == ["GE-1"]
    assert queries.violations(desk.as_role("hr_clerk", desk.yi)) == ()
    assert queries.violations(replace(watcher, office_ids=frozenset())) == ()
