"""What reading costs: a document against only opening it, a thousand of them, growth with length, starting."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.table import table
from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.readers import parse
from zhenggai.intake.reading import read_draft
from zhenggai.intake.segment import segment

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "examples" / "三水区政协机关通报.txt"


def documents() -> str:
    """One document in a warm process, by step; then a thousand through the limited child."""
    data, rounds = SEED.read_bytes(), 50
    opened = _each(lambda: SEED.read_bytes(), rounds)
    parsed = _each(lambda: parse(data, SEED.name), rounds)
    document = parse(data, SEED.name)
    segmented = _each(lambda: segment(document), rounds)
    read_draft(SEED)
    whole = _each(lambda: read_draft(SEED), rounds)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(1000):
            paths.append(Path(folder) / f"{number}.txt")
            paths[-1].write_bytes(data)
        started = time.perf_counter()
        for path in paths:
            read_draft(path)
        thousand = time.perf_counter() - started
    rows = [
        ("only opening the file", f"{opened * 1000:.2f}", "1"),
        ("parsing", f"{parsed * 1000:.2f}", f"{parsed / opened:.0f}"),
        ("reading it into a draft", f"{segmented * 1000:.1f}", f"{segmented / opened:.0f}"),
        ("both, in a limited child process", f"{whole * 1000:.1f}", f"{whole / opened:.0f}"),
        ("1,000 documents so, each", f"{thousand:.2f}", f"{thousand / 1000 / opened:.0f}"),
    ]
    return table(
        "One circular of 5,000 characters, warm process", ("step", "ms", "× opening"), rows
    )


def linearity(*, full: bool) -> str:
    """Time by length: the seed repeated, and one hostile unit; read without the size limit."""
    sizes = (0.5, 1, 5, 10, 50) if full else (0.5, 1, 2)
    seed = SEED.read_text(encoding="utf-8")
    rows = []
    first: dict[str, float] = {}
    for size in sizes:
        row = [f"{size} MB"]
        for name, unit in (("circulars", seed), ("一是", "一是")):
            text = unit * max(1, int(size * 1_000_000 / len(unit.encode())))
            blocks = tuple(Block(line, soft=True) for line in text.split("\n"))
            started = time.perf_counter()
            segment(Document("x.txt", "txt", "", blocks))
            per_mb = (time.perf_counter() - started) / size
            base = first.setdefault(name, per_mb)
            row += [f"{per_mb:.2f}", f"{per_mb / base:.2f}"]
        rows.append(row)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    head = ("length", "circulars s/MB", "× first", "一是 s/MB", "× first")
    return (
        table("Growth with length", head, rows)
        + f"\nPeak memory of this process: {peak:.0f} MiB.\n"
    )


def start() -> str:
    """Whole commands, from nothing to the last line."""
    command = [str(ROOT / ".venv" / "bin" / "zhenggai")]
    bare = _each(lambda: _run([sys.executable, "-c", "pass"]), 5)
    read = _each(lambda: _run([*command, "read", str(SEED)]), 5)
    helped = _each(lambda: _run([*command, "--help"]), 5)
    rows = [
        ("an empty Python", f"{bare * 1000:.0f}", "1"),
        ("`zhenggai --help`", f"{helped * 1000:.0f}", f"{helped / bare:.1f}"),
        ("`zhenggai read` of the sample", f"{read * 1000:.0f}", f"{read / bare:.1f}"),
    ]
    return table("Whole commands", ("command", "ms", "× bare"), rows)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _each(call: Callable[[], object], rounds: int) -> float:
    """Seconds a call, the median."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return sorted(times)[rounds // 2]
