"""Run a command with a PostgreSQL server of its own: `with_postgres.py COMMAND [ARG …]`.

The server listens on a free loopback port, keeps its data in a temporary folder and is gone afterwards. The
command finds it in ZHENGGAI_DATABASE_URL. PostgreSQL refuses to run as root: then it runs as `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
}


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        return subprocess.run(command, env=os.environ | {"ZHENGGAI_DATABASE_URL": url}).returncode


@contextmanager
def server() -> Iterator[str]:
    """A running server; the address of its database."""
    binaries = _binaries()
    # Not below the caller's home: the server's account must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="zhenggai-pg-", dir="/tmp"))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    started = None
    try:
        data, port = folder / "data", _free_port()
        _run(
            [
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "zhenggai",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "trust",
            ],
            account,
        )
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        started = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, *settings],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **account,
        )
        _wait_until_ready(binaries, port, started)
        yield f"postgres://zhenggai@127.0.0.1:{port}/postgres"
    finally:
        if started is not None:
            started.send_signal(signal.SIGINT)
            started.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        sys.exit("没有找到 PostgreSQL。请先运行 scripts/debian-packages.sh。")
    return Path(initdb).parent


def _account() -> dict[str, Any]:
    """Whose process the server is, when we are root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(command: list[Path | str], account: dict[str, Any]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(binaries: Path, port: int, started: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        asked = subprocess.run(
            [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], cwd="/"
        )
        if asked.returncode == 0:
            return
        if started.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("PostgreSQL 没有启动成功。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
