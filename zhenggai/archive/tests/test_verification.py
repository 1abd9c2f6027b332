"""Whether the store still holds what was handed in (security.md E01, E03)."""

from __future__ import annotations

import io
import os
import random
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from zhenggai.archive import jobs, storage
from zhenggai.archive.actions import Kept, put, register
from zhenggai.archive.queries import stored_count, verify_store
from zhenggai.archive.verification import remove_orphans
from zhenggai.journal.models import Event
from zhenggai.people.models import Office
from zhenggai.people.viewer import Viewer


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> Path:
    settings.STORE = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def 甲(db: None) -> Viewer:
    organ = Office.objects.create(name="甲机关", kind="organ")
    return Viewer(1, 1, "甲", organ.pk, frozenset({organ.pk}), frozenset({"handler"}))


def keep(viewer: Viewer, text: str) -> Kept:
    kept = put(io.BytesIO(text.encode()), f"{text}.txt")
    register(viewer, kept, office_id=viewer.office_id or 0)
    return kept


def spoil(digest: str, data: bytes) -> None:
    path = storage.path_of(digest)
    path.chmod(0o640)
    path.write_bytes(data)


def test_a_whole_store_is_good(甲: Viewer) -> None:
    keep(甲, "一")
    keep(甲, "二")
    keep(甲, "二")

    account = verify_store()

    assert (account.checked, account.is_good, account.extra) == (2, True, [])
    assert stored_count() == 2


def test_missing_changed_and_extra_files_are_told_apart(甲: Viewer) -> None:
    first, second, third = (keep(甲, text) for text in ("一", "二", "三"))
    storage.remove(first.sha256)
    spoil(second.sha256, b"changed")
    nobody = put(io.BytesIO(b"nobody"), "x.txt")

    account = verify_store()

    assert account.missing == [first.sha256]
    assert account.changed == [second.sha256]
    assert account.extra == [nobody.sha256]
    assert not account.is_good
    assert third.sha256 not in account.missing


def test_a_sample_looks_at_so_many_and_says_nothing_of_extras(甲: Viewer) -> None:
    for number in range(10):
        keep(甲, f"件{number}")
    put(io.BytesIO(b"nobody"), "x.txt")

    account = verify_store(sample=3, chance=random.Random(7))

    assert (account.checked, account.extra, account.is_good) == (3, [], True)


def test_the_result_stands_in_the_journal(甲: Viewer) -> None:
    kept = keep(甲, "一")
    jobs.whole()
    storage.remove(kept.sha256)
    jobs.sample()

    results = list(Event.objects.order_by("seq").values_list("action", "result"))
    assert results == [("evidence.verify", "done"), ("evidence.verify", "evidence.damaged")]


def test_orphans_are_cleared_away_after_a_day_and_nothing_else(甲: Viewer, own_store: Path) -> None:
    kept = keep(甲, "一")
    orphan, fresh = put(io.BytesIO(b"old"), "x.txt"), put(io.BytesIO(b"new"), "y.txt")
    part = own_store / "incoming" / "broken"
    part.write_bytes(b"half")
    yesterday = time.time() - 25 * 3600
    for path in (storage.path_of(orphan.sha256), storage.path_of(kept.sha256), part):
        os.utime(path, (yesterday, yesterday))

    removed = remove_orphans(older_than=timedelta(days=1))

    assert removed == [orphan.sha256]
    assert not part.exists()
    assert storage.is_whole(kept.sha256)
    assert storage.is_whole(fresh.sha256)
