"""Starting: refuse early what cannot work, prepare the data folder only where something changed, run the site and
the worker side by side, stop both cleanly."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from zhenggai.config.environment import data_folder, database_file
from zhenggai.lib.errors import Refused

PACKAGE = Path(__file__).resolve().parents[1]
STOP_SECONDS = 30


def serve(host: str, port: int, *, demo: bool) -> int:
    """Everything from an empty folder to a served page; answers when it has been stopped."""
    _check_address(host)
    _check_port(host, port)
    folder = prepare(demo=demo)
    _first_accounts(demo)
    if not demo and (folder / "today").exists():
        print(
            f"注意：{folder} 里是演示数据，今天固定不变；正式使用请另选目录（DATA=…）"
            " / This folder holds the demo.",
            file=sys.stderr,
        )
    return _run(_children(host, port), f"http://{host}:{port}/")


def prepare(*, demo: bool) -> Path:
    """The data folder with tables and static files; a new one of a demo is fixed at the demo's day."""
    folder = _own_folder()
    if demo and not (folder / "prepared").exists() and not database_file(folder).exists():
        _fix_today(folder)
    _prepare(folder)
    return folder


def _own_folder() -> Path:
    """The data folder, for its owner only (security.md S01)."""
    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / ".writable").write_bytes(b"")
        (folder / ".writable").unlink()
    except OSError as error:
        raise Refused(
            "data.unwritable",
            f"数据目录 {folder} 不能写入（{error.strerror}）——请用 DATA=… 另选目录，或改正权限",
        ) from error
    os.environ["ZHENGGAI_DATA"] = str(folder)
    return folder


def _check_address(host: str) -> None:
    """Other than loopback only behind TLS or a trusted proxy (S03)."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise Refused(
            "start.address", f"监听地址“{host}”不是有效的 IP 地址——请改正 --host"
        ) from None
    if not loopback and not (
        os.environ.get("ZHENGGAI_HOSTS") and os.environ.get("ZHENGGAI_PROXIES")
    ):
        raise Refused(
            "start.no_tls",
            "绑定本机以外的地址，须由配有 TLS 的代理转发——请设置 ZHENGGAI_HOSTS（域名）和 ZHENGGAI_PROXIES（代理层数），或改用 127.0.0.1",
        )


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                "start.port",
                f"端口 {port} 用不了（{error.strerror}）——请先停下占用它的程序，或用 PORT=… 换一个端口",
            ) from error


def _fix_today(folder: Path) -> None:
    """The demo's folder stays at its day, and every page says so (readings.md 2)."""
    (folder / "today").write_text("2021-09-08\n", encoding="utf-8")


def _prepare(folder: Path) -> None:
    """Tables and static files, where code or migrations have changed since the last start."""
    stamp, wanted = folder / "prepared", _code_digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    from zhenggai.config.session import set_up

    set_up()
    from django.core.management import call_command

    from zhenggai.config.prepared import refuse_foreign

    refuse_foreign(folder)
    print("准备数据库和页面文件…… / Preparing …", file=sys.stderr)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted, encoding="ascii")


def _code_digest() -> str:
    """Changes with every migration, static file and model."""
    digest = hashlib.sha256(os.environ.get("ZHENGGAI_DATABASE_URL", "").encode())
    for pattern in (
        "*/migrations/*.py",
        "*/static/**/*",
        "*/models.py",
        "*/models/*.py",
        "*/triggers.py",
    ):
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(PACKAGE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _first_accounts(demo: bool) -> None:
    """On the first start only: accounts are made, their one-time passwords shown once."""
    marker = data_folder() / "started"
    if marker.exists():
        return
    from zhenggai.config.session import set_up

    set_up()
    from zhenggai.config import demo as sample
    from zhenggai.people import actions, queries

    if queries.is_first_start():
        logins = (
            sample.prepare()
            if demo
            else [(a.username, a.display_name, word) for a, word in actions.create_first_accounts()]
        )
        _show(logins)
        if not demo:
            print(
                "  先用 sysadmin 登录，页面上列着启用新单位的六步。 / Sign in as sysadmin first.\n"
            )
    marker.write_text("", encoding="ascii")


def _show(logins: Sequence[tuple[str, str, str]]) -> None:
    print("\n账号与一次性口令（只显示这一次，登录后须修改）")
    print("Accounts and one-time passwords (shown only now; change them at first sign-in)\n")
    for username, role, password in logins:
        print(f"  {username:<14}{password:<24}{role}")
    print(flush=True)


def _children(host: str, port: int) -> list[subprocess.Popen[bytes]]:
    """The site and the worker, each in a process group of its own, so that Ctrl-C reaches them through us."""
    site = [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws"),
        *("--log-level", "error", "zhenggai.config.wsgi:application"),
    ]
    worker = [sys.executable, "-m", "zhenggai.config.worker"]
    return [subprocess.Popen(command, start_new_session=True) for command in (site, worker)]


def _run(children: list[subprocess.Popen[bytes]], address: str) -> int:
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if _answers(address, children):
        print(f"已启动，请用浏览器打开 {address} （Ctrl-C 停止） / Ready at {address}", flush=True)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    if not stopping:
        print("有一个进程意外退出，已全部停下——请查看上面的日志后重新启动", file=sys.stderr)
    return 0 if stopping else 1


def _answers(address: str, children: list[subprocess.Popen[bytes]]) -> bool:
    host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
    for _ in range(300):
        if any(child.poll() is not None for child in children):
            return False
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return True
        time.sleep(0.05)
    return False


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """SIGTERM, time to finish what is at hand, then the end (D09)."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
