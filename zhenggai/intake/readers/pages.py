"""Fixed pages as blocks: what pdf and ofd have in common once their lines are known by place.

A page says where letters stand, not what they are. Running heads and page numbers are those that come again in the
margins; a line begins a paragraph where it is indented, or where the line before ended early.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from zhenggai.intake.blocks import Block
from zhenggai.lib.errors import FileRefused

MOST_PAGES = 2_000
_NUMBER = re.compile(
    r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*$"
)
_DIGITS = re.compile(r"\d+")
COLUMN_GAP = 1.0
"""In letters: a gap within a line that is wider parts two columns. Two such gaps make the line a row."""
_EDGE = 2
"""So many lines at the top and bottom of a page may be running heads."""
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its words, its left and right edge, and the size of its letters, in any one unit."""

    text: str
    left: float
    right: float
    size: float


def blocks_of(pages: Sequence[Sequence[PageLine]]) -> Iterator[Block]:
    """The pages' paragraphs with their page numbers, without running heads and page numbers."""
    running = _running_heads(pages)
    kept = [
        [line for place, line in enumerate(page) if not _is_margin(page, place, line, running)]
        for page in pages
    ]
    left, right, size = _measures([line for page in kept for line in page])
    text, began = "", 1
    before: PageLine | None = None
    for number, page in enumerate(kept, 1):
        for line in page:
            if before is not None and (
                _is_row(before) or _is_row(line) or not _goes_on(before, line, left, right, size)
            ):
                yield Block(text, page=began, soft=True)
                text = ""
            if not text:
                began = number
            words = line.text if _is_row(line) else line.text.replace("\t", " ")
            text += _gap(text, words) + words
            before = line
    if text:
        yield Block(text, page=began, soft=True)


def notices(pages: Sequence[Sequence[PageLine]]) -> list[str]:
    """Sentences about running heads, and about tables: a page has lines, not cells."""
    told = ["每页重复的页眉、页脚没有读入"] if _running_heads(pages) else []
    if sum(1 for page in pages for line in page if _is_row(line)) >= _OFTEN:
        told.append(
            "表格按行还原，单元格里换行的内容可能错位，请核对——有 xlsx 或 docx 原件的，请读原件"
        )
    return told


def too_many_pages(count: int) -> FileRefused:
    return FileRefused(
        "file.too_long",
        f"文件有 {count} 页，超过 {MOST_PAGES} 页的上限——请拆分后分次读入，或只提供正文",
    )


def only_pictures(what: str) -> FileRefused:
    """The refusal of a scan: never 读完 0 条."""
    return FileRefused(
        "file.scan",
        f"{what}是扫描件或照片，里面没有可以复制的文字——请提供原件的 docx、xlsx 或能复制文字的 pdf；"
        "只有扫描件的，先用 WPS 或扫描软件做文字识别，核对后再提供；系统管理员装上 zhenggai[ocr] 后也可以直接读",
    )


def _is_row(line: PageLine) -> bool:
    return line.text.count("\t") >= 2


def _running_heads(pages: Sequence[Sequence[PageLine]]) -> frozenset[str]:
    """Lines that stand in the margins of at least three pages and of half of them, figures aside, and nowhere else:
    what comes again inside the text is text."""
    counted: Counter[str] = Counter()
    inside: set[str] = set()
    for page in pages:
        words = [_pattern(line.text) for line in page]
        if len(words) > 2 * _EDGE:
            counted.update({*words[:_EDGE], *words[-_EDGE:]})
        inside.update(words[_EDGE:-_EDGE])
    least = max(_OFTEN, len(pages) // 2)
    return frozenset(words for words, count in counted.items() if count >= least) - inside


def _is_margin(
    page: Sequence[PageLine], place: int, line: PageLine, running: frozenset[str]
) -> bool:
    if not (place < _EDGE or place >= len(page) - _EDGE):
        return False
    last = place == len(page) - 1 or place == 0
    return _pattern(line.text) in running or (last and _NUMBER.match(line.text) is not None)


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", text.strip())


def _measures(lines: Sequence[PageLine]) -> tuple[float, float, float]:
    """The text's left and right edge and its letters' size, as most lines show them."""
    if not lines:
        return 0.0, 0.0, 1.0
    size = median(line.size for line in lines) or 1.0
    lefts = Counter(round(line.left / size * 2) for line in lines)
    often = [place for place, count in lefts.items() if count * 8 >= len(lines)]
    rights = sorted(line.right for line in lines)
    return min(often or lefts) * size / 2, rights[int(len(rights) * 0.9)], size


def _goes_on(before: PageLine, line: PageLine, left: float, right: float, size: float) -> bool:
    """Whether the line stands flush left under one that filled its width, in letters of the same size."""
    flush = abs(line.left - left) < size * 0.8
    filled = before.right > right - size * 1.6
    alike = abs(line.size - before.size) < size * 0.15
    return flush and filled and alike


def _gap(before: str, after: str) -> str:
    """Between Latin words the line's end was a space."""
    edge = before[-1:] + after[:1]
    return " " if len(edge) == 2 and edge.isascii() and edge.isalnum() else ""
