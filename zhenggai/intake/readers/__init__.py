"""Readers: files become blocks. One table of formats, one reader each; whatever comes in is checked first (F01–F05).

Nothing here needs Django: `zhenggai read` starts without it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.readers import docx, text
from zhenggai.intake.readers.checks import check, extension_of, plain_name
from zhenggai.lib.errors import FileRefused

READERS = {"txt": text.blocks, "docx": docx.blocks}
"""Extension → function from bytes to blocks and notices. A new format is one line here and one module."""


def parse(data: bytes, name: str) -> Document:
    """Check and parse, in this very process. Call it from a limited child only (see child.py)."""
    name = plain_name(name)
    kind = extension_of(name)
    check(data, kind)
    found, notices = READERS[kind](data)
    if not any(block.text.strip() for block in found):
        raise FileRefused(
            "file.no_text",
            f"“{name}”里没有文字（可能只有图片）——请提供可复制文字的 docx 或 txt 文件",
        )
    return Document(name, kind, hashlib.sha256(data).hexdigest(), tuple(found), tuple(notices))


def load(path: Path) -> bytes:
    """The file's bytes; refused before reading when it is not there or too large."""
    try:
        if path.is_dir():
            raise FileRefused("file.folder", f"{path} 是文件夹——请给出一份文件")
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused("file.too_large", "文件超过 50 MB——请拆分，或只提供正文")
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(
            "file.unreadable", f"打不开文件 {path}（{error.strerror}）——请核对路径和权限"
        ) from error


MOST_BYTES = 50 * 1024 * 1024

__all__ = ["Block", "Document", "load", "parse"]
