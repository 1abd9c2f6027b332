"""Pages that lost their line ends: paragraphs run together, or cut into numbered pieces for a preview."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONG = 120
"""A shorter line holds one paragraph."""
_NUMBER = r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．](?!\s{0,2}\d))"
_BEFORE_NUMBER = re.compile(rf"(?<=\S)[ \t\u3000]+(?={_NUMBER})")
_AFTER_STOP = re.compile(r"(?<=[。；：])[ \t\u3000]+(?=[\u4e00-\u9fff“])")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])\s?[^\s，。；：,;:]{2,30}[ \t\u3000]+(?=[\u4e00-\u9fff\d“])"
)
_TITLE = re.compile(
    r"[^\s，。：；,;:]{4,60}(?:报告|通报|方案|通知|意见|公告|公示|情况|清单|总结|汇报)[ \t\u3000]+"
)
_NEW_THOUGHT = re.compile(
    r"(?<=[。；])[ \t\u3000]+(?=(?:在?今后|下一?步|为此|综上|[针針][对對]|[现現][将將])[^。]{4,})"
)
_GLUED = re.compile(r"(?<=[。；：:;！!])(?=[一二三四五六七八九十]{1,3}、)")
"""Headings that follow a sentence without so much as a gap."""
_ABOUT = re.compile(r"(?<=[\u4e00-\u9fff])(?=[一二三四五六七八九十]{1,3}、关于“)")
_STAMP = re.compile(r"\s*(?:19|20)\d{2}-\d{1,2}-\d{1,2}[ \t]\d{1,2}:\d{2}(?::\d{2})?(?=[^\s:])")
"""The page's day and hour, run together with the text."""
_STOPS = "。!?;:,、”)》…"


def thoughts(text: str, start: int) -> list[tuple[int, int]]:
    """The spans of a line's paragraphs, where a gap behind a full stop precedes words that begin one."""
    stamp = _STAMP.match(text, start)
    cuts = [stamp.end()] if stamp else []
    cuts += (gap.end() for gap in _NEW_THOUGHT.finditer(text, start))
    cuts += (gap.end() for gap in _ABOUT.finditer(text, start))
    glued = [gap.end() for gap in _GLUED.finditer(text, start)]
    cuts += glued if len(text) > _LONG and len(glued) > 1 else []
    ends = [*sorted(set(cuts)), len(text)]
    return list(zip([start, *ends], ends, strict=False))


def is_flattened(texts: Sequence[str]) -> bool:
    """Whether gaps before numbers stand for line ends: they do so more than once in some long line."""
    return any(len(text) > _LONG and len(_BEFORE_NUMBER.findall(text)) > 1 for text in texts)


def paragraphs(text: str, start: int = 0) -> list[tuple[int, int]]:
    """The spans of the paragraphs in one line of a flattened page."""
    if len(text) < _LONG:
        return [(start, len(text))]
    numbers = [gap.end() for gap in _BEFORE_NUMBER.finditer(text, start)]
    cuts = {*numbers, *(gap.end() for gap in _AFTER_STOP.finditer(text, start))}
    cuts |= {found.end() for at in numbers if (found := _HEADING.match(text, at))}
    if title := _TITLE.match(text, start):
        cuts.add(title.end())
    ends = [*sorted(cuts), len(text)]
    return list(zip([start, *ends], ends, strict=False))


def preview_pieces(texts: Sequence[str]) -> dict[int, int]:
    """Which lines a preview numbered 1、 2、 3、 as its own pieces, and how long that number is: a piece ends in the
    middle of a sentence, though its author does write full stops."""
    found: dict[int, int] = {}
    for index, text in enumerate(texts):
        mark = f"{len(found) + 1}、"
        if not text.startswith(mark):
            continue
        before = texts[index - 1] if found else ""
        if found and not (index - 1 in found and _is_cut(before)):
            break
        found[index] = len(mark)
    return found if len(found) > 1 else {}


def _is_cut(text: str) -> bool:
    return len(text) > _LONG and "。" in text and text[-1] not in _STOPS
