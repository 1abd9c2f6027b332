"""A disk that runs full: writing is refused in plain words, reading goes on, and it recovers without a restart
(security.md D07). On a small disk of its own where this machine lets one be mounted."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robust.office import Office, Person

pytestmark = [pytest.mark.slow, pytest.mark.outside_database]
MEGABYTES = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("left out: this machine lets no small disk be mounted")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """A file that takes all room but so many bytes."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        file.write(b"\0" * max(shutil.disk_usage(folder).free - leave, 0))
    return filler


@pytest.mark.parametrize("early", ["50", "0"], ids=["refused early", "really full"])
def test_a_full_disk_stops_writing_and_nothing_else(small_disk: Path, early: str) -> None:
    office = Office(small_disk / "data", {"ZHENGGAI_LEAST_FREE": early})
    office.prepare(1, 2)
    with office.served() as (port,):
        person = Person(port, "p0")
        person.sign_in()
        ledger = person.get("/").body
        (issue, *_) = re.findall(r'data-issue="([^"]+)"', ledger)
        report = f"/issues/{issue}/progress/"
        assert person.post(report, {"text": "8月1日完成 1 项"}).status == 302

        filler = fill(small_disk, leave=4096)
        answers = [person.post(report, {"text": f"8月{n}日完成 2 项"}) for n in range(2, 8)]
        upload = person.upload(
            report, {"text": "8月9日完成 3 项", "kind": "photo"}, "x.txt", b"x" * 300_000
        )
        shown = [person.get("/"), person.get(f"/issues/{issue}/"), person.get("/overview/")]
        filler.unlink()
        person.get("/healthz")
        again = _until_taken(person, report)

    assert answers[-1].status in (503, 507)
    assert {answer.status for answer in answers} <= {302, 503, 507}
    assert upload.status in (503, 507)
    for refused in (answers[-1], upload):
        assert "没有保存" in refused.body
        assert "Traceback" not in refused.body
    assert [answer.status for answer in shown] == [200, 200, 200]
    assert again.status == 302
    assert office.command("journal", "verify").returncode == 0


def _until_taken(person: Person, report: str) -> object:
    """Room is looked for every few seconds."""
    import time

    for _ in range(20):
        answer = person.post(report, {"text": "9月1日完成 9 项"})
        if answer.status == 302:
            return answer
        time.sleep(0.5)
    return answer
