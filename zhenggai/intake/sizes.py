"""How large a file may be that comes in."""

from __future__ import annotations

import os
from typing import BinaryIO

from django.utils.translation import gettext

from zhenggai.lib.errors import FileRefused

LARGEST_FILE = 50 * 1024 * 1024


def refuse_large(data: BinaryIO | bytes) -> None:
    """Refuse a file above the limit (security.md F01); a stream stands at its beginning afterwards."""
    if _size(data) > LARGEST_FILE:
        raise FileRefused("file.too_large", gettext("文件超过 50 MB——请拆分，或只提供正文"))


def _size(data: BinaryIO | bytes) -> int:
    if isinstance(data, bytes):
        return len(data)
    size = data.seek(0, os.SEEK_END)
    data.seek(0)
    return size
