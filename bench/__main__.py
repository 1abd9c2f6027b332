"""`python -m bench [--full]`: every figure beside its bare cost, in one run."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

os.environ["ZHENGGAI_TESTING"] = "1"
os.environ["ZHENGGAI_DATA"] = tempfile.mkdtemp(prefix="zhenggai-bench-")

# The data folder is chosen first.
from bench import reading

TARGET = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    full = "--full" in sys.argv
    parts = [reading.documents(), reading.linearity(full=full), reading.start()]
    from bench import ledger

    parts.append(ledger.pages([1_000, 10_000, 100_000] if full else [1_000, 10_000]))
    # Their data needs Django, which the ledger's has set up by now.
    from bench import registers, sheets, warnings

    parts.append(warnings.runs([10_000, 100_000] if full else [5_000]))
    parts.append(sheets.round_trip())
    parts.append(registers.records([10_000, 100_000, 1_000_000] if full else [10_000]))
    report = _head(full) + "\n".join(parts)
    print(report)
    if full:
        TARGET.write_text(report, encoding="utf-8")


def _head(full: bool) -> str:
    cores = os.cpu_count()
    return (
        "# Benchmarks\n\n"
        f"Measured by `make bench{' FULL=1' if full else ''}` in one run: Python {platform.python_version()}, "
        f"{platform.machine()}, {cores} cores, SQLite on a local disk. The machine is shared: read the ratios.\n\n"
    )


main()
