"""A stranger's first minutes: a clone in a new folder, one command, a page; Ctrl-C; the same data at the next start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.outside_database]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stranger") / "zhenggai"
    subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(clone: Path, data: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`make run` as a stranger types it; the address once it answers."""
    port = _free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHENGGAI_", "DJANGO_"))}
    made = subprocess.Popen(
        ["make", "run", f"PORT={port}", f"DATA={data}", *words],
        cwd=clone,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(4800):
            if made.poll() is not None:
                break
            try:
                urllib.request.urlopen(address + "/sign-in/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, made
    finally:
        if made.poll() is None:
            os.killpg(made.pid, signal.SIGINT)
            made.wait(timeout=40)


def test_one_command_serves_the_demo_and_the_next_start_keeps_it(
    clone: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with running(clone, data) as (address, first):
        page = urllib.request.urlopen(address + "/sign-in/").read().decode()
        assert "zhenggaiban" in page
        assert urllib.request.urlopen(address + "/healthz").status == 200
    told = first.stdout.read() if first.stdout else ""
    assert "一次性口令" in told
    assert "sysadmin" in told
    assert "Traceback" not in told

    with running(clone, data) as (address, second):
        assert "zhenggaiban" in urllib.request.urlopen(address + "/sign-in/").read().decode()
    told_again = second.stdout.read() if second.stdout else ""
    assert "一次性口令" not in told_again
    assert "Traceback" not in told_again


def test_a_real_office_starts_with_its_three_administrators(clone: Path, tmp_path: Path) -> None:
    with running(clone, tmp_path / "office", "DEMO=0") as (address, made):
        page = urllib.request.urlopen(address + "/sign-in/").read().decode()
        assert "演示" not in page
        assert urllib.request.urlopen(address + "/readyz").status == 200
    told = made.stdout.read() if made.stdout else ""
    assert all(name in told for name in ("sysadmin", "secadmin", "auditadmin"))
    assert "zhenggaiban" not in told
    assert "启用新单位的六步" in told


def test_a_port_in_use_is_said_in_words(clone: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            ["make", "run", f"PORT={port}", f"DATA={tmp_path / 'data'}"],
            cwd=clone,
            capture_output=True,
            text=True,
            check=False,
        )

    assert told.returncode != 0
    assert f"端口 {port} 用不了" in told.stderr
    assert "Traceback" not in told.stderr


def test_another_address_without_tls_is_refused(clone: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [clone / ".venv" / "bin" / "zhenggai", "up", "--host", "0.0.0.0"],  # noqa: S104 — refused is the point
        env=os.environ | {"ZHENGGAI_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert "TLS" in told.stderr
