"""The container of doc, wps and xls: which streams lie in it."""

from __future__ import annotations

import io
import struct

import olefile


def streams(data: bytes) -> set[str] | None:
    """Names of the streams and storages at the top; None where the container cannot be opened."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return {parts[0] for parts in container.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, struct.error):
        return None
