"""`python -m bench [--full] [PART …]`: every figure beside its bare cost. A part runs in one process, on a data folder of
its own; with `--full` it takes its place in docs/benchmarks.md, the other parts stay as they were."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_HEAD = (
    "# Benchmarks\n\n"
    "Each part is measured by `make bench FULL=1` in one run. The machine is shared and changes its pace by half within\n"
    "a minute: read the ratios, and the times at the best pace of the run (bench/pace.py).\n"
)


def _reading(full: bool) -> str:
    from bench import reading

    return "\n".join([reading.documents(), reading.linearity(full=full), reading.start()])


def _ledger(full: bool) -> str:
    from bench import ledger, sheets

    sizes = [1_000, 10_000, 100_000] if full else [1_000, 10_000]
    return "\n".join([ledger.pages(sizes), sheets.round_trip(10_000 if full else 1_000)])


def _offices(full: bool) -> str:
    from bench import offices

    return offices.pages(100_000 if full else 10_000)


def _registers(full: bool) -> str:
    _with_tables()
    from bench import registers

    return registers.records([10_000, 100_000, 1_000_000] if full else [10_000])


def _warnings(full: bool) -> str:
    _with_tables()
    from bench import warnings

    return warnings.runs([10_000, 100_000] if full else [5_000])


def _with_tables() -> None:
    """Modules of data need Django before they can be read."""
    from zhenggai.config.session import set_up

    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


PARTS: dict[str, Callable[[bool], str]] = {
    "reading": _reading,
    "ledger": _ledger,
    "offices": _offices,
    "warnings": _warnings,
    "registers": _registers,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--alone", action="store_true", help="this process is the part's own")
    given = parser.parse_args()
    if given.alone:
        print(PARTS[given.parts[0]](given.full))
        return
    for name in given.parts or PARTS:
        found = _run(name, full=given.full)
        print(found, flush=True)
        if given.full:
            _keep(name, found)


def _run(name: str, *, full: bool) -> str:
    """What a part says of itself, measured in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench", name, "--alone"]
    with tempfile.TemporaryDirectory(prefix="zhenggai-bench-") as folder:
        own = {**os.environ, "ZHENGGAI_TESTING": "1", "ZHENGGAI_DATA": folder}
        done = subprocess.run(
            [*command, *(["--full"] if full else [])],
            env=own,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    where = (
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"SQLite on a local disk; an empty Python started in {_pace():.0f} ms"
    )
    return (
        f"*{datetime.now().astimezone().date().isoformat()}: {where}.*\n\n{done.stdout.strip()}\n"
    )


def _pace() -> float:
    """How fast the machine was just then, to hold one day's figures against another's: the median of nine starts."""
    times = []
    for _ in range(9):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", ""], check=True)
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)[4]


def _keep(name: str, found: str) -> None:
    """Put the part into the file, in the parts' order."""
    kept = _kept()
    kept[name] = found
    parts = [f"{_mark(part)}\n{kept[part]}" for part in PARTS if part in kept]
    TARGET.write_text("\n".join([_HEAD, *parts]), encoding="utf-8")


def _kept() -> dict[str, str]:
    """The parts that the file holds, by their marks."""
    text = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    found = {}
    for name in PARTS:
        _before, mark, rest = text.partition(_mark(name) + "\n")
        if mark:
            found[name] = rest.partition("<!-- part ")[0].rstrip() + "\n"
    return found


def _mark(name: str) -> str:
    return f"<!-- part {name} -->"


if __name__ == "__main__":
    main()
