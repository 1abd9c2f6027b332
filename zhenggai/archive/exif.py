"""When a photo was taken, as its camera wrote it: the one tag of EXIF that registers ask for, read without decoding the
picture (security.md F05: pictures are decoded in a limited process only)."""

from __future__ import annotations

import struct
from datetime import date
from functools import lru_cache

from zhenggai.archive import storage

_HEAD = 128 * 1024
_EXIF_IFD, _ORIGINAL, _CHANGED = 0x8769, 0x9003, 0x0132
_MOST_TAGS = 500


@lru_cache(maxsize=4_096)
def taken_on(digest: str) -> str | None:
    """The day as 2021-08-12; None where the file is gone, no JPEG, or says nothing. A digest's bytes never change."""
    try:
        with storage.read(digest) as file:
            return day_of(file.read(_HEAD))
    except OSError:
        return None


def day_of(data: bytes) -> str | None:
    """The day that the first bytes of a JPEG tell."""
    tiff = _tiff(data)
    if tiff is None:
        return None
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = _tags(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
        inner = _tags(tiff, order, first[_EXIF_IFD][1]) if _EXIF_IFD in first else {}
        found = inner.get(_ORIGINAL) or first.get(_CHANGED)
        if found is None:
            return None
        text = tiff[found[1] : found[1] + 10].decode("ascii").replace(":", "-")
        return date.fromisoformat(text).isoformat()
    except (KeyError, ValueError, struct.error):
        return None


def _tiff(data: bytes) -> bytes | None:
    """The TIFF block of a JPEG's APP1 segment."""
    place = 2 if data[:2] == b"\xff\xd8" else len(data)
    while place + 10 <= len(data) and data[place] == 0xFF:
        mark, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if mark == 0xE1 and data[place + 4 : place + 10] == b"Exif\0\0":
            return data[place + 10 : place + 2 + length]
        if mark == 0xDA or length < 2:
            return None
        place += 2 + length
    return None


def _tags(tiff: bytes, order: str, place: int) -> dict[int, tuple[int, int]]:
    """The tags of a directory: how many values, and where they are (or the value itself)."""
    (count,) = struct.unpack_from(order + "H", tiff, place)
    found = {}
    for n in range(min(count, _MOST_TAGS)):
        tag, _, values, value = struct.unpack_from(order + "HHII", tiff, place + 2 + 12 * n)
        found[tag] = (values, value)
    return found
