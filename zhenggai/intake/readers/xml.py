"""XML from outside (security.md F04): a DOCTYPE is refused in any encoding before anything is expanded."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from zhenggai.lib.errors import FileRefused

Element = etree._Element
"""lxml gives its element class no public name."""
_DEEPEST = 200


class _Doctype(Exception):
    pass


def parsed(data: bytes) -> Element:
    """The root of a part; no entity is resolved, nothing is fetched, nesting is bounded."""
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise _too_deep() from error
        raise FileRefused(
            "file.damaged", "文件内部的文字部件已损坏——请用 Word、WPS 打开原件后重新保存"
        ) from error


def _refuse_doctype(data: bytes) -> None:
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _too_deep()

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise _Doctype

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except _Doctype:
        raise FileRefused(
            "file.doctype",
            "文件内部带有文档类型声明（DOCTYPE），疑为有害文件，没有读入——请用 Word、WPS 重新保存",
        ) from None
    except expat.ExpatError:
        # lxml names the damage; here only the declaration and the depth are looked for.
        return


def _too_deep() -> FileRefused:
    return FileRefused(
        "file.nesting", "文件内部嵌套过深，没有读入——请用 Word、WPS 打开后另存为 docx"
    )
