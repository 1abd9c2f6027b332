"""Whether a sentence holds a fact: a date, an amount with its unit, or a document number (process.md §5)."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = r"(?:\d+(?:[.,]\d+)*|[一二三四五六七八九十百千两]{1,6})"
_UNIT = (
    r"(?:个|份|次|人|名|件|条|项|场|期|篇|本|张|套|台|辆|间|处|户|家|封|页|笔|批|轮|遍|宗|起|例|课时|学时"
    r"|元|万元|亿元|平方米|公里|吨|亩|%|％|人次|件次)"
)
_FACT = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|份|上旬|中旬|下旬|底|初)?|\d{4}年|\d{4}-\d{1,2}-\d{1,2}"
    r"|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日|份|底)"
    rf"|{_NUMBER}\s?多?余?{_UNIT}"
    r"|[〔\[(]\d{4}[〕\])]\s?\d{1,5}\s?号"
)
_NO_AMOUNT = re.compile(
    r"(?<![一二三四五六七八九十百千])一(?:个|项|条|件)|(?:逐|每|各|再|又|任何)一?(?:个|项|条|次|份|件|人)"
)


def holds_fact(text: str) -> bool:
    """True where the text says when, how many, or under which number; 正在推进 alone does not.

    一项工作 and 逐条 count nothing and are passed over. Linear in the text's length (security.md F08).
    """
    folded = unicodedata.normalize("NFKC", text.replace("〔", "[").replace("〕", "]"))
    return bool(_FACT.search(_NO_AMOUNT.sub("，", folded)))
