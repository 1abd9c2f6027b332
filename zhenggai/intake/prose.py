"""Findings told in running text, where a document enumerates none: named in quotation marks within a sentence, or
clause by clause behind words like 检查发现 and 主要问题."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhenggai.intake.found import Finding, Item
from zhenggai.intake.lexicon import is_closing, names_problem, opens_with_act
from zhenggai.intake.lines import Line
from zhenggai.intake.marks import mark_at_start
from zhenggai.intake.outline import Span
from zhenggai.intake.titles import acts

_QUOTED = re.compile(
    r"(?P<number>第[一二三四五六七八九十\d]{1,3}[项条个](?:问题)?|\(?序号[一二三四五六七八九十\d]{1,3}\)?|第[一二三四五六七八九十\d]{1,3}号)?(?:关于|:)?“(?P<title>[^“”]{8,200}(?:“[^“”]{0,60}”[^“”]{0,120})?)”(?:的)?(?:等)?(?:问题|整改)"
)
_ANNOUNCED = re.compile(
    r"(?:存在|发现|指出|反馈|暴露)(?:了|出|的|着)?[^,。;:]{0,28}?(?:问题|不足|短板|薄弱环节|隐患|差距)[^,。;:]{0,6}[:,]"
    r"|(?:问题|隐患)[^。;:]{0,24}?分别[是为][:,]?"
    r"|(?:检查|抽查|核查|督[察查导]|巡[察视]|审计|排查|评估)组?(?:还|也|中)?发现,"
)
_MEANT_OTHERWISE = re.compile(r"(?:对|针对|围绕|就|将|把|按照|根据|聚焦|为)[^,。;]{0,40}$")
"""针对检查发现的问题，……: what follows is what was done."""
_EACH = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<title>(?:关于|针对|对)(?![^,。;]{0,4}(?:发现|存在|反馈|上述|以上|这些|此类))[^,。;]{3,60}?(?:问题|现象|情况)),(?P<act>[^。;]{4,200})"
)
_MOST_LINES = 60
_SENTENCE = 600
_END = re.compile(r"(?:的|等)?(?:突出|具体)?(?:问题|现象|情况|隐患)?$")


def findings_in_prose(lines: Sequence[Line], plan: bool) -> list[Finding]:
    """The findings that the running text names, in order; a single one with what was done about it."""
    top = lines[:_MOST_LINES]
    found = list(_quoted(top))
    if len(found) == 1:
        found[0].items += _told_after(lines, found[0].title.line + 1, plan)
    found = found or [one for index, line in enumerate(top) for one in _each(line, index)]
    if not found:
        found = [
            Finding(None, part) for index, line in enumerate(top) for part in _clauses(line, index)
        ]
        _pair(found, lines)
    return found


def _pair(found: Sequence[Finding], lines: Sequence[Line]) -> None:
    """A numbered list below that has as many items as there are findings answers them one by one."""
    listed: list[Item] = []
    for index in range(found[-1].title.line + 1 if found else len(lines), len(lines)):
        mark = mark_at_start(lines[index].text)
        if mark is not None and mark.number == len(listed) + 1 and mark.rank >= 2:
            rest = Span(index, mark.end, len(lines[index].text))
            listed.append(Item(Span(index, mark.start, mark.end), [rest]))
    if len(listed) == len(found):
        for finding, item in zip(found, listed, strict=True):
            finding.items.append(item)


def _quoted(lines: Sequence[Line]) -> Iterator[Finding]:
    for index, line in enumerate(lines):
        for match in _QUOTED.finditer(line.text):
            lead = line.text[max(0, match.start() - 120) : match.start()]
            about = match["number"] is not None or re.search(r"反馈.{0,30}问题|整改", lead)
            if about and names_problem(match["title"]):
                number = Span(index, *match.span("number")) if match["number"] else None
                yield Finding(number, Span(index, *match.span("title")))


def _told_after(lines: Sequence[Line], start: int, plan: bool) -> Iterator[Item]:
    """The paragraphs after a finding that tell of acts, up to the end of the letter."""
    for index in range(start, len(lines)):
        text = lines[index].text
        if is_closing(text):
            return
        if acts(text):
            yield Item(None, [Span(index, 0, len(text))], "planned" if plan else None)


def _each(line: Line, index: int) -> Iterator[Finding]:
    """关于甲问题，做了某事；关于乙问题，……: several findings, each with what is done about it."""
    told = [match for match in _EACH.finditer(line.text) if acts(match["act"])]
    for match in told if len(told) > 1 else ():
        item = Item(None, [Span(index, *match.span("act"))])
        yield Finding(None, Span(index, *match.span("title")), items=[item])


def _clauses(line: Line, index: int) -> Iterator[Span]:
    """What a sentence lists behind 发现：A；B；C等问题."""
    text, end = line.text, 0
    for match in _ANNOUNCED.finditer(text):
        if match.start() < end or _MEANT_OTHERWISE.search(
            text[max(0, match.start() - 60) : match.start()]
        ):
            continue
        stop = text.find("。", match.end(), match.end() + _SENTENCE)
        end = stop if stop >= 0 else min(len(text), match.end() + _SENTENCE)
        parts = list(_parts(text, match.end(), end, comma=match[0].endswith(":")))
        if len(parts) > 1 and all(_tells_of_fault(text[low:high]) for low, high in parts):
            yield from (Span(index, low, high) for low, high in parts)


def _parts(text: str, start: int, end: int, *, comma: bool) -> Iterator[tuple[int, int]]:
    """Clauses between semicolons, else each 有的……, else between commas where a colon announced them."""
    told = text[start:end]
    if ";" in told:
        cut = re.compile(";")
    elif told.count("有的") > 1:
        cut = re.compile("(?=有的)")
    elif comma:
        cut = re.compile(",")
    else:
        return
    low = (
        start
        + len(told)
        - len(re.sub(r"^(?:主要)?(?:包括|表现(?:在|为)|有(?!的)|是)[:,]?", "", told))
    )
    for gap in [*cut.finditer(text, low, end), None]:
        high = gap.start() if gap else end
        if high > low:
            last = _END.search(text, low, high) if gap is None else None
            yield low, last.start() if last and last.start() > low + 3 else high
        low = gap.end() if gap else end


def _tells_of_fault(clause: str) -> bool:
    return len(clause) > 3 and names_problem(clause) and not opens_with_act(clause)
