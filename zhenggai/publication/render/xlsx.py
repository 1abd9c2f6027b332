"""A table as a workbook that prints well (documents.md §1): title, head, rows, who filled it in. Written row by row
in constant memory; every cell is text (security.md F10)."""

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
    """The upper of two header rows: a group over neighbouring columns. Without words there is one header row."""

    heading: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's name and columns; `foot` are the columns under which 填报单位、填报人、审核人、填报日期 stand."""

    name: str
    headings: tuple[Heading, ...]
    foot: tuple[int, int, int, int]
    frozen_columns: int = 2

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for heading in self.headings for column in heading.columns)

    @property
    def head_row(self) -> int:
        """The row of the columns' heads; the title is row 0."""
        return 2 if any(heading.heading for heading in self.headings) else 1

    @property
    def first_row(self) -> int:
        return self.head_row + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `cells` stand in the order of the columns; `opens` says that an issue starts here."""

    cells: Sequence[str]
    opens: bool


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands above and below the table; a name that is not known is left to be signed by hand."""

    title: str
    office: str
    filled_by: str
    filled_on: date


def write_table(rows: Iterable[Row], target: Path | IO[bytes], meta: Meta, layout: Layout) -> int:
    """Write the workbook; answers with the number of lines."""
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
    sheet = workbook.add_worksheet(layout.name)
    styles, columns = _Styles(workbook), layout.columns
    _lay_out(sheet, layout)
    _write_head(sheet, styles, meta.title, layout)
    next_row = layout.first_row
    for next_row, row in enumerate(rows, layout.first_row + 1):
        _write_row(sheet, styles, next_row - 1, row, columns)
    _write_foot(sheet, styles, next_row, meta, layout)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(columns) - 1)}{next_row + 2}"})
    workbook.close()
    return next_row - layout.first_row


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


def _lay_out(sheet: Worksheet, layout: Layout) -> None:
    """A4 landscape, one page wide, header on every page, page numbers; header and first columns stay put."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, layout.head_row)
    sheet.freeze_panes(layout.first_row, layout.frozen_columns)
    sheet.set_footer("&C第 &P 页　共 &N 页")
    for index, column in enumerate(layout.columns):
        sheet.set_column(index, index, column.width)


def _write_head(sheet: Worksheet, styles: _Styles, title: str, layout: Layout) -> None:
    sheet.set_row(0, 32)
    _merge(sheet, 0, 0, len(layout.columns) - 1, title, styles.title)
    at = 0
    for heading in layout.headings:
        last = at + len(heading.columns) - 1
        if heading.heading:
            _merge(sheet, 1, at, last, heading.heading, styles.head)
        at = last + 1
    sheet.set_row(layout.head_row, 39)
    for index, column in enumerate(layout.columns):
        sheet.write_string(layout.head_row, index, column.heading, styles.head)


def _merge(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    if last > first:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def _write_row(
    sheet: Worksheet, styles: _Styles, at: int, row: Row, columns: Sequence[Column]
) -> None:
    lines = 1
    for index, (column, text) in enumerate(zip(columns, row.cells, strict=True)):
        style = styles.body[row.opens, column.right]
        if text:
            lines = max(lines, _line_count(text, column.width))
            sheet.write_string(at, index, text, style)
        else:
            sheet.write_blank(at, index, None, style)
    sheet.set_row(at, min(lines * _LINE_HEIGHT + 3, _TALLEST_ROW))


def _write_foot(sheet: Worksheet, styles: _Styles, at: int, meta: Meta, layout: Layout) -> None:
    """填报单位、填报人、审核人、填报日期 under the table."""
    for index in range(len(layout.columns)):
        sheet.write_blank(at, index, None, styles.last)
    sheet.set_row(at + 1, 22)
    words = (
        f"填报单位：{meta.office}",
        f"填报人：{meta.filled_by}",
        "审核人：",
        f"填报日期：{chinese_date(meta.filled_on)}",
    )
    said: dict[int, list[str]] = {}
    for index, text in zip(layout.foot, words, strict=True):
        said.setdefault(index, []).append(text)
    for index, texts in said.items():
        sheet.write_string(at + 1, index, "　".join(texts), styles.foot)


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
