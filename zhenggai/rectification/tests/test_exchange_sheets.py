"""Heads and rows of a ledger, however it was laid out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.intake.sheet import Sheet, SheetRow, Workbook
from zhenggai.rectification.exchange.columns import COLUMNS, role_of
from zhenggai.rectification.exchange.sheets import tables_in

MASTER = [
    "序号",
    "方面（类别）",
    "问题编号",
    "巡察反馈问题（原文）",
    "具体表现",
    "原因分析",
    "整改类型",
    "整改目标",
    "整改措施（逐条编号）",
    "牵头领导",
    "责任部门",
    "协办部门",
    "责任人",
    "完成时限",
    "整改进展（日期+事实）",
    "是否完成",
    "佐证材料（编号）",
    "制度成果",
    "资金（万元）",
    "处理人数",
    "销号日期",
    "销号级次",
    "预警色",
    "回头看结果",
    "备注",
]
"""The columns of our own export; a test of publication's holds them to what is written."""


def book(*sheets: Sequence[Sequence[str]]) -> Workbook:
    return Workbook(
        tuple(
            Sheet(
                f"表{place}",
                tuple(
                    SheetRow(number, {at: text for at, text in enumerate(row) if text})
                    for number, row in enumerate(rows, 1)
                    if any(row)
                ),
            )
            for place, rows in enumerate(sheets, 1)
        )
    )


@pytest.mark.parametrize(
    ("role", "heads"),
    [
        ("code", "问题编号 编号 问题序号"),
        (
            "title",
            "巡察反馈问题（原文） 问题 存在问题 反馈问题 巡察组反馈的具体问题 存在的主要问题",
        ),
        ("measure", "整改措施（逐条编号） 整改措施 措施 整改任务 具体举措"),
        ("charge_leader", "牵头领导 责任领导 分管领导"),
        ("lead_dept", "责任部门 牵头部门 责任单位 责任室委 牵头"),
        ("co_depts", "协办部门 配合部门 协办 配合单位"),
        ("owner", "责任人 整改责任人 负责人"),
        ("handler", "承办人 经办人"),
        ("liaison", "联络员 联系人"),
        ("deadline", "完成时限 时限 整改时限 完成时间 整改期限 计划完成时间"),
        ("rect_type", "整改类型(立行立改/限期/分阶段/长期坚持) 类型"),
        ("target", "整改目标 目标"),
        ("progress", "整改进展（日期+事实） 进展情况 落实情况 目前进展 整改完成情况"),
        ("causes", "原因分析 产生原因 问题原因"),
        ("deliverable", "预期成果"),
        ("done_criteria", "完成判据 完成标准"),
        ("is_core", "核心 是否核心"),
        ("closed_on", "销号日期"),
        ("submit_by", "提交措施时限"),
        ("others", "措施（已完成/全部） 涉及部门"),
        ("money", "资金（万元）"),
    ],
)
def test_heads_are_known_by_their_usual_variants(role: str, heads: str) -> None:
    assert {head: role_of(head) for head in heads.split()} == dict.fromkeys(heads.split(), role)


def test_every_column_of_our_own_export_is_known() -> None:
    roles = [role_of(head) for head in MASTER]

    assert None not in roles
    assert len(set(roles)) == len(roles)


@pytest.mark.parametrize("head", ["", "张三", "1-1", "学习不经常", "问题" * 40, "2021年9月17日"])
def test_what_is_no_head_is_none(head: str) -> None:
    assert role_of(head) is None


def test_the_master_ledger_is_read_below_its_two_lines_of_heads() -> None:
    groups = ["反馈问题", *[""] * 5, "整改要求", "", "", "责任"]
    row = ["1", "（一）学习", "1-1", "学习不经常"]
    (table,) = tables_in(
        book([["某台账"], groups, MASTER, row, ["", "", "", "", "", "", "", "", "1-1-2 二是"]])
    )

    assert len(table.roles) == 25
    assert [(record.row, dict(record.cells)) for record in table.records] == [
        (4, {"serial": "1", "aspect": "（一）学习", "code": "1-1", "title": "学习不经常"}),
        (5, {"measure": "1-1-2 二是"}),
    ]


def test_heads_under_merged_groups_are_put_together() -> None:
    (table,) = tables_in(
        book(
            [
                ["整改责任清单"],
                ["序号", "问题", "责任", "", "", "整改措施", "时限"],
                ["", "", "领导", "部门", "人", "", ""],
                ["1", "学习不经常", "王书记", "党建办", "张三", "办班", "6月底"],
            ]
        )
    )

    assert dict(table.records[0].cells) == {
        "serial": "1",
        "title": "学习不经常",
        "charge_leader": "王书记",
        "lead_dept": "党建办",
        "owner": "张三",
        "measure": "办班",
        "deadline": "6月底",
    }


def test_columns_may_stand_in_any_order_and_unknown_ones_are_told() -> None:
    (table,) = tables_in(book([["完成时限", "领导批示", "问题编号"], ["6月底", "抓紧", "1-1"]]))

    assert dict(table.records[0].cells) == {"deadline": "6月底", "code": "1-1"}
    assert table.unknown == ("领导批示",)


def test_titles_feet_sums_and_repeated_heads_are_no_rows() -> None:
    heads = ["序号", "问题编号", "责任人"]
    (table,) = tables_in(
        book(
            [
                ["某某局整改台账"],
                ["2021年9月"],
                heads,
                ["1", "1-1", "张三"],
                heads,
                ["2", "1-2", "李四"],
                ["合计", "2"],
                ["填报单位：某某局", "", "填报人：张三"],
            ]
        )
    )

    assert [record.cells["code"] for record in table.records] == ["1-1", "1-2"]


def test_three_lists_in_one_workbook_are_three_tables() -> None:
    found = tables_in(
        book(
            [["序号", "问题", "产生原因"], ["1", "学习不经常", "不重视"]],
            [
                ["序号", "问题编号", "措施编号", "措施", "预期成果"],
                ["1", "1-1", "1-1-1", "办班", "记录"],
            ],
            [["随手记"], ["没有表头"]],
        )
    )

    assert [table.name for table in found] == ["表1", "表2"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["通报"], ["正文一段"]],
        [["问题编号"], ["1-1"]],
        [["责任人", "时限"], ["张三", "6月底"]],
    ],
)
def test_a_sheet_without_heads_is_no_ledger(rows: Sequence[Sequence[str]]) -> None:
    assert tables_in(book(rows)) == []


@given(st.permutations(MASTER))
def test_any_order_of_columns_names_the_same_cells(heads: list[str]) -> None:
    row = [f"{role_of(head)}" for head in heads]
    (table,) = tables_in(book([heads, row]))

    assert dict(table.records[0].cells) == {role: role for role in row}


def test_roles_are_named_once() -> None:
    assert len({column.role for column in COLUMNS}) == len(COLUMNS)
