"""The console script `zhenggai`: parses words, calls actions and queries, answers with an exit code.

0 good; 1 the input has errors; 2 wrong use; `journal verify` also 3, a checkpoint is missing (security.md L06).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from zhenggai.config.commands import COMMANDS
from zhenggai.lib.errors import Refused

_ABOUT = """整改：从反馈意见到真改实改。  Zhenggai: from an inspection's findings to work that is done.

数据放在 ZHENGGAI_DATA 所指的文件夹（缺省 ./data）。
Data lives in the folder that ZHENGGAI_DATA names (./data by default)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; what is refused is said in one paragraph on standard error."""
    options = _parser().parse_args(argv)
    if not hasattr(options, "run"):
        options.parser.print_help(sys.stderr)
        return 2
    try:
        return int(options.run(options))
    except Refused as refused:
        tell_refusal(refused)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def tell_refusal(refused: Refused) -> None:
    """The sentence, its code, and what is missing one a line."""
    print(f"{refused.sentence}（{refused.code}）", file=sys.stderr)
    for obstacle in refused.missing:
        print(f"  · {obstacle}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhenggai", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(parser=parser)
    verbs = parser.add_subparsers(title="命令 commands", metavar="")
    for command in COMMANDS:
        command.add(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
