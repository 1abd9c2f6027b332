"""Automatic numbers of a docx: computed from numbering.xml, for they stand nowhere in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhenggai.intake.readers.xml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEVELS = 9


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counts as the document goes on. `number_of(num_id, level)` answers with the number's text."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[str] = field(default_factory=set)

    def number_of(self, num_id: str, level: int) -> str:
        levels = self.lists.get(num_id)
        if levels is None or level not in levels or num_id == "0":
            return ""
        counts = self._counts.setdefault(self.abstract_of.get(num_id, num_id), [None] * _LEVELS)
        if num_id not in self._started:
            self._started.add(num_id)
            self._restart(num_id, counts)
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            counts[deeper] = None
        return self._spelled(levels, level, counts)

    def _restart(self, num_id: str, counts: list[int | None]) -> None:
        """A list with a start of its own counts anew; one without goes on with its kin."""
        if num_id in self.overridden:
            counts[:] = [None] * _LEVELS

    overridden: set[str] = field(default_factory=set)

    def _spelled(self, levels: dict[int, _Level], level: int, counts: list[int | None]) -> str:
        text = levels[level].text
        for place in range(_LEVELS):
            if f"%{place + 1}" in text:
                kind = levels[place].format if place in levels else "decimal"
                count = counts[place]
                start = levels[place].start if place in levels else 1
                text = text.replace(f"%{place + 1}", spell(kind, start if count is None else count))
        return "" if levels[level].format in ("bullet", "none") else text


def read_numbering(root: Element | None) -> Numbering:
    """The lists of numbering.xml; none where the part is missing."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {
        item.get(W + "abstractNumId", ""): _levels(item)
        for item in root.iterfind(W + "abstractNum")
    }
    for num in root.iterfind(W + "num"):
        num_id, base = num.get(W + "numId", ""), num.find(W + "abstractNumId")
        base_id = base.get(W + "val", "") if base is not None else ""
        levels = dict(abstract.get(base_id, {}))
        for override in num.iterfind(W + "lvlOverride"):
            _override(levels, override)
            numbering.overridden.add(num_id)
        numbering.lists[num_id] = levels
        numbering.abstract_of[num_id] = base_id
    return numbering


def _levels(parent: Element) -> dict[int, _Level]:
    return {int(item.get(W + "ilvl", "0")): _level(item) for item in parent.iterfind(W + "lvl")}


def _level(item: Element) -> _Level:
    start = _value(item, "start") or "1"
    return _Level(
        format=_value(item, "numFmt") or "decimal",
        text=_value(item, "lvlText") or "",
        start=int(start) if start.lstrip("-").isdecimal() else 1,
    )


def _override(levels: dict[int, _Level], override: Element) -> None:
    place = int(override.get(W + "ilvl", "0"))
    own = override.find(W + "lvl")
    level = _level(own) if own is not None else levels.get(place, _Level())
    start = _value(override, "startOverride")
    if start and start.isdecimal():
        level = _Level(level.format, level.text, int(start))
    levels[place] = level


def _value(item: Element, name: str) -> str | None:
    child = item.find(W + name)
    return None if child is None else child.get(W + "val")


def spell(kind: str, number: int) -> str:
    """A count in the list's kind of numbers; unknown kinds fall to Arabic digits."""
    return _KINDS.get(kind, str)(number)


def chinese(number: int) -> str:
    """一, 十, 十一, 二十, 一百零五."""
    if number <= 0:
        return "零"
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return "十" + (_DIGITS[number - 10] if number > 10 else "")
    if number < 100:
        tens, ones = divmod(number, 10)
        return _DIGITS[tens] + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(number, 100)
    middle = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""
    return chinese(hundreds) + "百" + middle + (chinese(rest) if rest else "")


_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _roman(number: int) -> str:
    spelled = ""
    for value, letters in _ROMAN:
        spelled += letters * (number // value)
        number %= value
    return spelled


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


_KINDS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}
