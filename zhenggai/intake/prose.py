"""Findings told in running text, where a document enumerates none: named in quotation marks within a sentence, or
clause by clause behind words like 检查发现 and 主要问题."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zhenggai.intake.found import Finding, Item
from zhenggai.intake.lexicon import is_closing, names_problem, opens_with_act
from zhenggai.intake.lines import Line
from zhenggai.intake.marks import mark_at_start
from zhenggai.intake.outline import Span
from zhenggai.intake.titles import acts, title_length

_QUOTED = re.compile(
    r"(?P<number>第[一二三四五六七八九十\d]{1,3}[项条个](?:问题)?|\(?序号[一二三四五六七八九十\d]{1,3}\)?|第[一二三四五六七八九十\d]{1,3}号)?(?:关于|:)?“(?P<title>[^“”]{8,200}(?:“[^“”]{0,60}”[^“”]{0,120})?)”(?:的)?(?:等)?(?:问题|整改)"
)
_ANNOUNCED = re.compile(
    r"(?:存在|发现|指出|反馈|暴露)[了出的着著]?[^,。;:]{0,28}?(?:问题|不足|短板|薄弱环节|隐患|差距)[^,。;:]{0,6}[:,]"
    r"|(?:具体|主要|突出)表现(?:在|为):"
    r"|(?:问题|隐患)[^。;:]{0,24}?分别[是为][:,]?"
    r"|(?:检查|抽查|核查|督[察查导]|巡[察视]|审计|排查|评估|同时|[还也])组?(?:还|也|中)?发现,"
)
_MEANT_OTHERWISE = re.compile(
    r"(?:对|针对|围绕|就|将|把|按照|根据|聚焦|为|凡|如|若|一旦|是否|防止|避免|杜绝|解决|整治|查处|纠正|揭露|重点)[^,。;]{0,40}$"
)
"""针对检查发现的问题，……: what follows is what was done."""
_SUCH_AS = re.compile(
    r"(?:存在(?:着)?(?!的)|(?:发现|指出)[^,。;:]{0,28}问题[,:]?主要(?:是|有|包括|为)|(?:问题|不足)主要(?:集中|体现|表现|反映)在)[:]?(?P<list>[^。;:]{8,240}?)(?:的(?=[^,、。;:]{0,4}(?:问题|隐患))|等)[^,、。;:]{0,10}(?:问题|隐患|现象|情况|方面|不足)(?=[,。;]|$)"
)
"""存在A、B、C等问题, named in passing."""
_DASH = re.compile(r"[-—]{2}\s?(?=[\u4e00-\u9fff“])")
_DASHES_FOLLOW = re.compile(
    r"(?:存在|发现|反馈|指出)[^。;:]{0,40}(?:问题|不足|隐患)[^。;:]{0,16}[:。]$"
)
_ON_THE_WHOLE = re.compile(r"(?:存在|发现)[^。;:]{0,80}(?:问题|不足|隐患)[^。;:]{0,6}[。:]")
_SENTENCES = re.compile(r"[^。]{1,300}。")
_EACH = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<title>(?:关于|针对|对)(?![^,。;]{0,4}(?:发现|存在|反馈|上述|以上|这些|此类))[^,。;]{3,60}?(?:问题|现象|情况)),(?P<act>[^。;]{4,200})"
)
_FOR_INSTANCE = re.compile("(?:比|例)?如[,:]?")
_SOME = re.compile("有的|部分|个别|一些|少数")
_MOST_LINES = 60
_SENTENCE = 600
_ALSO = re.compile("还有|以及|此外|同时|另外")
_END = re.compile(r"(?:的|等)?(?:突出|具体)?(?:问题|现象|情况|隐患)?$")


def findings_in_prose(lines: Sequence[Line], plan: bool) -> list[Finding]:
    """The findings that the running text names, in order; a single one with what was done about it."""
    top = lines[:_MOST_LINES]
    found = list(_quoted(top))
    if len(found) == 1:
        found[0].items += _told_after(lines, found[0].title.line + 1, plan)
    for way in (_each, _dashed, _clauses, _one_by_one, _such_as):
        if not found:
            found = [one for index in range(len(top)) for one in way(top, index)]
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


def _each(lines: Sequence[Line], index: int) -> Iterator[Finding]:
    """关于甲问题，做了某事；关于乙问题，……: several findings, each with what is done about it."""
    told = [match for match in _EACH.finditer(lines[index].text) if acts(match["act"])]
    for match in told if len(told) > 1 else ():
        item = Item(None, [Span(index, *match.span("act"))])
        yield Finding(None, Span(index, *match.span("title")), items=[item])


def _dashed(lines: Sequence[Line], index: int) -> Iterator[Finding]:
    """Paragraphs behind 存在的问题主要包括： that begin with a dash or another sign for an item."""
    if _opens_item(lines[index]) is not None or not _DASHES_FOLLOW.search(lines[index].text[-80:]):
        return
    for at in range(index + 1, len(lines)):
        text = lines[at].text
        start = _opens_item(lines[at])
        if start is None or not names_problem(text):
            return
        end = start + title_length(text[start:], field=True)
        yield Finding(None, Span(at, start, end), text=[Span(at, end + 1, len(text))])


def _opens_item(line: Line) -> int | None:
    dash = _DASH.match(line.text)
    return dash.end() if dash else 0 if line.bullet else None


def _clauses(lines: Sequence[Line], index: int) -> Iterator[Finding]:
    """What a sentence lists behind 发现：A；B；C等问题."""
    text, end = lines[index].text, 0
    for match in _ANNOUNCED.finditer(text):
        if match.start() < end or _meant_otherwise(text, match):
            continue
        stop = text.find("。", match.end(), match.end() + _SENTENCE)
        stop = stop if stop >= 0 else min(len(text), match.end() + _SENTENCE)
        such = _FOR_INSTANCE.match(text, match.end())
        start = such.end() if such else match.end()
        comma = such is not None or match[0].endswith(":")
        parts = _parts(text, start, stop, comma=comma)
        for finding in _faults(text, index, parts, most=";" in text[start:stop]):
            end = stop
            yield finding


def _one_by_one(lines: Sequence[Line], index: int) -> Iterator[Finding]:
    """各地不同程度存在……问题。甲市……不及时。乙市……走过场。: sentence by sentence."""
    text = lines[index].text
    if not (whole := _ON_THE_WHOLE.search(text)):
        return
    told: list[tuple[int, int]] = []
    for sentence in _SENTENCES.finditer(text, whole.end()):
        if not _tells_of_fault(sentence[0]) or acts(sentence[0]):
            break
        told.append((sentence.start(), sentence.end() - 1))
    if len(told) > 2:
        yield from _faults(text, index, told)


def _such_as(lines: Sequence[Line], index: int) -> Iterator[Finding]:
    """What is named in passing: 该单位存在A、B等问题."""
    text = lines[index].text
    for match in _SUCH_AS.finditer(text):
        if not _meant_otherwise(text, match):
            low, high = match.span("list")
            yield from _faults(text, index, _between(re.compile("[、,]"), text, low, high))


def _meant_otherwise(text: str, match: re.Match[str]) -> bool:
    return _MEANT_OTHERWISE.search(text[max(0, match.start() - 60) : match.start()]) is not None


def _faults(
    text: str, index: int, parts: Iterable[tuple[int, int]], *, most: bool = False
) -> Iterator[Finding]:
    """A finding for each part, where there are several and all (or `most`) of them tell of a fault."""
    told = list(parts)
    faulty = sum(_tells_of_fault(text[low:high]) for low, high in told)
    acting = most and any(opens_with_act(text[low:high]) for low, high in told)
    if len(told) > 1 and not acting and faulty * 3 >= len(told) * (2 if most else 3):
        yield from (Finding(None, Span(index, low, high)) for low, high in told)


def _parts(text: str, start: int, end: int, *, comma: bool) -> Iterator[tuple[int, int]]:
    """Clauses between semicolons, else each 有的……, else between commas where a colon announced them."""
    told = text[start:end]
    if ";" in told:
        cut = re.compile(";")
    elif (some := _SOME.search(told)) and told.count(some[0]) > 1:
        cut = re.compile(f"(?={some[0]})")
    elif comma:
        cut = re.compile(",")
    else:
        return
    low = (
        start
        + len(told)
        - len(re.sub(r"^(?:主要|具体|突出)?(?:包括|表现(?:在|为)|有(?!的)|是)[:,]?", "", told))
    )
    for first, after in _between(cut, text, low, end):
        also = _ALSO.match(text, first, after)
        begin = also.end() if also else first
        last = _END.search(text, begin, after)
        yield begin, last.start() if last and last.start() > begin + 3 else after


def _between(cut: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    low = start
    for gap in cut.finditer(text, start, end):
        if gap.start() > low:
            yield low, gap.start()
        low = gap.end()
    if end > low:
        yield low, end


def _tells_of_fault(clause: str) -> bool:
    return len(clause) > 3 and names_problem(clause) and not opens_with_act(clause)
