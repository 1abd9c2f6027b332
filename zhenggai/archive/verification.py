"""Whether the store still holds what the database says it holds (security.md E03)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django_scopes import scopes_disabled

from zhenggai.archive import storage
from zhenggai.archive.models import Attachment

DAILY_SAMPLE = 200


@dataclass(slots=True)
class Account:
    """What was looked at and what is wrong: digests of files that are gone, changed, or known to no row."""

    checked: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.changed)

    def as_json(self) -> dict[str, object]:
        return {
            "checked": self.checked,
            "missing": self.missing,
            "changed": self.changed,
            "extra": self.extra,
        }


def verify_store(
    *,
    sample: int | None = None,
    chance: random.Random | None = None,
    tell: Callable[[int], None] | None = None,
) -> Account:
    """Recompute the digests of all stored files, or of a random sample; with all, list files that no row names."""
    account = Account()
    with scopes_disabled():
        digests = list(
            Attachment.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
        )
    known = set(digests)
    if sample is not None and sample < len(digests):
        digests = (chance or random.SystemRandom()).sample(digests, sample)
    for digest in digests:
        account.checked += 1
        if not storage.path_of(digest).exists():
            account.missing.append(digest)
        elif not storage.is_whole(digest):
            account.changed.append(digest)
        if tell is not None:
            tell(account.checked)
    if sample is None:
        account.extra = [name for name in _stored() if name not in known]
    return account


def remove_orphans(*, older_than: timedelta) -> list[str]:
    """Take away stored files that no row has named for so long, and parts of broken uploads; answers with digests."""
    with scopes_disabled():
        known = set(Attachment.objects.values_list("sha256", flat=True).distinct())
    oldest = time.time() - older_than.total_seconds()
    removed = []
    for digest in _stored():
        if digest not in known and storage.path_of(digest).stat().st_mtime < oldest:
            storage.remove(digest)
            removed.append(digest)
    for part in (Path(settings.STORE) / "incoming").glob("*"):
        if part.stat().st_mtime < oldest:
            part.unlink(missing_ok=True)
    return removed


def _stored() -> Iterator[str]:
    root = Path(settings.STORE)
    for path in sorted(root.glob("??/??/*")):
        if len(path.name) == 64:
            yield path.name
