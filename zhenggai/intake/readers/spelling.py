"""How automatic lists spell their numbers (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

_PLAIN = ("零一二三四五六七八九", "千百十")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "仟佰拾")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_MOST_LETTERS = 780
"""Word spells no more than thirty times z."""


def spell(kind: str, number: int) -> str:
    """A count in the list's kind of numbers; unknown kinds fall to Arabic digits."""
    return _KINDS.get(kind, str)(number)


def chinese(number: int, digits: str = _PLAIN[0], units: str = _PLAIN[1]) -> str:
    """一, 十, 十一, 二十, 一百零五, 一万二千."""
    if number <= 0:
        return digits[0]
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = digits[0] if 0 < low < 1000 else ""
        return (
            chinese(high, digits, units) + "万" + (gap + chinese(low, digits, units) if low else "")
        )
    spelled, gap = "", ""
    for place, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
        digit, number = divmod(number, place)
        if digit:
            spelled += gap + digits[digit] + unit
        gap = "" if digit or not spelled else digits[0]
    return spelled[1:] if spelled.startswith("一十") else spelled


def _by_digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(max(0, number)))


def _roman(number: int) -> str:
    spelled = ""
    for value, letters in _ROMAN:
        times, number = divmod(max(0, number), value)
        spelled += letters * times
    return spelled


def _letter(number: int) -> str:
    if not 1 <= number <= _MOST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(max(0, number)))


def _sign(runs: Sequence[tuple[int, int]], number: int) -> str:
    """One sign from Unicode's runs of them, each given by its first code point and its length."""
    rest = number
    for first, length in runs:
        if 1 <= rest <= length:
            return chr(first + rest - 1)
        rest -= length
    return str(number)


def _in_turn(signs: str, number: int) -> str:
    return signs[(number - 1) % len(signs)]


_circled = partial(_sign, ((0x2460, 20), (0x3251, 15), (0x32B1, 15)))
_KINDS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseCounting",
            "koreanCounting",
        ),
        chinese,
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda number: chinese(number, *_LEGAL),
    ),
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _by_digits
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    "ideographTraditional": partial(_in_turn, _STEMS),
    "ideographZodiac": partial(_in_turn, _BRANCHES),
    "ideographEnclosedCircle": partial(_sign, ((0x3280, 10),)),
    "decimalEnclosedParen": partial(_sign, ((0x2474, 20),)),
    "decimalEnclosedFullstop": partial(_sign, ((0x2488, 20),)),
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "none": lambda number: "",
}
