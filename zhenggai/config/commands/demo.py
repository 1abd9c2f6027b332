"""`zhenggai demo`: the sample office, its accounts and its ledger, made through ordinary actions (readings.md 1, 2)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.session import set_up

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("demo", help="在空的数据目录里准备演示单位 / prepare the demo office")
    parser.add_argument(
        "--year",
        type=_year,
        metavar="YEAR",
        help="改为准备虚构单位一年的登记簿记录 / a fictitious office with a year of records instead",
    )
    parser.add_argument(
        "--size", type=_size, default=0, metavar="N", help="约多少条记录 / about how many records"
    )
    parser.add_argument(
        "--planted",
        type=Path,
        metavar="FILE",
        help="写明有意放入的不达标项 / where to list what is wrong on purpose",
    )
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    if options.year is not None:
        return _year_of_records(options)
    from zhenggai.config.start import prepare

    prepare(demo=True)
    set_up()
    from zhenggai.config import demo

    for username, role, password in demo.prepare():
        print(f"{username:<14}{role:<14}{password}")
    return 0


def _year_of_records(options: argparse.Namespace) -> int:
    """Everything from an empty folder; its today is the last day of the year (readings.md 2)."""
    from zhenggai.config.start import prepare

    folder = prepare(demo=False)
    set_up()
    from zhenggai.config.demo_year import fill_year, write_planted

    made = fill_year(options.year, options.size)
    (folder / "today").write_text(f"{options.year}-12-31\n", encoding="utf-8")
    if options.planted is not None:
        write_planted(made, options.planted)
    for username, role, password in made.logins:
        print(f"{username:<14}{role:<14}{password}")
    print(
        f"{made.count} 条记录，有意放入不达标 {len(made.planted)} 项；今天固定为 {options.year}-12-31"
    )
    return 0


def _year(text: str) -> int:
    if not text.isdecimal() or not 2006 <= int(text) <= 2029:
        raise argparse.ArgumentTypeError("年份应在 2006 到 2029 之间 / a year from 2006 to 2029")
    return int(text)


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000_000:
        raise argparse.ArgumentTypeError("条数应为整数 / a whole number")
    return int(text)
