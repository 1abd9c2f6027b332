"""`zhenggai demo`: the sample office, its accounts and its ledger, made through ordinary actions (readings.md 1, 2)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from zhenggai.config.session import set_up

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("demo", help="在空的数据目录里准备演示单位 / prepare the demo office")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    set_up()
    from zhenggai.config import demo

    for username, role, password in demo.prepare():
        print(f"{username:<14}{role:<14}{password}")
    return 0
