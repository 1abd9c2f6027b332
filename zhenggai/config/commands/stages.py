"""`zhenggai stages [ROUND]`: where a round stands, stage by stage, with due days and what is missing."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from zhenggai.config.session import add_actor, open_data, scope_of, viewer_of
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.people.viewer import Viewer
    from zhenggai.rectification.process.queries import Course, StageRow


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "stages",
        help="看一轮整改走到哪个阶段、还缺什么 / stages of a round, due days, what is missing",
    )
    parser.add_argument(
        "round",
        nargs="?",
        metavar="ROUND",
        help="轮次名称或编号，缺省为最近一轮 / name or uuid, newest by default",
    )
    add_actor(parser)
    parser.add_argument(
        "--today", type=day_given, metavar="DATE", help="以哪一天为今日 / as of a day"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.people.clock import today
    from zhenggai.rectification.process import queries as process

    viewer = viewer_of(options)
    with scope_of(viewer):
        found = named_round(viewer, options.round)
        course = process.course(viewer, found, options.today or today())
        if options.json:
            print(json.dumps(_as_json(found, course), ensure_ascii=False, indent=1))
        else:
            _tell(found, course)
    return 0


def named_round(viewer: Viewer, named: str | None) -> Any:
    """The round of that name or uuid, for a query to read; the newest where none is named."""
    from zhenggai.rectification.process.queries import find_round
    from zhenggai.rectification.queries import rounds

    found = [row for row in rounds(viewer) if named in (None, row.name, str(row.uuid))]
    if not found:
        raise BadInput("round.none", "没有找到这一轮——请先用 zhenggai adopt 立账，或核对轮次的名称")
    return find_round(viewer, found[0].uuid)


def _tell(round: Any, course: Course) -> None:
    profile = f"{course.profile.label}（{course.basis}）" if course.profile else "尚未选定"
    print(f"{round.name}　截至 {course.as_of:%Y-%m-%d}　时限方案：{profile}")
    for row in course.stages:
        print(f"  {row.standing.label:<4}{row.label:<9}{_when(row)}　{row.owner}")
        for words in row.missing if row.standing != "ahead" else ():
            print(f"        缺 {words}")


def _when(row: StageRow) -> str:
    if row.done_on is not None:
        late = f"，晚 {row.done_late_by} 天" if row.done_late_by else ""
        return f"{row.done_on:%Y-%m-%d} 完成{late}"
    if row.due is None:
        return f"待{row.waits_for}" if row.waits_for else "无截止日"
    left = row.days_left
    if left is None:
        return f"{row.due:%Y-%m-%d} 前"
    return f"{row.due:%Y-%m-%d} 前" + (f"，超期 {-left} 天" if left < 0 else f"，剩 {left} 天")


def _as_json(round: Any, course: Course) -> dict[str, Any]:
    return {
        "round": str(round.uuid),
        "name": round.name,
        "as_of": course.as_of.isoformat(),
        "profile": course.profile,
        "basis": course.basis,
        "stages": [
            {
                "stage": row.key,
                "label": row.label,
                "owner": row.owner,
                "limit": row.limit,
                "basis": row.basis,
                "due": row.due and row.due.isoformat(),
                "days_left": row.days_left,
                "waits_for": row.waits_for,
                "standing": row.standing,
                "done_on": row.done_on and row.done_on.isoformat(),
                "missing": list(row.missing),
            }
            for row in course.stages
        ],
    }


def day_given(text: str) -> date:
    """A day on the command line; argparse says what is wrong with another text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应形如 2021-09-08，“{text}”不能用") from None
