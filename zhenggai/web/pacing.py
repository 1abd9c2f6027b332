"""Holding back whoever tries too often, without keeping who it was: counts live in this process's memory only, under a key that
is drawn anew at every start."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from threading import Lock

_SALT = secrets.token_bytes(16)
_MOST_KEYS = 10_000


class Pace:
    """At most `tries` within `span` seconds for one key."""

    def __init__(self, tries: int, span: float) -> None:
        self._tries, self._span = tries, span
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = Lock()

    def takes(self, name: str, now: float | None = None) -> bool:
        """Whether another try is let in; it is counted where it is."""
        moment = time.monotonic() if now is None else now
        key = hashlib.sha256(_SALT + name.encode()).digest()
        with self._lock:
            if len(self._seen) > _MOST_KEYS:
                self._forget(moment)
            tries = self._seen.setdefault(key, deque())
            while tries and tries[0] <= moment - self._span:
                tries.popleft()
            if len(tries) >= self._tries:
                return False
            tries.append(moment)
            return True

    def _forget(self, moment: float) -> None:
        """Keys without a recent try."""
        self._seen = {
            key: tries
            for key, tries in self._seen.items()
            if tries and tries[-1] > moment - self._span
        }
