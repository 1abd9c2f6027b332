"""A vendor's robot on loopback: a real server that takes what it is handed and answers as it is told to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Taken:
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Vendor:
    """What came in, and what to answer: a status, headers, a body; `hang` keeps silent until the test is over, `drip` says
    a byte now and then."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    status: int = 200
    body: bytes = b'{"errcode":0,"errmsg":"ok"}'
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drip: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, value: dict[str, Any], status: int = 200) -> None:
        self.body, self.status = json.dumps(value).encode(), status


@contextmanager
def vendor(context: ssl.SSLContext | None = None) -> Iterator[Vendor]:
    kept = Vendor()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            kept.taken.append(Taken(parts.path, query, dict(self.headers), json.loads(body)))
            if kept.hang:
                kept.over.wait(60)
                self.close_connection = True
                return
            if kept.drip:
                self._drip()
                return
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(kept.body)))
            self.end_headers()
            self.wfile.write(kept.body)

        def do_GET(self) -> None:
            kept.taken.append(Taken(self.path, {}, dict(self.headers), None))
            self.send_error(405)

        def _drip(self) -> None:
            self.close_connection = True
            while not kept.over.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests look at what was taken."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        kept.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
