"""xlsx, read as a stream: only cells that hold something, whatever the sheet says of its size (security.md F06).

A library that makes a full grid of every sheet needs 512 GB for one stray cell at the corner; here it costs a notice.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from zhenggai.intake.readers.container import read_member
from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    blocks_of,
    left_out,
    line_of,
    nothing_visible,
    shown,
    too_many_rows,
)
from zhenggai.intake.readers.xml import Element, parsed
from zhenggai.intake.sheet import MARKS, UNCOUNTED, Sheet, SheetRow, Workbook
from zhenggai.lib.errors import FileRefused

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>\d{1,7})$")
_DATE_FORMATS = frozenset((*range(14, 18), *range(27, 32), 36, *range(50, 59)))
_MONTH_FORMATS = frozenset((17, 27, 52, 57))
_LITERAL = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")
_FEW = 50
"""So many cells beyond the last row are strays; more are a sheet that is too long."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    hidden: bool
    part: str


@dataclass(slots=True)
class _Seen:
    """What was met on the way, for the notices."""

    strays: int = 0
    beyond: int = 0
    uncounted: int = 0
    hidden_rows: int = 0


class _Workbook:
    """What the sheets share: their names, strings, number formats, and the day that their dates count from.
    `uncounted` is what stands for a formula without its result."""

    def __init__(self, data: bytes, *, uncounted: str = "") -> None:
        self._data, self._uncounted = data, uncounted
        book = self._part("xl/workbook.xml")
        if book is None:
            raise FileRefused(
                "file.damaged",
                "文件缺少工作簿部件，读不出内容——请用 WPS、Excel 打开原件后另存为 xlsx",
            )
        targets = self._targets()
        self.sheets = [
            _Sheet(
                item.get("name", ""),
                item.get("state", "visible") != "visible",
                targets.get(item.get(_REL) or item.get(_STRICT_REL) or "", ""),
            )
            for item in book.iter(_S + "sheet")
        ]
        properties = book.find(_S + "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._day_zero = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        self._strings = list(self._shared())
        self._formats = list(self._number_formats())

    def rows(self, sheet: _Sheet, seen: _Seen) -> Iterator[tuple[int, Row]]:
        """The sheet's rows that hold anything, top to bottom, each with its number."""
        number = 0
        for row in self._stream(sheet.part, "row"):
            number = int(row.get("r", "0")[:8] or 0) or number + 1
            cells = self._cells(row, seen, beyond=number > MOST_ROWS)
            if cells:
                seen.hidden_rows += row.get("hidden") in ("1", "true")
                yield number, cells

    def _cells(self, row: Element, seen: _Seen, *, beyond: bool) -> Row:
        cells: Row = {}
        for position, item in enumerate(row.iterchildren(_S + "c")):
            text = self._text(item, seen) if len(item) else ""
            if not text:
                continue
            column = _column(item.get("r", ""), position)
            if beyond:
                seen.beyond += 1
                if seen.beyond > _FEW:
                    raise too_many_rows()
            elif column >= MOST_COLUMNS:
                seen.strays += 1
            else:
                cells[column] = text
        return cells

    def _text(self, item: Element, seen: _Seen) -> str:
        kind = item.get("t", "n")
        if kind == "inlineStr":
            return shown(_words(item))
        value = item.findtext(_S + "v")
        if not value:
            is_formula = item.find(_S + "f") is not None
            seen.uncounted += is_formula
            return self._uncounted if is_formula else ""
        if kind == "s":
            place = int(value) if value.isdecimal() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return shown(value == "1")
        return shown(value) if kind in ("str", "d", "e") else self._number(value, item.get("s"))

    def _number(self, value: str, style: str | None) -> str:
        try:
            number = float(value)
        except ValueError:
            return shown(value)
        place = int(style) if style and style.isdecimal() else 0
        kind = self._formats[place] if place < len(self._formats) else ""
        if kind in ("day", "month") and 0 < number < 2_958_466:
            day = self._day_zero + timedelta(days=int(number))
            return day.isoformat()[: 7 if kind == "month" else 10]
        return f"{number * 100:.10g}%" if kind == "percent" else shown(number)

    def _shared(self) -> Iterator[str]:
        for item in self._stream("xl/sharedStrings.xml", "si"):
            yield shown(_words(item))

    def _number_formats(self) -> Iterator[str]:
        """For every cell style: `day`, `month`, `percent` or nothing."""
        styles = self._part("xl/styles.xml")
        if styles is None:
            return
        own = {
            item.get("numFmtId", ""): item.get("formatCode", "")
            for item in styles.iterfind(f"{_S}numFmts/{_S}numFmt")
        }
        for style in styles.iterfind(f"{_S}cellXfs/{_S}xf"):
            number = style.get("numFmtId", "0")
            yield _kind_of(int(number) if number.isdecimal() else 0, own.get(number))

    def _targets(self) -> dict[str, str]:
        relations = self._part("xl/_rels/workbook.xml.rels")
        if relations is None:
            return {}
        return {
            item.get("Id", ""): posixpath.normpath(
                posixpath.join("/xl", item.get("Target", ""))
            ).lstrip("/")
            for item in relations
            if item.get("TargetMode") != "External"
        }

    def _part(self, name: str) -> Element | None:
        data = read_member(self._data, name)
        return None if data is None else parsed(data.replace(_STRICT, _S[1:-1].encode()))

    def _stream(self, name: str, tag: str) -> Iterator[Element]:
        """The elements of a part one by one, each forgotten when the next is asked for."""
        data = read_member(self._data, name)
        if data is None:
            return
        source = io.BytesIO(data.replace(_STRICT, _S[1:-1].encode()))
        try:
            for _, item in etree.iterparse(
                source,
                tag=_S + tag,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            ):
                yield item
                item.clear()
                while item.getprevious() is not None:
                    del item.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise FileRefused(
                "file.damaged",
                "工作表的部件已损坏，读不出来——请用 WPS、Excel 打开原件后另存为 xlsx",
            ) from error


def content(data: bytes) -> Content:
    """Every visible sheet in order, a row a block."""
    book = _Workbook(data)
    visible, hidden = _parted(book)
    seen = _Seen()
    blocks = [
        block
        for table, sheet in enumerate(visible)
        for block in blocks_of((cells for _, cells in book.rows(sheet, seen)), table)
    ]
    return Content(blocks, [*left_out(hidden), *_notices(seen)])


def workbook(data: bytes) -> Workbook:
    """The same as cells in their places, with the marks of our own export."""
    book = _Workbook(data, uncounted=UNCOUNTED)
    visible, hidden = _parted(book)
    seen = _Seen()
    sheets = tuple(
        Sheet(sheet.name, tuple(SheetRow(*row) for row in book.rows(sheet, seen)))
        for sheet in visible
    )
    marks = tuple(
        line_of(cells)
        for sheet in book.sheets
        if sheet.name == MARKS
        for _, cells in book.rows(sheet, _Seen())
    )
    return Workbook(sheets, marks, (*left_out(hidden), *_notices(seen)))


def _parted(book: _Workbook) -> tuple[list[_Sheet], list[str]]:
    """The sheets to read, and the names of those that are hidden; our own marks are neither."""
    told = [sheet for sheet in book.sheets if sheet.name != MARKS]
    visible = [sheet for sheet in told if not sheet.hidden]
    if not visible:
        raise nothing_visible()
    return visible, [sheet.name for sheet in told if sheet.hidden]


def _words(item: Element) -> str:
    """The runs of a rich text without the readings above Chinese characters."""
    return "".join(part.text or "" for part in item.iter(_S + "t") if not _is_reading(part))


def _is_reading(part: Element) -> bool:
    above = part.getparent()
    return above is not None and above.tag == _S + "rPh"


def _column(place: str, position: int) -> int:
    """The column from 0 that a reference such as AB12 names; the position where it names none."""
    found = _PLACE.match(place)
    if found is None:
        return position
    number = 0
    for letter in found["column"]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _kind_of(number: int, code: str | None) -> str:
    if code is None:
        if number in _MONTH_FORMATS:
            return "month"
        return "day" if number in _DATE_FORMATS else "percent" if number in (9, 10) else ""
    letters = _LITERAL.sub("", code).lower().split(";")[0]
    if "y" in letters:
        return "day" if "d" in letters else "month"
    return "percent" if "%" in letters else ""


def _notices(seen: _Seen) -> list[str]:
    told = (
        (seen.hidden_rows, f"有 {seen.hidden_rows} 行处于隐藏（筛选）状态，已一并读入"),
        (
            seen.uncounted,
            f"有 {seen.uncounted} 个公式单元格没有保存计算结果，没有读入——请在 WPS、Excel 中打开后重新保存",
        ),
        (
            seen.strays + seen.beyond,
            f"有 {seen.strays + seen.beyond} 个单元格远在表格之外（{MOST_COLUMNS} 列、{MOST_ROWS} 行以后），没有读入",
        ),
    )
    return [sentence for count, sentence in told if count]
