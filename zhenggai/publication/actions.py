"""Handing out papers: what leaves the system is written in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import IO

from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.lib.errors import Refused
from zhenggai.people.viewer import Viewer
from zhenggai.publication.queries import master_ledger_rows
from zhenggai.publication.render.xlsx import Meta, Row, master_ledger
from zhenggai.rectification.queries import (
    LedgerFilters,
    RoundRef,
    all_issues,
    round_row,
)

LARGEST_EXPORT = 50_000
"""Lines of one export (security.md S11)."""


def export_ledger(
    viewer: Viewer,
    round: RoundRef,
    target: Path | IO[bytes],
    today: date,
    filters: LedgerFilters | None = None,
) -> int:
    """Write the master ledger of a round as xlsx, as far as the viewer may see it; answers with its lines. It is
    written outside any transaction, then the export is recorded."""
    chosen = round_row(viewer, round)
    parts = all_issues(viewer, chosen, filters or LedgerFilters(), today)
    meta = Meta(f"{chosen.name}台账", chosen.office_name, viewer.name, today)
    lines = master_ledger(_bounded(master_ledger_rows(parts)), target, meta)
    record(
        viewer,
        "ledger.export",
        summary=gettext("导出整改总台账：%(round)s，%(lines)s 行")
        % {"round": chosen.name, "lines": lines},
        round=str(chosen.uuid),
    )
    return lines


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number > LARGEST_EXPORT:
            raise Refused(
                "export.too_large",
                gettext(
                    "超过 %(most)s 行，没有导出——单次导出以此为限；请先用筛选缩小范围，分几次导出"
                )
                % {"most": LARGEST_EXPORT},
            )
        yield row
