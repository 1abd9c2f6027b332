"""`zhenggai ledger import FILE`: what an edited master ledger would change; with `--confirm`, it is brought in."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhenggai.config.session import add_actor, chosen_round, open_data, scope_of, viewer_of
from zhenggai.lib.errors import Conflict, FileRefused

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.people.viewer import Viewer
    from zhenggai.rectification.exchange.queries import CellRow, LineRow

_WORDS = {
    "change": "改动",
    "add": "新增",
    "conflict": "冲突",
    "ask": "待定",
    "locked": "不导入",
    "refused": "不导入",
    "left": "不改",
}


def add(parts: Verbs[argparse.ArgumentParser]) -> None:
    parser = parts.add_parser(
        "import",
        help="导入改过的总台账，缺省只预览 / bring an edited ledger back; previews unless told",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_actor(parser)
    parser.add_argument("--round", metavar="NAME", help="轮次名称 / round, newest by default")
    parser.add_argument("--confirm", action="store_true", help="确认导入 / write it")
    parser.add_argument(
        "--side",
        choices=("mine", "theirs"),
        help="冲突用表中的或库中的 / whose value counts in conflicts: the sheet's or the ledger's",
    )
    parser.add_argument(
        "--leave", action="store_true", help="待定的都不导入 / leave out what is not certain"
    )
    parser.add_argument(
        "--strict", action="store_true", help="有不能导入的就都不导入 / nothing unless everything"
    )
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.rectification.exchange.queries import find_round

    viewer = viewer_of(options)
    with scope_of(viewer):
        round = find_round(viewer, chosen_round(viewer, options.round).uuid)
        tell = _confirmed if options.confirm else _previewed
        for line in tell(viewer, round, options):
            print(line)
    return 0


def _previewed(viewer: Viewer, round: Any, options: argparse.Namespace) -> Iterator[str]:
    """Compared without anything being kept."""
    from zhenggai.intake.reading import read_workbook
    from zhenggai.people.clock import today
    from zhenggai.people.queries import require
    from zhenggai.rectification.exchange.comparing import compare
    from zhenggai.rectification.exchange.notes import said
    from zhenggai.rectification.exchange.queries import lines_of_plan

    require(viewer, "ledger.import")
    _refuse_absent(options.file)
    found = compare(viewer, round, read_workbook(options.file), today())
    lines = list(lines_of_plan(found.plan.lines))
    yield f"{round.name}　{options.file.name}"
    yield from (f"· {said(item)}" for item in found.notices)
    for line in lines:
        yield from _told(line)
    yield _summary(lines)
    yield "没有写入——看清后加 --confirm 确认导入"


def _confirmed(viewer: Viewer, round: Any, options: argparse.Namespace) -> Iterator[str]:
    """Taken in, compared, decided by the options and confirmed, each by the action that a page would call."""
    from zhenggai.people.clock import today
    from zhenggai.rectification import actions
    from zhenggai.rectification.exchange.queries import import_lines

    batch = _compared(viewer, round, options.file)
    if options.side:
        batch = actions.choose_sides(viewer, batch, options.side, version=batch.version)
    if options.leave and batch.counts["asks"]:
        batch = actions.leave_the_rest(viewer, batch, version=batch.version)
    if options.strict:
        batch = actions.be_strict(viewer, batch, version=batch.version, strict=True)
    batch = actions.confirm_import(viewer, batch, version=batch.version, today=today())
    lines = list(import_lines(viewer, batch.uuid))
    for line in lines:
        yield from _told(line)
    yield f"已导入 {sum(line.done for line in lines)} 行：{_summary(lines)}"


def _compared(viewer: Viewer, round: Any, path: Path) -> Any:
    """Reading and comparing are the worker's part; here they are done at once, unless a worker was faster."""
    from zhenggai.intake.actions import receive_sheet
    from zhenggai.intake.sheet_jobs import read_sheet_now
    from zhenggai.people.queries import system_viewer
    from zhenggai.rectification import actions
    from zhenggai.rectification.exchange_jobs import compare_now

    _refuse_absent(path)
    file = receive_sheet(viewer, path.read_bytes(), path.name, then=actions.COMPARE_JOB)
    batch = actions.begin_import(viewer, round, file)
    with suppress(FileRefused):
        read_sheet_now(system_viewer(), file)
    batch.file.refresh_from_db()
    with suppress(Conflict):
        compare_now(batch)
    batch.refresh_from_db()
    if batch.refusal_code:
        raise FileRefused(batch.refusal_code, batch.refusal_sentence or "")
    return batch


def _refuse_absent(path: Path) -> None:
    if not path.is_file():
        raise FileRefused("file.unreadable", f"打不开文件 {path}——请核对路径和权限")


def _told(line: LineRow) -> Iterator[str]:
    """The line with what is not as it was; nothing where all is."""
    if not (line.cells or line.notes or line.missing or line.kind == "new"):
        return
    marks = [("表中没有，库中不动", line.missing), ("新措施", line.kind == "new")]
    marks += [("对不上", line.kind == "row"), ("已写入", line.done)]
    said = "　".join(word for word, holds in marks if holds)
    yield f"{line.code:<7} {line.title[:40]}　{said}".rstrip()
    yield from (f"        {sentence}" for sentence in line.notes)
    yield from (_told_cell(cell) for cell in line.cells)


def _told_cell(cell: CellRow) -> str:
    after = cell.after if cell.writes else cell.given
    values = f"{cell.before or '空'} → {after or '空'}".replace("\n", "；")
    return (
        f"        {cell.label}　{values}　{_WORDS[cell.verdict]}　{'；'.join(cell.notes)}".rstrip()
    )


def _summary(lines: Iterable[LineRow]) -> str:
    counts = Counter(word for line in lines for word in _marks(line))
    return "，".join(
        f"{word} {counts[word]}" for word in ("改动", "新增", "冲突", "待定", "不导入", "表中没有")
    )


def _marks(line: LineRow) -> set[str]:
    marks = {_WORDS[cell.verdict] for cell in line.cells}
    marks |= {"新增"} if line.kind == "new" else set()
    marks |= {"不导入"} if line.kind == "row" else set()
    return marks | ({"表中没有"} if line.missing else set())
