"""Documents that a text cites: 《…》 and 文号, once each, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhenggai.intake.draft import CitedDocument
from zhenggai.intake.folding import fold

_TITLE = r"《(?P<title>(?:[^《》]|《[^《》]{1,60}》){1,120})》"
_NUMBER = r"(?P<agency>[\u4e00-\u9fffA-Z]{2,16})[〔(\[【](?P<year>(?:19|20)\d{2})[〕)\]】]第?(?P<no>\d{1,4})号"
_CITED = re.compile(
    rf"{_TITLE}(?:的?(?:通知|意见|规定|办法|函))?(?:\(?{_NUMBER.replace('agency', 'agency1').replace('year', 'year1').replace('<no>', '<no1>')}\)?)?|{_NUMBER}"
)
_LEAD = re.compile(
    r"^.*(?:根据|对照|按照|依据|依照|转发|印发|下发|出台|制定|落实|执行|学习|文件|关于|以及|有关|要求|通过|参照|报送|收到|如下|经|的|和|及|与|以|对|在|为|了|按|由|据|文|发布)(?=.{2,})"
)
_MEDIA = re.compile(
    r"^(?:人民日报|光明日报|求是|新闻联播|经济日报|学习时报|半月谈|中国纪检监察报?|.{2,8}(?:日报|晚报|晨报|时报|周刊|快报))$"
)


def cited_documents(text: str, original: str | None = None) -> list[CitedDocument]:
    """Every cited document of the text once; a title without number gives way to the same with one."""
    found: list[CitedDocument] = []
    for title, number in _citations(text, original or text):
        same = next((one for one in found if _same(one, title, number)), None)
        if same is None:
            found.append(CitedDocument(title, number))
        else:
            same.title, same.number = same.title or title, same.number or number
    return found


def _citations(text: str, original: str) -> Iterator[tuple[str | None, str | None]]:
    folded = fold(text)
    for match in _CITED.finditer(folded):
        title = original[match.start("title") : match.end("title")] if match["title"] else None
        if title is not None and _MEDIA.match(title):
            continue
        which = "1" if match["agency1"] else ""
        number = _number(match, original, which) if match["agency" + which] else None
        if title or number:
            yield title, number


def _number(match: re.Match[str], original: str, which: str) -> str | None:
    agency = original[match.start("agency" + which) : match.end("agency" + which)]
    folded = match["agency" + which]
    lead = _LEAD.match(folded)
    kept = agency[lead.end() :] if lead else agency
    if not 2 <= len(kept) <= 12:
        return None
    sign = original[match.end("no" + which)]
    return f"{kept}〔{match['year' + which]}〕{int(match['no' + which])}{sign}"


def _same(one: CitedDocument, title: str | None, number: str | None) -> bool:
    if title and one.title:
        return title == one.title and (not number or not one.number or number == one.number)
    return bool(number and one.number == number)
