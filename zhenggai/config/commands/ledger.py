"""`zhenggai ledger [--xlsx FILE]`: the ledger as a list, or as the master ledger (documents.md §1.1);
`zhenggai ledger import FILE` brings that back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.commands import ledger_import
from zhenggai.config.session import add_actor, chosen_round, open_data, scope_of, viewer_of
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

    from zhenggai.config.commands import Verbs
    from zhenggai.people.viewer import Viewer
    from zhenggai.rectification.queries import IssueRow, RoundRow


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "ledger", help="看台账，导出 Excel / show the ledger, write it as xlsx"
    )
    # Required by each of the two ways, not by what leads to both.
    add_actor(parser, required=False)
    parser.add_argument(
        "--round", metavar="NAME", help="轮次名称，缺省为最近一轮 / round, newest by default"
    )
    parser.add_argument(
        "--xlsx", type=Path, metavar="FILE", help="写整改总台账 / write the master ledger"
    )
    parser.set_defaults(run=run, parser=parser)
    ledger_import.add(parser.add_subparsers(title="命令 commands", metavar=""))


def run(options: argparse.Namespace) -> int:
    if options.actor is None:
        options.parser.error("缺少 --as：以谁的账号办理 / --as ACCOUNT is required")
    open_data()
    from zhenggai.people.clock import today

    viewer = viewer_of(options)
    with scope_of(viewer):
        chosen = chosen_round(viewer, options.round)
        if options.xlsx is not None:
            print(_write(viewer, chosen, options.xlsx, today()))
        else:
            _print(viewer, chosen, today())
    return 0


def _write(viewer: Viewer, chosen: RoundRow, target: Path, today: date) -> str:
    """The file appears whole or not at all."""
    from zhenggai.publication.actions import export_ledger

    part = target.with_name(target.name + ".partial")
    try:
        with part.open("wb") as stream:
            lines = export_ledger(viewer, chosen, stream, today)
        part.replace(target)
    except OSError as error:
        raise BadInput(
            "file.unwritable", f"写不了 {target}（{error.strerror}）——请核对路径和权限"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return f"已写入 {target}，{lines} 行"


def _print(viewer: Viewer, chosen: RoundRow, today: date) -> None:
    from zhenggai.rectification.queries import LedgerFilters, all_issues, figures

    print(chosen.name)
    for part in all_issues(viewer, chosen, LedgerFilters(), today):
        for aspect in part.aspects:
            print(f"\n{aspect.number or ''}{aspect.title or ''}")
            for issue in aspect.issues:
                print(_line(issue))
    print()
    for figure in figures(viewer, chosen, today).figures:
        total = f"/{figure.total}" if figure.total is not None else ""
        print(f"{figure.label} {figure.value}{total}　（{figure.formula}）")


def _line(issue: IssueRow) -> str:
    due = "未定时限"
    if issue.deadline is not None:
        left = issue.days_left
        due = f"{issue.deadline:%Y-%m-%d}" + (
            "" if left is None else f" 超期 {-left} 天" if left < 0 else f" 剩 {left} 天"
        )
    who = issue.handler or issue.owner
    named = (
        f"{issue.lead_dept.name if issue.lead_dept else '未定部门'} {who.name if who else '未定人'}"
    )
    return (
        f"  {issue.code:<5} {issue.title}\n"
        f"        {issue.state.label}　{named}　{due}　措施 {issue.complete_count}/{issue.measure_count}"
    )
