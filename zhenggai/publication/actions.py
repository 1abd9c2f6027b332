"""Handing out papers: what leaves the system is written in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.lib.errors import Refused
from zhenggai.people.queries import HEADINGS, everybody
from zhenggai.people.viewer import Viewer
from zhenggai.publication import lists, registers
from zhenggai.publication.queries import master_ledger_rows
from zhenggai.publication.render.master_ledger import MASTER_LEDGER
from zhenggai.publication.render.roster import write_roster
from zhenggai.publication.render.xlsx import Meta, Row, write_table
from zhenggai.publication.seen import layout_of, seen_rows
from zhenggai.rectification.exchange.queries import Seal, head_mark
from zhenggai.rectification.queries import (
    LedgerFilters,
    RoundRef,
    issues_in_order,
    papers,
    round_row,
)
from zhenggai.registers.queries import RecordFilters

if TYPE_CHECKING:
    from zhenggai.journal.queries import EventFilters
    from zhenggai.people.models import Office

LARGEST_EXPORT = 50_000
"""Lines of one export (security.md S11)."""


def export_ledger(
    viewer: Viewer,
    round: RoundRef,
    target: Path | IO[bytes],
    today: date,
    filters: LedgerFilters | None = None,
) -> int:
    """Write the master ledger of a round as xlsx, as far as the viewer may see it; answers with its lines. It carries
    the marks by which it can be brought back. It is written outside any transaction, then the export is recorded."""
    chosen, seal = round_row(viewer, round), Seal(settings.SECRET_KEY)
    issues = papers(viewer, chosen, filters or LedgerFilters(), today)
    meta = Meta(f"{chosen.name}台账", chosen.office_name, viewer.name, today)
    rows = _bounded(master_ledger_rows(issues, today, seal))
    marks = head_mark(chosen.uuid, today.isoformat(), seal)
    lines = write_table(rows, target, meta, MASTER_LEDGER, marks=marks)
    record(
        viewer,
        "ledger.export",
        summary=gettext("导出整改总台账：%(round)s，%(lines)s 行")
        % {"round": chosen.name, "lines": lines},
        round=str(chosen.uuid),
    )
    return lines


def export_seen(
    viewer: Viewer,
    round: RoundRef,
    target: Path | IO[bytes],
    today: date,
    filters: LedgerFilters,
    columns: Sequence[str],
    *,
    with_measures: bool,
) -> int:
    """Write the ledger's list as it stands on the screen, all its pages: its filters, order and columns, measures
    where they are unfolded."""
    chosen = round_row(viewer, round)
    layout = layout_of(columns)
    meta = Meta(f"{chosen.name}台账（所见）", chosen.office_name, viewer.name, today)
    issues = issues_in_order(viewer, chosen, filters, today, with_measures=with_measures)
    rows = seen_rows(issues, columns)
    lines = write_table(_bounded(rows), target, meta, layout)
    record(
        viewer,
        "ledger.export",
        summary=gettext("导出台账所见：%(round)s，%(lines)s 行")
        % {"round": chosen.name, "lines": lines},
        round=str(chosen.uuid),
        filters=filters.as_query(),
    )
    return lines


def write_people(viewer: Viewer, organ: Office, target: IO[bytes], *, with_people: bool) -> int:
    """Write the sheet by which a list of people is taken in: empty, or with those at work now, and then it is
    recorded. Answers with its lines."""
    rows = everybody(viewer, organ) if with_people else []
    departments, roles = lists.choices_for(viewer, organ)
    count = write_roster(
        lists.people_cells(rows),
        target,
        headings=list(HEADINGS.values()),
        departments=departments,
        roles=roles,
        advice=lists.ADVICE,
    )
    if with_people:
        record(
            viewer,
            "person.export",
            obj=organ,
            summary=gettext("导出人员名单：%(count)s 人") % {"count": len(rows)},
        )
    return count


def export_trail(viewer: Viewer, target: IO[bytes], today: date, filters: EventFilters) -> int:
    """Write the journal as xlsx; that it was taken out stands in it, too. Answers with its lines."""
    meta = Meta("留痕清单", "", viewer.name, today)
    lines = write_table(_bounded(lists.trail_rows(viewer, filters)), target, meta, lists.TRAIL)
    record(
        viewer,
        "journal.export",
        summary=gettext("导出留痕 %(lines)s 条") % {"lines": lines},
        person=filters.actor,
        families=list(filters.families),
    )
    return lines


def export_records(
    viewer: Viewer, register: str, target: IO[bytes], today: date, filters: RecordFilters
) -> int:
    """Write what the filters leave of a register as xlsx; secret fields never. Answers with its lines."""
    return registers.write_records(viewer, register, target, today, filters, _bounded)


def write_blank_sheet(viewer: Viewer, register: str, target: IO[bytes]) -> None:
    """Write the empty sheet of a register, to be filled in and taken in again."""
    registers.write_blank(viewer, register, target)


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
