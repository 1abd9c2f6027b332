"""A limited child process for every file (security.md F05): 512 MB, 30 s of CPU, 60 s by the clock, no network.

A parser that goes wild takes only its child with it; the parent tells what happened in a sentence. The command
line forks at once; a process with threads or with Django in it asks a nursery, a small process that has the parsers
loaded and forks one child a file.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any, cast

from zhenggai.lib.errors import FileRefused

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 30
WALL_SECONDS = 60
OUTPUT_BYTES = 192 * 1024 * 1024
_CLONE_NEWNET = 0x40000000


def limited(call: Callable[[], Any]) -> Any:
    """Run `call` in a child forked from this very process; answers with its JSON value. The process must be small
    and have no threads."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _run_and_leave(call, write_end)
    os.close(write_end)
    return _answer(_collect(child, read_end))


def remote(path: str, name: str) -> Any:
    """The same through the nursery, from any process."""
    return _answer(_nursery.ask({"path": path, "name": name}))


def is_small() -> bool:
    """Whether this process may fork for itself."""
    return "django" not in sys.modules and threading.active_count() == 1


def _run_and_leave(call: Callable[[], Any], write_end: int) -> None:
    status = 0
    try:
        _confine()
        try:
            told = {"value": call()}
        except FileRefused as refused:
            told = {"refused": [refused.code, refused.sentence]}
        except MemoryError:
            told = {"refused": list(_TOO_MUCH)}
        except RecursionError:
            told = {"refused": list(_TOO_DEEP)}
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except BaseException:
        status = 70
    finally:
        os._exit(status)


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    # Without the right to leave the network the parsers still have no reason to use it.
    ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET)


def _collect(child: int, read_end: int) -> bytes:
    """What the child says; where it is killed or silent, the refusal that tells of it."""
    deadline = time.monotonic() + WALL_SECONDS
    parts, size = [], 0
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        while True:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            chunk = pipe.read(1 << 20) if ready else b""
            parts.append(chunk)
            size += len(chunk)
            if not chunk or size > OUTPUT_BYTES:
                break
    if not ready or size > OUTPUT_BYTES:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not ready or os.WIFSIGNALED(status):
        late = not ready or os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
        return json.dumps({"refused": list(_TOO_SLOW if late else _BROKE)}).encode()
    return b"".join(parts) or json.dumps({"refused": list(_BROKE)}).encode()


def _answer(told: bytes) -> Any:
    value = json.loads(told.decode("utf-8", "surrogatepass"))
    if "refused" in value:
        raise FileRefused(*value["refused"])
    return value["value"]


_TOO_MUCH = ("file.memory", "文件过于复杂，读入所需内存超出限度——请拆分后再提供")
_TOO_DEEP = ("file.nesting", "文件嵌套过深，没有读入——请用 Word、WPS 打开后另存为 docx")
_TOO_SLOW = ("file.time", "文件过于复杂，读入时间超出限度——请拆分后再提供")
_BROKE = ("file.damaged", "文件内部有损坏，读入中断——请用 Word、WPS 打开原件后重新保存")


class _Nursery:
    """A process that has the parsers loaded; one request at a time, started anew when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, str]) -> bytes:
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            for _ in range(2):
                answer = self._try(line)
                if answer is not None:
                    return answer
        return json.dumps({"refused": list(_BROKE)}).encode()

    def _try(self, line: bytes) -> bytes | None:
        process = self._running()
        asked, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            asked.write(line)
            asked.flush()
            length = told.readline()
            answer = told.read(int(length)) if length else b""
        except (BrokenPipeError, ValueError):
            answer = b""
        if answer:
            return answer
        process.kill()
        process.wait()
        self._process = None
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "zhenggai.intake.readers.nursery"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


_nursery = _Nursery()
