"""Which evidence a reviewer must look at: drawn by a stored seed, so that anybody can draw it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def sample_size(count: int, share: int, least: int) -> int:
    """How many of `count` pieces are drawn: `share` percent rounded up, at least `least`, never more than there are
    (process.md §5: two pieces or 20 %, whichever is more)."""
    return min(count, max(least, -(-count * share // 100)))


def draw(seed: str, keys: Iterable[str], *, share: int, least: int) -> list[str]:
    """The drawn keys, in the order of the draw. The same seed and keys give the same draw, in whatever order the keys
    come: each key's place is the SHA-256 of seed and key."""
    known = set(keys)
    order = sorted(known, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).digest(), key))
    return order[: sample_size(len(known), share, least)]
