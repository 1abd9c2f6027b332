"""A day as people write it into a sheet. What is certain becomes a day, with a word on how it was understood; what is
not is asked, with the days that it may mean."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from zhenggai.lib.numerals import chinese_number

WRITTEN, FORM, LAST, YEAR, SERIAL = "", "form", "last", "year", "serial"
"""How a day was understood: as offices write it; in another form; as the last day of a stretch; in the year that fits
the feedback; as the number by which programs count days."""
_NUMERALS = re.compile(r"[〇零一二三四五六七八九十]{1,4}(?=[年月日号])")
_TAIL = re.compile(r"(?:\(.{0,20}\))?(?:之前|以前|前|止|为止|完成|内|期限|到期){0,2}$")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_PLAUSIBLE = 10
"""Years around the feedback in which a deadline may lie."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says of a day: the day, None where it must be asked; `options` are then the days it may mean."""

    day: date | None
    how: str = WRITTEN
    options: tuple[date, ...] = ()


NO_DAY = Day(None)


def read_day(text: str, start: date | None) -> Day:
    """The day that a cell names. A year that is missing is the first that puts the day on or after `start`."""
    folded = _folded(text)
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(folded):
            return read([part or "" for part in found.groups()], start)
    return NO_DAY


def _folded(text: str) -> str:
    """Full width, white space and words such as 前 aside, numerals before 年月日 as digits."""
    plain = "".join(unicodedata.normalize("NFKC", text[:60]).split())
    plain = _NUMERALS.sub(lambda found: str(chinese_number(found[0]) or found[0]), plain)
    return _TAIL.sub("", plain) or plain


def _full(parts: list[str], start: date | None) -> Day:
    year, month, day, mark = int(parts[0]), int(parts[2]), int(parts[3]), parts[1]
    return _exact(year, month, day, WRITTEN if mark in "年-" else FORM)


def _run(parts: list[str], start: date | None) -> Day:
    return _exact(int(parts[0]), int(parts[1]), int(parts[2]), FORM)


def _short_year(parts: list[str], start: date | None) -> Day:
    """21/6/30; programs set to another country write 6/30/21. The one that lies near the feedback is meant."""
    one, two, three = (int(part) for part in parts)
    days = [_real(2000 + one, two, three), _real(2000 + three, one, two)]
    return _one_of([day for day in days if day and _is_near(day, start)])


def _late_year(parts: list[str], start: date | None) -> Day:
    """6/30/2021, or 30/6/2021."""
    one, two, year = (int(part) for part in parts)
    days = [_real(year, one, two), _real(year, two, one)]
    return _one_of([day for day in days if day])


def _month(parts: list[str], start: date | None) -> Day:
    year, month, part = int(parts[0]), int(parts[1]), parts[2]
    return _end_of(year, month, part)


def _year(parts: list[str], start: date | None) -> Day:
    return Day(date(int(parts[0]), 12, 31), LAST)


def _this_year(parts: list[str], start: date | None) -> Day:
    return Day(date(start.year, 12, 31), LAST) if start else NO_DAY


def _month_and_day(parts: list[str], start: date | None) -> Day:
    month, day = int(parts[0]), int(parts[1])
    return _in_some_year(start, lambda year: _exact(year, month, day, YEAR))


def _point(parts: list[str], start: date | None) -> Day:
    """6.30 is a day; 6.3 may have been 6.30 before a program took it for a number."""
    month, day = int(parts[0]), parts[1]
    read = _in_some_year(start, lambda year: _exact(year, month, int(day), YEAR))
    if len(day) > 1 or read.day is None:
        return read
    other = _real(read.day.year, month, int(day) * 10)
    return Day(None, options=(read.day, other)) if other else read


def _month_alone(parts: list[str], start: date | None) -> Day:
    month, part = int(parts[0]), parts[1]
    return _in_some_year(start, lambda year: _end_of(year, month, part))


def _stretch(parts: list[str], start: date | None) -> Day:
    """A quarter or half of a year, to its last day."""
    last = {"上半年": 6, "下半年": 12}.get(parts[1]) or 3 * (chinese_number(parts[2]) or 0)
    if parts[0]:
        return _end_of(int(parts[0]), last, "")
    return _in_some_year(start, lambda year: _end_of(year, last, ""))


def _serial(parts: list[str], start: date | None) -> Day:
    number = int(parts[0])
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return NO_DAY
    return Day(date(1899, 12, 30) + timedelta(days=number), SERIAL)


def _exact(year: int, month: int, day: int, how: str) -> Day:
    """That day, or, where the month has no such day, its last to be asked about."""
    found = _real(year, month, day)
    if found:
        return Day(found, how)
    last = _real(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 and year else None
    return Day(None, options=(last,)) if last and day <= 31 else NO_DAY


def _end_of(year: int, month: int, part: str) -> Day:
    """The last day that a part of a month may mean. Its beginning is nobody's deadline: it is asked."""
    if not 1 <= month <= 12:
        return NO_DAY
    days = {"上旬": 10, "中旬": 20}
    last = date(year, month, days.get(part) or monthrange(year, month)[1])
    if part == "初":
        return Day(None, options=(date(year, month, 1), date(year, month, 10)))
    return Day(last, LAST)


def _in_some_year(start: date | None, read: Callable[[int], Day]) -> Day:
    """In the first year that does not put the day before the start."""
    if start is None:
        return NO_DAY
    first = read(start.year)
    if first.day and first.day < start:
        return read(start.year + 1)
    return first


def _one_of(days: list[date]) -> Day:
    several = tuple(dict.fromkeys(days))
    if len(several) == 1:
        return Day(several[0], FORM)
    return Day(None, options=several)


def _is_near(day: date, start: date | None) -> bool:
    return start is None or -1 <= day.year - start.year <= _PLAUSIBLE


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_PART = r"(?:份|(上旬|中旬|下旬|初|底|末))?"
_FORMS = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (
            r"((?:19|20)\d\d)([-./年])(\d{1,2})[-./月](\d{1,2})[日号]?(?:T?\d{1,2}:\d\d.{0,10})?",
            _full,
        ),
        (r"(20\d\d)(\d\d)(\d\d)", _run),
        (r"(\d\d)[-./年](\d{1,2})[-./月](\d{1,2})[日号]?", _short_year),
        (r"(\d)[-./](\d{1,2})[-./](\d\d)", _short_year),
        (r"(\d{1,2})[-./](\d{1,2})[-./](20\d\d)", _late_year),
        (rf"((?:19|20)\d\d)[-./年](\d{{1,2}})(?:月{_PART})?", _month),
        (r"((?:19|20)\d\d)年?(?:年?底|年?末|年内)?", _year),
        (r"()(?:今年|本年|当年)?年?(?:年底|年末|年内)", _this_year),
        (r"(\d{1,2})月(\d{1,2})[日号]?", _month_and_day),
        (r"(\d{1,2})[/-](\d{1,2})", _month_and_day),
        (r"(\d{1,2})\.(\d{1,2})", _point),
        (rf"(\d{{1,2}})月{_PART}", _month_alone),
        (r"(?:((?:19|20)\d\d)年)?第?(?:(上半年|下半年)|([一二三四])季度)[底末]?", _stretch),
        (r"(\d{5})(?:\.\d{1,15})?", _serial),
    )
)
