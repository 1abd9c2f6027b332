"""From a workbook's cells to records: where the heads stand, which lines are rows of the ledger, which are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhenggai.intake.sheet import Sheet, SheetRow, Workbook
from zhenggai.rectification.exchange.columns import role_of

_HEADS_WITHIN = 20
"""Rows in which the heads are looked for; above them stand titles."""
_FOOT = re.compile(
    r"(?:填报|填表|制表|审核|审批|报送|编制)(?:单位|人|日期|时间|部门)?[:：]|(?:注|说明|备注|联系人|联系电话)[:：]"
    r"|(?:合计|总计|小计|共计)$"
)
_IDENTITY = frozenset({"code", "measure_code", "what", "title", "measure"})


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a ledger: its cells by role, and where it stands."""

    sheet: str
    row: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.row}"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet understood as a ledger. `unknown` are heads that mean nothing here."""

    name: str
    roles: frozenset[str]
    records: tuple[Record, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heads:
    columns: Mapping[int, str]
    texts: Mapping[int, str]
    unknown: tuple[str, ...]
    last: int
    """The place among the sheet's rows of the last line of heads."""


def tables_in(workbook: Workbook) -> list[Table]:
    """Every sheet of the workbook that is a ledger."""
    return [table for sheet in workbook.sheets if (table := _table(sheet))]


def _table(sheet: Sheet) -> Table | None:
    heads = _heads(sheet.rows[:_HEADS_WITHIN])
    if heads is None:
        return None
    records = tuple(_records(sheet, heads))
    return Table(sheet.name, frozenset(heads.columns.values()), records, heads.unknown)


def _heads(rows: Sequence[SheetRow]) -> _Heads | None:
    """The line, or two lines under merged cells, that name most columns; at least one of them says which row it is
    and another what stands there."""
    best: _Heads | None = None
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        for found in (_one_line(row, place), _two_lines(row, below, place)):
            if found and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _one_line(row: SheetRow, place: int) -> _Heads | None:
    return _named({at: (text, role_of(text)) for at, text in row.cells.items()}, place)


def _two_lines(row: SheetRow, below: SheetRow | None, place: int) -> _Heads | None:
    """The upper line heads groups, or columns that reach over both lines."""
    if below is None:
        return None
    named: dict[int, tuple[str, str | None]] = {}
    group = ""
    for at in range(max([*row.cells, *below.cells]) + 1):
        group = row.cells.get(at, "" if at not in below.cells else group)
        lower = below.cells.get(at, "")
        if lower:
            named[at] = (lower, role_of(lower) or role_of(group + lower))
        elif at in row.cells:
            named[at] = (row.cells[at], role_of(row.cells[at]))
    known = [at for at in below.cells if named[at][1]]
    if len(known) < 2 or len(known) * 2 < len(below.cells):
        return None
    return _named(named, place + 1)


def _named(named: Mapping[int, tuple[str, str | None]], last: int) -> _Heads | None:
    columns: dict[int, str] = {}
    for at, (_, role) in sorted(named.items()):
        if role and role not in columns.values():
            columns[at] = role
    roles = set(columns.values())
    if not roles & _IDENTITY or len(roles) < 2:
        return None
    unknown = tuple(text.replace("\n", "") for text, role in named.values() if text and not role)
    return _Heads(columns, {at: text for at, (text, _) in named.items()}, unknown, last)


def _records(sheet: Sheet, heads: _Heads) -> Iterator[Record]:
    for row in sheet.rows[heads.last + 1 :]:
        cells = {
            role: text for at, role in heads.columns.items() if (text := row.cells.get(at, ""))
        }
        if cells and not _is_foot(row) and not _is_head(row, heads):
            yield Record(sheet.name, row.number, cells)


def _is_foot(row: SheetRow) -> bool:
    """填报单位、填报人 and the like, or a sum."""
    texts = [unicodedata.normalize("NFKC", text).strip() for text in row.cells.values()]
    return any(_FOOT.match(text) for text in texts[:1]) or all(_FOOT.match(text) for text in texts)


def _is_head(row: SheetRow, heads: _Heads) -> bool:
    """Heads again, on a later page."""
    same = sum(heads.texts.get(at) == text for at, text in row.cells.items())
    return same >= 2 and same * 2 >= len(row.cells)
