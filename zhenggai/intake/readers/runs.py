"""A docx paragraph's words: results of fields kept, their codes dropped; insertions kept, deletions dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhenggai.intake.readers.styles import Style, Styles
from zhenggai.intake.readers.xml import Element, W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DELETED = {W + name for name in ("del", "moveFrom")}
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_SKIPPED = {
    W + name
    for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "fldData", "instrText", "delText", "rt")
}
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_LINE_BREAKS = re.compile(r"[\t\n\r\x85\u2028\u2029]")
_TICKED, _BOXES = {"F052", "F0FE", "F054"}, {"F0A3", "F0A8", "F06F", "F02A"}
"""Wingdings' ticked and empty boxes: forms say yes and no with them."""


@dataclass(slots=True)
class Seen:
    """What was met on the way: the page, and what was left out. `rendered`: Word has noted where pages ended, so
    breaks that are written are not counted again. `page` is None where the file says nothing of pages."""

    page: int | None = None
    rendered: bool = False
    deletions: int = 0
    hidden: int = 0
    pictures: int = 0
    comments: int = 0
    embedded: int = 0
    contents: int = 0

    def turn_page(self, *, rendered: bool) -> None:
        if self.page is not None and rendered == self.rendered:
            self.page += 1


@dataclass(slots=True)
class Words:
    """A paragraph's lines, each with the page on which it begins, and the text boxes anchored in it."""

    lines: list[str] = field(default_factory=lambda: [""])
    pages: list[int | None] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def words_of(paragraph: Element, style: Style, styles: Styles, seen: Seen) -> Words:
    """Read a paragraph; what is left out is noted in `seen`."""
    return _Walk(style, styles, seen).read(paragraph)


class _Walk:
    def __init__(self, style: Style, styles: Styles, seen: Seen) -> None:
        self._style = style
        self._styles = styles
        self._seen = seen
        self._words = Words(pages=[seen.page])
        self._codes: list[bool] = []
        """For every field that is open, the outer one first: whether its code is being told, not its result."""

    def read(self, paragraph: Element) -> Words:
        stack = [iter(paragraph)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif (inner := self._take(item)) is not None:
                stack.append(iter(inner))
        return self._words

    def _take(self, item: Element) -> Element | None:
        """Read one element; answers with the one whose children come next, if any."""
        tag = item.tag
        if tag == W + "t" or tag == _MATH_TEXT:
            self._say(_LINE_BREAKS.sub(" ", item.text or ""))
        elif tag == W + "r":
            return self._run(item)
        elif tag in DELETED:
            self._seen.deletions += 1
        elif tag in _SKIPPED:
            return None
        elif tag == MC + "AlternateContent":
            return alternative(item)
        elif tag == W + "txbxContent":
            self._words.boxes.append(item)
        elif tag in _SIGNS:
            self._say(_SIGNS[tag])
        else:
            return self._take_mark(item)
        return None

    def _take_mark(self, item: Element) -> Element | None:
        tag = item.tag
        if tag == W + "fldChar":
            self._field(item.get(W + "fldCharType"))
        elif tag == W + "br" or tag == W + "cr":
            self._break(item.get(W + "type"))
        elif tag == W + "lastRenderedPageBreak":
            self._seen.turn_page(rendered=True)
        elif tag == W + "sym":
            self._say(_symbol(item.get(W + "char", "")))
        elif tag == W + "commentReference":
            self._seen.comments += 1
        else:
            self._seen.pictures += tag in _PICTURES
            return item
        return None

    def _run(self, run: Element) -> Element | None:
        if not self._styles.hides(run, self._style):
            return run
        self._seen.hidden += any(item.text for item in run.iterfind(W + "t"))
        for mark in run.iterfind(W + "fldChar"):
            self._field(mark.get(W + "fldCharType"))
        return None

    def _say(self, text: str) -> None:
        if any(self._codes):
            return
        if not self._words.lines[-1]:
            self._words.pages[-1] = self._seen.page
        self._words.lines[-1] += text

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._codes.append(True)
        elif kind == "separate" and self._codes:
            self._codes[-1] = False
        elif kind == "end" and self._codes:
            self._codes.pop()

    def _break(self, kind: str | None) -> None:
        if kind in ("page", "column"):
            if kind == "page":
                self._seen.turn_page(rendered=False)
            if not self._words.lines[-1]:
                return
        self._words.lines.append("")
        self._words.pages.append(self._seen.page)


def alternative(item: Element) -> Element | None:
    """Of a content that is told in several ways, the first: the others say the same for older programs."""
    choice = item.find(MC + "Choice")
    return choice if choice is not None else item.find(MC + "Fallback")


def _symbol(code: str) -> str:
    code = code.upper()
    if code in _TICKED:
        return "☑"
    if code in _BOXES:
        return "□"
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    # A symbol font's private area has no text that anybody could read.
    return chr(number) if 0x20 <= number < 0xD800 else ""
