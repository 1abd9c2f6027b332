"""A real server in a data folder of its own, and people at it: plain HTTP, cookies and forms, no browser."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.robust.prepare import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"


@dataclass
class Answer:
    status: int
    body: str
    location: str


@dataclass
class Office:
    """A data folder with its environment; `database` is SQLite in the folder where no other is named."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("ZHENGGAI_")
        }
        return kept | {"ZHENGGAI_DATA": str(self.folder), "ZHENGGAI_TESTING": "1", **self.extra}

    def prepare(self, people: int, issues: int) -> None:
        self._run([str(PYTHON), "-m", "tests.robust.prepare", str(people), str(issues)])

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The console script in this folder."""
        return subprocess.run(
            [str(PYTHON), "-m", "zhenggai.config.cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, code: str) -> str:
        """What a little program says of the database."""
        return self._run([str(PYTHON), "-c", _SET_UP + code])

    def serve(self, port: int) -> subprocess.Popen[bytes]:
        """The site alone, in a process group of its own."""
        return subprocess.Popen(
            [
                *(str(PYTHON.with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws"),
                *("--log-level", "error", "zhenggai.config.wsgi:application"),
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )

    @contextmanager
    def served(self, servers: int = 1) -> Iterator[list[int]]:
        """So many servers on one data folder, each on a port of its own; ended by their pids."""
        with self.served_at(*(free_port() for _ in range(servers))) as ports:
            yield ports

    @contextmanager
    def served_at(self, *ports: int) -> Iterator[list[int]]:
        processes = [self.serve(port) for port in ports]
        try:
            for port in ports:
                wait_for(port)
            yield list(ports)
        finally:
            for process in processes:
                kill(process)

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout


_SET_UP = """
from zhenggai.config.session import set_up
set_up()
from django_scopes import scopes_disabled
_scope = scopes_disabled()
_scope.__enter__()
"""


class Person:
    """Somebody at the site: signs in, opens pages, sends forms."""

    def __init__(self, port: int, username: str) -> None:
        self.port, self.username = port, username
        self._cookies: dict[str, str] = {}

    def sign_in(self) -> None:
        self.get("/sign-in/")
        answer = self.post("/sign-in/", {"username": self.username, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{self.username}: {answer.status} {answer.body[:300]}")

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(self, path: str, values: dict[str, str], **headers: str) -> Answer:
        token = self._cookies.get("csrftoken", "")
        body = urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._send("POST", path, body, headers)

    def upload(
        self, path: str, values: dict[str, str], name: str, data: bytes, **headers: str
    ) -> Answer:
        """A form with one file in the field `files`."""
        mark = uuid.uuid4().hex
        values = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **values}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in values.items()
        ]
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        )
        body = b"".join([*parts, head.encode(), data, f"\r\n--{mark}--\r\n".encode()])
        headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
        return self._send("POST", path, body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        own = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{self.port}/"}
        try:
            connection.request(method, path, body, own | headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return Answer(response.status, text, urlsplit(response.headers.get("Location", "")).path)


def version_in(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    if found is None:
        raise RuntimeError(html[:500])
    return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers at {port}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """The whole process group at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
