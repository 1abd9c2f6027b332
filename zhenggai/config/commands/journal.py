"""`zhenggai journal verify`: does the chain of the journal still hold?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.config.session import Progress, open_data

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("journal", help="留痕：校验 / the journal: verify")
    parser.set_defaults(parser=parser)
    parts = parser.add_subparsers(title="命令 commands", metavar="")
    verify = parts.add_parser(
        "verify",
        help="重算全链：0 完好，1 被改动，3 缺检查点 / 0 good, 1 tampered, 3 checkpoint missing",
    )
    verify.add_argument(
        "--from-checkpoint", type=Path, metavar="FILE", help="库外检查点文件 / checkpoint file"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run, parser=verify)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.journal.queries import length, verify

    progress = Progress(length(), "校验留痕")
    verdict = verify(checkpoint=options.from_checkpoint, tell=progress.show)
    progress.finish()
    if options.json:
        print(json.dumps(verdict.as_json(), ensure_ascii=False))
    else:
        print(verdict.sentence)
    return int(verdict.exit_code)
