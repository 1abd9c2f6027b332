"""docx, read with lxml: body order, automatic numbers, tables row by row, text boxes once, insertions kept, deletions
dropped. (python-docx skips half of these when read through `paragraphs`.)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhenggai.intake.blocks import Block
from zhenggai.intake.readers.child import TOO_DEEP
from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.package import Package
from zhenggai.intake.readers.runs import DELETED, MC, Seen, Words, alternative, words_of
from zhenggai.intake.readers.styles import Style, Styles, read_styles
from zhenggai.intake.readers.xml import Element, W
from zhenggai.lib.errors import FileRefused

_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_DEEPEST_TABLE = 8
_WIDEST_ROW = 256


def content(data: bytes) -> Content:
    """The document's blocks in body order, its notes after them, and what was left out."""
    package = Package(data)
    main = package.main()
    styles = read_styles(_first(package.parts("styles")), _first(package.parts("numbering")))
    seen = Seen(rendered=_has(main, "lastRenderedPageBreak"))
    seen.page = 1 if seen.rendered or _breaks_pages(main) else None
    reader = _Reader(styles, seen)
    body = main.find(W + "body")
    blocks = list(reader.blocks(main if body is None else body))
    notes = [block for kind in ("footnote", "endnote") for block in _notes(package, reader, kind)]
    margins = [*package.parts("header"), *package.parts("footer")]
    return Content(
        blocks + notes,
        _notices(seen, len(notes)),
        "\n".join(_plain(item) for part in margins for item in part.iter(W + "p")),
    )


class _Reader:
    """Walks through the body once; the styles' lists count along."""

    def __init__(self, styles: Styles, seen: Seen) -> None:
        self._styles = styles
        self._seen = seen
        self._tables = 0
        self._carried = ""
        """Text of paragraphs whose end was deleted: it belongs to the paragraph that follows."""

    def blocks(self, parent: Element, depth: int = 0) -> Iterator[Block]:
        for item in _within(parent, self._seen):
            if item.tag == W + "p":
                yield from self._paragraph(item, depth)
            elif item.tag == W + "tbl":
                yield from self._table(item, depth)
            elif item.tag == W + "altChunk":
                self._seen.embedded += 1
        if self._carried:
            yield Block(self._carried, page=self._seen.page)
            self._carried = ""

    def _paragraph(self, item: Element, depth: int) -> Iterator[Block]:
        """Its lines, then the text boxes that are anchored in it."""
        style = self._styles.of_paragraph(item)
        if item.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            self._seen.turn_page(rendered=False)
        words = words_of(item, style, self._styles, self._seen)
        if style.contents:
            # It repeats the headings that come below, with page numbers behind them.
            self._seen.contents += 1
        elif _keeps_its_end(item):
            yield from self._lines(words, style)
        else:
            self._seen.deletions += 1
            self._carried += " ".join(words.lines)
        for box in words.boxes:
            yield from self.blocks(box, depth)
        if _ends_page(item.find(f"{W}pPr/{W}sectPr")):
            self._seen.turn_page(rendered=False)

    def _lines(self, words: Words, style: Style) -> Iterator[Block]:
        """A block for every line: breaks inside a paragraph are its layout."""
        number = self._styles.numbering.number_of(style.num_id, style.level)
        words.lines[0] = number + self._carried + words.lines[0]
        self._carried = ""
        for text, page in zip(words.lines, words.pages, strict=True):
            yield Block(text, page=page, heading=style.heading, soft=len(words.lines) > 1)

    def _table(self, item: Element, depth: int) -> Iterator[Block]:
        """A row a block. A table of one cell is a frame, and read as what it holds."""
        if depth >= _DEEPEST_TABLE:
            raise FileRefused(*TOO_DEEP)
        rows = [row for row in _within(item, self._seen) if row.tag == W + "tr" and self._kept(row)]
        cells = [[cell for cell in _within(row, self._seen) if self._is_cell(cell)] for row in rows]
        if [len(row) for row in cells] == [1]:
            yield from self.blocks(cells[0][0], depth + 1)
            return
        number = self._tables
        self._tables += 1
        for row, held in zip(rows, cells, strict=True):
            yield from self._row(row, held, number, depth)

    def _row(self, row: Element, cells: list[Element], table: int, depth: int) -> Iterator[Block]:
        """The row, then the tables that its cells hold."""
        texts = [""] * _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        nested: list[Block] = []
        pages: list[int | None] = []
        for cell in cells:
            inside = list(self.blocks(cell, depth + 1))
            nested += [block for block in inside if block.cells is not None]
            filled = [block for block in inside if block.cells is None and block.text.strip()]
            pages += [block.page for block in filled]
            goes_on = _goes_on_from_above(cell)
            text = "" if goes_on else "\n".join(block.text for block in filled)
            width = _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            texts += [text.replace("\t", " "), *[""] * (width - 1)]
        header = row.find(f"{W}trPr/{W}tblHeader") is not None
        yield Block(
            "\t".join(texts),
            page=pages[0] if pages else self._seen.page,
            cells=tuple(texts),
            table=table,
            header=header,
        )
        yield from nested

    def _kept(self, row: Element) -> bool:
        deleted = row.find(f"{W}trPr/{W}del") is not None
        self._seen.deletions += deleted
        return not deleted

    def _is_cell(self, item: Element) -> bool:
        if item.tag != W + "tc":
            return False
        deleted = item.find(f"{W}tcPr/{W}cellDel") is not None
        self._seen.deletions += deleted
        return not deleted


