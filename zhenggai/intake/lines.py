"""Blocks become logical lines: breaks of the format mended, inserted spaces squeezed, look-alikes folded.

Everything after this works on folded text, in which every character remembers where it stands in
`Document.text`; values are cut from the original by these places, so nothing is paraphrased and nothing lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.flattened import is_flattened, paragraphs, preview_pieces, thoughts
from zhenggai.intake.folding import fold, is_cjk
from zhenggai.intake.lexicon import ORGAN_END, is_closing
from zhenggai.intake.marks import bare_label, labels_in, mark_at_start

_LEADING_NUMBER = re.compile(
    r"\s*\d{1,2}[ \t]+(?=[\u4e00-\u9fff“《])(?![年月日个项名人件条次元万亿家户处所亩吨米号点时分])"
)
_LABEL_AHEAD = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
_INSERT = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\s?\)")
_SIGNED_DATE = re.compile(r"(?:\d{4}|[零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月")
_PAGE_NUMBER = re.compile(r"^(?:[-~]{1,2}\s?\d{1,3}\s?[-~]{1,2}|第\d{1,3}页(?:,?共\d{1,3}页)?)$")
_STOP = re.compile(r"(?<=[\u4e00-\u9fff”\"）)])\.(?![A-Za-z.])")
_QUOTED = re.compile(r"\"([^\"]{1,200})\"")
_BULLET = re.compile(
    r"\s*(?:[■●◆▪•◇□★▲➢►▶※❖○◎✦]|[-·*](?=\s*[\u4e00-\u9fff“])|[?？]{2,4}(?=[一二三四五六七八九十\d(（]))\s*(?=\S)"
)
_LONE_BULLET = re.compile(r"\s*[-·*■●◆▪•◇□★▲➢►▶※❖○◎✦]\s*$")
_MENU = re.compile(r"\s*(?:首\s*页\s+)?(?:[\u4e00-\u9fff]{2,6}\s+){4,40}[\u4e00-\u9fff]{2,6}\s*$")
"""The names of a site's other pages in one line: nothing goes on behind it."""
_STROKE = re.compile(r"\s[|｜]|[|｜]\s|[|｜](?=[|｜])")
_BORDER = re.compile(r"\s*[|｜]\s*$")
"""What is left of a table around the text."""
_ORGAN = re.compile(rf"{ORGAN_END}$")
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤]"
    r"[\u4e00-\u9fff]{1,2}$"
)
_COMPLETE = "。!?;:…”》)"
_OF_FINDINGS = re.compile(r".{12}(?:共性|个性|主要|突出|具体|一些|存在的)$")
"""……仍存在一些共性 / 问题：一是……"""
_CUT = 16
_PROSE = 30
"""A line of so many characters that ends without a mark was cut by the format, not by its author."""


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: `text` folded, `places[i]` the offset of `text[i]` in `Document.text`.

    `cells` are the spans of a table row's cells in `text`; `heading` is the level that the format declares;
    `soft` says that the format may have broken the line for layout; `bullet`, that it opens with a sign for an item.
    """

    text: str
    places: Sequence[int]
    page: int | None = None
    heading: int | None = None
    cells: tuple[tuple[int, int], ...] = ()
    table: int | None = None
    header: bool = False
    soft: bool = False
    blank_before: bool = False
    bullet: bool = False

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `text[start:end]` came from."""
        if start >= end:
            at = self.places[start] if start < len(self.places) else self.places[-1] + 1
            return at, at
        return self.places[start], self.places[end - 1] + 1


