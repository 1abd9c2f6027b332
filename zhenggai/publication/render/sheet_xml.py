"""The lines of a sheet as XML, written one by one into the frame that xlsxwriter has made: title, head, styles, paper.
Every cell is text in the sheet itself (security.md F10).

Forty thousand lines of a thousand signs each are written in seconds: so a line is one pattern, made once for each
choice of cells that hold words, in which a NUL stands for the line's number."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil
from typing import IO

FIRST, SECOND = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
_LINE_HEIGHT = 12.0
_TALLEST_ROW = 409.0
"""Points; the format allows no taller row."""
_BODY = "<sheetData>"
_END = "</sheetData>"
_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
_SPECIAL = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_WORDS = ' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Frame:
    """A workbook of two sheets without its lines. From line `first` on its first sheet shows a line that opens an
    issue, one that goes on with it, the rule below the table and the foot: their styles are taken from there. Columns
    are `widths` wide: a unit is 7 pixels, and at 9 points half a Chinese character takes 6."""

    def __init__(self, book: bytes, first: int, widths: Sequence[float]) -> None:
        with zipfile.ZipFile(io.BytesIO(book)) as frame:
            self._parts = {name: frame.read(name) for name in frame.namelist()}
        sheet = self._parts.pop(FIRST).decode()
        start, end = sheet.index(_BODY) + len(_BODY), sheet.index(_END)
        rows = {int(row[1]): row[0] for row in _ROW.finditer(sheet[start:end])}
        head = "".join(row for number, row in rows.items() if number < first)
        self._before, self._after = sheet[:start] + head, sheet[end:]
        self._letters = [letter(place) for place in range(len(_STYLE.findall(rows[first])))]
        opens, goes_on, self._rule, self._foot = (
            _STYLE.findall(rows[first + place]) for place in range(4)
        )
        self._styles = {True: opens, False: goes_on}
        self._patterns: dict[tuple[bool, ...], tuple[str, list[float]]] = {}
        self._room = [width * 7 / 6 - 2 for width in widths]

    @contextmanager
    def first(self, book: zipfile.ZipFile) -> Iterator[IO[bytes]]:
        """The first sheet, open for its lines."""
        with book.open(FIRST, "w") as sheet:
            sheet.write(self._before.encode())
            yield sheet
            sheet.write(self._after.encode())

    def line(self, number: int, cells: Sequence[str], *, opens: bool) -> bytes:
        """One line of the table, as tall as its longest cell."""
        key = (opens, *map(bool, cells))
        if key not in self._patterns:
            self._patterns[key] = self._pattern(opens, key[1:])
        pattern, room = self._patterns[key]
        texts = [text for text in cells if text]
        height = _height(texts, room)
        if _SPECIAL.search("\n".join(texts)):
            texts = [_plain(text) for text in texts]
        return (pattern.replace("\0", str(number)) % (height, *texts)).encode()

    def rule(self, number: int) -> bytes:
        """The line below the table."""
        cells = "".join(
            f'<c r="{name}{number}" s="{style}"/>'
            for name, style in zip(self._letters, self._rule, strict=True)
        )
        return f'<row r="{number}">{cells}</row>'.encode()

    def foot(self, number: int, said: Mapping[int, str]) -> bytes:
        """What stands under the table, by column."""
        cells = "".join(
            f'<c r="{letter(at)}{number}" s="{self._foot[0]}"{_WORDS % _plain(text)}'
            for at, text in sorted(said.items())
        )
        return f'<row r="{number}" ht="22" customHeight="1">{cells}</row>'.encode()

    def write_second(self, book: zipfile.ZipFile, lines: IO[bytes]) -> None:
        """The hidden sheet with these lines."""
        sheet = self._parts.pop(SECOND).decode().replace("<sheetData/>", _BODY + _END)
        before, after = sheet.split(_END)
        with book.open(SECOND, "w") as out:
            out.write(before.encode())
            shutil.copyfileobj(lines, out)
            out.write((_END + after).encode())

    def write_rest(self, book: zipfile.ZipFile) -> None:
        """Every other part."""
        for name, part in self._parts.items():
            book.writestr(name, part)

    def _pattern(self, opens: bool, filled: Sequence[bool]) -> tuple[str, list[float]]:
        """A line whose filled cells are these, and how many half characters each of them takes."""
        cells = "".join(
            f'<c r="{name}\0" s="{style}"{_WORDS if has_words else "/>"}'
            for name, style, has_words in zip(
                self._letters, self._styles[opens], filled, strict=True
            )
        )
        room = [halves for halves, has_words in zip(self._room, filled, strict=True) if has_words]
        return f'<row r="\0" ht="%g" customHeight="1">{cells}</row>', room


def mark_line(number: int, words: str) -> bytes:
    """One line of the hidden sheet: a single cell."""
    return f'<row r="{number}"><c r="A{number}"{_WORDS % _plain(words)}</row>'.encode()


def letter(index: int) -> str:
    """The name of a column of a narrow sheet, from 0."""
    return chr(ord("A") + index)


def _height(texts: Sequence[str], room: Sequence[float]) -> float:
    """Programs do not fit the height of rows they did not write, so it is set."""
    lines = 1
    for text, halves in zip(texts, room, strict=True):
        if len(text) * 2 > halves or "\n" in text:
            parts = text.split("\n") if "\n" in text else (text,)
            lines = max(lines, sum([ceil(_halves(part) / halves) or 1 for part in parts]))
    return min(lines * _LINE_HEIGHT + 3, _TALLEST_ROW)


def _halves(line: str) -> int:
    """Chinese characters and their marks are two wide, everything else one: as this encoding counts."""
    return len(line.encode("gb18030", "replace"))


def _plain(text: str) -> str:
    """What XML does not allow is written as Excel writes it."""
    return _SPECIAL.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:
        return f"_x005F{found}"
    return _NAMED.get(found) or f"_x{ord(found):04X}_"
