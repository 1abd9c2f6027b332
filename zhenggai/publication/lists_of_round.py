"""The three lists and the breakdown table as papers (documents.md §1.2, §1.3): a sheet to work with, a paper to sign. Their words are
Chinese whatever language the page speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.lib.errors import Refused
from zhenggai.people.viewer import Viewer
from zhenggai.publication.render.table_docx import write_paper
from zhenggai.publication.render.xlsx import Column, Heading, Layout, Meta, Row, write_table
from zhenggai.rectification.process.queries import ListKind, ListRow, list_heads, whole_list

if TYPE_CHECKING:
    from zhenggai.rectification.models import InspectionRound

_WIDTHS: dict[str, tuple[float, ...]] = {
    ListKind.PROBLEMS: (5, 18, 26, 26, 30, 14, 8, 8),
    ListKind.TASKS: (5, 20, 20, 8, 38, 18, 12, 18),
    ListKind.DUTIES: (5, 30, 10, 14, 16, 10, 10, 12, 14),
    ListKind.BREAKDOWN: (5, 26, 50, 16, 10, 12, 18),
}
_FOOT: dict[str, tuple[int, int, int, int]] = {
    ListKind.PROBLEMS: (0, 2, 3, 4),
    ListKind.TASKS: (0, 2, 4, 5),
    ListKind.DUTIES: (0, 2, 4, 6),
    ListKind.BREAKDOWN: (0, 1, 2, 3),
}
MOST_LINES = {"xlsx": 50_000, "docx": 3_000}
"""Lines of one export (security.md S11); a paper of more than a hundred pages is nobody's to sign."""


def export_list(
    viewer: Viewer,
    round: InspectionRound,
    kind: ListKind,
    target: IO[bytes],
    today: date,
    *,
    form: str,
) -> int:
    """Write one list, as far as the viewer sees the issues, as `xlsx` or `docx`; answers with its lines. That it was taken out
    stands in the journal."""
    with translation.override("zh-hans"):
        layout = layout_of(kind)
        meta = Meta(f"{round.name}{kind.label}", round.office.name, viewer.name, today)
        rows = _rows(_bounded(whole_list(viewer, round, kind, today), MOST_LINES[form]))
        write = write_table if form == "xlsx" else write_paper
        lines = write(rows, target, meta, layout)
    record(
        viewer,
        "list.export",
        obj=round,
        summary=gettext("导出%(list)s：%(lines)s 行") % {"list": kind.label, "lines": lines},
        form=form,
    )
    return lines


def layout_of(kind: ListKind) -> Layout:
    """The sheet of one list: heads as the ledger calls them, widths by what stands in them."""
    columns = tuple(
        Column(head, width, right=head == "序号")
        for head, width in zip(list_heads(kind), _WIDTHS[kind], strict=True)
    )
    return Layout(str(kind.label), (Heading("", columns),), foot=_FOOT[kind], frozen_columns=2)


def _rows(rows: Iterable[ListRow]) -> Iterator[Row]:
    return (Row(list(row.cells), opens=row.opens) for row in rows)


def _bounded(rows: Iterable[ListRow], most: int) -> Iterator[ListRow]:
    for number, row in enumerate(rows, 1):
        if number > most:
            raise Refused(
                "export.too_large",
                gettext("超过 %(most)s 行，没有导出——单次导出以此为限；请改导出 Excel 或分轮次导出")
                % {"most": most},
            )
        yield row
