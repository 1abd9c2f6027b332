"""Which column is which field: by whatever the heads are called. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhenggai.registers.declaration import Declaration

Table = Sequence[Sequence[str]]
NUMBER, HANDLER, DEPARTMENT, YEAR = "number", "handler", "department", "year"
COMMON = {"编号": NUMBER, "经办人": HANDLER, "部门": DEPARTMENT, "年度": YEAR}
"""What every register has without being told, as sheets call it; a declared field of that name comes first."""
_ALSO = {"年份": "年度", "单号": "编号", "科室": "部门", "室委": "部门", "经手人": "经办人"}
_ASIDE = re.compile(r"[（(][^（）()]{0,30}[）)]|[\s*＊:：]")
_IGNORED = frozenset({"序号", "备注", "状态", "no", "录入日期", "密级", ""})
_WITHIN = 10
_SUMS = ("合计", "总计", "小计", "累计")


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the rows begin, the field of each column (by place), heads that nobody knows, columns in 万元."""

    first_row: int
    fields: Mapping[int, str]
    unknown: Mapping[int, str]
    tens_of_thousands: frozenset[int]
    headless: bool


def plain(words: str) -> str:
    """A head without what stands in brackets, spaces and marks."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", words)).lower()


def heads_of(found: Declaration, table: Table) -> Heads:
    """The row within the first few that names most fields; without one the columns stand in the order of our own sheet."""
    known = _known(found)
    best, row = 0, -1
    for place, cells in enumerate(table[:_WITHIN]):
        count = sum(plain(cell) in known for cell in cells)
        if count > best:
            best, row = count, place
    if best < min(2, len(known)):
        return _headless(found)
    fields: dict[int, str] = {}
    unknown: dict[int, str] = {}
    for place, cell in enumerate(table[row]):
        name = known.get(plain(cell)) or _near(plain(cell), known)
        if name is not None and name not in fields.values():
            fields[place] = name
        elif plain(cell) not in _IGNORED:
            unknown[place] = cell.strip()
    thousands = frozenset(place for place, cell in enumerate(table[row]) if "万元" in cell)
    return Heads(row + 1, fields, unknown, thousands, headless=False)


def is_sum(cells: Sequence[str]) -> bool:
    """A line of totals, which is no record."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return plain(first).startswith(_SUMS)


def takeable(found: Declaration) -> dict[str, str]:
    """The fields that a sheet may bring, with their labels."""
    return {
        name: item.label
        for name, item in found.fields.items()
        if item.formula is None and item.kind != "rows"
    }


def _known(found: Declaration) -> dict[str, str]:
    known = {plain(label): name for name, label in takeable(found).items()}
    for label, name in COMMON.items():
        known.setdefault(label, name)
    for other, label in _ALSO.items():
        if label in known:
            known.setdefault(other, known[label])
    return known


def _near(words: str, known: Mapping[str, str]) -> str | None:
    """The one label that holds the words or is held by them: 请假开始时间 for 开始."""
    if len(words) < 2 or words in _IGNORED:
        return None
    fits = {
        name
        for label, name in known.items()
        if len(label) > 1 and (label in words or words in label)
    }
    return next(iter(fits)) if len(fits) == 1 else None


def _headless(found: Declaration) -> Heads:
    names = list(takeable(found))
    return Heads(0, dict(enumerate(names)), {}, frozenset(), headless=True)
