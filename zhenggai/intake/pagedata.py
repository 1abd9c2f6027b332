"""What a page says around a text: the text's name there, the organ that put it up, its source, the day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhenggai.intake.dates import Clock, points_in
from zhenggai.intake.folding import fold, is_cjk
from zhenggai.intake.lexicon import ORGAN_END
from zhenggai.intake.lines import Line

Cut = Callable[[int, int, int], str]
"""Words of the original: (line, start, end) of the folded text → as written."""

_LABELS = {
    "title": "文件名称|信息名称|名称|标题|题名",
    "organ": "发布机构|发布单位|发文机关|发文机构|发文单位|公开单位|公开责任部门|责任部门",
    "source": "信息来源|文章来源|稿件来源|来源|供稿",
    "day": "成文日期|成文时间|生成日期|发布日期|发布时间|发表时间|公开日期|日期|时间|发布",
    "other": "索引号|文号|发文字号|公开目录|公开形式|公开方式|有效性|主题分类|主题词|浏览量|浏览次数|公开范围",
}
_ROLE = {word: role for role, words in _LABELS.items() for word in words.split("|")}
_WORDS = "|".join(sorted(_ROLE, key=len, reverse=True))
_FIELD = re.compile(
    rf"(?P<label>{_WORDS})[:]\s{{0,3}}(?!(?:{_WORDS}):)(?P<value>[^\s:|,。]{{2,40}})"
)
PAGE_WORDS = re.compile(
    r"(?:信息)?索引号?|文件名称|发布机构|发布单位|成文日期|公开方式|发布日期|发布时间|发表时间|来源|浏览|访问量|点击|字体|字号|作者|责任编辑|主题分类|发文机关|发文字号|生成日期|有效性|公开日期|公开时限|时间[:]|日期[:]|当前位置|首页|打印|分享|信息来源|体裁|组配|文[\s]*号[:]|【大中小】|关怀版|无障碍|统一刊号|下载(?:app|APP|客户端)|免费领取"
)
DATE_LINE = re.compile(
    r"^\(?(?:日期:|成文日期:)?(?:(?:19|20)\d{2}|[零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?\)?$|^(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}$"
)
_FILE = re.compile(r"《(?P<title>[^《》]{4,60}?)\.(?:docx?|pdf|wps)》")
"""A site for sharing files names the file: 《食堂自查报告.docx》由会员分享."""
_STAMP = re.compile(
    r"^(?:[^。,;:]{0,30}\s)?(?P<day>(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2})日?\s{0,3}(?:\d{1,2}:\d{2}|来源)"
)
_DAY = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}")
_BARE_DAY = re.compile(r"(?P<day>(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})(?:\s|T|$|[^\d])")
_TURNED = re.compile(r"\d{2}\.\d{2}\.(?:19|20)\d{2}\s\d{2}:\d{2}")
_MONTH = re.compile(r"(?P<day>(?:19|20)\d{2}[-./]\d{1,2})$")
_SAYS_MORE = re.compile(rf"(?:{_WORDS}|点击|浏览|分享|编辑|作者|字号|字体)[^:]{{0,4}}:")
_MEDIA = re.compile(
    r"[日晚早理时周晨][报刊]|(?:管理|教育|环境|青年|法治|法制|建设|消费|经济|参考|都市|商|人民政协|纪检监察)报|晚报|晨报|时报|新闻|客户端|融媒|电视|微信|网$|网站|记者|本站|本网|原创|转载|在线"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fff]{{2,}}?{ORGAN_END}")
_NEXT_FIELD = re.compile(
    r"\d{4}-|发布|浏览|访问|作者|日期|时间|字号|点击|阅读|编辑|发表|责任|主题|索引|文号"
)


_SITE = re.compile(
    r"版权所有|copyright|ICP备|powered by|processed in|GMT\+8|违法和不良信息|不良信息举报|广告合作|投稿|未经.{0,8}授权|转载稿|免责声明|特别声明|侵权|联系站长|网站地图",
    re.IGNORECASE,
)


def is_of_the_site(text: str) -> bool:
    """A line in which the site speaks of itself: its makers, its rights, how to reach it."""
    return len(text) < 200 and _SITE.search(text) is not None


@dataclass(slots=True)
class PageData:
    """`organ` put the text up as its own, `source` it was taken from; `title` as (line, start, end)."""

    title: tuple[int, int, int] | None = None
    organ: str | None = None
    source: str | None = None
    day: str | None = None


def is_page_data(text: str) -> bool:
    """A line of the page's own: the way to the text, its source, its day."""
    return bool(
        PAGE_WORDS.search(text)
        or DATE_LINE.match(text)
        or _STAMP.match(text)
        or ">" in text
        or (len(text) < 16 and text.endswith("网"))
    )


def read_page_data(lines: Sequence[Line], top: range, cut: Cut) -> PageData:
    """What the lines above a text say of it; of several sayings the first, of the organ the last."""
    found = PageData()
    for index in top:
        text = lines[index].text
        if len(text) > 120 and len(PAGE_WORDS.findall(text)) < 3:
            continue
        for role, span in _fields(lines, index):
            _take(found, role, span, cut)
        if file := _FILE.search(text):
            found.title = found.title or (index, *file.span("title"))
        if found.day is None and (turned := _TURNED.match(text)):
            found.day = day_of(text[: turned.end()])
        stamp = _STAMP.match(text) or _MONTH.match(text)
        stamp = stamp or (_BARE_DAY.search(text) if len(text) < 60 else None)
        if found.day is None and stamp:
            found.day = _stamped(stamp["day"])
    return found


def day_at_end(lines: Sequence[Line], cut: Cut) -> str | None:
    """The day that the page gives below the text, where it gives none above."""
    found = PageData()
    for index in range(max(0, len(lines) - 6), len(lines)):
        if len(lines[index].text) < 60:
            for role, span in _fields(lines, index):
                _take(found, role, span, cut)
    return found.day


def day_of(text: str) -> str | None:
    """The first day that the words give, as ISO 8601."""
    points = points_in(text, Clock())
    return points[0].value if points else None


def _stamped(text: str) -> str | None:
    """The day of a stamp, whose last sign may be missing: 2023年5月4."""
    return day_of(re.sub("[年月]", "-", text))


def _fields(lines: Sequence[Line], index: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Labels with what stands behind them: in the next cell, on the next line, behind a colon."""
    text, cells = lines[index].text, lines[index].cells
    for (start, end), (low, high) in pairwise(cells):
        role = _ROLE.get(text[start:end].rstrip(":"))
        if role and high > low and text[low:high].rstrip(":") not in _ROLE:
            yield role, (index, low, high)
    alone = _ROLE.get(text.rstrip(":").lstrip("•·"))
    if alone and index + 1 < len(lines) and not _SAYS_MORE.search(lines[index + 1].text):
        yield alone, (index + 1, 0, len(lines[index + 1].text))
    for match in _FIELD.finditer(text):
        yield _ROLE[match["label"]], (index, *match.span("value"))


def _take(found: PageData, role: str, span: tuple[int, int, int], cut: Cut) -> None:
    words = _NEXT_FIELD.split(cut(*span), maxsplit=1)[0] if role in ("organ", "source") else ""
    if role == "title":
        found.title = found.title or span
    elif role == "day" and found.day is None and (day := _DAY.search(fold(cut(*span)))):
        found.day = _stamped(day[0])
    elif len(words) >= 2 and is_cjk(words[0]) and not _MEDIA.search(fold(words)):
        if role == "organ":
            found.organ = words
        elif _ORGAN.search(fold(words)):
            found.source = found.source or words
