"""The store: `store/ab/cd/<sha256>`, written once and read-only (security.md E01).

Digest while receiving into a temporary file of the same volume → fsync → link to the final name (compared where it
exists) → fsync of the folder → 0440. Only then may a row of the database point at it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_CHUNK = 1 << 20


def put(stream: BinaryIO) -> tuple[str, int]:
    """Store the bytes of the stream; answers with their digest and number."""
    root = Path(settings.STORE)
    incoming = root / "incoming"
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = incoming / secrets.token_hex(16)
    try:
        digest, size = _receive(stream, part)
        _publish(part, path_of(digest))
        return digest, size
    finally:
        part.unlink(missing_ok=True)


def path_of(digest: str) -> Path:
    return Path(settings.STORE) / digest[:2] / digest[2:4] / digest


def read(digest: str) -> BinaryIO:
    """The bytes, open for reading; OSError where they are gone."""
    return path_of(digest).open("rb")


def remove(digest: str) -> None:
    """Take the bytes away; harmless when they are gone."""
    path_of(digest).unlink(missing_ok=True)


def is_whole(digest: str) -> bool:
    """The bytes are there and still have that digest."""
    try:
        with read(digest) as file:
            return _digest_of(file) == digest
    except OSError:
        return False


def _receive(stream: BinaryIO, part: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in _chunks(stream):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o440)
    return digest.hexdigest(), size


def _publish(part: Path, final: Path) -> None:
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(part, final)
    except FileExistsError:
        if not is_whole(final.name):
            raise OSError(f"stored file {final.name[:12]} is damaged") from None
    for folder in (final.parent, final.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
