"""XML from outside (security.md F04): a DOCTYPE is refused in any encoding before anything is expanded."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from zhenggai.intake.readers.child import TOO_DEEP, TOO_MUCH
from zhenggai.lib.errors import FileRefused

Element = etree._Element
"""lxml gives its element class no public name."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 200
"""Elements within elements; Word's own files stay below 60."""


class Prolog:
    """Looks for a document type declaration, which can only stand before a part's first element."""

    def __init__(self) -> None:
        self.passed = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._pass

    def feed(self, chunk: bytes) -> None:
        """Look through the next bytes of a part. What cannot be parsed is left to those who read the part."""
        if self.passed:
            return
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            self.passed = True

    def _pass(self, *_: object) -> None:
        self.passed = True
        self._parser.StartElementHandler = None


def parsed(data: bytes) -> Element:
    """The root of a part; no entity is resolved, nothing is fetched, nesting is bounded."""
    _scan(data)
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
        if "huge" in str(error) or "memory" in str(error).lower():
            raise FileRefused(*TOO_MUCH) from error
        raise _damaged() from error


def _scan(data: bytes) -> None:
    """Refuse a declaration, endless nesting, and whatever the strict parser cannot follow: an encoding that only the
    other one knows could hide a declaration."""
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise FileRefused(*TOO_DEEP)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
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
