"""Little room on the disk: reading goes on, writing is refused in plain words (security.md D07)."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import pytest

from zhenggai.jobs.models import Job
from zhenggai.journal import actions, room
from zhenggai.journal.actions import action
from zhenggai.journal.tests.somebody import Somebody
from zhenggai.lib.errors import Unavailable

Usage = namedtuple("Usage", "total used free")
GIGABYTE = 2**30
甲 = Somebody("甲")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    settings.ZHENGGAI_LEAST_FREE = 0.05
    monkeypatch.setattr(actions, "_guard", None)
    monkeypatch.setattr(room, "_ASKED_EVERY", 0.0)

    def of(total: int, free: int) -> None:
        monkeypatch.setattr(
            room.shutil, "disk_usage", lambda path: Usage(total, total - free, free)
        )

    return of


@action("test.make", noun="test")
def make(viewer: Somebody) -> Job:
    return Job.objects.create(name="甲")


@pytest.mark.parametrize(
    ("total", "free", "low"),
    [
        (GIGABYTE, GIGABYTE // 10, False),
        (GIGABYTE, GIGABYTE // 25, True),
        (1000 * GIGABYTE, 10 * GIGABYTE, False),
        (1000 * GIGABYTE, GIGABYTE // 10, True),
    ],
)
def test_little_is_a_small_share_and_a_small_amount(
    disk: Any, total: int, free: int, low: bool
) -> None:
    disk(total, free)

    assert room.is_low() is low


@pytest.mark.django_db
def test_nothing_is_written_while_little_is_left_and_it_recovers_by_itself(disk: Any) -> None:
    disk(GIGABYTE, 1000)
    with pytest.raises(Unavailable, match="暂为只读") as refusal:
        make(甲)
    assert (refusal.value.code, refusal.value.status) == ("disk.low", 507)
    assert not Job.objects.exists()

    disk(GIGABYTE, GIGABYTE // 2)
    make(甲)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_disk_that_does_not_answer_stops_nothing(
    disk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(path: object) -> None:
        raise OSError

    monkeypatch.setattr(room.shutil, "disk_usage", gone)

    assert make(甲).pk
