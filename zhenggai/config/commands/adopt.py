"""`zhenggai adopt FILE --office … --as …`: read a file and make it a ledger, through the same actions as the page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.commands.session import add_actor, scope_of, set_up, viewer_of
from zhenggai.lib.errors import FileRefused

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.people.viewer import Viewer


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "adopt", help="读入文件并立账 / read a document and adopt it as a ledger"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_actor(parser)
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    set_up()
    viewer = viewer_of(options)
    with scope_of(viewer):
        print(adopt_file(viewer, options.file))
    return 0


def adopt_file(viewer: Viewer, path: Path) -> str:
    """Receive, read and adopt one file; answers with a sentence of what came out."""
    from zhenggai.intake.actions import receive
    from zhenggai.intake.jobs import read_now
    from zhenggai.people.clock import today
    from zhenggai.people.queries import system_viewer
    from zhenggai.rectification.actions import adopt
    from zhenggai.rectification.queries import figures

    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            "file.unreadable", f"打不开文件 {path}：{error.strerror}。请核对路径和权限"
        ) from error
    # Reading is the worker's part; here it is done at once.
    reading = read_now(system_viewer(), receive(viewer, data, path.name))
    round = adopt(viewer, reading, today=today())
    found = figures(viewer, round, today())
    return f"已立账：{round.name}，{found.issue_count} 个问题"
