"""A workbook as rows of cells: what stands in which line and column, and nothing of what it means. Like the draft, a
type that higher rooms may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MARKS = "导出记号"
"""The hidden sheet that our own exports carry; it is read as marks, never as a table."""
UNCOUNTED = "\ufffc"
"""What stands in a cell whose formula was saved without its result: not the same as an empty cell."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line that holds anything. `number` is the line's as programs show it, from 1; cells by column from 0."""

    number: int
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets in order; `marks` are the lines of our own hidden sheet, none where it was lost; `notices`
    say what was left out."""

    sheets: tuple[Sheet, ...]
    marks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain and short: a large ledger crosses a pipe and lies in a column so."""
        return {
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": [
                        [row.number, list(row.cells), list(row.cells.values())]
                        for row in sheet.rows
                    ],
                }
                for sheet in self.sheets
            ],
            "marks": list(self.marks),
            "notices": list(self.notices),
        }


def workbook_from_json(value: Mapping[str, Any]) -> Workbook:
    """The workbook that `as_json` wrote."""
    return Workbook(
        tuple(
            Sheet(
                sheet["name"],
                tuple(
                    SheetRow(number, dict(zip(columns, texts, strict=True)))
                    for number, columns, texts in sheet["rows"]
                ),
            )
            for sheet in value["sheets"]
        ),
        tuple(value["marks"]),
        tuple(value["notices"]),
    )
