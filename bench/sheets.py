"""What the ledger costs as a workbook: written out, read again, compared with what stands here. After bench.ledger,
whose office and issues it uses."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.ledger import DAY, grow, times
from bench.pace import PACE
from bench.table import percentile, table

_HEAD = ("step", "s", "s at best pace", "peak MiB of Python")


def round_trip(issue_count: int) -> str:
    """A round of its own in the bench's office: exported to a file, read in the limited child, compared."""
    from zhenggai.intake.reading import read_workbook
    from zhenggai.people.queries import scope_for, viewer_named
    from zhenggai.publication.actions import export_ledger
    from zhenggai.rectification.exchange.comparing import compare
    from zhenggai.rectification.exchange.queries import find_round
    from zhenggai.rectification.queries import rounds

    viewer = viewer_named("bench")
    with scope_for(viewer), TemporaryDirectory() as folder:
        grow(issue_count)
        chosen = rounds(viewer)[0]
        path = Path(folder) / "ledger.xlsx"

        def export() -> Any:
            with path.open("wb") as stream:
                return export_ledger(viewer, chosen, stream, DAY)

        round = find_round(viewer, chosen.uuid)
        lines, *exported = _measured(export)
        book, *read = _measured(lambda: read_workbook(path))
        _found, *compared = _measured(lambda: compare(viewer, round, book, DAY))
        title = f"The ledger as a workbook ({_issues(viewer, chosen):,} issues, {lines:,} lines)"
    rows = [("export", *exported), ("read in the child", *read), ("compare", *compared)]
    return table(title, _HEAD, rows)


def _measured(call: Any) -> tuple[Any, str, str, str]:
    """The answer, the middle one of three times, and the peak of a call that is watched."""
    several = times(call, 3)
    raw = percentile([taken.ms for taken in several], 0.5) / 1000
    best = percentile([taken.at_best(PACE) for taken in several], 0.5) / 1000
    tracemalloc.start()
    answer = call()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return answer, f"{raw:.2f}", f"{best:.2f}", f"{peak / 2**20:.0f}"


def _issues(viewer: Any, row: Any) -> int:
    from zhenggai.rectification.queries import LedgerFilters, ledger

    return int(ledger(viewer, row, LedgerFilters(), DAY).issue_count)
