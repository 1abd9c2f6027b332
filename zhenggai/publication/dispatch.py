"""The dispatch table (调度表, documents.md §1.6) as a sheet, from frozen cut-offs alone. Its words are Chinese whatever language
the page speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import IO, TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.people.viewer import Viewer
from zhenggai.publication.render.xlsx import Column, Heading, Layout, Meta, Row, write_table
from zhenggai.rectification.statistics.queries import (
    BY_KEY,
    DispatchLine,
    Rhythm,
    department_lines,
    dispatch,
    footnote,
)

if TYPE_CHECKING:
    from zhenggai.rectification.models import Cutoff, InspectionRound

_NUMBERS = (
    *(Column("总数", 8, right=True), Column("完成", 8, right=True)),
    *(Column("阶段性完成", 10, right=True), Column("正在", 8, right=True)),
    *(Column("未启动", 8, right=True), Column("超期", 8, right=True)),
    Column("按期完成率", 12, right=True),
)
_PERIOD = (Column("本期新增销号", 12, right=True), Column("下期到期", 10, right=True))
_NOTES = ("issue_done_rate", "on_time_rate", "overdue")


def export_dispatch(
    viewer: Viewer, round: InspectionRound, rhythm: Rhythm, target: IO[bytes], today: date
) -> int:
    """Write the table of a rhythm: one line a cut-off; answers with its lines."""
    lines = dispatch(viewer, round, rhythm)
    layout = Layout(
        "调度表",
        (Heading("", (Column("截止日期", 14), *_NUMBERS, *_PERIOD)),),
        (0, 2, 5, 8),
        1,
        _notes(),
    )
    name = str(Rhythm(rhythm).label)
    with translation.override("zh-hans"):
        rows = [_row(line, [_count(line.closed_since), _count(line.due_next)]) for line in lines]
        meta = Meta(f"{round.name}{name}表", round.office.name, viewer.name, today)
        written = write_table(rows, target, meta, layout)
    _note(viewer, round, f"{round.name}{name}表", len(rows))
    return written


def export_departments(viewer: Viewer, cutoff: Cutoff, target: IO[bytes]) -> int:
    """Write the departments of one cut-off; answers with its lines."""
    lines = department_lines(cutoff)
    layout = Layout(
        "部门", (Heading("", (Column("部门", 22), *_NUMBERS)),), (0, 2, 4, 6), 1, _notes()
    )
    round = cutoff.round
    with translation.override("zh-hans"):
        title = f"{round.name}分部门调度表（截至{cutoff.cut_on:%Y-%m-%d}）"
        meta = Meta(title, round.office.name, viewer.name, cutoff.cut_on)
        rows = [_row(line, []) for line in lines]
        written = write_table(rows, target, meta, layout)
    _note(viewer, round, title, len(rows))
    return written


def _row(line: DispatchLine, more: Sequence[str]) -> Row:
    numbers = (line.total, line.done, line.staged, line.doing, line.unstarted, line.overdue)
    return Row([line.label, *map(str, numbers), line.on_time.shown, *more], opens=True)


def _notes() -> tuple[str, ...]:
    """The formulas, as every report must say them."""
    with translation.override("zh-hans"):
        return tuple(f"注：{footnote(BY_KEY[key])}" for key in _NOTES)


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def _note(viewer: Viewer, round: InspectionRound, title: str, lines: int) -> None:
    record(
        viewer,
        "figures.export",
        obj=round,
        summary=gettext("导出%(title)s：%(lines)s 行") % {"title": title, "lines": lines},
    )
