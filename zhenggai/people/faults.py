"""Why something was not sent, in words. The outbox keeps kinds of faults, never what the other side wrote."""

from __future__ import annotations

import re

from django.utils.translation import gettext

_NUMBERED = re.compile(r"(recipient refused|server refused|robot|http) (-?\d+)")


def fault_words(fault: str) -> str:
    """What a fault means and what to do about it."""
    if said := _known().get(fault):
        return said
    numbered = _NUMBERED.fullmatch(fault)
    if numbered is None:
        return gettext("连接不上对方服务器（%(fault)s）——请核对网络和证书") % {"fault": fault}
    return _numbered()[numbered[1]] % {"code": numbered[2]}


def _known() -> dict[str, str]:
    return {
        "unknown whether it arrived": gettext(
            "发出后没有得到答复，可能已经送达——请先问对方再决定是否重发"
        ),
        "header refused": gettext("收件地址或标题不合格式——请核对收件地址"),
        "recipient refused": gettext("对方邮件服务器暂不收这个地址——请核对收件地址"),
        "ConnectionError": gettext("对方服务器暂时不收——请稍后重发"),
        "server busy": gettext("对方服务器暂时不收——请稍后重发"),
        "gaierror": gettext("域名解析不到——请核对网络和域名解析"),
        "name not found": gettext("域名解析不到——请核对网络和域名解析"),
        "robot retired": gettext("机器人已停用——需要的请另行通知"),
        "robot sealed": gettext("机器人的地址打不开，密钥已更换——请重新填写地址"),
        "host not allowed": gettext("主机不在允许之列——请系统运维人员核对配置"),
        "address inside the network": gettext(
            "域名解析到内部网络的地址，没有连接——请核对域名解析，确属私有部署的请加入配置"
        ),
        "answer too long": gettext("对方的答复过长，可能已经送达——请核对地址"),
        "answer unreadable": gettext("对方的答复看不懂，可能已经送达——请核对地址"),
    }


def _numbered() -> dict[str, str]:
    return {
        "recipient refused": gettext("收件地址被拒收（%(code)s）——请核对收件地址"),
        "server refused": gettext("邮件服务器拒绝（%(code)s）——请核对邮件服务器的设置"),
        "robot": gettext(
            "群机器人没有收（错误码 %(code)s）——请核对地址、签名密钥、关键词和发送次数"
        ),
        "http": gettext("对方答复 HTTP %(code)s，没有收——请核对地址"),
    }
