"""The three keys of a data folder (security.md S02): independent, random, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAMES = ("secret_key", "field_key", "signing_key")


def read_key(folder: Path, name: str) -> str:
    """The key of that name; made when the folder has none yet. Raises OSError where it cannot be written."""
    path = folder / "keys" / name
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def read_keys(folder: Path, name: str) -> list[str]:
    """The key of that name first, then the older ones (`name.1`, `name.2` …) that something may still be sealed with."""
    older = sorted((folder / "keys").glob(f"{name}.[0-9]*"))
    return [read_key(folder, name), *(path.read_text(encoding="ascii").strip() for path in older)]


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".part{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        # Two processes start at once: the first key stays.
        pass
    finally:
        part.unlink()
