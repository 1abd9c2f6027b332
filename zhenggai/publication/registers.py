"""Records of registers as workbooks: lists as offices keep them, and empty sheets to be filled in and taken in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import IO

import xlsxwriter
from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.people.viewer import Viewer
from zhenggai.publication.render.xlsx import Column, Heading, Layout, Meta, Row, write_table
from zhenggai.registers import queries

Bounded = Callable[[Iterable[Row]], Iterator[Row]]
_WIDEST, _NARROWEST = 30.0, 8.0


def write_records(
    viewer: Viewer,
    register: str,
    target: IO[bytes],
    today: date,
    filters: queries.RecordFilters,
    bounded: Bounded,
) -> int:
    """Write what the filters leave of a register, in the columns that its declaration names, without secret fields;
    that it was taken out is recorded. Answers with its lines."""
    found = queries.declaration(viewer, register)
    columns = queries.sheet_columns(viewer, register)
    heads = tuple(
        Column(column.label, _width(column.label), right=column.right) for column in columns
    )
    last = len(heads) - 1
    layout = Layout(_sheet_name(found.label), (Heading("", heads),), _foot(last))
    rows = (
        Row(cells, opens=True) for cells in queries.sheet_rows(viewer, register, columns, filters)
    )
    meta = Meta(found.label, viewer.office_name, viewer.name, today)
    lines = write_table(bounded(rows), target, meta, layout)
    record(
        viewer,
        "record.export",
        summary=gettext("导出%(register)s：%(lines)s 行")
        % {"register": found.label, "lines": lines},
        register=register,
    )
    return lines


def write_blank(viewer: Viewer, register: str, target: IO[bytes]) -> None:
    """An empty sheet with the heads that an import knows."""
    found = queries.declaration(viewer, register)
    workbook = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    sheet = workbook.add_worksheet(_sheet_name(found.label))
    style = workbook.add_format({"bold": True, "border": 1, "bg_color": "#EFEDE6"})
    for place, label in enumerate(queries.blank_columns(viewer, register)):
        sheet.write_string(0, place, label, style)
        sheet.set_column(place, place, _width(label))
    sheet.freeze_panes(1, 0)
    workbook.close()


def _width(label: str) -> float:
    return min(max(len(label) * 2.4 + 2, _NARROWEST), _WIDEST)


def _foot(last: int) -> tuple[int, int, int, int]:
    """Four places under the table, in order, as far as there are columns."""
    several = [0, min(2, last), min(max(last - 2, 3), last), last]
    return several[0], several[1], several[2], several[3]


def _sheet_name(label: str) -> str:
    """A workbook takes 31 characters and none of []:*?/\\."""
    return "".join(mark for mark in label if mark not in "[]:*?/\\")[:31] or "Sheet1"
