"""The master ledger 整改总台账 as a workbook (documents.md §1.1), written row by row in constant memory.

It is an official paper: its words are Chinese whatever language the page speaks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_PAPER_A4 = 9
_FONT = "宋体"
_HEADER_ROWS = (1, 2)
_FIRST_BODY_ROW = 3
_LINE_HEIGHT = 12.0
_TALLEST_ROW = 409.0
"""Points; the format allows no taller row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; `width` in characters, numbers stand `right`."""

    heading: str
    width: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The upper of the two header rows: a group over neighbouring columns."""

    heading: str
    columns: tuple[Column, ...]


MASTER_LEDGER: tuple[Heading, ...] = (
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

COLUMNS: tuple[Column, ...] = tuple(
    column for heading in MASTER_LEDGER for column in heading.columns
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `cells` stand in the order of `COLUMNS`; `opens` says that an issue starts here."""

    cells: Sequence[str]
    opens: bool


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands above and below the table; a name that is not known is left to be signed by hand."""

    title: str
    office: str
    filled_by: str
    filled_on: date


def master_ledger(rows: Iterable[Row], target: Path | IO[bytes], meta: Meta) -> int:
    """Write the workbook; answers with the number of lines. Every cell is text (security.md F10)."""
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": meta.title, "company": meta.office})
    sheet = workbook.add_worksheet("整改总台账")
    styles = _Styles(workbook)
    _lay_out(sheet)
    _write_head(sheet, styles, meta.title)
    next_row = _FIRST_BODY_ROW
    for next_row, row in enumerate(rows, _FIRST_BODY_ROW + 1):
        _write_row(sheet, styles, next_row - 1, row)
    _write_foot(sheet, styles, next_row, meta)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(COLUMNS) - 1)}{next_row + 2}"})
    workbook.close()
    return next_row - _FIRST_BODY_ROW


def chinese_date(day: date | None) -> str:
    """2021年9月16日; empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


class _Styles:
    """The cell formats of the sheet. A line that goes on with an issue has no rule above it."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        base = {"font_name": _FONT, "font_size": 9, "num_format": "@"}
        body = base | {"text_wrap": True, "valign": "top", "left": 1, "right": 1}
        self.title = workbook.add_format(
            base | {"font_size": 18, "bold": True, "align": "center", "valign": "vcenter"}
        )
        self.head = workbook.add_format(
            base
            | {
                "bold": True,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "border": 1,
                "bg_color": "#EFEDE6",
            }
        )
        self.foot = workbook.add_format(base | {"font_size": 10, "valign": "vcenter"})
        self.last = workbook.add_format(base | {"top": 1})
        self.body: dict[tuple[bool, bool], Format] = {
            (opens, right): workbook.add_format(
                body
                | ({"top": 1} if opens else {"top": 4, "top_color": "#BBBBBB"})
                | ({"align": "right"} if right else {})
            )
            for opens in (True, False)
            for right in (True, False)
        }


def _lay_out(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, header on every page, page numbers; header and first two columns stay put."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _HEADER_ROWS[-1])
    sheet.freeze_panes(_FIRST_BODY_ROW, 2)
    sheet.set_footer("&C第 &P 页　共 &N 页")
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width)


def _write_head(sheet: Worksheet, styles: _Styles, title: str) -> None:
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "", styles.title)
    sheet.write_string(0, 0, title, styles.title)
    at = 0
    for heading in MASTER_LEDGER:
        last = at + len(heading.columns) - 1
        sheet.merge_range(_HEADER_ROWS[0], at, _HEADER_ROWS[0], last, heading.heading, styles.head)
        at = last + 1
    sheet.set_row(_HEADER_ROWS[1], 39)
    for index, column in enumerate(COLUMNS):
        sheet.write_string(_HEADER_ROWS[1], index, column.heading, styles.head)


def _write_row(sheet: Worksheet, styles: _Styles, at: int, row: Row) -> None:
    lines = 1
    for index, (column, text) in enumerate(zip(COLUMNS, row.cells, strict=True)):
        style = styles.body[row.opens, column.right]
        if text:
            lines = max(lines, _line_count(text, column.width))
            sheet.write_string(at, index, text, style)
        else:
            sheet.write_blank(at, index, None, style)
    sheet.set_row(at, min(lines * _LINE_HEIGHT + 3, _TALLEST_ROW))


def _write_foot(sheet: Worksheet, styles: _Styles, at: int, meta: Meta) -> None:
    """填报单位、填报人、审核人、填报日期 under the table."""
    for index in range(len(COLUMNS)):
        sheet.write_blank(at, index, None, styles.last)
    sheet.set_row(at + 1, 22)
    for index, text in (
        (0, f"填报单位：{meta.office}"),
        (8, f"填报人：{meta.filled_by}"),
        (9, "审核人："),
        (14, f"填报日期：{chinese_date(meta.filled_on)}"),
    ):
        sheet.write_string(at + 1, index, text, styles.foot)


def _line_count(text: str, width: float) -> int:
    """How many lines the text takes in a column. Programs do not fit the height of rows they did not write, so it
    is set from this. A column's unit is 7 pixels; at 9 points half a Chinese character takes 6."""
    halves = width * 7 / 6 - 2
    if len(text) * 2 <= halves and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(_halves(line) / halves)) for line in text.split("\n"))


def _halves(line: str) -> int:
    """Chinese characters and their marks are two wide, everything else one."""
    return len(line) + sum(not character.isascii() for character in line)


def _letter(index: int) -> str:
    return chr(ord("A") + index)
