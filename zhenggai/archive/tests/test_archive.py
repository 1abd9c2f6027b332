"""Files are kept once, whole and read-only; numbers are given once (security.md E01, E02, F02)."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from zhenggai.archive import storage
from zhenggai.archive.actions import plain_name, store
from zhenggai.archive.models import Attachment
from zhenggai.archive.numbers import next_number
from zhenggai.archive.queries import open_attachment
from zhenggai.lib.errors import NotFound
from zhenggai.people.models import Office
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.viewer import Viewer


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> Path:
    settings.STORE = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def organ(db: None) -> Office:
    return Office.objects.create(name="甲机关", kind="organ")


@pytest.fixture
def 甲(organ: Office) -> Viewer:
    return Viewer(1, 1, "甲", organ.pk, frozenset({organ.pk}), frozenset({"handler"}))


def test_bytes_lie_under_their_digest_and_cannot_be_written(own_store: Path) -> None:
    digest, size = storage.put(io.BytesIO(b"evidence"))

    path = own_store / digest[:2] / digest[2:4] / digest
    assert digest == hashlib.sha256(b"evidence").hexdigest()
    assert (path.read_bytes(), size) == (b"evidence", 8)
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert list((own_store / "incoming").iterdir()) == []


def test_the_same_bytes_are_kept_once() -> None:
    first, _ = storage.put(io.BytesIO(b"twice"))
    before = storage.path_of(first).stat().st_ino

    second, _ = storage.put(io.BytesIO(b"twice"))

    assert first == second
    assert storage.path_of(second).stat().st_ino == before


def test_a_damaged_file_of_the_same_digest_is_not_passed_over() -> None:
    digest, _ = storage.put(io.BytesIO(b"whole"))
    path = storage.path_of(digest)
    path.chmod(0o600)
    path.write_bytes(b"damaged")

    assert not storage.is_whole(digest)
    with pytest.raises(OSError, match="damaged"):
        storage.put(io.BytesIO(b"whole"))


def test_the_file_is_synced_before_it_gets_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(os, "link", lambda *names: (order.append("link"), link(*names))[1])

    storage.put(io.BytesIO(b"ordered"))

    assert order[:2] == ["fsync", "link"]
    assert order[2:] == ["fsync", "fsync"]


def test_nothing_is_left_of_a_broken_upload(own_store: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        storage.put(Broken())

    assert list((own_store / "incoming").iterdir()) == []


def test_an_attachment_remembers_who_brought_it(甲: Viewer, organ: Office) -> None:
    with scope_for(甲):
        kept = store(甲, b"%PDF-1.7 ...", name="签到表.pdf", office_id=organ.pk)

    assert (kept.original_name, kept.uploader_name, kept.size) == ("签到表.pdf", "甲", 12)
    assert kept.detected_type == "application/pdf"


def test_an_outsider_cannot_open_it(甲: Viewer, organ: Office) -> None:
    with scope_for(system_viewer()):
        kept = store(甲, b"secret", name="a.txt", office_id=organ.pk)
    丙 = Viewer(3, 3, "丙", organ.pk + 1, frozenset({organ.pk + 1}), frozenset({"handler"}))

    with scope_for(甲), open_attachment(甲, kept) as file:
        assert file.read() == b"secret"
    with scope_for(丙), pytest.raises(NotFound):
        open_attachment(丙, kept)


def test_an_attachment_cannot_be_asked_for_outside_a_scope(db: None) -> None:
    with pytest.raises(Exception, match="scope"):
        Attachment.objects.count()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\通报.docx", "通报.docx"),
        ("../../etc/passwd", "passwd"),
        ("报\u202egnp.exe", "报gnp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("", "未命名"),
    ],
)
def test_names_are_made_plain(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_long_name_keeps_its_extension() -> None:
    assert plain_name("长" * 300 + ".docx").endswith("长.docx")
    assert len(plain_name("长" * 300 + ".docx")) == 120


def test_numbers_go_on_within_office_and_year(organ: Office) -> None:
    other = Office.objects.create(name="丙机关", kind="organ")

    given = [next_number("letter", organ.pk, 2021) for _ in range(3)]

    assert given == [1, 2, 3]
    assert next_number("letter", organ.pk, 2022) == 1
    assert next_number("letter", other.pk, 2021) == 1
