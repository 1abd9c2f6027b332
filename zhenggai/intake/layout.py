"""How a text divides into blocks: kept beside it, so that the document stands again as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhenggai.intake.blocks import Block, Document


def layout_of(document: Document) -> list[list[Any]]:
    """A row a block: its length, and what it says beside its text."""
    return [
        [
            len(block.text),
            block.page,
            block.heading,
            block.cells,
            block.table,
            block.header,
            block.soft,
        ]
        for block in document.blocks
    ]


def blocks_of(text: str, layout: Sequence[Sequence[Any]] | None) -> tuple[Block, ...]:
    """The blocks again; where no layout was kept, a block a line."""
    if layout is None:
        return tuple(Block(line) for line in text.split("\n"))
    found, at = [], 0
    for length, page, heading, cells, table, header, soft in layout:
        kept = None if cells is None else tuple(cells)
        found.append(Block(text[at : at + length], page, heading, kept, table, header, soft))
        at += length + 1
    return tuple(found)


def pages_of(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Where each page begins: offset and number, as far as the format knows pages."""
    pages: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if block.page is not None and (not pages or pages[-1][1] != block.page):
            pages.append((at, block.page))
        at += len(block.text) + 1
    return pages
