"""Keeping files."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from zhenggai.archive import storage
from zhenggai.archive.formats import mime_of
from zhenggai.archive.models import Attachment
from zhenggai.archive.numbers import advance_series as advance_series
from zhenggai.archive.numbers import next_number as next_number
from zhenggai.archive.numbers import take_numbers as take_numbers
from zhenggai.journal.actions import announce
from zhenggai.people.viewer import Viewer

_TYPES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"PK\x03\x04", "application/zip"),
)
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


def store(
    viewer: Viewer,
    data: BinaryIO | bytes,
    *,
    name: str,
    office_id: int,
    detected_type: str | None = None,
    sealed: bool = False,
) -> Attachment:
    """Keep a file: its bytes are on the disk before the row exists. Part of a caller's action, which journals it."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    head = stream.read(16)
    stream.seek(0)
    digest, size = storage.put(stream)
    return Attachment.objects.create(
        office_id=office_id,
        sha256=digest,
        size=size,
        detected_type=detected_type or _type_of(head),
        original_name=plain_name(name),
        uploader_name=viewer.name,
        sealed=sealed,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes lie in the store, before a row says whose it is."""

    sha256: str
    size: int
    detected_type: str
    name: str


def put(data: BinaryIO, name: str) -> Kept:
    """Keep the bytes of a file that may be handed in as evidence; any other is refused before a byte is kept. No
    transaction waits while they are written; what no row names in the end is cleared away after a day."""
    name = plain_name(name)
    mime = mime_of(data, name)
    digest, size = storage.put(data)
    return Kept(digest, size, mime, name)


def register(viewer: Viewer, kept: Kept, *, office_id: int) -> Attachment:
    """The row of a kept file. Part of a caller's action, which journals it."""
    return Attachment.objects.create(
        office_id=office_id,
        sha256=kept.sha256,
        size=kept.size,
        detected_type=kept.detected_type,
        original_name=kept.name,
        uploader_name=viewer.name,
    )


def discard(attachment: Attachment) -> None:
    """Take away a file that may not be kept at all (security.md F11), its bytes after the commit and unless another
    row needs them. Part of a caller's action, which journals it."""
    digest = attachment.sha256
    attachment.delete()
    if not Attachment._base_manager.filter(sha256=digest).exists():
        announce(partial(storage.remove, digest))


def plain_name(name: str) -> str:
    """The last part of a file's name, composed, without control and direction marks, 120 characters at most
    (security.md F02)."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in _BIDI).strip()
    if len(kept) <= 120:
        return kept or "未命名"
    stem, dot, suffix = kept.rpartition(".")
    return stem[: 119 - len(suffix)] + dot + suffix if dot and len(suffix) <= 8 else kept[:120]


def _type_of(head: bytes) -> str:
    for magic, kind in _TYPES:
        if head.startswith(magic):
            return kind
    return "text/plain" if b"\x00" not in head else "application/octet-stream"
