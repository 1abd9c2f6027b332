"""A limited child process for every file (security.md F05): 512 MB, 30 s of CPU, 60 s by the clock, no network.

The 512 MB are what reading may take on top of what the child was forked with, which it shares with its parent. A
parser that goes wild takes only its child with it; the parent tells what happened in a sentence. What the child answers
comes over a pipe as JSON and is never trusted to be short.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from zhenggai.lib.errors import FileRefused

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 30
WALL_SECONDS = 60
WIDE_BYTES, WIDE_SECONDS = 2 * 1024 * 1024 * 1024, 300
"""Of a wide child, which starts LibreOffice or recognises letters."""
OUTPUT_BYTES = 64 * 1024 * 1024

Refusal = tuple[str, str]
"""A code and its sentence, as they cross the pipe."""
TOO_MUCH: Refusal = (
    "file.memory",
    "文件内容过多或过于复杂，读入所需内存超出 512 MB 的限度——请拆分后分次读入，或只提供正文",
)
TOO_DEEP: Refusal = (
    "file.nesting",
    "文件内部嵌套过深，超出可读的限度——请用 Word、WPS 打开后另存为 docx，简化嵌套的表格",
)
TOO_SLOW: Refusal = (
    "file.time",
    "文件过于复杂，读入时间超出 30 秒的限度——请拆分后分次读入，或只提供正文",
)
BROKE: Refusal = (
    "file.crashed",
    "读入这份文件时解析程序中断，文件内部可能有损坏——请用 Word、WPS 打开原件后另存为 docx 再试",
)
_CLONE_NEWUSER, _CLONE_NEWNET, _PR_SET_PDEATHSIG = 0x10000000, 0x40000000, 1


def limited(call: Callable[[], Any], *, wide: bool = False) -> bytes:
    """Run `call` in a child forked from this very process, which must be small and have no threads; answers with
    what the child told (see `answer`)."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _work(call, write_end, wide)
    os.close(write_end)
    told, refusal = b"", BROKE
    try:
        told, refusal = _heard(read_end, WIDE_SECONDS if wide else WALL_SECONDS)
    finally:
        os.close(read_end)
        if not told:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return refused(TOO_SLOW)
    return told if told and status == 0 else refused(refusal)


def answer(told: bytes) -> Any:
    """The value that a child told; raises the refusal that it told instead."""
    message = json.loads(told.decode("utf-8", "surrogatepass"))
    if "refused" in message:
        raise FileRefused(*message["refused"])
    return message["value"]


def refused(refusal: Refusal) -> bytes:
    """A refusal as a child tells it."""
    return json.dumps({"refused": refusal}, ensure_ascii=False).encode()


def leave_network() -> None:
    """Cut this process and its children off the network, where the system permits it. Without the right to do so the
    parsers still have no reason to use it."""
    system = ctypes.CDLL(None, use_errno=True)
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _work(call: Callable[[], Any], write_end: int, wide: bool) -> NoReturn:
    """In the child: confine it, work, tell, and leave without the parent's clean-up."""
    status = 70
    try:
        _confine(wide)
        told = _told(call)
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(told)
        status = 0
    finally:
        os._exit(status)


def _confine(wide: bool) -> None:
    more, seconds = (WIDE_BYTES, WIDE_SECONDS) if wide else (MEMORY_BYTES, CPU_SECONDS)
    memory = _mapped() + more
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _mapped() -> int:
    """The address space of this process, in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _told(call: Callable[[], Any]) -> bytes:
    try:
        return json.dumps({"value": call()}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except FileRefused as error:
        return refused((error.code, error.sentence))
    except MemoryError:
        return refused(TOO_MUCH)
    except RecursionError:
        return refused(TOO_DEEP)
    except BaseException as error:
        # A fault of ours: its places go to the log, its message may hold the file's text and does not.
        print(f"reading failed: {type(error).__name__}", file=sys.stderr)
        traceback.print_tb(error.__traceback__)
        sys.stderr.flush()
        return refused(BROKE)


def _heard(read_end: int, seconds: float) -> tuple[bytes, Refusal]:
    """All that the child says; nothing, and the reason, where it says too much or too late."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    size = 0
    while select.select([read_end], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(read_end, 1 << 20)
        if not chunk:
            return b"".join(parts), BROKE
        parts.append(chunk)
        size += len(chunk)
        if size > OUTPUT_BYTES:
            return b"", TOO_MUCH
    return b"", TOO_SLOW
