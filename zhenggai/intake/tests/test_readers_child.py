"""The limited child: what goes wild is ended and told, and the parent goes on."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from zhenggai.intake.classified import Classified
from zhenggai.intake.draft import Draft
from zhenggai.intake.readers import child, parse, read_bytes, read_file
from zhenggai.intake.readers.child import answer, limited
from zhenggai.intake.readers.nursery import NURSERY, Nursery
from zhenggai.intake.readers.passing import document_from_json, document_to_json
from zhenggai.intake.reading import read_draft
from zhenggai.intake.segment import segment
from zhenggai.intake.tests.making_docx import cell, docx, paragraph, row, table
from zhenggai.lib.errors import FileRefused

SEED = Path(__file__).parents[3] / "examples" / "三水区政协机关通报.txt"
WORDS = "正文里的话"
ROOT = Path(__file__).parents[3]


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(FileRefused) as refusal:
        answer(limited(call))
    assert "——请" in refusal.value.sentence
    return refusal.value.code


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds by the clock, and what came of it."""
    started = time.monotonic()
    result = call()
    return time.monotonic() - started, result


def deeper(depth: int) -> int:
    return deeper(depth + 1) + 1


def refuse() -> None:
    raise FileRefused("file.empty", "文件是空的——请核对")


def fail() -> None:
    raise KeyError(WORDS)


def test_child_answers_with_json() -> None:
    assert answer(limited(lambda: {"文": ["𠮷", None, 1]})) == {"文": ["𠮷", None, 1]}


def test_refusals_cross_the_pipe() -> None:
    assert code_of(refuse) == "file.empty"


def test_memory_is_limited() -> None:
    assert answer(limited(lambda: len(bytearray(64 * 1024 * 1024)))) == 64 * 1024 * 1024
    assert code_of(lambda: bytearray(child.MEMORY_BYTES * 5 // 4)) == "file.memory"


def test_memory_is_counted_from_what_the_child_was_forked_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "MEMORY_BYTES", 192 * 1024 * 1024)
    held = bytearray(512 * 1024 * 1024)

    assert answer(limited(lambda: len(bytearray(48 * 1024 * 1024)))) == 48 * 1024 * 1024
    assert code_of(lambda: bytearray(320 * 1024 * 1024)) == "file.memory"
    assert held


def test_processor_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "CPU_SECONDS", 1)

    def spin() -> None:
        while True:
            pass

    assert code_of(spin) == "file.time"


def test_time_by_the_clock_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "WALL_SECONDS", 0.3)
    spent, code = timed(lambda: code_of(lambda: time.sleep(30)))

    assert code == "file.time" and spent < 20


def test_output_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "OUTPUT_BYTES", 100_000)

    assert len(answer(limited(lambda: "x" * 90_000))) == 90_000
    assert code_of(lambda: "x" * 110_000) == "file.memory"


def test_endless_recursion_is_told() -> None:
    assert code_of(lambda: deeper(0)) == "file.nesting"


@pytest.mark.parametrize("end", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_child_that_crashes_is_told(end: signal.Signals) -> None:
    def crash() -> None:
        faulthandler.disable()
        os.kill(os.getpid(), end)

    assert code_of(crash) == "file.crashed"


def test_fault_of_ours_is_told_without_the_text(capfd: pytest.CaptureFixture[str]) -> None:
    assert code_of(fail) == "file.crashed"

    log = capfd.readouterr().err
    assert "KeyError" in log
    assert WORDS not in log


def test_no_child_is_left_behind() -> None:
    for call in (lambda: 1, refuse, fail, lambda: os.kill(os.getpid(), signal.SIGKILL)):
        limited(call)

    with suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG) == (0, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may leave the network here")
def test_child_has_no_network() -> None:
    def reach() -> bool:
        child.leave_network()
        with socket.socket() as line:
            line.settimeout(1)
            return line.connect_ex(("127.0.0.1", port)) == 0

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert answer(limited(reach)) is False


def test_documents_cross_the_pipe_whole() -> None:
    rows = table(row(cell(paragraph("甲")), cell(paragraph("乙")), properties="<w:tblHeader/>"))
    for data, name in (
        (docx(paragraph("一") + rows), "a.docx"),
        ("一\n\f二\u200b".encode(), "b.txt"),
    ):
        document = parse(data, name)

        assert document_from_json(json.loads(json.dumps(document_to_json(document)))) == document


def test_file_is_read_as_in_the_same_process() -> None:
    expected = parse(SEED.read_bytes(), SEED.name)

    document, draft = read_draft(SEED)

    assert document == expected == read_file(SEED)
    assert draft == segment(expected)
    assert isinstance(draft, Draft)


def test_name_tells_the_format_not_the_path(tmp_path: Path) -> None:
    stored = tmp_path / "3f2a"
    stored.write_bytes(docx(paragraph("一、甲")))

    document, _ = read_draft(stored, name="报告\u202e.docx")

    assert (document.name, document.format) == ("报告.docx", "docx")
    assert read_bytes(stored.read_bytes(), "报告.docx").text == "一、甲"


def test_classified_files_are_told_apart_over_the_pipe() -> None:
    with pytest.raises(Classified):
        read_bytes("机密★5年\n通报".encode(), "a.txt")


def test_nursery_that_died_is_started_anew() -> None:
    read_file(SEED)
    process = NURSERY._process
    assert process is not None
    process.kill()
    process.wait()

    assert read_file(SEED).text
    assert NURSERY._process is not process


def test_nursery_serves_threads() -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(read_bytes(b"%d" % n, "a.txt").text))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [str(n) for n in range(8)]


def test_nursery_ends_with_the_process_that_started_it() -> None:
    code = (
        "import django, os; from zhenggai.intake.readers import read_bytes;"
        "from zhenggai.intake.readers.nursery import NURSERY;"
        "read_bytes(b'x', 'a.txt'); print(NURSERY._process.pid, flush=True); os._exit(0)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    pid = int(told.stdout)
    deadline = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not _runs(pid)


def test_refusal_ends_two_deaths_in_a_row() -> None:
    broken = Nursery("zhenggai.no_such_module")

    with pytest.raises(FileRefused, match="解析程序中断"):
        answer(broken.ask({"work": "document_alone", "path": str(SEED), "name": "a.txt"}))


def test_command_line_reads_in_a_child_of_its_own() -> None:
    code = (
        "import sys; from pathlib import Path; from zhenggai.intake.reading import read_draft;"
        "from zhenggai.intake.readers.nursery import NURSERY;"
        f"d, draft = read_draft(Path({str(SEED)!r}));"
        "assert 'django' not in sys.modules and NURSERY._process is None; print(len(draft.issues))"
    )
    cold, told = timed(
        lambda: subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60
        )
    )
    assert int(told.stdout) == 11

    read_draft(SEED)
    warm, _ = timed(lambda: [read_draft(SEED) for _ in range(3)])
    assert warm / 3 < cold


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
