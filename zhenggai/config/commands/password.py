"""`zhenggai password ACCOUNT`: a new one-time password, for whoever can sign in to the server itself, when no
administrator can sign in to the site any more. Written in the journal as the system's."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from zhenggai.config.session import open_data
from zhenggai.lib.errors import BadInput

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "password", help="重发一次性口令（管理员都登录不了时） / issue a one-time password again"
    )
    parser.add_argument("account", metavar="ACCOUNT", help="账号 / account")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    open_data()
    from zhenggai.people.actions import reissue_as_system

    made = reissue_as_system(options.account)
    if made is None:
        raise BadInput("account.unknown", f"没有账号“{options.account}”——请核对账号名")
    account, word = made
    print(f"{account.username}  {word}")
    print("只显示这一次，24 小时内登录，登录后须修改；此次重发已记入留痕。")
    return 0
