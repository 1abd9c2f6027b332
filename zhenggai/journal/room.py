"""Room on the disk: while little is left, reading goes on and writing is refused, so that what is stored stays whole
(security.md D07)."""

from __future__ import annotations

import shutil
import time

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.lib.errors import Unavailable

LEAST_BYTES = 200 * 1024 * 1024
"""A large disk of which a small share is left still has room: this and the share must both be fallen below."""
_ASKED_EVERY = 5.0
_asked: tuple[float, bool] = (0.0, False)


def is_low() -> bool:
    """Whether the data folder's disk is nearly full; looked at every few seconds."""
    global _asked
    now = time.monotonic()
    if now - _asked[0] >= _ASKED_EVERY or not _asked[0]:
        _asked = (now, _look())
    return _asked[1]


def refuse_when_low() -> None:
    if is_low():
        refused = Unavailable(
            "disk.low",
            gettext("磁盘空间不足，系统暂为只读，没有保存——请系统管理员清出空间，随后即可继续"),
        )
        refused.status = 507
        raise refused


def _look() -> bool:
    try:
        usage = shutil.disk_usage(settings.DATA)
    except OSError:
        return False
    least = settings.ZHENGGAI_LEAST_FREE
    return usage.free < usage.total * least and usage.free < LEAST_BYTES
