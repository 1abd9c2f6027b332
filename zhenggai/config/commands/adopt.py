"""`zhenggai adopt FILE --office … --as …`: read a file and make it a ledger, through the same actions as the page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.adoption import adopt_file
from zhenggai.config.session import add_actor, open_data, scope_of, viewer_of

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "adopt", help="读入文件并立账 / read a document and adopt it as a ledger"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_actor(parser)
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    viewer = viewer_of(options)
    with scope_of(viewer):
        print(adopt_file(viewer, options.file))
    return 0
