"""What may be shown of a file: pictures written anew, the first words of a text (security.md F09). Pictures are made
once, by a limited process of their own, and kept beside the store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.archive import storage
from zhenggai.archive.models import Attachment
from zhenggai.lib.errors import FileRefused, NotFound

SMALL, LARGE = 320, 1600
TEXT_BYTES = 200_000
_PICTURES = ("image/jpeg", "image/png")
_TEXTS = ("text/plain", "text/csv")
_WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Picture:
    """`taken` is the day that the camera wrote down, None where it wrote none."""

    path: Path
    taken: date | None


def is_picture(mime: str) -> bool:
    return mime in _PICTURES


def is_text(mime: str) -> bool:
    return mime in _TEXTS


def picture(attachment: Attachment, side: int = LARGE) -> Picture:
    """The picture at a size, made where it is not there yet."""
    if not is_picture(attachment.detected_type):
        raise NotFound("preview.none", gettext("这种文件没有预览——请下载后查看"))
    folder = Path(settings.STORE).parent / "previews" / attachment.sha256[:2]
    made, told = folder / f"{attachment.sha256}-{side}.jpg", folder / f"{attachment.sha256}.json"
    if not made.exists() or not told.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(storage.path_of(attachment.sha256), made, told, side)
    taken = json.loads(told.read_text(encoding="utf-8"))["taken"]
    return Picture(made, _day(taken))


def text(attachment: Attachment) -> str:
    """The beginning of a text file as any reader would decode it."""
    if not is_text(attachment.detected_type):
        raise NotFound("preview.none", gettext("这种文件没有预览——请下载后查看"))
    with storage.read(attachment.sha256) as file:
        head = file.read(TEXT_BYTES)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError as error:
            # The cut may have gone through a character.
            if error.start > len(head) - 4:
                return head[: error.start].decode(encoding)
    return head.decode("utf-8", "replace")


def _make(source: Path, made: Path, told: Path, side: int) -> None:
    part = made.with_suffix(f".{os.getpid()}.part")
    command = [sys.executable, "-m", "zhenggai.archive.picture", str(source), str(part), str(side)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_WAIT_SECONDS, check=True
        )
        told.write_text(done.stdout, encoding="utf-8")
        part.replace(made)
    except (subprocess.SubprocessError, OSError) as error:
        raise FileRefused(
            "preview.failed", gettext("图片显示不出来（可能已损坏或过大）——请下载后查看")
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
