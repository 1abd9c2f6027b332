"""The columns of the master ledger 整改总台账 (documents.md §1.1). It is an official paper: its words are Chinese
whatever language the page speaks."""

from __future__ import annotations

from zhenggai.publication.render.xlsx import Column, Heading, Layout

_HEADINGS: tuple[Heading, ...] = (
    Heading(
        "反馈问题",
        (
            Column("序号", 4.5, right=True),
            Column("方面（类别）", 11),
            Column("问题编号", 6),
            Column("巡察反馈问题（原文）", 15),
            Column("具体表现", 11),
            Column("原因分析", 8),
        ),
    ),
    Heading(
        "整改要求",
        (
            Column("整改类型", 7),
            Column("整改目标", 13),
            Column("整改措施（逐条编号）", 32),
        ),
    ),
    Heading(
        "责任",
        (
            Column("牵头领导", 7),
            Column("责任部门", 8),
            Column("协办部门", 8),
            Column("责任人", 7),
            Column("完成时限", 10),
        ),
    ),
    Heading(
        "进展与成果",
        (
            Column("整改进展（日期+事实）", 22),
            Column("是否完成", 5.5),
            Column("佐证材料（编号）", 10),
            Column("制度成果", 7),
            Column("资金（万元）", 7, right=True),
            Column("处理人数", 5, right=True),
        ),
    ),
    Heading(
        "销号与巩固",
        (
            Column("销号日期", 8),
            Column("销号级次", 5),
            Column("预警色", 8),
            Column("回头看结果", 7),
            Column("备注", 6),
        ),
    ),
)

MASTER_LEDGER = Layout("整改总台账", _HEADINGS, foot=(0, 8, 9, 14))
