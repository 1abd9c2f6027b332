"""html: its text alone, in the order of the page (security.md F01). Nothing is fetched, no markup is kept.

Public notices are web pages as often as documents. Many are laid out with tables, so a table counts as one only where
its cells hold plain text; the others are walked through like any other frame.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from zhenggai.intake.blocks import Block
from zhenggai.intake.readers.child import TOO_DEEP
from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.text import decoded
from zhenggai.lib.errors import FileRefused

_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "select",
        "textarea",
        "button",
        "input",
        "canvas",
        "audio",
        "video",
        "-comment",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FRAMING = "table, div, h1, h2, h3, ul, ol, form"
"""What a cell of data does not hold."""
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(?P<name>[\w-]{3,20})", re.IGNORECASE
)
_GAPS = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 2_000
_WIDEST_ROW = 256


def content(data: bytes) -> Content:
    """A block for every paragraph, heading, list item and table row."""
    parser = LexborHTMLParser(_decoded(data))
    walk = _Walk()
    if parser.body is not None:
        walk.through(parser.body)
    notices = ["网页中隐藏的文字没有读入"] if walk.hidden else []
    return Content(walk.blocks, notices)


def _decoded(data: bytes) -> str:
    """By BOM, else as the page declares, else as any text (security.md F07); GB2312 and GBK are parts of GB18030."""
    declared = _CHARSET.search(data[:4096])
    if declared is not None and not data.startswith((b"\xff\xfe", b"\xfe\xff", codecs.BOM_UTF8)):
        name = declared["name"].decode("ascii").lower()
        if name.startswith(("gb", "x-gbk", "cp936")):
            try:
                return data.decode("gb18030")
            except UnicodeDecodeError:
                return decoded(data)
    return decoded(data)


class _Walk:
    """Goes through the tree without recursion: nesting may be hostile."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.hidden = False
        self._words: list[str] = []
        self._heading: int | None = None
        self._tables = 0

    def through(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        depth = 0
        entering = True
        while node is not None:
            inside = node.child if entering and self._enter(node) else None
            if inside is not None:
                node, depth = inside, depth + 1
                if depth > _DEEPEST:
                    raise FileRefused(*TOO_DEEP)
                continue
            self._leave(node)
            if node.mem_id == root.mem_id:
                break
            entering = node.next is not None
            if node.next is None:
                depth -= 1
            node = node.next or node.parent

    def _enter(self, node: LexborNode) -> bool:
        """Take what the node itself says; whether its children are to be visited."""
        tag = node.tag or ""
        if tag == "-text":
            self._words.append(_GAPS.sub(" ", node.text_content or ""))
            return False
        if tag in _LEFT_OUT:
            return False
        if _is_hidden(node):
            self.hidden = True
            return False
        if tag in _BLOCKS:
            self._end_block()
            self._heading = _HEADINGS.get(tag)
        if tag == "table" and (rows := _data_rows(node)):
            self._take_table(rows)
            return False
        return True

    def _leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._end_block()

    def _end_block(self) -> None:
        text = "".join(self._words).strip()
        self._words.clear()
        if text:
            self.blocks.append(Block(text.replace("\t", " "), heading=self._heading))
        self._heading = None

    def _take_table(self, rows: list[tuple[bool, list[str]]]) -> None:
        for header, cells in rows:
            text = "\t".join(cells)
            self.blocks.append(Block(text, cells=tuple(cells), table=self._tables, header=header))
        self._tables += 1


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _data_rows(table: LexborNode) -> list[tuple[bool, list[str]]]:
    """The rows of a table of data, each with whether it is a header; none where the table only lays out a page."""
    if any(inner.mem_id != table.mem_id for inner in table.css(_FRAMING)):
        return []
    rows = table.css("tr")
    found = [
        (all(cell.tag == "th" for cell in cells), list(_texts(cells)))
        for row in rows
        if (cells := [cell for cell in row.iter() if cell.tag in ("td", "th")])
    ]
    return found if any(len(cells) >= 2 for _, cells in found) else []


def _texts(cells: list[LexborNode]) -> Iterator[str]:
    """The words of each cell, and empty ones where it spans several columns. Paragraphs stay apart."""
    for cell in cells:
        parts = [_GAPS.sub(" ", part).strip() for part in _paragraphs(cell)]
        yield "\n".join(part for part in parts if part).replace("\t", " ")
        span = cell.attributes.get("colspan") or ""
        width = int(span[:3]) if span.isascii() and span.isdecimal() else 1
        yield from [""] * (min(width, _WIDEST_ROW) - 1)


def _paragraphs(cell: LexborNode) -> Iterator[str]:
    words: list[str] = []
    for part in cell.traverse(include_text=True):
        if part.tag == "-text":
            words.append(part.text_content or "")
        elif part.tag in ("p", "br", "li") and words:
            yield "".join(words)
            words = []
    yield "".join(words)
