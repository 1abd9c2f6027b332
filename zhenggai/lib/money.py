"""Sums as offices write them, kept as whole 分: 1.2万元, 12,000元, 三万元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from zhenggai.lib.numerals import chinese_number

_UNITS = {"": 1, "元": 100, "块": 100, "万": 1_000_000, "万元": 1_000_000, "千元": 100_000}
_UNITS |= {"百万元": 100_000_000, "亿": 10_000_000_000, "亿元": 10_000_000_000, "分": 1, "角": 10}
_SUM = re.compile(
    r"(?:人民币|¥|￥)?(?P<number>\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,8})?|[一二三四五六七八九十百千两零〇]{1,12})"
    r"(?P<unit>亿元?|百万元|万元?|千元|元|块|角|分)?整?"
)


def fen_of(text: str, unit: str = "元") -> int | None:
    """The sum in 分; a bare number counts in `unit`. None where the text is no sum, or not a whole number of 分."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    found = _SUM.fullmatch(folded)
    if found is None:
        return None
    number = _number(found["number"])
    if number is None:
        return None
    fen = number * _UNITS[found["unit"] or unit]
    return int(fen) if fen == int(fen) else None


def yuan_words(fen: int) -> str:
    """12,000.00 元."""
    return f"{Decimal(fen) / 100:,.2f} 元"


def _number(text: str) -> Decimal | None:
    if text[0].isascii():
        return Decimal(text.replace(",", ""))
    counted = chinese_number(text)
    return None if counted is None else Decimal(counted)
