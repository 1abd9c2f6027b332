"""What the health page says of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.archive.queries import store_figures
from zhenggai.people.health import Finding, Part, size_words


def store(serving: bool) -> Iterator[Finding]:
    """Files and bytes; and that it can be written to."""
    count, size = store_figures()
    said = gettext("佐证库 %(count)s 件，共 %(size)s") % {
        "count": count,
        "size": size_words(size) if count else "0",
    }
    folder = Path(settings.STORE)
    there = folder.is_dir() or not count
    if not there:
        said += gettext("——目录不在，请检查数据目录是否完整")
    yield Finding(Part.STORE, there, said)
