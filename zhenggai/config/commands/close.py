"""`zhenggai close`: what an issue still lacks for its closure, apply, withdraw, and what waits for whom; by the same guard
as the pages."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from zhenggai.config.session import add_actor, open_data, scope_of, viewer_of
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.people.viewer import Viewer


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "close",
        help="销号：还差什么，申请，撤回，轮到谁 / closure: missing, apply, withdraw, queue",
    )
    parser.set_defaults(parser=parser)
    parts = parser.add_subparsers(title="命令 commands", metavar="")
    show = _part(parts, "show", "还差什么，走到哪一级 / what is missing, which level", _show)
    show.add_argument("code", metavar="CODE", help="问题编号 / code of the issue")
    apply = _part(
        parts, "apply", "申请销号：几个问题全办或全不办 / apply for issues, all or none", _apply
    )
    apply.add_argument("codes", nargs="+", metavar="CODE", help="问题编号 / codes of issues")
    apply.add_argument(
        "--statement", required=True, metavar="TEXT", help="整改结果 / what was done"
    )
    withdraw = _part(
        parts, "withdraw", "撤回还没有人审核的申请 / withdraw before anybody has spoken", _withdraw
    )
    withdraw.add_argument("code", metavar="CODE", help="问题编号 / code of the issue")
    _part(parts, "queue", "轮到自己审核的申请 / applications that wait for the account", _queue)


def _part(parts: Any, name: str, words: str, act: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parts.add_parser(name, help=words)
    add_actor(parser)
    parser.add_argument(
        "--round", metavar="NAME", help="轮次，缺省最近一轮 / round, newest by default"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run, act=act, parser=parser)
    return parser


def run(options: argparse.Namespace) -> int:
    open_data()
    viewer = viewer_of(options)
    with scope_of(viewer):
        return int(options.act(viewer, options))


def _show(viewer: Viewer, options: argparse.Namespace) -> int:
    """0 where nothing is missing, 1 where something is."""
    from zhenggai.people.clock import today
    from zhenggai.rectification.closing import queries as closing

    (issue,) = _issues(viewer, options, [options.code])
    panel = closing.closure_panel(viewer, issue, today())
    told = {
        "code": issue.code,
        "state": issue.state,
        "cycle": panel.cycle,
        "missing": [
            {"code": row.code, "what": row.sentence, "basis": row.basis, "mend": row.mend}
            for row in panel.missing
        ],
        "levels": [
            {"level": step.level.value, "label": step.label, "standing": step.standing}
            for step in panel.ladder
        ],
    }
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(f"{issue.code} {issue.title}　{issue.get_state_display()}")
        for row in panel.missing:
            print(f"  · {row}")
        for step in panel.ladder:
            print(f"  {step.level.value} {step.label}　{step.standing}　{step.who}")
    return 1 if panel.missing else 0


def _apply(viewer: Viewer, options: argparse.Namespace) -> int:
    from zhenggai.people.clock import today
    from zhenggai.rectification import actions

    picked = [(issue, issue.version) for issue in _issues(viewer, options, options.codes)]
    made = actions.apply_closure_many(viewer, picked, statement=options.statement, today=today())
    _tell(options, [(item.issue.code, "已申请销号") for item in made])
    return 0


def _withdraw(viewer: Viewer, options: argparse.Namespace) -> int:
    from zhenggai.people.clock import today
    from zhenggai.rectification import actions

    (issue,) = _issues(viewer, options, [options.code])
    actions.withdraw_closure(viewer, issue, version=issue.version, today=today())
    _tell(options, [(issue.code, "已撤回申请")])
    return 0


def _queue(viewer: Viewer, options: argparse.Namespace) -> int:
    from zhenggai.people.clock import today
    from zhenggai.rectification.closing import queries as closing

    rows = closing.closures_waiting(viewer, today())
    _tell(
        options,
        [
            (
                row.code,
                f"{row.title}　{row.level.label if row.level else ''}　已等 {row.days_waiting} 天",
            )
            for row in rows
        ],
    )
    return 0


def _tell(options: argparse.Namespace, lines: list[tuple[str, str]]) -> None:
    if options.json:
        print(
            json.dumps(
                [{"code": code, "words": words} for code, words in lines], ensure_ascii=False
            )
        )
    for code, words in () if options.json else lines:
        print(f"{code}　{words}")


def _issues(viewer: Viewer, options: argparse.Namespace, codes: list[str]) -> list[Any]:
    """The issues of the round by their codes, in the order given."""
    from zhenggai.people.clock import today
    from zhenggai.rectification import queries

    rounds = [row for row in queries.rounds(viewer) if options.round in (None, row.name)]
    if not rounds:
        raise BadInput(
            "round.none", "还没有立账的轮次——请先用 zhenggai adopt 立账，或核对 --round 后的名称"
        )
    rows = queries.issues_in_order(
        viewer, rounds[0], queries.LedgerFilters(), today(), with_measures=False
    )
    uuids = {row.code: row.uuid for row in rows if row.code in codes}
    unknown = [code for code in codes if code not in uuids]
    if unknown:
        raise BadInput(
            "issue.unknown", f"没有问题 {'、'.join(unknown)}——请核对编号，或不在您的查看范围"
        )
    return queries.find_issues(viewer, [uuids[code] for code in codes])
