"""The document's own data: title, issuer, date of issue, kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhenggai.intake.dates import Clock, points_in
from zhenggai.intake.lexicon import ORGAN_END
from zhenggai.intake.lines import Line
from zhenggai.intake.marks import mark_at_start
from zhenggai.intake.pagedata import (
    DATE_LINE,
    PAGE_WORDS,
    Cut,
    day_at_end,
    day_of,
    is_of_the_site,
    is_page_data,
    read_page_data,
)

_TITLE_NOUN = r"通报|报告|公告|公示|方案|函|通知|说明|意见|情况|清单|台账|总结|汇报|意见书|通知书|决定|计划|措施|表|一览表|汇总表|结果|简报|材料|信息|批复|办法|建议|思考|规程|制度|细则|要点"
_TITLE_END = re.compile(
    rf"(?:{_TITLE_NOUN})(?:\([^()]{{1,24}}\))?(?:情况说明)?(?:[ |]{{0,3}}\(?第[一二三四五六七八九十\d]{{1,3}}期\)?)?$"
)
_TITLE_WORD = re.compile(
    r"整改|巡[察视]|审计|督[察查导]|[检抽]查|反馈|问题|自查|整治|考核|销号|检视|隐患|通报|公示|公告|验收"
)
_SIGNATURE = re.compile(
    rf"^(?:\(?盖章\)?)?[\u4e00-\u9fff()“”、·]{{2,44}}{ORGAN_END}(?:\(?盖章\)?|\(公章\))?$"
)


def _whole(lines: Sequence[Line], cut: Cut, index: int) -> str:
    return cut(index, 0, len(lines[index].text))


@dataclass(slots=True)
class Heading:
    title: str | None
    title_span: tuple[int, int, int] | None
    """The line of the title, and where in it the title stands."""
    issuer: str | None
    issued_on: str | None
    kind: str
    body_from: int
    opening_to: int = 0


def read_heading(lines: Sequence[Line], cut: Cut) -> Heading:
    """Title, issuer and date of issue; null where the document does not say."""
    first = next(
        (
            index
            for index, line in enumerate(lines)
            if _is_numbered(line.text) or len(line.text) > 75
        ),
        min(len(lines), 12),
    )
    page = read_page_data(lines, range(min(first + 1, 20, len(lines))), cut)
    span = _title_span(lines, range(min(first, 16))) or page.title
    title = cut(*span) if span else None
    folded = lines[span[0]].text[span[1] : span[2]] if span else ""
    issuer, issued = _signature(lines, cut)
    return Heading(
        title,
        span,
        issuer or page.organ or _title_prefix(folded, title) or page.source,
        issued or page.day or _given_on(lines) or day_at_end(lines, cut),
        _kind(folded, lines),
        span[0] + 1 if span else 0,
    )


def _is_numbered(text: str) -> bool:
    """The line opens a numbered part; a figure may also open a headline: 8省公开整改情况."""
    mark = mark_at_start(text)
    return mark is not None and (mark.kind not in ("bare", "spaced") or mark.number == 1)


def _title_span(lines: Sequence[Line], top: range) -> tuple[int, int, int] | None:
    """Line, start and end of the title: without what the page puts before it (标题：) and the occasion behind it."""
    index = _title_at(lines, top)
    if index is None:
        return None
    text = lines[index].text
    start = named.end() if (named := _NAMED.match(text)) else 0
    return index, start, _title_length(text)


_NAMED = re.compile(r"[•·●◆■▪ ]*(?:(?:标题|文件名称|名称):)?")


def _title_at(lines: Sequence[Line], top: range) -> int | None:
    best: tuple[int, int] | None = None
    for index in top:
        if lines[index].cells:
            continue
        whole = lines[index].text
        text = whole[: _title_length(whole)].lstrip("•·●◆■▪ ")
        score = _title_score(text) or _headline_score(text, index, lines)
        if score > 0 and (best is None or score > best[0]):
            best = (score, index)
    return best[1] if best else None


def _title_length(text: str) -> int:
    """Without the occasion behind it: ……的报告——2023年4月在市人大常委会第十七次会议上."""
    occasion = re.search(r"[-—]{2,4}(?=\d{4}年\d{1,2}月)", text)
    return occasion.start() if occasion and occasion.start() > 4 else len(text)


def _title_score(text: str) -> int:
    if len(text) < 4 or len(text) > 75 or text[-1] in "。;:," or text[0] in ",。":
        return 0
    if DATE_LINE.match(text) or ">" in text or _is_numbered(text) or _ENDS_IN_DAY.search(text):
        return 0
    ends, words = bool(_TITLE_END.search(text)), len(_TITLE_WORD.findall(text))
    if PAGE_WORDS.search(text) and not (ends and words):
        return 0
    if re.match(
        r"^(?:当前|首页|您|现在|\d{4}年\d{1,2}月\d{1,2}日)|^(?!标题|文件名称|名称|题名|[^:]{1,7}[部局省市县区委办厅院州镇乡]:)[^:]{2,8}:",
        text,
    ):
        return 0
    return (
        (4 if ends else 0) + min(words, 3) + (1 if "关于" in text else 0)
        if (ends and (words or len(text) > 7)) or words >= 2
        else 0
    )


_ENDS_IN_DAY = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}$")
_SPEAKER = re.compile(
    r"(?:长|主任|书记|主席|审计师|局长)\s?[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3}$"
)
"""Who gave a report, in the line above it: 市审计局局长 张某."""


def _headline_score(text: str, index: int, lines: Sequence[Line]) -> int:
    """The first line of a news item behind the page's own: short, without a stop, about rectification."""
    dated = re.match(r"\d{4}年\d{1,2}月", text) is not None
    plain = (
        not dated
        and not _SPEAKER.search(text)
        and 8 <= len(text) <= 50
        and text[-1] not in "。;:,!讯电"
        and not is_page_data(text)
        and not _ENDS_IN_DAY.search(text)
    )
    first = all(is_page_data(line.text) for line in lines[:index])
    below = [line.text for line in lines[index + 1 : index + 4]]
    shown = "," not in text or text in below or any(is_page_data(one) for one in below[:1])
    headed = bool(below) and (is_page_data(below[0]) or (len(below[0]) > 60 and "。" in below[0]))
    return int(plain and first and shown and (headed or bool(_TITLE_WORD.search(text))))


