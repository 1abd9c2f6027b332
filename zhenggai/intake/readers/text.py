"""Plain text: BOM → UTF-8 → GB18030 → refused (security.md F07). Nothing is lost but the kind of line end."""

from __future__ import annotations

import codecs
import re

from zhenggai.intake.blocks import Block
from zhenggai.lib.errors import FileRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029\x85\x0b]")


def blocks(data: bytes) -> tuple[list[Block], list[str]]:
    """One block a line; a form feed begins a page."""
    text = decoded(data)
    page, has_pages = 1, "\f" in text
    found = []
    for line in _LINE_END.split(text):
        page += line.count("\f")
        found.append(Block(line.replace("\f", " "), page=page if has_pages else None, soft=True))
    return found, []


def decoded(data: bytes) -> str:
    """The text of the bytes; refused where no encoding fits or control characters show that it is no text."""
    text = _decode(data)
    controls = sum(1 for _ in _CONTROL.finditer(text[:200_000]))
    if controls > 8 or "\x00" in text:
        raise FileRefused(
            "file.binary", "内容不是文字，含有大量控制符——请核对是否选错文件，或另存为 docx"
        )
    return _CONTROL.sub(" ", text)


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
            "认不出文字编码（不是 UTF-8、GB18030 或带标记的 UTF-16）——请用记事本另存为 UTF-8，或另存为 docx",
        ) from error
