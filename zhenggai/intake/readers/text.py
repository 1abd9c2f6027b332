"""Plain text: BOM → UTF-8 → GB18030 → refused (security.md F07). Nothing is lost but the kind of line end."""

from __future__ import annotations

import codecs
import re

from zhenggai.intake.blocks import Block
from zhenggai.intake.readers.content import Content
from zhenggai.lib.errors import FileRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"(?:\r\n|[\n\r\x0b\x85\u2028\u2029])\f?|\f")
_FEW = 8
"""So many stray control characters are found in real texts (cell marks of Word); more make one in fifty suspect."""


def content(data: bytes) -> Content:
    """One block a line; a form feed ends a line and begins a page."""
    text = decoded(data)
    page = 1 if "\f" in text else None
    blocks, start = [], 0
    for end in _LINE_END.finditer(text):
        blocks.append(Block(text[start : end.start()], page=page, soft=True))
        start = end.end()
        if page is not None and end[0].endswith("\f"):
            page += 1
    blocks.append(Block(text[start:], page=page, soft=True))
    return Content(blocks)


def decoded(data: bytes) -> str:
    """The text of the bytes, stray control characters as spaces; refused where no encoding fits, or where control
    characters show that it is no text."""
    text = _decode(data)
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(_FEW, len(text) // 50):
        raise FileRefused(
            "file.binary",
            "内容不是文字，或是没有标记的 UTF-16 编码——请核对是否选错文件；确是文字的，用记事本另存为 UTF-8",
        )
    return _CONTROL.sub(" ", text) if controls else text


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            "file.encoding",
            "认不出文字编码（不是 UTF-8、GB18030，也不是带标记的 UTF-16）——请用记事本另存为 UTF-8，或另存为 docx",
        ) from error
