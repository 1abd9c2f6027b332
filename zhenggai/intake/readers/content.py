"""What every reader answers with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhenggai.intake.blocks import Block

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(slots=True)
class Content:
    """The blocks in reading order; notices about what was left out; the text of headers and footers, which is not
    read but is looked through for marks of secrecy."""

    blocks: list[Block]
    notices: list[str] = field(default_factory=list)
    margins: str = ""


def invisible_characters(content: Content) -> list[str]:
    """A notice where characters that nobody sees could make a name or a sum look like another (security.md F07)."""
    count = sum(len(_INVISIBLE.findall(block.text)) for block in content.blocks)
    if not count:
        return []
    return [f"文字中有 {count} 个看不见的字符（零宽或改变书写方向），已原样保留——请核对姓名和金额"]
