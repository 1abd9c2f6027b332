"""Files of the demo year: sample pages that many records show, photos that each event has for itself."""

from __future__ import annotations

import io
import struct
from datetime import date
from functools import lru_cache

from PIL import Image

from zhenggai.archive.actions import Kept, put, store
from zhenggai.people.viewer import Viewer


class Papers:
    """Keys of attachments. A sample page stands for all papers of its kind and year."""

    def __init__(self, viewer: Viewer, office: int) -> None:
        self.viewer = viewer
        self.office = office
        self.samples: dict[tuple[str, int], int] = {}
        self.digests: dict[int, str] = {}

    def sample(self, label: str, year: int) -> int:
        key = self.samples.get((label, year))
        if key is None:
            text = f"演示样张：{label}（{year} 年）。仅供试用，与任何单位的实际业务无关。"
            key = self._keep(text.encode(), f"{label}（样张）.txt")
            self.samples[label, year] = key
        return key

    def photo(self, name: str, day: date | None) -> int:
        """A photo of its own; the camera wrote the day, or none."""
        return self._keep(photo(name, day), f"{name}.jpg")

    def digest_of(self, key: int) -> str:
        return self.digests[key]

    def kept(self, text: str) -> Kept:
        """A file that is kept and not yet anybody's."""
        return put(io.BytesIO(text.encode()), "佐证.txt")

    def _keep(self, data: bytes, name: str) -> int:
        attachment = store(self.viewer, data, name=name, office_id=self.office)
        self.digests[attachment.pk] = attachment.sha256
        return attachment.pk


@lru_cache(maxsize=1)
def _plain() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(stream, "JPEG")
    return stream.getvalue()


def photo(name: str, day: date | None) -> bytes:
    """A small JPEG with a comment of its own and, where a day is given, the EXIF tag of when it was taken."""
    plain = _plain()
    comment = _segment(0xFE, name.encode())
    taken = b"" if day is None else _segment(0xE1, b"Exif\0\0" + _exif(day))
    return plain[:2] + taken + comment + plain[2:]


def _segment(mark: int, data: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data


def _exif(day: date) -> bytes:
    """One directory with the tag DateTime (0x0132), text of twenty bytes behind it."""
    text = f"{day:%Y:%m:%d} 10:00:00\0".encode("ascii")
    directory = struct.pack("<HHHII", 1, 0x0132, 2, len(text), 26) + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8) + directory + text
