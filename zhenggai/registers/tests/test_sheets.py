"""Sheets taken into a register: what is certain is mended and told, what is not is asked, nothing is written before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import Refused
from zhenggai.registers.actions import import_records
from zhenggai.registers.fields import Field
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition
from zhenggai.registers.queries import LineKind, SheetPlan, plan_sheet
from zhenggai.registers.sheets.cells import Hints, Read, read_cell
from zhenggai.registers.sheets.heads import heads_of
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import GEAR

HINTS = Hints(2021, DAY)
HEAD = "名称\t类别\t数量\t单价\t购置日\t保管人"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(GEAR)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


def plan(desk: Desk, text: str, **answers: str) -> SheetPlan:
    table = [line.split("\t") for line in text.split("\n")]
    answers = {key.replace("__", "."): value for key, value in answers.items()}
    return plan_sheet(desk.clerk, "gear", table, answers=answers, today=DAY)


def take(desk: Desk, text: str, **answers: str) -> list[Record]:
    table = [line.split("\t") for line in text.split("\n")]
    answers = {key.replace("__", "."): value for key, value in answers.items()}
    found = plan_sheet(desk.clerk, "gear", table, answers=answers, today=DAY)
    return import_records(
        desk.clerk, "gear", table, answers=answers, digest=found.digest, today=DAY
    )


def field(kind: str, **more: Any) -> Field:
    return Field(name="x", label="栏", kind=kind, **more)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2021-06-30", "2021-06-30"),
        ("date", "2021.6.30", "2021-06-30"),
        ("date", "2021/6/30", "2021-06-30"),
        ("date", "2021年6月30日", "2021-06-30"),
        ("date", "20210630", "2021-06-30"),
        ("date", "21/6/30", "2021-06-30"),
        ("date", "六月三十日", "2021-06-30"),
        ("date", "二〇二一年六月三十日", "2021-06-30"),
        ("date", "44377", "2021-06-30"),
        ("date", "２０２１．６．３０", "2021-06-30"),
        ("datetime", "2021.6.30 9:05", "2021-06-30T09:05"),
        ("datetime", "2021年6月30日下午2点30分", "2021-06-30T14:30"),
        ("month", "2021.6", "2021-06"),
        ("month", "202106", "2021-06"),
        ("month", "6月份", "2021-06"),
        ("money", "1.2万元", "12000"),
        ("money", "￥1,200.50元", "1200.50"),
        ("money", "壹仟贰佰元整", "1200"),
        ("integer", " 3 ", "3"),
        ("yesno", "√", "true"),
        ("yesno", "无", "false"),
        ("date", "——", None),
        ("money", "/", None),
    ],
)
def test_what_is_certain_is_read(kind: str, text: str, value: str | None) -> None:
    read = read_cell(field(kind, places=2 if kind == "number" else 0), text, HINTS)

    assert (read.value, read.fault, read.maybe) == (value, "", ())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "2021.13.1"),
        ("date", "去年夏天"),
        ("date", "=TODAY()"),
        ("money", "#REF!"),
        ("money", "大约两千"),
        ("month", "13月"),
        ("datetime", "2021-06-30"),
        ("yesno", "也许"),
    ],
)
def test_what_cannot_be_read_is_said(kind: str, text: str) -> None:
    assert read_cell(field(kind), text, HINTS).fault


def test_two_readings_of_a_day_are_both_offered() -> None:
    assert read_cell(field("date"), "20/6/21", HINTS) == Read(maybe=("2020-06-21", "2021-06-20"))


def test_a_day_without_a_year_that_lies_ahead_may_be_last_years() -> None:
    assert read_cell(field("date"), "12月30日", HINTS).maybe == ("2021-12-30", "2020-12-30")


def test_heads_are_known_by_whatever_they_are_called(desk: Desk) -> None:
    found = edition("gear").declaration
    table = [["器材台账（2021年）"], ["序号", "器材名称 *", "单价（万元）", "存放柜", "类别："]]

    heads = heads_of(found, table)

    assert heads.fields == {1: "name", 2: "price", 4: "kind"}
    assert heads.unknown == {3: "存放柜"}
    assert heads.tens_of_thousands == {2}


def test_a_sheet_is_planned_row_by_row_and_nothing_is_written(desk: Desk) -> None:
    text = f"{HEAD}\n打印机\t打印机\t2\t1.2万元\t2021.6.30\t甲\n电脑\t电脑\t两台\t100\t去年\t甲\n合计\t\t2"
    found = plan(desk, text)

    assert [line.kind for line in found.lines] == [
        LineKind.NEW,
        LineKind.PROBLEM,
        LineKind.SKIPPED,
    ]
    assert found.lines[0].fixed == ["单价 1.2万元 → 12000", "购置日 2021.6.30 → 2021-06-30"]
    assert "购置日“去年”不是日期" in "；".join(found.lines[1].problems)
    assert not found.is_ready
    assert Record.objects.count() == 0


def test_all_rows_are_written_or_none(desk: Desk) -> None:
    text = f"{HEAD}\n打印机\t打印机\t2\t100\t2021.6.30\t甲\n电脑\t电脑\t1\t200\t六月一日\t乙"
    made = take(desk, text)

    assert [record.data["bought"] for record in made] == ["2021-06-30", "2021-06-01"]
    assert made[0].data["keeper"] == desk.office.people["甲"].pk
    events = Event.objects.filter(action="record.import")
    assert events.count() == 1
    assert Event.objects.filter(action="record.create").count() == 2
    with pytest.raises(Refused):
        take(desk, f"{HEAD}\n椅子\t电脑\t1\t1\t去年\t甲")
    assert Record.objects.count() == 2


def test_an_unknown_person_is_asked_once(desk: Desk) -> None:
    text = f"{HEAD}\n一\t电脑\t1\t1\t2021-06-01\t没这人\n二\t电脑\t1\t1\t2021-06-02\t没这人"
    found = plan(desk, text)
    (question,) = [item for item in found.questions if item.key.startswith("person.")]

    assert [line.kind for line in found.lines] == [LineKind.ASKED, LineKind.ASKED]
    again = plan(desk, text, **{question.key: "leave"})
    assert again.is_ready
    assert "keeper" not in again.lines[0].values


def test_a_choice_that_is_nearly_right_is_asked(desk: Desk) -> None:
    text = f"{HEAD}\n一\t打印\t1\t1\t2021-06-01\t甲"
    found = plan(desk, text)
    (question,) = [item for item in found.questions if item.key.startswith("is.kind")]

    assert ("打印机", "打印机") in question.choices
    assert plan(desk, text, **{question.key: "打印机"}).lines[0].values["kind"] == "打印机"


def test_merged_cells_are_asked_and_filled_down(desk: Desk) -> None:
    text = f"{HEAD}\n打印机\t打印机\t2\t100\t2021.6.30\t甲\n\t电脑\t1\t200\t2021-06-01\t乙"
    found = plan(desk, text)
    (question,) = [item for item in found.questions if item.key.startswith("down.")]

    assert question.key == "down.0"
    filled = plan(desk, text, down__0="yes")
    assert [line.values["name"] for line in filled.lines] == ["打印机", "打印机"]


def test_a_row_shifted_by_a_column_is_asked(desk: Desk) -> None:
    text = f"{HEAD}\n一\t电脑\t1\t1\t2021-06-01\t甲\n\t二\t电脑\t1\t1\t2021-06-02\t甲"
    found = plan(desk, text)
    assert found.lines[1].kind == LineKind.ASKED
    (question,) = [item for item in found.questions if item.key.startswith("shift.")]

    again = plan(desk, text, **{question.key: "yes"})
    assert again.lines[1].kind == LineKind.NEW
    assert again.lines[1].values["name"] == "二"


def test_duplicates_are_asked_and_skipped(desk: Desk) -> None:
    desk.enter(
        "gear",
        name="一",
        kind="电脑",
        count=1,
        price="1",
        bought="2021-06-01",
        keeper=desk.office.people["甲"],
    )
    row = "一\t电脑\t1\t1\t2021-06-01\t甲"
    other = "二\t电脑\t1\t1\t2021-06-01\t甲"
    text = "\n".join([HEAD, row, other, other])
    found = plan(desk, text)
    assert [line.kind for line in found.lines] == [LineKind.ASKED, LineKind.NEW, LineKind.ASKED]

    again = plan(desk, text, same="skip")
    assert [line.kind for line in again.lines] == [
        LineKind.SKIPPED,
        LineKind.NEW,
        LineKind.SKIPPED,
    ]
    assert len(take(desk, text, same="skip")) == 1


def test_a_plan_that_changed_since_it_was_seen_is_refused(desk: Desk) -> None:
    table = [HEAD.split("\t"), ["一", "电脑", "1", "1", "2021-06-01", "甲"]]
    with pytest.raises(Refused) as refused:
        import_records(desk.clerk, "gear", table, answers={}, digest="other", today=DAY)

    assert refused.value.code == "sheet.changed"


def test_whoever_does_not_keep_the_register_imports_nothing(desk: Desk) -> None:
    stranger = replace(desk.as_role("hr_clerk"), person_id=None)
    with pytest.raises(Refused):
        plan_sheet(stranger, "gear", [["名称", "类别"], ["一", "电脑"]], answers={}, today=DAY)


def test_days_of_tables_count_from_the_sheets_year() -> None:
    assert read_cell(field("date"), "六月一日", Hints(2019, date(2021, 9, 8))).value == "2019-06-01"
