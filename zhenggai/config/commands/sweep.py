"""`zhenggai sweep`: every check of the registers in use, over one office or all."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from zhenggai.config.session import open_data
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhenggai.config.commands import Verbs

COLUMNS = ("check", "level", "register", "record", "period", "observed", "expected", "say", "basis")


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "sweep", help="巡检：一次跑完登记簿的全部检查 / run every check of the registers"
    )
    parser.add_argument("--register", metavar="CODE", help="只查一个登记簿 / one register only")
    parser.add_argument("--office", metavar="NAME", help="只查一个单位 / one office only")
    parser.add_argument(
        "--today",
        type=_day,
        metavar="DATE",
        help="以哪一天为今日；不是今天时只看不存 / as of a day; another day than today is only looked at",
    )
    parser.add_argument(
        "--json", action="store_true", help="逐条输出 JSON 数组 / print a JSON array"
    )
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.people.clock import today
    from zhenggai.people.queries import scope_for, system_viewer
    from zhenggai.registers.actions import sweep
    from zhenggai.registers.published import editions

    if options.register is not None and options.register not in editions():
        raise BadInput(
            "register.not_found",
            f"没有启用登记簿“{options.register}”——请用 zhenggai registers list 查看代码",
        )
    viewer, now = system_viewer(), today()
    day = options.today or now
    printer = _Array() if options.json else _Lines()
    with scope_for(viewer):
        tallies = sweep(
            viewer,
            today=day,
            registers=None if options.register is None else [options.register],
            offices=_offices(options.office),
            store=day == now,
            tell=printer.row,
        )
    printer.finish()
    if not options.json:
        found, waived = sum(t.found for t in tallies), sum(t.waived for t in tallies)
        print(f"共 {len(tallies)} 个登记簿，不达标 {found} 项，其中豁免 {waived} 项")
        if day != now:
            print("以别的日期巡检，结果没有存", file=sys.stderr)
    return 0


def _offices(name: str | None) -> Sequence[int] | None:
    from zhenggai.people.queries import organs_named

    if name is None:
        return None
    found = organs_named(name)
    if not found:
        raise BadInput("office.unknown", f"没有单位“{name}”——请核对 --office 后的名称")
    return found


class _Array:
    """A JSON array, row by row, so that memory stays flat."""

    def __init__(self) -> None:
        self.count = 0

    def row(self, row: dict[str, Any]) -> None:
        kept = {name: row[name] for name in COLUMNS}
        print("[" if self.count == 0 else ",")
        print(json.dumps(kept, ensure_ascii=False), end="")
        self.count += 1

    def finish(self) -> None:
        print("\n]" if self.count else "[]")


class _Lines:
    def row(self, row: dict[str, Any]) -> None:
        where = "　".join(part for part in (row["record"], row["period"]) if part)
        print(f"{row['level']} {row['check']:<8} {row['register']} {where}　{row['say']}")
        print(f"      {row['observed']}；{row['expected']}　{row['basis']}")

    def finish(self) -> None:
        return


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应形如 2021-09-08，“{text}”不能用") from None