def _signature(lines: Sequence[Line], cut: Cut) -> tuple[str | None, str | None]:
    """The last date line of the document and the organ that stands before (or behind) it."""
    last = len(lines) - 1
    for index in range(last, max(-1, last - 12), -1):
        text = lines[index].text
        if not DATE_LINE.match(text) or index < 2:
            continue
        issued = day_of(text)
        for other in (index - 1, index - 2, index + 1):
            if 0 <= other <= last and _SIGNATURE.match(lines[other].text):
                return _unstamped(_whole(lines, cut, other)), issued
        return None, issued
    for index in range(last, max(-1, last - 4), -1):
        both = re.match(
            rf"^(?P<organ>[\u4e00-\u9fff()]{{4,40}}{ORGAN_END})\s?(?P<date>(?:19|20)\d{{2}}(?:年\d{{1,2}}月\d{{1,2}}日|[-./]\d{{1,2}}[-./]\d{{1,2}}))$",
            lines[index].text,
        )
        if both:
            return cut(index, 0, both.end("organ")), day_of(both["date"])
        if index > 2 and index >= last - 1 and _signs(lines, index):
            return _unstamped(_whole(lines, cut, index)), None
    return None, None


def _signs(lines: Sequence[Line], index: int) -> bool:
    """An organ's name alone in the last line, where it is not one of several captions."""
    text = lines[index].text
    alike = sum(one.text[-1:] == text[-1] and len(one.text) <= 8 for one in lines)
    return bool(_SIGNATURE.match(text)) and not mark_at_start(text) and alike < 3


def _unstamped(text: str) -> str:
    return re.sub(r"[（(](?:盖章|公章|印章)[)）]", "", text)


_GIVEN_ON = re.compile(
    r"(?:^[-—(]{0,4}|[-—]{2,4})(?P<date>(?:19|20)(?:\d{2}年\d{1,2}月(?:\d{1,2}日)?|\d{4,6}日))(?:\)|在[^。;]{4,60})?$"
)


def _given_on(lines: Sequence[Line]) -> str | None:
    """The day of a report's delivery, alone on a line above it: ——2020年7月30日在市人大常委会第三十一次会议上."""
    for line in lines[:8]:
        if given := _GIVEN_ON.search(line.text[:160]):
            return day_of(given["date"])
    return None


def _title_prefix(folded: str, title: str | None) -> str | None:
    """The organ before 关于 in the title, where nothing is signed."""
    if title is None:
        return None
    match = re.match(rf"^(?P<organ>[\u4e00-\u9fff()]{{2,40}}?{ORGAN_END})关于", folded)
    return title[: match.end("organ")] if match else None


_KINDS = (
    ("announcement", r"公告|公示"),
    (
        "feedback",
        r"巡[察视]情况反馈$|反馈(?:意见|会|情况)(?:的?(?:通知|书|函))?$|意见书$|反馈.{0,30}(?:巡察|巡视|督[导察查]).{0,12}(?:意见|情况)$",
    ),
    ("plan", r"方案|计划$"),
    ("ledger", r"台账|清单|一览表|汇总表|销号表|情况表"),
    ("circular", r"通报"),
    ("report", r"报告|函$|汇报|总结|(?<!通知)情况$|说明$"),
)


def _kind(title: str, lines: Sequence[Line]) -> str:
    for name, pattern in _KINDS:
        if title and re.search(pattern, title):
            return name
    text = "".join(line.text for line in lines[:8])[:1200]
    for name, pattern in (
        ("announcement", r"(?:公示|公告)如下|予以(?:公示|公告)|进行公示|特此公[示告]|现公告"),
        ("circular", r"通报如下|予以(?:公布|通报|公开)|现将.{0,40}(?:公布|通报)"),
        ("report", r"报告如下|汇报如下|函告如下"),
        ("feedback", r"反馈如下|提出如下(?:反馈)?意见|反馈意见如下"),
        ("plan", r"制定(?:本|如下|以下|此).{0,6}方案"),
    ):
        if re.search(pattern, text):
            return name
    return "other"


def first_full_date(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Year and month of the first date in running text that has both."""
    for line in lines[:40]:
        if (
            len(line.text) > 18
            and not PAGE_WORDS.search(line.text)
            and not is_of_the_site(line.text)
        ):
            for point in points_in(line.text, Clock()):
                if point.year_given and point.value and len(point.value) >= 7:
                    return int(point.value[:4]), int(point.value[5:7])
    return None
