"""`zhenggai doctor`: is everything in place that the office relies on? The same checks as the page 系统状态."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from zhenggai.config.session import open_data

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("doctor", help="检查运行环境 / check the installation")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 where anything is wrong."""
    open_data()
    from zhenggai.people.queries import findings

    found = findings(serving=False)
    for finding in found:
        mark = "·" if finding.good is None else "✓" if finding.good else "✗"
        print(f"{mark} {finding.part.label}：{finding.words}")
    return int(any(finding.good is False for finding in found))
