"""Chinese numerals as whole numbers: 十一 → 11, 二十三 → 23, 一百零五 → 105, 二零二一 → 2021."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}


def chinese_number(text: str) -> int | None:
    """The whole number written in Chinese or Arabic digits; None where it is none."""
    if text.isdecimal():
        return int(text)
    if not text or any(character not in _DIGITS and character not in _UNITS for character in text):
        return None
    if not any(character in _UNITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _sum_of_places(text)


def _sum_of_places(text: str) -> int:
    total, section, digit = 0, 0, None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, section, digit = total + (section + (digit or 0)) * 10_000, 0, None
        else:
            section += (1 if digit is None else digit) * _UNITS[character]
            digit = None
    return total + section + (digit or 0)
