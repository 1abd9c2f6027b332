"""Text from outside, refused where a database or a reader would stumble over it (security.md S11)."""

from __future__ import annotations

import unicodedata

from zhenggai.lib.errors import BadInput

_ALLOWED = "\n\r\t"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def plain_text(text: str, *, longest: int) -> str:
    """The text, composed and trimmed. Refuses control characters, lone surrogates and what is too long."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED:
            raise BadInput(
                "text.control", f"含有不可见的控制符（U+{ord(character):04X}）——请删去后再提交"
            )
    kept = unicodedata.normalize("NFC", text).strip()
    if len(kept) > longest:
        raise BadInput("text.long", f"超过 {longest} 个字——请缩短后再提交")
    return kept


def plain_line(text: str, *, longest: int) -> str:
    """One line that is not empty, such as a name."""
    kept = plain_text(text, longest=longest)
    if not kept or "\n" in kept:
        raise BadInput("text.empty", "不能为空，也不能分行——请填写后再提交")
    return kept


def hidden_marks(text: str) -> list[str]:
    """Direction marks and zero-width characters in the text, to be told of (F07)."""
    return [f"U+{ord(character):04X}" for character in text if character in _INVISIBLE]
