"""Rows of a sheet find their issues and measures by number, else by the original text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zhenggai.rectification.exchange.matching import Known, digest, match
from zhenggai.rectification.exchange.sheets import tables_in
from zhenggai.rectification.tests.exchange import issue, ledger, measure
from zhenggai.rectification.tests.test_exchange_sheets import book

HEADS = ["问题编号", "问题", "整改措施", "责任人"]


def matched(*rows: Sequence[str], heads: Sequence[str] = HEADS, issues: object = None):  # type: ignore[no-untyped-def]
    return match(tables_in(book([heads, *rows])), Known(issues or ledger()))  # type: ignore[arg-type]


def found(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> list[tuple[str, list[str]]]:
    """Codes of the issues with those of the measures in their rows; + for a new one."""
    several, _ = matched(*rows, heads=heads)
    return [
        (
            item.issue.code,
            [
                part.measure.code if part.measure else f"+{part.words}"
                for row in item.rows
                for part in row.parts
            ],
        )
        for item in several
    ]


def reasons(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> list[str]:
    return [item.reason[0] for item in matched(*rows, heads=heads)[1]]


def test_rows_of_our_own_export_go_by_number() -> None:
    assert found(
        ["1-1", "学习不经常", "1-1-1 一是6月召开会议研究。"],
        ["", "", "1-1-2 二是7月组织培训。"],
        ["2-1", "报销手续不全", ""],
    ) == [("1-1", ["1-1-1", "1-1-2"]), ("2-1", [])]


def test_rows_that_were_sorted_apart_still_find_their_issue() -> None:
    assert found(
        ["2-1", "报销手续不全", ""],
        ["", "", "1-1-2 二是7月组织培训。"],
        ["1-1", "学习不经常", "1-1-1 一是6月召开会议研究。"],
    ) == [("2-1", []), ("1-1", ["1-1-2", "1-1-1"])]


@pytest.mark.parametrize("code", ["１－１", "1—1", "1.1", "01-01", "1-1", " 1-1 "])
def test_a_number_may_be_written_in_many_ways(code: str) -> None:
    assert found([code, "", "", "张甲"]) == [("1-1", [])]


def test_a_number_that_became_a_day_is_known_by_its_text_beside_it() -> None:
    several, _ = matched(["2024-01-02", "联络不到位", "", "张甲"])

    assert several[0].issue.code == "1-2"
    assert several[0].notes[0][0] == "match.day"


@pytest.mark.parametrize(
    "title", ["学习不经常", "1.学习不经常。", "（1）学习 不经常；", "一是学习不经常", "学习不经常"]
)
def test_without_a_number_the_original_text_decides(title: str) -> None:
    assert found(["", title, "一是6月召开会议研究", "张甲"]) == [("1-1", ["1-1-1"])]


def test_the_whole_original_does_as_well_as_its_title() -> None:
    assert found(["", "报销手续不全：检查发现多张单据缺签字。", "", "张甲"]) == [("2-1", [])]


def test_another_numbering_is_put_right_by_the_text_and_told() -> None:
    several, _ = matched(["3-7", "联络不到位", "", "张甲"], ["1-1", "报销手续不全", "", "李乙"])

    assert [item.issue.code for item in several] == ["1-2", "2-1"]
    assert several[0].notes == [("match.text", {"code": "1-2"})]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["9-9", "", "", "张甲"], "row.unknown"),
        (["9-9", "从没听过的问题", "", "张甲"], "row.unknown"),
        (["", "从没听过的问题", "", "张甲"], "row.unmatched"),
        (["1-1", "固定资产账实不符", "", "张甲"], "row.disagrees"),
        (["", "", "", "张甲"], "row.orphan"),
        (["", "", "1-9-9 没有的措施", ""], "row.orphan"),
    ],
)
def test_a_row_that_is_not_certain_is_told_and_left(row: Sequence[str], reason: str) -> None:
    assert reasons(row) == [reason]


def test_a_slightly_different_text_beside_the_right_number_is_still_that_issue() -> None:
    assert found(["1-1", "学习不够经常", "", "张甲"]) == [("1-1", [])]


def test_two_issues_of_one_text_are_not_told_apart_by_guessing() -> None:
    twice = [issue("1-1", "台账不清"), issue("1-2", "台账不清")]

    assert [item.reason[0] for item in matched(["", "台账不清", "", "张甲"], issues=twice)[1]] == [
        "row.several"
    ]


def test_a_row_below_a_row_that_was_left_is_left_as_well() -> None:
    assert reasons(["9-9", "从没听过", "甲", "张甲"], ["", "", "乙", "李乙"]) == [
        "row.unknown",
        "row.orphan",
    ]


def test_headings_of_aspects_are_passed_over() -> None:
    assert reasons(["", "（一）学习方面", "", ""], ["1-1", "学习不经常", "", "张甲"]) == []


def test_measures_of_one_cell_are_taken_apart() -> None:
    assert found(["1-1", "学习不经常", "1.6月召开会议研究。\n2.7月组织培训。\n3.建立台账"]) == [
        ("1-1", ["1-1-1", "1-1-2", "+3.建立台账"])
    ]
    assert found(["1-1", "学习不经常", "一是6月召开会议研究。二是7月组织培训。"]) == [
        ("1-1", ["1-1-1", "1-1-2"])
    ]


def test_a_measure_goes_by_its_words_where_it_has_no_number() -> None:
    assert found(["1-1", "", "7月组织培训"], ["", "", "另建一本台账"]) == [
        ("1-1", ["1-1-2", "+另建一本台账"])
    ]


def test_a_list_of_tasks_numbers_measures_in_a_column_of_its_own() -> None:
    several, _ = matched(
        ["1-1", "1-1-2", "组织培训", "培训记录"], heads=["问题编号", "措施编号", "措施", "预期成果"]
    )

    assert several[0].rows[0].own_cells
    assert several[0].rows[0].part.measure.code == "1-1-2"  # type: ignore[union-attr]


def test_what_was_exported_as_seen_comes_back_by_its_numbers() -> None:
    assert found(
        ["1-1", "学习不经常", "张甲"],
        ["1-1-1", "一是6月召开会议研究。", ""],
        heads=["编号", "问题与措施", "责任人"],
    ) == [("1-1", ["1-1-1"])]


def test_digests_pass_over_numbers_marks_and_white_space() -> None:
    assert digest("（1）学习，不经常。") == digest("1. 学习不经常") == "学习不经常"
    assert digest("2021年账目不清") == "2021年账目不清"
    assert digest("。。") == "。。"


def test_a_measure_that_is_nearly_the_same_is_no_new_one() -> None:
    long = measure("1-1-1", "组织全体人员每季度集中学习一次并做好记录")
    several, _ = matched(
        ["1-1", "学习不经常", "组织全体人员每季度集中学习两次并做好记录"],
        issues=[issue("1-1", "学习不经常", long)],
    )

    assert several[0].rows[0].part.measure is long  # type: ignore[union-attr]
