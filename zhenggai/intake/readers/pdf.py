"""pdf with a text layer, through pypdfium2: lines with their places, paragraphs made of them (pages.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2 as pdfium

from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.pages import (
    COLUMN_GAP,
    MOST_PAGES,
    PageLine,
    blocks_of,
    notices,
    only_pictures,
    too_many_pages,
)
from zhenggai.lib.errors import FileRefused

_LINE = re.compile(r"[^\r\n]+")
_SPACES = re.compile(r"(?<=\S) {1,4}(?=\S)")
_UNREADABLE = re.compile("[\ufffd\ufffe\uffff\ue000-\uf8ff\x00-\x08]")
_FEW = 10
"""A page of a real text holds more signs than this on average; a scan holds none or a stamp's."""


def content(data: bytes) -> Content:
    """The document's paragraphs with their pages."""
    document = _opened(data)
    count = len(document)
    if count > MOST_PAGES:
        raise too_many_pages(count)
    pages = [list(_lines(document[number])) for number in range(count)]
    signs = sum(len(line.text) for page in pages for line in page)
    if signs < _FEW * min(count, 3):
        raise only_pictures("这份 pdf ")
    unreadable = sum(len(_UNREADABLE.findall(line.text)) for page in pages for line in page)
    if unreadable * 5 > signs:
        raise FileRefused(
            "file.no_text",
            "这份 pdf 的文字没有对应的编码，复制出来是乱码——请提供原件的 docx，或用 WPS 打开后另存为 docx",
        )
    bare = sum(1 for page in pages if not page)
    told = notices(pages)
    if bare:
        told.append(f"有 {bare} 页没有文字（可能是扫描页或图片），没有读入——请核对原件")
    return Content(list(blocks_of(pages)), told)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise FileRefused(
                "file.password", "文件设有打开口令，无法读取内容——请取消口令后再提供"
            ) from error
        raise FileRefused(
            "file.damaged", "pdf 文件已损坏或不完整，打不开——请重新取得原件，或提供 docx"
        ) from error


def _lines(page: pdfium.PdfPage) -> Iterator[PageLine]:
    """The lines of a page in its own order, each with its edges."""
    words = page.get_textpage()
    text = words.get_text_range()
    for found in _LINE.finditer(text):
        line = found[0].rstrip()
        if not line.strip():
            continue
        start, end = found.start() + len(line) - len(line.lstrip()), found.start() + len(line)
        left, bottom, _, top = words.get_charbox(start, loose=True)
        _, _, right, _ = words.get_charbox(end - 1, loose=True)
        size = top - bottom
        yield PageLine(_with_columns(words, text[start:end], start, size), left, right, size)
    words.close()
    page.close()


def _with_columns(words: pdfium.PdfTextPage, line: str, start: int, size: float) -> str:
    """The line with a tab where a gap is as wide as between two columns."""

    def gap(found: re.Match[str]) -> str:
        _, _, before, _ = words.get_charbox(start + found.start() - 1, loose=True)
        after, _, _, _ = words.get_charbox(start + found.end(), loose=True)
        return "\t" if after - before > size * COLUMN_GAP else found[0]

    return _SPACES.sub(gap, line)
