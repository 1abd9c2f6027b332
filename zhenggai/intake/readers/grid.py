"""Sheets as blocks: what xlsx and xls have in common once their cells are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from zhenggai.intake.blocks import Block
from zhenggai.lib.errors import FileRefused

MOST_ROWS = 100_000
MOST_COLUMNS = 256

Row = dict[int, str]
"""The cells of a row that hold something, by column from 0."""
Value = str | float | int | bool | date | datetime | time | timedelta | None


def blocks_of(rows: Iterable[Row], table: int) -> Iterator[Block]:
    """A sheet in order. Lines that stand alone above the table are text, such as the title; a sheet with one column
    holds no table at all."""
    begun = False
    for row in rows:
        begun = begun or len(row) >= 2
        if begun:
            cells = tuple(row.get(column, "").replace("\t", " ") for column in range(max(row) + 1))
            yield Block("\t".join(cells), cells=cells, table=table)
        else:
            for text in row.values():
                yield from (Block(line.replace("\t", " ")) for line in text.split("\n"))


def line_of(row: Row) -> str:
    """A row as one line of words: our own marks stand in one cell, whatever a program has made of it."""
    return " ".join(row[column] for column in sorted(row))


def shown(value: Value) -> str:
    """A value as the sheet shows it: whole numbers without a point, days as 2021-12-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return re.sub(r"\r\n?|_x000D_", "\n", value).strip()
    return str(value)


def too_many_rows() -> FileRefused:
    return FileRefused(
        "file.too_long",
        f"工作表超过 {MOST_ROWS // 10_000} 万行的上限——请按轮次或单位拆分后分次读入，或删去无用的行",
    )


def nothing_visible() -> FileRefused:
    return FileRefused(
        "file.no_text",
        "工作簿里没有可见的工作表，隐藏的工作表不读入——请取消隐藏后保存，再提供",
    )


def left_out(hidden: Iterable[str]) -> list[str]:
    """The notice about hidden sheets."""
    names = "”“".join(hidden)
    return [f"隐藏的工作表“{names}”没有读入——需要的请取消隐藏后再读"] if names else []
