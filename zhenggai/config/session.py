"""What verbs share that act on the data: Django set up once, somebody to act as, a line of progress."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from zhenggai.config.environment import data_folder, database_file, is_on_file
from zhenggai.lib.errors import BadInput, Refused

if TYPE_CHECKING:
    from zhenggai.people.viewer import Viewer
    from zhenggai.rectification.queries import RoundRow


def set_up() -> None:
    """Load settings and rooms; once a process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenggai.config.settings")
    import django

    django.setup()


def open_data() -> None:
    """The same, for a verb that works on the data: refused where the folder holds none, or that of another edition."""
    folder = data_folder()
    if is_on_file() and not database_file(folder).exists():
        raise Refused(
            "data.unprepared",
            f"{folder} 里没有数据——请核对 ZHENGGAI_DATA 是否写对；第一次使用的，请先运行 zhenggai up",
        )
    set_up()
    from zhenggai.config.prepared import refuse_unprepared

    refuse_unprepared(folder)


def add_actor(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """`--as`, `--office`: business verbs act as somebody (readings.md 8)."""
    parser.add_argument(
        "--as",
        dest="actor",
        required=required,
        metavar="ACCOUNT",
        help="以谁的账号办理 / account to act as",
    )
    parser.add_argument(
        "--office", metavar="NAME", help="单位，一人多单位时填写 / office to act in"
    )


def viewer_of(options: argparse.Namespace) -> Viewer:
    """The viewer that the options name, in the office they name."""
    from zhenggai.people.queries import viewer_named

    return viewer_named(options.actor, source="cli", office=options.office)


def scope_of(viewer: Viewer) -> AbstractContextManager[object]:
    """The alarm behind `visible()`, opened for the viewer's offices (readings.md 7)."""
    from zhenggai.people import queries

    opened = getattr(queries, "scope_for", None)
    return opened(viewer) if opened is not None else nullcontext()


def chosen_round(viewer: Viewer, name: str | None) -> RoundRow:
    """The round of that name; the newest where none is named."""
    from zhenggai.rectification.queries import rounds

    found = [item for item in rounds(viewer) if name is None or item.name == name]
    if not found:
        raise BadInput(
            "round.none", "还没有立账的轮次——请先用 zhenggai adopt 立账，或核对 --round 后的名称"
        )
    return found[0]


class Progress:
    """A bar on a terminal, plain lines in a pipe; always on standard error."""

    def __init__(self, total: int, words: str) -> None:
        self.total, self.words = max(total, 1), words
        self.on_terminal = sys.stderr.isatty()
        self._told = -1

    def show(self, done: int) -> None:
        tenths = done * 10 // self.total
        if self.on_terminal:
            bar = "█" * (done * 24 // self.total)
            print(
                f"\r{self.words} {bar:<24} {done}/{self.total}", end="", file=sys.stderr, flush=True
            )
        elif tenths != self._told:
            print(f"{self.words} {done}/{self.total}", file=sys.stderr)
        self._told = tenths

    def finish(self) -> None:
        if self.on_terminal:
            print(file=sys.stderr)
