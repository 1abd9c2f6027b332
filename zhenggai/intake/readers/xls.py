"""xls, the workbook before xlsx, through python-calamine. Only ever in the limited child: its grid is made in full."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from zhenggai.intake.readers.compound import streams
from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.grid import (
    Row,
    blocks_of,
    left_out,
    line_of,
    nothing_visible,
    shown,
)
from zhenggai.intake.sheet import MARKS, Sheet, SheetRow, Workbook
from zhenggai.lib.errors import FileRefused

_MACROS = ("_VBA_PROJECT_CUR", "Macros")


def content(data: bytes) -> Content:
    """Every visible sheet in order, a row a block."""
    with _opened(data) as (book, visible, hidden):
        blocks = [
            block
            for table, name in enumerate(visible)
            for block in blocks_of((cells for _, cells in _rows(book, name)), table)
        ]
    return Content(blocks, left_out(hidden))


def workbook(data: bytes) -> Workbook:
    """The same as cells in their places, with the marks of our own export."""
    with _opened(data) as (book, visible, hidden):
        sheets = tuple(
            Sheet(name, tuple(SheetRow(*row) for row in _rows(book, name))) for name in visible
        )
        names = [sheet.name for sheet in book.sheets_metadata]
        marks = tuple(line_of(row) for _, row in _rows(book, MARKS)) if MARKS in names else ()
    return Workbook(sheets, marks, tuple(left_out(hidden)))


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[CalamineWorkbook, list[str], list[str]]]:
    """The book with the names of its visible sheets and of its hidden ones; our own marks are neither."""
    _check(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            sheet
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name != MARKS
        ]
        visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        if not visible:
            raise nothing_visible()
        yield book, visible, [sheet.name for sheet in sheets if sheet.name not in visible]
    except PasswordError as error:
        raise FileRefused(
            "file.password", "文件设有打开口令，无法读取内容——请在 WPS、Excel 中取消口令后再提供"
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused(
            "file.damaged", "文件已损坏或不完整，解不开——请用 WPS、Excel 打开原件后另存为 xlsx"
        ) from error


def _check(data: bytes) -> None:
    """Refuse what is no workbook inside its container, and one that bears macros."""
    names = streams(data)
    if names is None:
        raise FileRefused(
            "file.damaged", "文件已损坏或不完整，解不开——请用 WPS、Excel 打开原件后另存为 xlsx"
        )
    if names.intersection(_MACROS):
        raise FileRefused(
            "file.macro",
            "文件带有宏，宏可能夹带有害程序，不予读入——请用 WPS、Excel 另存为不带宏的 xlsx",
        )
    if not names.intersection(("Workbook", "Book")):
        raise FileRefused(
            "file.misnamed",
            "扩展名是 xls，内容却不是表格，两者不符——请核对是否选错文件，或用 WPS、Excel 另存为 xlsx",
        )


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, Row]]:
    """The rows that hold anything, each with its number; the library leaves out the columns before the first."""
    sheet = book.get_sheet_by_name(name)
    first = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        row = {column: text for column, value in enumerate(values, first) if (text := shown(value))}
        if row:
            yield number, row
