"""docx, read with lxml: body order, automatic numbers, tables row by row, text boxes once, insertions kept, deletions
dropped. (python-docx skips half of these when read through `paragraphs`.)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from zhenggai.intake.blocks import Block
from zhenggai.intake.readers.container import read_member
from zhenggai.intake.readers.numbering import Numbering, W, read_numbering
from zhenggai.intake.readers.xml import Element, parsed
from zhenggai.lib.errors import FileRefused

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = {
    W + name for name in ("del", "moveFrom", "instrText", "delText", "commentReference")
} | {_FALLBACK}
_SPACES = {W + "tab": "\t", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
_DEEPEST_TABLE = 8


def blocks(data: bytes) -> tuple[list[Block], list[str]]:
    """The document's blocks in body order, and what was left out."""
    body = _part(data, "word/document.xml")
    if body is None:
        raise FileRefused("file.damaged", "文件缺少正文部件——请用 Word、WPS 打开原件后重新保存")
    reader = _Reader(
        _styles(_part(data, "word/styles.xml")), read_numbering(_part(data, "word/numbering.xml"))
    )
    root = body.find(W + "body")
    reader.read(root if root is not None else body)
    notes = _part(data, "word/footnotes.xml")
    if notes is not None:
        reader.read_notes(notes)
    return reader.found, reader.notices()


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph inherits: outline level and list."""

    heading: int | None = None
    num_id: str | None = None
    level: int = 0


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    numbering: Numbering
    found: list[Block] = field(default_factory=list)
    page: int | None = None
    tables: int = 0
    deleted: bool = False
    hidden: bool = False

    def read(self, parent: Element) -> None:
        for block in self._blocks(parent):
            self.found.append(block)

    def read_notes(self, root: Element) -> None:
        for note in root.iterfind(W + "footnote"):
            if note.get(W + "type") is None:
                self.found += [replace(block, page=None) for block in self._blocks(note)]

    def notices(self) -> list[str]:
        told = []
        if self.deleted:
            told.append("文件带有修订痕迹：插入的文字已读入，删除的文字未读入")
        if self.hidden:
            told.append("文件带有隐藏文字，未读入")
        return told

    # -- structure -------------------------------------------------------------------------------------

    def _blocks(self, parent: Element, depth: int = 0) -> Iterator[Block]:
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child, depth)
            elif child.tag in _DROPPED:
                self.deleted |= child.tag in (W + "del", W + "moveFrom")
            elif child.tag in (
                W + "sdt",
                W + "sdtContent",
                W + "ins",
                W + "moveTo",
                W + "customXml",
                W + "smartTag",
            ):
                yield from self._blocks(child, depth)

    def _paragraph(self, item: Element) -> Iterator[Block]:
        style = self._style_of(item)
        boxes: list[Element] = []
        text = self._text(item, boxes)
        number = (
            self.numbering.number_of(style.num_id, style.level)
            if style.num_id and text.strip()
            else ""
        )
        yield Block(number + text, page=self.page, heading=style.heading)
        for box in boxes:
            yield from self._blocks(box)

    def _style_of(self, item: Element) -> _Style:
        properties = item.find(W + "pPr")
        if properties is None:
            return self.styles.get("", _Style())
        named = properties.find(W + "pStyle")
        style = self.styles.get(named.get(W + "val", "") if named is not None else "", _Style())
        return _refined(style, properties)

    def _table(self, item: Element, depth: int) -> Iterator[Block]:
        """A row a block, its cells in order; a cell merged with the one above is empty."""
        if depth >= _DEEPEST_TABLE:
            raise FileRefused("file.nesting", "表格嵌套过深，没有读入——请简化表格后再提供")
        number = self.tables
        self.tables += 1
        for row in item.iter(W + "tr"):
            if _table_of(row) is not item:
                continue
            nested: list[Element] = []
            cells = [text for cell in row.iterfind(W + "tc") for text in self._cell(cell, nested)]
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            yield Block(
                "\t".join(cells), page=self.page, cells=tuple(cells), table=number, header=header
            )
            for table in nested:
                yield from self._table(table, depth + 1)

    def _cell(self, cell: Element, nested: list[Element]) -> list[str]:
        """The cell's text, then an empty cell for every further column that it spans."""
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        continues = merged is not None and merged.get(W + "val", "continue") == "continue"
        parts = [] if continues else [self._cell_paragraph(item) for item in cell.iterfind(W + "p")]
        nested += cell.iterfind(W + "tbl")
        for control in cell.iterfind(W + "sdt"):
            parts += [self._cell_paragraph(item) for item in control.iter(W + "p")]
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = int(span.get(W + "val", "1")) if span is not None else 1
        return [" ".join(part for part in parts if part.strip()), *([""] * (min(width, 60) - 1))]

    def _cell_paragraph(self, item: Element) -> str:
        style = self._style_of(item)
        text = self._text(item, [])
        number = (
            self.numbering.number_of(style.num_id, style.level)
            if style.num_id and text.strip()
            else ""
        )
        return (number + text).replace("\t", " ")

    # -- text ------------------------------------------------------------------------------------------

    def _text(self, item: Element, boxes: list[Element]) -> str:
        """A paragraph's words; text boxes anchored in it are collected to be read after it."""
        parts: list[str] = []
        stack = [iter(item)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag in _DROPPED:
                self.deleted |= child.tag in (W + "del", W + "moveFrom")
            elif child.tag == W + "txbxContent":
                boxes.append(child)
            elif child.tag == W + "t":
                parts.append(child.text or "")
            elif child.tag in _SPACES:
                self._turn_page(child)
                parts.append(_SPACES[child.tag])
            elif child.tag == W + "lastRenderedPageBreak":
                self.page = (self.page or 1) + 1
            elif child.tag == W + "r" and _is_hidden(child):
                self.hidden = True
            elif child.tag not in (W + "pPr", W + "rPr", W + "fldData"):
                stack.append(iter(child))
        return "".join(parts)

    def _turn_page(self, item: Element) -> None:
        if item.tag == W + "br" and item.get(W + "type") == "page" and self.page is None:
            self.page = 2


def _table_of(row: Element) -> Element | None:
    """The table that a row belongs to, past content controls."""
    parent = row.getparent()
    while parent is not None and parent.tag != W + "tbl":
        parent = parent.getparent()
    return parent


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(W + "val", "true") not in ("0", "false", "off")


def _part(data: bytes, name: str) -> Element | None:
    part = read_member(data, name)
    return None if part is None else parsed(part)


def _styles(root: Element | None) -> dict[str, _Style]:
    """Paragraph styles by id, with what they inherit."""
    if root is None:
        return {}
    items = {item.get(W + "styleId", ""): item for item in root.iterfind(W + "style")}
    return {name: _inherited(name, items) for name in items}


def _inherited(name: str, items: dict[str, Element]) -> _Style:
    chain, seen = [], set()
    while name in items and name not in seen:
        seen.add(name)
        chain.append(items[name])
        based = items[name].find(W + "basedOn")
        name = based.get(W + "val", "") if based is not None else ""
    style = _Style()
    for item in reversed(chain):
        properties = item.find(W + "pPr")
        if properties is not None:
            style = _refined(style, properties)
    return style


def _refined(style: _Style, properties: Element) -> _Style:
    outline = properties.find(W + "outlineLvl")
    if outline is not None and outline.get(W + "val", "").isdecimal():
        level = int(outline.get(W + "val", "9"))
        style = replace(style, heading=level + 1 if level < 9 else None)
    numbered = properties.find(W + "numPr")
    if numbered is not None:
        num_id, level_item = numbered.find(W + "numId"), numbered.find(W + "ilvl")
        style = replace(
            style,
            num_id=num_id.get(W + "val") if num_id is not None else style.num_id,
            level=int(level_item.get(W + "val", "0")) if level_item is not None else style.level,
        )
    return style
