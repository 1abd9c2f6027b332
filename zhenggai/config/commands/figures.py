"""`zhenggai figures [ROUND]`: every figure of the statistics as of a day, with numerator, denominator and formula."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from zhenggai.config.commands.stages import day_given, named_round
from zhenggai.config.session import add_actor, open_data, scope_of, viewer_of

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.rectification.statistics.queries import Statistic, Statistics


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "figures",
        help="看统计指标：分子、分母、公式 / every figure with numerator, denominator, formula",
    )
    parser.add_argument(
        "round",
        nargs="?",
        metavar="ROUND",
        help="轮次名称或编号，缺省为最近一轮 / name or uuid, newest by default",
    )
    add_actor(parser)
    parser.add_argument(
        "--as-of",
        type=day_given,
        metavar="DATE",
        help="截数日，缺省为今天；以前的日期按当时登记的内容 / cut-off, today by default",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    form.add_argument("--table", action="store_true", help="输出表格（缺省）/ print a table")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    """0; 1 where figures contradict each other (ST-1, ST-4)."""
    open_data()
    from zhenggai.people.clock import today
    from zhenggai.rectification.statistics.queries import Level, statistics

    viewer = viewer_of(options)
    with scope_of(viewer):
        round = named_round(viewer, options.round)
        found = statistics(viewer, round, options.as_of or today(), today())
        if options.json:
            print(json.dumps(_as_json(round, found), ensure_ascii=False, indent=1))
        else:
            _tell(round, found)
    return int(any(item.level is Level.ERROR for item in found.findings))


def _tell(round: Any, found: Statistics) -> None:
    past = "，按当时登记的内容" if found.is_past else ""
    print(f"{round.name}　截至 {found.as_of:%Y-%m-%d}{past}")
    for label, rows in found.families():
        print(f"\n{label}")
        for row in rows:
            print(f"  {row.shown:>10} {row.formula.unit or '':<2} {row.formula.label}{_of(row)}")
            print(f"             {row.formula.words}")
    for item in found.findings:
        print(f"\n{item.code} {item.level.value}　{item.sentence}——{item.mend}")


def _of(row: Statistic) -> str:
    """What was divided by what."""
    if row.formula.denominator is None or row.numerator is None:
        return ""
    return f"　{row.numerator}/{'—' if row.denominator is None else row.denominator}"


def _as_json(round: Any, found: Statistics) -> dict[str, Any]:
    return {
        "round": str(round.uuid),
        "name": round.name,
        "as_of": found.as_of.isoformat(),
        "is_past": found.is_past,
        "figures": [_figure(row) for row in found.figures],
        "classes": {name: found.counts.get(name) for name in ("done", "staged", "open", "claimed")},
        "findings": [
            {"code": item.code, "level": item.level, "sentence": item.sentence, "mend": item.mend}
            for item in found.findings
        ],
    }


def _figure(row: Statistic) -> dict[str, Any]:
    """Rates in percent, sums in 分; null where there is no denominator or nothing is known."""
    from zhenggai.rectification.statistics.queries import Shape

    value = row.value
    return {
        "key": row.formula.key,
        "label": str(row.formula.label),
        "value": value if value is None or isinstance(value, int) else float(value),
        "unit": "%" if row.formula.shape is Shape.RATE else str(row.formula.unit),
        "shape": row.formula.shape,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "formula": str(row.formula.words),
        "basis": str(row.formula.basis),
    }
