"""OFD (GB/T 33190), through ofdkit behind this one function: runs with their places, paragraphs made of them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import ofdkit

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


def content(data: bytes) -> Content:
    """The document's paragraphs with their pages."""
    try:
        with ofdkit.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise too_many_pages(len(document.pages))
            pages = [list(_lines(page.runs)) for page in document.pages]
    except ofdkit.OFDError as error:
        raise FileRefused(
            "file.damaged", "OFD 文件已损坏或不完整，读不出来——请重新取得原件，或提供 docx"
        ) from error
    if not any(pages):
        raise only_pictures("这份 OFD ")
    return Content(list(blocks_of(pages)), notices(pages))


def _lines(runs: Sequence[ofdkit.TextRun]) -> Iterator[PageLine]:
    """Runs on one base line are one line, from left to right; lines go from top to bottom."""
    row: list[ofdkit.TextRun] = []
    for run in sorted((run for run in runs if run.text.strip()), key=lambda run: run.y):
        if row and run.y - row[0].y > max(row[0].size, run.size, 1.0) * 0.5:
            yield _line(row)
            row = []
        row.append(run)
    if row:
        yield _line(row)


def _line(row: list[ofdkit.TextRun]) -> PageLine:
    """A wide gap between two runs parts columns, one of half a letter is a space."""
    row.sort(key=lambda run: run.x)
    text, right = "", row[0].x
    for run in row:
        gap = (run.x - right) / max(run.size, 1.0) if text else 0.0
        text += ("\t" if gap > COLUMN_GAP else " " * (gap > 0.5)) + run.text.strip()
        right = run.x + run.width
    size = max(run.size for run in row)
    return PageLine(text, row[0].x, right, size)
