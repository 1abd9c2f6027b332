"""The nursery: a small process that has the parsers loaded, and forks one limited child a file.

A process that has threads or Django in it must not fork for itself; it asks here. The nursery is started when it is
first needed, and anew when it has died; it ends when the process that started it does.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO, cast

from zhenggai.intake.readers.child import BROKE, refused


class Nursery:
    """One request at a time; a request that finds the nursery dead is asked once more."""

    def __init__(self, server: str = "zhenggai.intake.readers.server") -> None:
        self._server = server
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._line: BinaryIO | None = None

    def ask(self, request: Mapping[str, object]) -> bytes:
        """What the limited child told of the request's file."""
        with self._lock:
            return self._try(request) or self._try(request) or refused(BROKE)

    def close(self) -> None:
        """End the process, if this one started it."""
        if self._line is not None:
            with suppress(OSError):
                self._line.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _try(self, request: Mapping[str, object]) -> bytes:
        """What was told; nothing where the nursery has died, and then the next try starts another."""
        line = self._running()
        with suppress(OSError, ValueError):
            line.write(json.dumps(request).encode() + b"\n")
            line.flush()
            length = int(line.readline())
            told = line.read(length)
            if len(told) == length:
                return told
        self.close()
        return b""

    def _running(self) -> BinaryIO:
        """The line to the nursery. One inherited over a fork belongs to the process before."""
        alive = self._process is not None and self._owner == os.getpid()
        if alive and self._process is not None and self._process.poll() is None and self._line:
            return self._line
        self.close()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", self._server],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )
            self._line = cast(BinaryIO, ours.makefile("rwb"))
        self._owner = os.getpid()
        return self._line


NURSERY = Nursery()
atexit.register(NURSERY.close)
