"""How the public can answer: telephone, e-mail, address, postcode. Patterns are bounded (F08)."""

from __future__ import annotations

import re

from zhenggai.intake.draft import Contacts

_PHONE = re.compile(
    r"(?<![\d\-〔/.])(?:\(?0\d{2,3}\)?[-\s]{0,2}\d{7,8}(?:-\d{1,4})?|1[3-9]\d{9}|400-?\d{3}-?\d{4}|12\d{3}(?=\D|$)|\d{7,8})(?![\d/]|-\d{4})"
)
_PHONE_WORD = re.compile(r"电话|热线|手机|传真|联系方式|拨打|来电|咨询|致电|联系人|反映")
_CALLED = re.compile(r"(?:拨打|致电|电话)[^,。;]{0,8}$")
"""12345 is dialled, or it is the name of an office."""
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"
)
_ADDRESS = re.compile(
    r"(?:(?:(?:邮政|通讯|通信|联系|来信|办公|邮寄|寄送|来访|接待|单位|受理)?地址|邮寄地)(?:(?:为|是)?[:]|为|是|(?=[\u4e00-\u9fff]{2,10}[省市区县镇路]))"
    r"|(?:邮政|专用|专门|举报|来信|联系)(?:邮政)?信箱(?:为|是|[:]))(?P<address>[^;。\n]{4,60}?)(?=[;。\n]|[,，](?:邮|电|联|收)|\(?邮(?:政)?编|电话|联系|$|\((?!街道|区|市|县))"
)
_RECEIVER = re.compile(r"(?<=[室号楼层院])[\u4e00-\u9fff]{2,16}\(?[收启]\)?$")
_POSTCODE = re.compile(r"邮(?:政)?编(?:码)?(?:为|是)?[:]?(?P<code>\d{6})(?!\d)")


def contacts_in(lines: list[tuple[str, str]]) -> Contacts:
    """Contacts of the lines (folded, original), each once, in order."""
    found = Contacts()
    for folded, original in lines:
        _add(found.email, [match[0] for match in _EMAIL.finditer(folded)])
        _add(found.postcode, [match["code"] for match in _POSTCODE.finditer(folded)])
        _add(found.address, _addresses(folded, original))
        if _PHONE_WORD.search(folded):
            _add(found.phone, _phones(folded))
    return found


def _phones(text: str) -> list[str]:
    taken = {match.span("code") for match in _POSTCODE.finditer(text)}
    phones = []
    for match in _PHONE.finditer(_EMAIL.sub(lambda email: "@" * len(email[0]), text)):
        near = text[max(0, match.start() - 40) : match.start()]
        after = text[match.end() : match.end() + 1]
        if (
            match.span() in taken
            or (after in "元年月万件号" and after)
            or not _PHONE_WORD.search(near)
            or (len(match[0]) == 5 and not _CALLED.search(near))
        ):
            continue
        phones.append(match[0].strip())
    return phones


def _addresses(folded: str, original: str) -> list[str]:
    found = []
    for match in _ADDRESS.finditer(folded):
        start, end = match.span("address")
        if receiver := _RECEIVER.search(match["address"]):
            end = start + receiver.start()
        if "@" not in match["address"]:
            found.append(original[start:end].strip(" ,，：:"))
    return found


def _add(known: list[str], values: list[str]) -> None:
    known.extend(value for value in dict.fromkeys(values) if value not in known)
