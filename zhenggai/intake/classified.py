"""Marks of secrecy in a document's text: such a document may not come in (security.md F11)."""

from __future__ import annotations

import re
import unicodedata

_LEVELS = ("绝密", "机密", "秘密")
_MARK = re.compile(
    r"(?:密级[:：]?)?(?P<level>绝密|机密|秘密)(?:[★☆*]\S{0,8}|[（(]?\d{1,2}年[）)]?|[（(]?长期[）)]?)?"
)
_STAR = re.compile(r"[★☆](?:\d{1,2}(?:年|个月)|长期|启用前|解密)")


def mark_of_secrecy(text: str) -> str | None:
    """The mark that a line of the text consists of (机密★10年), None where there is none.

    A sentence that speaks of secrets (泄露国家秘密) is no mark.
    """
    for line in text.splitlines():
        squeezed = "".join(unicodedata.normalize("NFKC", line[:80]).split())
        if len(squeezed) > 24 or not any(level in squeezed for level in (*_LEVELS, "★", "☆")):
            continue
        if _MARK.fullmatch(squeezed) or _STAR.search(squeezed):
            return line.strip()
    return None