def _within(parent: Element, seen: Seen) -> Iterator[Element]:
    """The children, those in content controls and insertions too, as if they stood there by themselves."""
    for item in parent:
        if item.tag in _WRAPPERS:
            yield from _within(item, seen)
        elif item.tag == MC + "AlternateContent":
            told = alternative(item)
            if told is not None:
                yield from _within(told, seen)
        elif item.tag in DELETED:
            seen.deletions += 1
        else:
            yield item


def _keeps_its_end(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is None or (mark.find(W + "del") is None and mark.find(W + "moveFrom") is None)


def _goes_on_from_above(cell: Element) -> bool:
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(W + "val", "continue") == "continue"


def _count(item: Element | None, otherwise: int) -> int:
    value = "" if item is None else item.get(W + "val", "")
    return min(int(value[:4]), _WIDEST_ROW) if value.isascii() and value.isdecimal() else otherwise


def _ends_page(section: Element | None) -> bool:
    if section is None:
        return False
    kind = section.find(W + "type")
    return kind is None or kind.get(W + "val") != "continuous"


def _breaks_pages(main: Element) -> bool:
    """Whether breaks are written: without those of Word's own layout they are all that is known of pages."""
    return (
        _has(main, "pageBreakBefore")
        or any(item.get(W + "type") == "page" for item in main.iter(W + "br"))
        or any(_ends_page(item) for item in main.iterfind(f".//{W}pPr/{W}sectPr"))
    )


def _has(root: Element, name: str) -> bool:
    return next(root.iter(W + name), None) is not None


def _first(parts: list[Element]) -> Element | None:
    return parts[0] if parts else None


def _notes(package: Package, reader: _Reader, kind: str) -> Iterator[Block]:
    for part in package.parts(kind + "s"):
        for note in part.iterfind(W + kind):
            if note.get(W + "type", "normal") == "normal":
                yield from (replace(block, page=None) for block in reader.blocks(note))


def _plain(item: Element) -> str:
    return "".join(text.text or "" for text in item.iter(W + "t"))


def _notices(seen: Seen, notes: int) -> list[str]:
    """Sentences on what was left out, or stands elsewhere."""
    told = (
        (seen.deletions, "文件带有修订痕迹：插入的文字已读入，删除的文字没有读入"),
        (seen.hidden, "文件带有隐藏文字，没有读入"),
        (notes, "脚注和尾注已读入，放在正文之后"),
        (seen.contents, "自动生成的目录重复正文的标题，没有读入"),
        (seen.comments, "文件带有批注，没有读入"),
        (seen.pictures, f"文件带有 {seen.pictures} 张图片，图片里的文字没有读入"),
        (seen.embedded, "文件嵌有其他文档，没有读入——请把它们的文字放进正文后再读"),
    )
    return [sentence for count, sentence in told if count]
