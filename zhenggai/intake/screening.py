"""A file that is handed in as evidence is looked through for marks of secrecy before it is kept (security.md F11)."""

from __future__ import annotations

from typing import BinaryIO

from zhenggai.intake.classified import Classified, refuse_secrets
from zhenggai.lib.errors import FileRefused

_READABLE = ("txt", "docx", "xlsx", "pdf", "ofd")
_MOST_BYTES = 20 * 1024 * 1024


def screen(data: BinaryIO, name: str) -> None:
    """Refuse a file whose text bears a mark of secrecy. What cannot be read, or is too large to be read while
    somebody waits, passes: it is evidence, not a document to read."""
    size = data.seek(0, 2)
    data.seek(0)
    if name.rpartition(".")[2].lower() not in _READABLE or not 0 < size <= _MOST_BYTES:
        return
    from zhenggai.intake.readers import read_bytes

    try:
        refuse_secrets(read_bytes(data.read(), name).text)
    except Classified:
        raise
    except FileRefused:
        return
    finally:
        data.seek(0)
