"""A table as a workbook that prints well (documents.md §1): title, head, rows, who filled it in. Written row by row
in constant memory; every cell is text (security.md F10)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhenggai.intake.sheet import MARKS
from zhenggai.publication.render.sheet_xml import Frame, letter, mark_line

_PAPER_A4 = 9
_FONT = "宋体"
_QUICKLY = 1
"""Of nine levels of packing: the highest makes a ledger a fifth smaller in six times the time."""
_TOGETHER = 100
"""Lines handed to the packer at once."""


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
    """A sheet's name and columns; `foot` are the columns under which 填报单位、填报人、审核人、填报日期 stand, `notes` the lines
    under these: by which formulas the numbers were counted."""

    name: str
    headings: tuple[Heading, ...]
    foot: tuple[int, int, int, int]
    frozen_columns: int = 2
    notes: tuple[str, ...] = ()

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
    """One line of the table. `cells` stand in the order of the columns; `opens` says that an issue starts here;
    `marks` are lines of the hidden sheet by which the workbook is known again when it comes back."""

    cells: Sequence[str]
    opens: bool
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands above and below the table; a name that is not known is left to be signed by hand."""

    title: str
    office: str
    filled_by: str
    filled_on: date


def write_table(
    rows: Iterable[Row],
    target: Path | IO[bytes],
    meta: Meta,
    layout: Layout,
    *,
    marks: str = "",
) -> int:
    """Write the workbook; answers with the number of lines. xlsxwriter makes everything but the lines, which are
    written beside it: a library call a cell takes ten times as long. `marks` opens the hidden sheet, in which the
    rows' own marks follow; without it there is none."""
    widths = [column.width for column in layout.columns]
    frame = Frame(_frame(meta, layout, marked=bool(marks)), layout.first_row + 1, widths)
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY) as book,
        TemporaryFile() as hidden,
    ):
        hidden.write(mark_line(1, marks))
        lines = _write_lines(frame, book, hidden, rows, meta, layout)
        if marks:
            hidden.seek(0)
            frame.write_second(book, hidden)
        frame.write_rest(book)
    return lines


def _write_lines(
    frame: Frame,
    book: zipfile.ZipFile,
    hidden: IO[bytes],
    rows: Iterable[Row],
    meta: Meta,
    layout: Layout,
) -> int:
    """The table with its foot; what the rows carry as marks is put by."""
    at, marked = layout.first_row, count(2)
    with frame.first(book) as sheet:
        numbered = enumerate(rows, layout.first_row + 1)
        while several := list(islice(numbered, _TOGETHER)):
            lines = [frame.line(at, row.cells, opens=row.opens) for at, row in several]
            sheet.write(b"".join(lines))
            hidden.write(
                b"".join(mark_line(next(marked), mark) for _, row in several for mark in row.marks)
            )
            at = several[-1][0]
        sheet.write(frame.rule(at + 1))
        sheet.write(frame.foot(at + 2, _foot(meta, layout)))
        for number, words in enumerate(layout.notes, at + 3):
            sheet.write(frame.foot(number, {0: words}))
    return at - layout.first_row


def _frame(meta: Meta, layout: Layout, *, marked: bool) -> bytes:
    """The workbook without its lines: title, head, one line of each kind, rule and foot, and a sheet for marks."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_urls": False})
    workbook.set_properties({"title": meta.title, "company": meta.office})
    sheet = workbook.add_worksheet(layout.name)
    styles = _Styles(workbook)
    _lay_out(sheet, layout)
    _write_head(sheet, styles, meta.title, layout)
    for at, opens in enumerate((True, False), layout.first_row):
        for index, column in enumerate(layout.columns):
            sheet.write_blank(at, index, None, styles.body[opens, column.right])
    for index in range(len(layout.columns)):
        sheet.write_blank(layout.first_row + 2, index, None, styles.last)
    sheet.write_blank(layout.first_row + 3, 0, None, styles.foot)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(len(layout.columns) - 1)}1048576"})
    if marked:
        workbook.add_worksheet(MARKS).very_hidden()
    workbook.close()
    return target.getvalue()


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


def _foot(meta: Meta, layout: Layout) -> dict[int, str]:
    """填报单位、填报人、审核人、填报日期 under the table, by column."""
    words = (
        f"填报单位：{meta.office}",
        f"填报人：{meta.filled_by}",
        "审核人：",
        f"填报日期：{chinese_date(meta.filled_on)}",
    )
    said: dict[int, list[str]] = {}
    for index, text in zip(layout.foot, words, strict=True):
        said.setdefault(index, []).append(text)
    return {index: "　".join(texts) for index, texts in said.items()}
