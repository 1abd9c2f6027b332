"""Figures that a document claims: 3方面 11个具体问题, 已完成整改19个, 追缴资金7.132万元."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from zhenggai.lib.numerals import chinese_number

_UNIT = r"个?方面|[大]?类|个月|[余多]?(?:人次|批次|件次|户次|家次|个|项|件|条|人|名|起|宗|次|份|处|家|户|场次?|笔|批|类|宗|篇|期|台|辆|亩|本|所|套|幅|张|册|栋|座|块)|亿元|万元|元|%|％|万平方米|平方米|公里|吨"
_FIGURE = re.compile(
    rf"(?<![\d.第〔])(?P<value>\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,6}})?|(?<![\u4e00-\u9fff])?[一二三四五六七八九十两]{{1,3}})(?P<unit>{_UNIT})"
)
_ABOUT = re.compile(
    r"问题|整改|反馈|完成|措施|制度|资金|处分|处理|谈话|诫勉|批评|检查|督察|督查|举报|信访|案件|线索|审计|销号|追缴|清退|项目|任务|意见|建议|巡[察视]|隐患|投诉|追责|问责|处罚|立案|移送|通报|立行立改|组织|会议|学习|培训|覆盖|率|抽[取查]|党课|截至|总体情况|督导|评估|认定"
)
_NOT_FIGURE = re.compile(r"(?:以上|以下|左右)?(?:工作日|日内|小时)|百分点")
_NEAR = 120
"""So far around a figure a text says what it speaks of."""
_OF_RECTIFYING = re.compile(r"的?(?:集中)?整改")


@dataclass(frozen=True, slots=True)
class Figure:
    """`what` names the thing counted; `start`, `end` span the clause in the line."""

    what: str
    value: float | int
    unit: str
    start: int
    end: int
    number_at: int


def figures_in(text: str) -> list[Figure]:
    """Claimed counts in running text that speaks of rectification, in order."""
    about = [match.start() for match in _ABOUT.finditer(text)]
    found = []
    for match in _FIGURE.finditer(text):
        value = _value(match["value"])
        if value is None or _quoted(text, match.start()) or _is_calendar(text, match):
            continue
        start, end = _clause(text, match.start(), match.end())
        chinese = not match["value"][0].isdigit()
        if chinese and not _counts(text, match):
            continue
        at = bisect_left(about, start - _NEAR)
        if at == len(about) or about[at] > end + _NEAR:
            continue
        what = _what(text, start, match.start(), match.end(), end)
        if what:
            unit = match["unit"].removeprefix("余").removeprefix("多").replace("％", "%")
            found.append(
                Figure(
                    what,
                    value,
                    unit.removeprefix("个") if unit == "个方面" else unit,
                    start,
                    end,
                    match.start(),
                )
            )
    return found


def _value(text: str) -> float | int | None:
    if text[0].isdigit():
        plain = text.replace(",", "")
        return float(plain) if "." in plain else int(plain)
    return chinese_number(text)


def _quoted(text: str, at: int) -> bool:
    """Inside quotation marks or 《》 a figure is a name: “三会一课”, 《八项规定》."""
    before = text[max(0, at - 60) : at]
    return before.rfind("“") > before.rfind("”") or before.rfind("《") > before.rfind("》")


def _is_calendar(text: str, match: re.Match[str]) -> bool:
    months = match["unit"] == "个月" and not _OF_RECTIFYING.match(text, match.end())
    return months or _NOT_FIGURE.match(text, match.end()) is not None


def _counts(text: str, match: re.Match[str]) -> bool:
    """A Chinese numeral counts only before a counted noun: 六类25个具体问题, 三个方面十一个问题."""
    after = text[match.end() : match.end() + 12]
    if match["unit"] in ("个方面", "方面", "类", "大类"):
        return (
            bool(re.match(r"[,、]?(?:共|计|的)?\d{0,3}|[,、]?[一二三四五六七八九十]", after))
            and "问题" in text[match.start() : match.end() + 24]
        )
    return bool(
        re.match(r"(?:具体|突出|主要|共性|个性|重点)?(?:问题|整改任务|整改措施|隐患)", after)
    ) and match["value"] not in ("一", "两")


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    low = max((text.rfind(mark, max(0, start - 60), start) for mark in ",。;:!?"), default=-1)
    highs = [at for mark in ",。;:!?" if (at := text.find(mark, end, end + 60)) >= 0]
    return low + 1, min(highs, default=min(len(text), end + 60))


_OTHER_FIGURE = re.compile(rf"(?:由|从)?\d[\d.,]*(?:{_UNIT})")
_LEAD = re.compile(
    r"^(?:截至目前|目前|其中|并|共|总计|累计|对|针对|给予|先后|我[市县区局校院]|在[^,]{2,24}?(?:上|期间|中)(?=批评|提醒|责令|诫勉))+"
)
_TAIL = re.compile(
    r"(?:共计|累计|合计|共|分别|为|达到?|了|约|已?有|已经|由|从|的|提升[至到]|下降[至到]|上升[至到]|增长[至到]?)+$"
)
_BEHIND = re.compile(
    r"的?(?P<noun>[\u4e00-\u9fff“”]{2,18}?)(?=[,。;、(:!?]|[\da-zA-Z]|$|已|均|按|全部|中(?:,|$)|得到|进行|完成|被|为)"
)
_ACT = re.compile(
    r"被|已|均|全|正|未|由|向|在|得|进行|开展|完成|整改|不|予|作|调|移交|提升|增长|下降"
)


def _what(text: str, start: int, number: int, after: int, end: int) -> str | None:
    """The words around the figure that name what it counts: behind it (11个具体问题) or before it (诫勉0人)."""
    low = max(start, max(text.rfind(mark, start, number) for mark in "、()") + 1)
    before = _TAIL.sub("", _LEAD.sub("", _OTHER_FIGURE.sub("", text[low:number]))).lstrip("》”")
    behind = _BEHIND.match(text, after, end)
    noun = behind["noun"] if behind else ""
    if text[number:after].endswith("方面"):
        return before + "方面"
    if noun and text[after - 1] not in "%％" and not _ACT.match(noun):
        return (before + noun)[-36:] if len(before) <= 24 else noun
    if not before and text[low - 1 : low] == ")":
        before = re.sub(r"\([^()]*\)$", "", text[start:low])
    if not before + noun and text[low - 1 : low] == "、":
        before = _TAIL.sub("", re.split(r"\d", text[start:number], maxsplit=1)[0])
    return (before if len(before) > 1 else before + noun)[-30:] or _named_before(text, start)


def _named_before(text: str, start: int) -> str | None:
    """The clause before a bare figure: 投诉最多的是大气污染问题，共57件."""
    before = re.split(r"[,。;:]", text[max(0, start - 60) : max(0, start - 1)])[-1]
    goes_on = text[start - 1 : start] in (",", ":") or text.startswith("共", start)
    if not goes_on or _OTHER_FIGURE.search(before):
        return None
    return before[-30:] if len(before) > 3 else None
