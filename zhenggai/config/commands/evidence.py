"""`zhenggai evidence verify`: are the stored files still what they were?"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from zhenggai.config.session import Progress, open_data

if TYPE_CHECKING:
    from zhenggai.archive.verification import Account
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("evidence", help="佐证：校验 / evidence: verify")
    parser.set_defaults(parser=parser)
    parts = parser.add_subparsers(title="命令 commands", metavar="")
    verify = parts.add_parser(
        "verify",
        help="重算摘要：0 完好，1 有缺失或改动 / 0 good, 1 missing or changed files",
    )
    extent = verify.add_mutually_exclusive_group()
    extent.add_argument(
        "--sample", type=_count, metavar="N", help="随机抽查 N 件 / a random sample"
    )
    extent.add_argument("--all", action="store_true", help="全部（缺省） / every file (default)")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run, parser=verify)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.archive.jobs import note_account
    from zhenggai.archive.queries import stored_count, verify_store

    progress = Progress(options.sample or stored_count(), "校验佐证")
    account = verify_store(sample=options.sample, tell=progress.show)
    progress.finish()
    note_account(account, f"sample {options.sample}" if options.sample else "all")
    print(json.dumps(account.as_json()) if options.json else _told(account))
    return 0 if account.is_good else 1


def _told(account: Account) -> str:
    lines = [f"校验 {account.checked} 件"]
    for label, digests in (
        ("缺失", account.missing),
        ("被改动", account.changed),
        ("多余（没有登记）", account.extra),
    ):
        lines += [f"{label} {len(digests)} 件"] if digests else []
        lines += [f"  {digest}" for digest in digests]
    return "\n".join(lines if len(lines) > 1 else [*lines, "全部完好"])


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为 1 以上的整数 / a whole number of at least 1")
    return int(text)