def logical_lines(document: Document) -> list[Line]:
    """Every line that holds text, broken ones joined. Linear in the document's length."""
    physical = list(_physical_lines(document))
    if sum(1 for line in physical for _ in _INSERT.finditer(line.text)) >= 3:
        physical = [_without_inserts(line) for line in physical]
    width = _wrap_width(physical)
    groups: list[list[Line]] = []
    for line in physical:
        if groups and (_in_bracket(groups[-1], line) or _goes_on(groups[-1][-1], line, width)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def breaks_off(lines: Sequence[Line]) -> bool:
    """The text ends in the middle of a sentence: only its beginning is at hand."""
    last = lines[-1].text if lines else ""
    return len(last) > _CUT and not last.endswith(tuple(_COMPLETE))


def tidy(original: str) -> str:
    """A value as people write it: the format's line breaks and spaces inside Chinese text taken out."""
    return "".join(original[index] for index in _kept(original)).strip()


def _physical_lines(document: Document) -> Iterator[Line]:
    offset, blank, lone = 0, False, False
    texts = [block.text for block in document.blocks]
    numbered, flattened = preview_pieces(texts), is_flattened(texts)
    for index, block in enumerate(document.blocks):
        for line in _lines(block, offset, numbered.get(index, 0), flattened):
            if line.text and _PAGE_NUMBER.match(line.text):
                continue
            if _LONE_BULLET.match(line.text):
                lone = True
                continue
            if line.text:
                yield replace(line, blank_before=blank, bullet=line.bullet or lone)
                lone = False
            blank = not line.text
        offset += len(block.text) + 1


def _lines(block: Block, offset: int, start: int, flattened: bool) -> Iterator[Line]:
    cells = block.cells or _cells_of_text(block.text)
    if cells is not None:
        yield _row(block, offset, cells)
        return
    spans = paragraphs(block.text, start) if flattened else thoughts(block.text, start)
    for low, high in spans:
        border = _BORDER.search(block.text[max(low, high - 8) : high])
        high -= len(border[0]) if border else 0
        bullet = _BULLET.match(block.text, low, high)
        kept = list(_kept(block.text, bullet.end() if bullet else low, high))
        line = replace(_made(block, offset, kept, ()), bullet=bullet is not None)
        yield replace(line, soft=False) if _MENU.match(block.text) else line


def _cells_of_text(text: str) -> tuple[str, ...] | None:
    """A row of a table that was copied as text: cells parted by tabs or upright strokes."""
    if text.count("\t") >= 2:
        return tuple(text.split("\t"))
    if len(_STROKE.findall(text)) >= 2:
        return tuple(cell.strip() for cell in _STROKE.split(text))
    return None


def _row(block: Block, offset: int, cells: tuple[str, ...]) -> Line:
    spans: list[tuple[int, int]] = []
    kept: list[int] = []
    position = 0
    for cell in cells:
        found = block.text.find(cell, position)
        start = position if found < 0 else found
        mine = [start + index for index in _kept_in_cell(cell)]
        spans.append((len(kept), len(kept) + len(mine)))
        kept += mine
        position = start + len(cell)
    return _made(block, offset, kept, tuple(spans))


def _kept_in_cell(cell: str) -> Iterator[int]:
    """Indexes of what stays of a cell. Of its line breaks only those stay (as a semicolon) that part one item, organ
    or person from the next; the others are its layout."""
    start, before = 0, ""
    for part in cell.split("\n"):
        words = part.strip()
        if before and words and _parts(before, words):
            yield start - 1
        yield from (start + index for index in _kept(part))
        before = words or before
        start += len(part) + 1


def _parts(before: str, after: str) -> bool:
    """Whether a break inside a cell stands between two of a kind."""
    if before[-1] in ",，、;；:：。":
        return False
    mark = mark_at_start(fold(after))
    if mark is not None and mark.kind not in ("spaced", "bare"):
        return True
    people = _PERSON.match(before) is not None and _PERSON.match(after) is not None
    return people or _ORGAN.search(before) is not None


def _made(block: Block, offset: int, kept: list[int], cells: tuple[tuple[int, int], ...]) -> Line:
    return Line(
        text=_marks_alike(fold("".join(block.text[index] for index in kept)).replace("\n", ";")),
        places=[offset + index for index in kept],
        page=block.page,
        heading=block.heading,
        cells=cells,
        table=block.table,
        header=block.header,
        soft=block.soft,
    )


def _marks_alike(text: str) -> str:
    """A dot between Chinese characters is a full stop, straight quotation marks come in pairs."""
    return _QUOTED.sub(r"“\1”", _STOP.sub("。", text))


def _kept(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Indexes of the characters that stay: a gap goes where a neighbour is Chinese, else becomes one space."""
    opening = _LEADING_NUMBER.match(text, start)
    previous, gap = "", None
    for index in range(start, len(text) if end is None else end):
        character = text[index]
        if character.isspace() or character in "\u200b\u200c\u200d\ufeff\u00ad":
            gap = index if gap is None and previous else gap
            continue
        if gap is not None:
            kept = (opening and index == opening.end()) or not (
                is_cjk(character) or is_cjk(previous)
            )
            if kept or _LABEL_AHEAD.match(text, index):
                yield gap
            gap = None
        previous = character
        yield index


def _without_inserts(line: Line) -> Line:
    """Faulty converters put the reading of a character behind it in brackets: 關(guān)于."""
    if line.cells:
        return line
    kept: list[int] = []
    position = 0
    for match in _INSERT.finditer(line.text):
        kept += range(position, match.start())
        position = match.end()
    kept += range(position, len(line.text))
    return replace(
        line,
        text="".join(line.text[index] for index in kept),
        places=[line.places[index] for index in kept],
    )


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which a fixed-width text was wrapped, None where lines are paragraphs."""
    lengths = sorted(len(line.text) for line in lines if line.soft and not line.cells)
    if len(lengths) < 5 or lengths[-1] > 60:
        return None
    longest = lengths[int(len(lengths) * 0.9)]
    near = [
        _cut_off(line, after)
        for line, after in pairwise(lines)
        if line.soft and len(line.text) >= longest - 3
    ]
    wrapped = len(near) >= 3 and len(near) * 5 >= len(lengths) and sum(near) * 2 >= len(near)
    return longest if longest >= 16 and wrapped else None


def _cut_off(line: Line, after: Line) -> bool:
    """The line ends in the middle of a sentence, and the next one opens nothing of its own."""
    return line.text[-1] not in _COMPLETE and not _opens_something(after.text)


def _in_bracket(group: Sequence[Line], line: Line) -> bool:
    """A bracket that the lines before opened is closed by this one."""
    if not line.soft or line.cells or ")" not in line.text[:80] or len(group) > 6:
        return False
    opened = sum(one.text.count("(") - one.text.count(")") for one in group)
    return opened > 0 and line.text.find(")") < (line.text.find("(") % 10_000)


def _goes_on(before: Line, line: Line, width: int | None) -> bool:
    """Whether `line` continues the sentence that `before` left open."""
    if not (before.soft and line.soft) or before.cells or line.cells:
        return False
    if _OF_FINDINGS.search(before.text) and line.text.startswith(("问题", "不足")):
        return True
    if line.bullet or before.text[-1] in _COMPLETE.replace(")", "") or _opens_something(line.text):
        return False
    if before.text.endswith("的问") and line.text.startswith("题"):
        return True
    if before.text[-1] in ",、":
        return len(before.text) >= 12 or not line.blank_before
    if width is not None:
        alone = _short_heading(before.text) or bool(_ALONE.search(before.text))
        return len(before.text) >= width - 3 and not alone
    return len(before.text) >= _PROSE and not _stands_alone(before.text)


def _short_heading(text: str) -> bool:
    mark = mark_at_start(text)
    return mark is not None and mark.heads and mark.rank <= 2 and text.endswith(("问题", "方面"))


def _opens_something(text: str) -> bool:
    mark = mark_at_start(text)
    if mark is not None and mark.kind not in ("spaced", "bare"):
        return True
    labels = labels_in(text)
    return (
        bool(bare_label(text))
        or bool(labels and labels[0].start == 0)
        or _is_signature(text)
        or is_closing(text)
        or _PAGE_DATA.match(text) is not None
    )


def _is_signature(text: str) -> bool:
    return bool(_SIGNED_DATE.match(text)) and len(text) <= 14


_PAGE_DATA = re.compile(
    r"(?:发布|来源|信息来源|时间|日期|作者|浏览|字体|字号|责任编辑|点击|访问量)[^,。]{0,6}:"
)
_ALONE = re.compile(
    r"(?:(?:通报|报告|公告|公示|方案|通知|意见|说明|情况|清单|台账|汇报|措施|问题|函|决定|纪要|总结)(?:\([^)]{1,12}\))?$)"
    r"|-{1,4}\d{4}年\d{1,2}月.{2,50}会议?上$"
    r"|^.{0,12}(?:来源|发布|时间|日期|浏览|字体|作者|编辑|索引号|文号|机构)[:]?"
    r"|^.{0,40}(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}"
)


def _stands_alone(text: str) -> bool:
    """A title, a heading or a line of page data: complete without a mark at its end."""
    mark = mark_at_start(text)
    heading = mark is not None and mark.heads and "。" not in text and len(text) < 50
    return heading or bool(_ALONE.search(text))


def _joined(group: list[Line]) -> Line:
    """The lines as one; between Latin words the break was a space."""
    if len(group) == 1:
        return group[0]
    text = ""
    parts: list[str] = []
    places: list[int] = []
    for line in group:
        gap = text[-1:] + line.text[:1]
        if len(gap) == 2 and gap.isascii() and gap.isalpha():
            parts.append(" ")
            places.append(places[-1] + 1)
        parts.append(line.text)
        places.extend(line.places)
        text = line.text
    return replace(group[0], text="".join(parts), places=places)
