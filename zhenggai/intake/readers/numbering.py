"""Automatic numbers of a docx: computed from numbering.xml, for they stand nowhere in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from zhenggai.intake.readers.spelling import spell
from zhenggai.intake.readers.xml import Element, W

LEVELS = 9
_MOST = 32_767
"""Word counts no further; a larger start in a file is a fault or a trap."""
_PLACE = re.compile(r"%([1-9])")
_LONGEST_TEXT = 64


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list. `restart`: the level (from 1) after which it counts anew, 0 for never, None for any
    higher one. `legal`: all numbers in Arabic digits. `style`: the paragraph style that stands for the level."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    joined: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    """One w:num: the count that it shares with its kin, its levels, and the starts of its own."""

    count: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts as the document goes on."""

    def __init__(self, lists: Mapping[str, _List]) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number_of(self, num_id: str | None, level: int) -> str:
        """The number of the next paragraph in this list, with the gap behind it; empty without one."""
        found = self._lists.get(num_id or "0")
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.count, [None] * LEVELS)
        self._advance(num_id or "", found, level, counts)
        return _with_gap(_spelled(found, level, counts), found.levels[level])

    def level_of(self, num_id: str, style: str) -> int:
        """The level that a paragraph style stands for in a list."""
        found = self._lists.get(num_id)
        levels = found.levels.items() if found is not None else ()
        return next((place for place, level in levels if level.style == style), 0)

    def _advance(self, num_id: str, found: _List, level: int, counts: list[int | None]) -> None:
        if level in found.starts and (num_id, level) not in self._begun:
            self._begun.add((num_id, level))
            counts[level] = None
        before = counts[level]
        counts[level] = _start(found, level) if before is None else min(before + 1, _MOST)
        for deeper in range(level + 1, LEVELS):
            restart = found.levels.get(deeper, _Level()).restart
            if restart is None or level < restart:
                counts[deeper] = None


def read_numbering(root: Element | None, style_lists: Mapping[str, str]) -> Numbering:
    """The lists of numbering.xml; none where the part is missing. `style_lists` tells the list of a list style."""
    if root is None:
        return Numbering({})
    kinds = {item.get(W + "abstractNumId", ""): item for item in root.iterfind(W + "abstractNum")}
    bases = {num.get(W + "numId", ""): _value(num, "abstractNumId") or "" for num in _nums(root)}
    lists = {}
    for num in _nums(root):
        num_id = num.get(W + "numId", "")
        base = kinds.get(bases[num_id])
        linked = _value(base, "numStyleLink")
        if linked is not None:
            bases[num_id] = bases.get(style_lists.get(linked, ""), "")
            base = kinds.get(bases[num_id])
        lists[num_id] = _list(num, bases[num_id], base)
    lists.pop("0", None)
    return Numbering(lists)


def _nums(root: Element) -> list[Element]:
    return list(root.iterfind(W + "num"))


def _list(num: Element, count: str, base: Element | None) -> _List:
    levels = {_place(item): _level(item) for item in _children(base, "lvl")}
    found = _List(count, levels)
    for override in num.iterfind(W + "lvlOverride"):
        place = _place(override)
        for own in override.iterfind(W + "lvl"):
            levels[place] = replace(_level(own), style=levels.get(place, _Level()).style)
        if _value(override, "startOverride") is not None:
            found.starts[place] = _whole(_value(override, "startOverride"), 1)
    return found


def _level(item: Element) -> _Level:
    restart = _value(item, "lvlRestart")
    return _Level(
        format=_value(item, "numFmt") or "decimal",
        text=(_value(item, "lvlText") or "")[:_LONGEST_TEXT],
        start=_whole(_value(item, "start"), 1),
        restart=None if restart is None else _whole(restart, 0),
        legal=is_on(item.find(W + "isLgl")),
        joined=_value(item, "suff") == "nothing",
        style=_value(item, "pStyle"),
    )


def _start(found: _List, level: int) -> int:
    return found.starts.get(level, found.levels.get(level, _Level()).start)


def _spelled(found: _List, level: int, counts: list[int | None]) -> str:
    mine = found.levels[level]
    if mine.format == "bullet":
        # A symbol font's own signs lie in the private area: any of them is a bullet.
        return "".join("•" if "\ue000" <= sign <= "\uf8ff" else sign for sign in mine.text)

    def spelled(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        count = counts[at]
        kind = "decimal" if mine.legal else found.levels.get(at, _Level()).format
        return spell(kind, _start(found, at) if count is None else count)

    return _PLACE.sub(spelled, mine.text)


def _with_gap(number: str, level: _Level) -> str:
    """A mark stands close to the text as it is typed (一、 （一） 1.); a bare number needs a gap."""
    return f"{number} " if number[-1:].isalnum() and not level.joined else number


def is_on(item: Element | None) -> bool:
    """A switch of WordprocessingML: on when it is there, unless it says otherwise."""
    return item is not None and item.get(W + "val", "true") not in ("0", "false", "off", "none")


def _place(item: Element) -> int:
    return min(_whole(item.get(W + "ilvl"), 0), LEVELS - 1)


def _children(parent: Element | None, name: str) -> list[Element]:
    return [] if parent is None else parent.findall(W + name)


def _value(parent: Element | None, name: str) -> str | None:
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val")


def _whole(text: str | None, otherwise: int) -> int:
    """A whole number from a file: at most what Word counts to."""
    if text is None or not text.isascii() or not text.isdecimal():
        return otherwise
    return min(int(text[:9]), _MOST)
