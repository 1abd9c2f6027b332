"""The yearly notice on days off (国务院办公厅关于某年部分节假日安排的通知), or a table of days, as days that do not
follow the week. One pass over the text, whatever its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

LONGEST = 20_000
"""Characters; the notice itself has some seven hundred."""
_LONGEST_REST = timedelta(days=20)
_YEAR = re.compile(r"(20\d{2})\s*年")
_ASIDE = re.compile(r"（[^（）]{0,60}）|\([^()]{0,60}\)")
_ITEM = re.compile(r"^\s*[一二三四五六七八九十]{1,3}、\s*([^：:\n]{1,30})[：:]", re.MULTILINE)
_DAY = r"(?:(20\d{2})年)?(?:(\d{1,2})月)?(\d{1,2})日"
_WORD = re.compile(rf"{_DAY}(?:(?:至|到|[-—－~～]){_DAY})?|(放假)|(上班)|[。；;]")
_LINE = re.compile(
    r"^\s*(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\t ,，]+([^\t,，\n]{1,20}?)(?:[\t,，]+([^\n]{0,40}))?\s*$",
    re.MULTILINE,
)
_OFF_WORDS = ("休", "假")
_ON_WORDS = ("班", "工作")


@dataclass(frozen=True, slots=True)
class Excepted:
    """A day that does not follow the week, and why."""

    day: date
    worked: bool
    note: str


def year_of(text: str) -> int | None:
    """The year that a notice is about: the first one it names."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def read_days(text: str, year: int) -> list[Excepted]:
    """The days that a notice or a table names, in order; a day named twice counts as it is named last."""
    text = text[:LONGEST]
    days = {item.day: item for item in (*_in_notice(text, year), *_in_table(text))}
    return [days[day] for day in sorted(days)]


def _in_table(text: str) -> Iterator[Excepted]:
    """Lines of date, kind and note: `2026-10-10	上班	国庆节`."""
    for found in _LINE.finditer(text):
        day, kind = _date(*(int(part) for part in found.groups()[:3])), found[4]
        worked = any(word in kind for word in _ON_WORDS)
        if day is not None and (worked or any(word in kind for word in _OFF_WORDS)):
            yield Excepted(day, worked, (found[5] or "").strip())


def _in_notice(text: str, year: int) -> Iterator[Excepted]:
    """Each item names its festival; dates wait until the words 放假 or 上班 say what they are."""
    items = list(_ITEM.finditer(text))
    for item, following in zip_longest(items, items[1:]):
        end = following.start() if following else len(text)
        name = item[1].strip()
        waiting: list[date] = []
        month = 0
        for word in _WORD.finditer(_ASIDE.sub("", text[item.end() : end])):
            if word[3]:
                month, days = _span(word, month, year)
                waiting.extend(days)
                continue
            if word[7] or word[8]:
                yield from (Excepted(day, bool(word[8]), name) for day in waiting)
            waiting = []


def _span(word: re.Match[str], month: int, year: int) -> tuple[int, list[date]]:
    """The days from the first to the last that were named; a month or year that is not said is the one before."""
    first_year, first_month = int(word[1] or year), int(word[2] or month)
    first = _date(first_year, first_month, int(word[3]))
    if not word[6]:
        return first_month, [first] if first else []
    last_month = int(word[5] or first_month)
    last = _date(int(word[4] or (year if word[5] else first_year)), last_month, int(word[6]))
    if first is None or last is None:
        return last_month, []
    if first > last:
        first = _date(last.year - 1, first.month, first.day) or last
    if last - first > _LONGEST_REST:
        return last_month, []
    return last_month, [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
