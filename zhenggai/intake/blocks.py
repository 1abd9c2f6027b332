"""What every reader hands on: blocks of text in reading order, each with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one row of a table.

    `text` is what stands on the page (automatic numbers included, cells of a row joined by a tab).
    `heading` is the outline level that the format itself declares (1–9), None where it declares none.
    `cells` holds a table row's cells in order; `table` numbers the table within the document, from 0.
    `header` is true for the rows that the format marks as repeated header rows.
    `soft` says that the format broke lines for layout only (txt, pdf), so that a following block may go on
    in the middle of a sentence.
    """

    text: str
    page: int | None = None
    heading: int | None = None
    cells: tuple[str, ...] | None = None
    table: int | None = None
    header: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text. `text` is the blocks joined by line feeds: exactly what `read --text` prints; every
    offset of a draft counts code points in it (readings.md 10). `notices` are sentences for the user about
    what was left out (hidden sheets, headers, deleted text)."""

    name: str
    format: str
    digest: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)
