"""The list of people as a sheet to be filled in and taken in again: one head, one person a row, what may be chosen
offered in the cells, how to fill it in on a second sheet. Every cell is text (security.md F10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

_FONT = "宋体"
_WIDTHS = (12, 20, 20, 14, 14, 24, 14)
_EMPTY_ROWS = 200
_LONGEST_LIST = 250
"""Characters that a cell's list of choices may have; longer ones stand on the second sheet."""


def write_roster(
    rows: Iterable[Sequence[str]],
    target: IO[bytes],
    *,
    headings: Sequence[str],
    departments: Sequence[str],
    roles: Sequence[str],
    advice: Sequence[str],
) -> int:
    """Write the workbook; answers with the number of people in it."""
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    base = {"font_name": _FONT, "font_size": 11, "num_format": "@"}
    plain = workbook.add_format(base)
    head = workbook.add_format(base | {"bold": True, "bg_color": "#EFEDE6", "border": 1})
    sheet = workbook.add_worksheet("人员")
    for place, width in enumerate(_WIDTHS[: len(headings)]):
        sheet.set_column(place, place, width, plain)
    sheet.freeze_panes(1, 1)
    for place, words in enumerate(headings):
        sheet.write_string(0, place, words, head)
    count = 0
    for count, cells in enumerate(rows, 1):
        for place, words in enumerate(cells):
            if words:
                sheet.write_string(count, place, words, plain)
    last = count + _EMPTY_ROWS
    choices = workbook.add_worksheet("填写说明")
    choices.set_column(0, 0, 90, plain)
    choices.set_column(1, 1, 24, plain)
    _write_lines(choices, advice, departments, head, plain)
    if departments:
        sheet.data_validation(
            1,
            1,
            last,
            1,
            {
                "validate": "list",
                "source": f"=填写说明!$B$2:$B${len(departments) + 1}",
                "ignore_blank": True,
                # A department that is not there yet may be written all the same.
                "show_error": False,
            },
        )
    if roles and len(",".join(roles)) <= _LONGEST_LIST:
        sheet.data_validation(
            1,
            5,
            last,
            5,
            {"validate": "list", "source": list(roles), "show_error": False},
        )
    workbook.close()
    return count


def _write_lines(
    sheet: xlsxwriter.worksheet.Worksheet,
    advice: Sequence[str],
    departments: Sequence[str],
    head: xlsxwriter.format.Format,
    plain: xlsxwriter.format.Format,
) -> None:
    sheet.write_string(0, 0, "填写说明", head)
    sheet.write_string(0, 1, "现有部门", head)
    for row in range(max(len(advice), len(departments))):
        if row < len(advice):
            sheet.write_string(row + 1, 0, advice[row], plain)
        if row < len(departments):
            sheet.write_string(row + 1, 1, departments[row], plain)
