"""`zhenggai registers validate|list|publish`: declarations of registers, checked and taken into use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.session import add_actor, open_data, scope_of, set_up, viewer_of
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "registers",
        help="登记簿：校验、列出、发布声明 / declared registers: validate, list, publish",
    )
    parser.set_defaults(parser=parser)
    parts = parser.add_subparsers(title="命令 commands", metavar="")
    validate = parts.add_parser(
        "validate", help="校验声明：0 可用，1 有错，2 用法不对 / 0 good, 1 errors, 2 wrong use"
    )
    validate.add_argument("files", type=Path, nargs="+", metavar="FILE")
    validate.set_defaults(run=_validate, parser=validate)
    listing = parts.add_parser("list", help="列出登记簿 / list the registers")
    listing.set_defaults(run=_list, parser=listing)
    publishing = parts.add_parser(
        "publish", help="发布声明，此后该版不能再改 / publish: the version is frozen from then on"
    )
    publishing.add_argument("file", type=Path, metavar="FILE")
    publishing.add_argument(
        "--dry-run", action="store_true", help="只看会改动多少条记录 / only say what it would touch"
    )
    add_actor(publishing)
    publishing.set_defaults(run=_publish, parser=publishing)


def _validate(options: argparse.Namespace) -> int:
    """Every complaint on a line of its own: file:line:column sentence. Files may name each other's registers."""
    texts = [(path, _read(path)) for path in options.files]
    set_up()
    from zhenggai.registers.loading import load, outlines
    from zhenggai.registers.problems import DeclarationRefused
    from zhenggai.registers.shelf import shelf_outlines

    known = dict(shelf_outlines())
    for _, text in texts:
        known |= outlines(text)
    wrong = 0
    for path, text in texts:
        try:
            found = load(text, known)
        except DeclarationRefused as refused:
            wrong += 1
            for problem in refused.problems:
                print(f"{path}:{problem.line}:{problem.column} {problem}", file=sys.stderr)
            print(f"{path}：{refused.sentence}（{refused.code}）", file=sys.stderr)
            continue
        counts = "、".join(
            f"{item.label}（{item.code} 第 {item.version} 版，{len(item.fields)} 个字段，{len({c.id for c in item.checks})} 项检查）"
            for item in found
        )
        print(f"{path}：可用——{counts}")
    return int(wrong > 0)


def _list(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.people.queries import scope_for, system_viewer
    from zhenggai.registers.queries import registers

    viewer = system_viewer()
    with scope_for(viewer):
        for row in registers(viewer):
            used = "已启用" if row.in_use else "未启用"
            print(
                f"{row.id:<5}{row.code:<18}第 {row.version} 版  {used}  {row.check_count:>3} 项检查  {row.label}"
            )
    return 0


def _publish(options: argparse.Namespace) -> int:
    text = _read(options.file)
    open_data()
    from zhenggai.people.clock import today
    from zhenggai.registers.actions import publish
    from zhenggai.registers.queries import preview

    viewer = viewer_of(options)
    with scope_of(viewer):
        for line in preview(text):
            print(f"{line.what}：{line.count} 条记录")
        if options.dry_run:
            return 0
        made = publish(viewer, text, today=today())
    for version in made:
        print(f"已发布 {version}")
    if not made:
        print("没有新的版本——内容与已发布的相同")
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            "file.unreadable", f"打不开 {path}，或不是 UTF-8 文本——请核对路径、权限和编码"
        ) from error
