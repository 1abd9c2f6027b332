"""Records as lines of a sheet: the columns that offices use, in words; nothing secret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import COMMON_LABELS, Field
from zhenggai.registers.listing import RecordFilters, all_records
from zhenggai.registers.published import edition
from zhenggai.registers.rows import RecordRow
from zhenggai.registers.showing import Names, show

_COMMON = ("number", "state", "department", "handler", "year", "recorded_at")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet; numbers stand right."""

    name: str
    label: str
    right: bool


def sheet_columns(viewer: Viewer, register: str) -> tuple[SheetColumn, ...]:
    """The columns that the declaration names for sheets, without secret ones; number and state always."""
    found = edition(register).declaration
    names = [name for name in found.excel if _is_told(found, name)] or [
        name for name in found.fields if _is_told(found, name)
    ]
    names = list(dict.fromkeys(["number", *names, "state"]))
    return tuple(
        SheetColumn(name, _label(found, name), _is_number(found.fields.get(name))) for name in names
    )


def sheet_rows(
    viewer: Viewer, register: str, columns: Sequence[SheetColumn], filters: RecordFilters
) -> Iterator[list[str]]:
    """One line a record; the lines of a sub-table one under the other in their cell."""
    found = edition(register).declaration
    for row in all_records(viewer, register, filters):
        yield [_cell(found, row, column.name) for column in columns]


def blank_columns(viewer: Viewer, register: str) -> tuple[str, ...]:
    """The heads of a sheet to be filled in: what people type, secret fields among them, nothing computed."""
    found = edition(register).declaration
    later = {name for move in found.workflow.moves.values() for name in move.stamp}
    return tuple(
        item.label
        for name, item in found.fields.items()
        if item.formula is None and item.kind != "rows" and (name not in later or item.required)
    )


def _is_told(found: Declaration, name: str) -> bool:
    item = found.fields.get(name)
    return name in _COMMON if item is None else not item.is_secret


def _label(found: Declaration, name: str) -> str:
    item = found.fields.get(name)
    return item.label if item is not None else COMMON_LABELS[name]


def _is_number(item: Field | None) -> bool:
    return item is not None and item.kind in ("number", "money", "integer")


def _cell(found: Declaration, row: RecordRow, name: str) -> str:
    spine = {
        "number": row.number,
        "state": row.state_label,
        "year": str(row.year),
        "handler": row.handler or "",
        "department": row.department or "",
        "recorded_at": row.recorded_on.isoformat(),
    }
    if name in spine and name not in found.fields:
        return spine[name]
    cell = row.cells.get(name)
    if cell is None or cell.value is None:
        return ""
    item = found.fields[name]
    return _lines(item, cell.value) if item.kind == "rows" else cell.shown


def _lines(item: Field, rows: Sequence[dict[str, object]]) -> str:
    names, types = Names(), {name: part.plain_type for name, part in item.fields.items()}
    names.learn(rows, types)
    told = [
        "　".join(
            show(line[name], types[name], names)
            for name, part in item.fields.items()
            if line.get(name) is not None and not part.is_secret
        )
        for line in rows
    ]
    return "\n".join(told)
