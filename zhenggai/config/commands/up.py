"""`zhenggai up`: prepare the data folder, then serve the office's site until Ctrl-C."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "up", help="启动：准备数据并提供页面 / prepare the data and serve the site"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址，缺省只供本机 / address, loopback by default"
    )
    parser.add_argument(
        "--port", type=_port, default=_port(os.environ.get("ZHENGGAI_PORT", "8000"))
    )
    parser.add_argument(
        "--demo", action="store_true", help="空目录时准备演示单位 / prepare the demo office first"
    )
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    from zhenggai.config.start import serve

    return serve(options.host, options.port, demo=options.demo)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口应为 1 到 65535 的整数，“{text}”不能用")
    return int(text)
