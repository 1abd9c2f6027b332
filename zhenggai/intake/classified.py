"""Marks of secrecy in a document's text: such a document may not come in (security.md F11)."""

from __future__ import annotations

import re
import unicodedata

from zhenggai.lib.errors import FileRefused

_SIGNS = ("绝密", "机密", "秘密", "★", "☆")
_TERM = r"(?:[★☆*]\S{0,8}|[（(]?\d{1,2}年[）)]?|[（(]?长期[）)]?)"
_MARK = re.compile(rf"(?:密级[:：]?)?(?:绝密|机密|秘密){_TERM}?")
_STAR = re.compile(r"[★☆](?:\d{1,2}(?:年|个月)|长期|启用前|解密)")
_LONGEST_MARK = 24


class Classified(FileRefused):
    """A file that bears a mark of secrecy: of all refusals the one after which the file is not kept."""


def refuse_secrets(text: str) -> None:
    """Refuse a text that bears a mark of secrecy."""
    mark = mark_of_secrecy(text)
    if mark is not None:
        raise Classified(
            "file.classified",
            f"文件标有“{mark}”，没有读入，也没有保存——国家秘密不得进入本系统；请按保密规定另行处理，并报告保密责任人",
        )


def mark_of_secrecy(text: str) -> str | None:
    """The mark that a line of the text consists of (机密★10年), None where there is none. A sentence that speaks of
    secrets (泄露国家秘密) is no mark."""
    for line in text.splitlines():
        squeezed = "".join(unicodedata.normalize("NFKC", line[:80]).split())
        if len(squeezed) > _LONGEST_MARK or not any(sign in squeezed for sign in _SIGNS):
            continue
        if _MARK.fullmatch(squeezed) or _STAR.search(squeezed):
            return squeezed
    return None
