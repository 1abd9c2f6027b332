"""The exported master ledger as an office sends it back: written anew by another program, some cells changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from python_calamine import CalamineWorkbook

from zhenggai.intake.sheet import MARKS
from zhenggai.intake.tests.making_files import xlsx

HEADS = 2
"""The line of heads, below the title and the groups."""
Edits = Mapping[str, Mapping[str, str]]


def edited(data: bytes, edits: Edits, *, further: Sequence[Mapping[str, str]] = ()) -> bytes:
    """By the words that a row shows in its number or measure, and the head's beginning: what stands there now.
    `further` are rows below, by head."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
    rows = sheets[book.sheet_names[0]]
    for words, cells in edits.items():
        row = next(row for row in rows if any(str(cell).startswith(words) for cell in row[2:9]))
        for head, text in cells.items():
            row[_at(rows, head)] = text
    for cells in further:
        rows.append([""] * len(rows[HEADS]))
        for head, text in cells.items():
            rows[-1][_at(rows, head)] = text
    return xlsx(
        {
            name: [[cell if cell != "" else None for cell in row] for row in lines]
            for name, lines in sheets.items()
        },
        hidden=[MARKS],
    )


def _at(rows: Sequence[Sequence[object]], head: str) -> int:
    return next(at for at, cell in enumerate(rows[HEADS]) if str(cell).startswith(head))
