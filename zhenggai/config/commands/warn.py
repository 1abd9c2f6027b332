"""`zhenggai warn`: a day's warnings of every office or one, each told once; with `--dry-run` only looked at."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from zhenggai.config.session import open_data
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.rectification.warnings.queries import WarningLine


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "warn",
        help="三色预警：发出当日预警，每项每级只发一次 / tell a day's warnings, each level once",
    )
    parser.add_argument(
        "--today", type=_day, metavar="DATE", help="以哪一天为今日，可回放 / as of any day"
    )
    parser.add_argument("--office", metavar="NAME", help="只办一个单位 / one office only")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="只看，不发也不存 / list only, send and store nothing",
    )
    parser.add_argument(
        "--json", action="store_true", help="逐条输出 JSON 数组 / print a JSON array"
    )
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.people.clock import today
    from zhenggai.people.queries import organ_keys, scope_for, system_viewer
    from zhenggai.rectification.warnings import queries, running

    viewer, day = system_viewer(), options.today or today()
    with scope_for(viewer):
        offices = _offices(options.office) or organ_keys()
        cleared = 0
        if not options.dry_run:
            tallies = running.run(viewer, today=day, offices=offices)
            cleared = sum(tally.cleared for tally in tallies)
        lines = queries.of_day(viewer, day, offices=offices, plan=options.dry_run)
        levels = _tell(lines, as_json=options.json)
    words = "、".join(f"{_MARKS[level]} {count}" for level, count in levels.items())
    ending = "（只看，没有发出）" if options.dry_run else f"，解除 {cleared} 项"
    print(
        f"{day:%Y-%m-%d} 预警 {sum(levels.values())} 项{f'：{words}' if words else ''}{ending}",
        file=sys.stderr,
    )
    return 0


_MARKS = {"red": "红", "yellow": "黄", "green": "绿"}


def _tell(lines: Iterator[WarningLine], *, as_json: bool) -> Counter[str]:
    """Print every line as it comes, so that memory stays flat; answers with the counts by level."""
    levels: Counter[str] = Counter()
    for number, line in enumerate(lines):
        levels[line.level.value] += 1
        if as_json:
            print(("[" if number == 0 else ",") + json.dumps(as_object(line), ensure_ascii=False))
        else:
            print(f"{_MARKS[line.level]} {line.kind.label} {line.said}　→ {_recipients(line)}")
    if as_json:
        print("]" if levels else "[]")
    return levels


def as_object(line: WarningLine) -> dict[str, Any]:
    """A warning as JSON: recipients by role, those who get a copy named apart."""
    return {
        "object": line.kind,
        "uuid": str(line.uuid),
        "code": line.code,
        "title": line.title,
        "level": line.level,
        "reason": line.reason,
        "deadline": line.deadline and line.deadline.isoformat(),
        "days_left": line.days_left,
        "basis_on": line.basis_on.isoformat(),
        "recipients": {party.role: list(party.names) for party in line.recipients},
        "copies": [party.role for party in line.recipients if party.copy],
        "number": line.doc_no or None,
    }


def _recipients(line: WarningLine) -> str:
    return "；".join(
        f"{'抄送' if party.copy else ''}{party.place}{party.label} {'、'.join(party.names) or '（无人）'}"
        for party in line.recipients
    )


def _offices(name: str | None) -> Sequence[int] | None:
    from zhenggai.people.queries import organs_named

    if name is None:
        return None
    found = organs_named(name)
    if not found:
        raise BadInput("office.unknown", f"没有单位“{name}”——请核对 --office 后的名称")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应形如 2021-09-08，“{text}”不能用") from None
