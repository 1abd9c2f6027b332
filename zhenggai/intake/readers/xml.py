"""XML from outside (security.md F04): a DOCTYPE is refused in any encoding before anything is expanded."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from zhenggai.intake.readers.child import TOO_DEEP, TOO_MUCH
from zhenggai.lib.errors import FileRefused

Element = etree._Element
"""lxml gives its element class no public name."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PIECE = 512


class Prolog:
    """Looks for a document type declaration, which can only stand before a part's first element.

    `passed` turns true at that element, `unclear` where the parser cannot follow: an encoding that only another
    parser knows could hide a declaration.
    """

    def __init__(self) -> None:
        self.passed = self.unclear = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._pass

    def feed(self, chunk: bytes) -> None:
        """Look through the next bytes of a part, no further than its first element."""
        start = 0
        while start < len(chunk) and not (self.passed or self.unclear):
            try:
                self._parser.Parse(chunk[start : start + _PIECE], False)
            except expat.ExpatError:
                self.unclear = not self.passed
            start += _PIECE

    def _pass(self, *_: object) -> None:
        self.passed = True


def parsed(data: bytes) -> Element:
    """The root of a part; no entity is resolved, nothing is fetched, nesting is bounded."""
    prolog = Prolog()
    prolog.feed(data)
    if not prolog.passed:
        raise _damaged()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise FileRefused(*TOO_DEEP) from error
        if "huge" in str(error) or "memory" in str(error).lower():
            raise FileRefused(*TOO_MUCH) from error
        raise _damaged() from error


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(
        "file.doctype",
        "文件内部带有文档类型声明（DOCTYPE），可借以夹带有害内容，不予读入——请用 Word、WPS 打开后另存为 docx",
    )


def _damaged() -> FileRefused:
    return FileRefused(
        "file.damaged", "文件内部的文字部件已损坏，读不出来——请用 Word、WPS 打开原件后另存为 docx"
    )
