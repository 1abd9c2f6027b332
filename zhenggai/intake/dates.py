"""Calendar points in running text, as ISO 8601 at the precision that the text gives.

A year that is not written comes from what was said before, from 今年/去年/同年, or from the date of issue;
where none can be known the value is `--06-20`. Patterns look at folded text and are bounded (F08).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from zhenggai.lib.numerals import chinese_number

_C = "零一二三四五六七八九十"
_DAY = rf"(?P<day>\d{{1,2}}|[{_C}]{{1,3}})[日号]"
_MONTH = rf"(?P<month>\d{{1,2}}|[{_C}]{{1,2}})月"
_YEAR = rf"(?P<year>(?:19|20)\d{{2}}|[{_C[:10]}]{{4}})年"
_REL = r"(?P<relative>今年|去年|前年|本年|当年|同年|次年|明年|上年)"
_PART = r"(?:份|(?P<part>[上中下]旬|月?初|月?底|月?末|中))?"

POINT = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:{_YEAR}|{_REL})(?:的)?(?:{_MONTH}(?:{_DAY}|(?P<bareday>\d{{1,2}})(?=[至到~\-]\d)|{_PART})|(?P<yearpart>年?[初底末中](?!期|央|国|共|心|[小中大]?学|医)|[上下]半年|第?[一二三四]季度|以来|内)?)"
    rf"|(?<![\d.{_C}第])(?P<relmonth>本|上|当|次|下)月(?:{_DAY.replace('day', 'day2')}|(?:[上中下]旬|初|底|末)?)"
    rf"|(?<![\d.\-/])(?P<iso>(?:19|20)\d{{2}}[-./](?:0?[1-9]|1[0-2])(?:[-./](?:0?[1-9]|[12]\d|3[01]))?)(?![\d])"
    rf"|(?<![\d.{_C}个第])(?P<month3>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:(?=[-~至到](?:1[0-2]|[1-9])月(?!\d))|月)(?:(?P<day3>\d{{1,2}}|[{_C}]{{1,3}})[日号]|(?:份|(?P<part3>[上中下]旬|初|底|末|中(?!旬|国|央|心|共|小|学|医)))?(?!\d))"
    rf"|(?<=[至到\-~、和])(?P<day4>\d{{1,2}}|[{_C}]{{1,3}})日(?!内|后|[一三两多])"
    r"|(?<!\d)(?P<run>(?:19|20)\d{4,6}|\d{3,4})日"
    r"|(?<![\d.])(?P<dmy>\d{2}\.\d{2}\.(?:19|20)\d{2})(?=\s\d{2}:\d{2})"
    r"|(?<!\d)(?P<lostyear>(?:19|20)\d{2})(?P<lostmonth>1[0-2]|[1-9])月(?:[上中下]旬|[初底末])?"
)
_NOT_AFTER = re.compile(r"^(?:年度|度|级|版|型|期间?计|来第|龄|制|终)")
_STANDS_FOR_TIME = re.compile(
    r"(?:年?[初底末]|年?中(?!央|国|共|心|[小大]?学|医)|以来|内)|(?:[上下]半年|第?[一二三四]季度)?(?:[,。;:、)]|$|[至到\-~]|[之以]?[前后]|[间起内末]|期间)"
)
"""A bare year is a point in time where it stands alone; before a noun (2023年督察) it is part of a name."""
_NUMBERED = re.compile(r"(?:^|(?<=[。;:]))\d{1,2}\.(?=(?:19|20)\d{2}年|\d{1,2}月)")
"""「3.2019年11月」: the number of an item, not of a date."""
_QUIET = re.compile(
    r"(?:19|20)\d{2}年?度?\s*(?:-|~|至|到)\s*(?:19|20)\d{2}年(?:度|期间|[)》])?"
    r"|〔(?:19|20)\d{2}〕|《[^《》]{1,120}》"
)
"""Years that are no dates: spans of years that name a period, 文号, and whatever stands in a title."""


@dataclass(frozen=True, slots=True)
class Point:
    """A calendar point in one line: `start`, `end` in its text; `value` ISO or None; `damaged` when digits
    or signs were lost (readings.md 13)."""

    start: int
    end: int
    value: str | None
    year_given: bool
    damaged: bool = False


@dataclass(slots=True)
class Clock:
    """What the text has said about time so far."""

    issued: str | None = None
    year: int | None = None
    month: int | None = None
    feedback: str | None = None
    ahead: tuple[int, int] | None = None
    """The first date of the document that has its year, for those that stand before it."""
    plan: bool = False
    """A plan speaks of the time to come."""

    def guess(self, month: int, *, due: bool = False, after: bool = False) -> int | None:
        """The year of a month that stands without one. What is told lies before the day of issue, what is `due`
        need not. A sentence that opens with a day goes on `after` what was told: 2021年11月……。1月13日，……"""
        year = self._likely(month)
        if after and self.year is not None and self.month is not None and year == self.year:
            year += month + 6 <= self.month
        return self.not_ahead(year, month) if year is not None and not due else year

    def not_ahead(self, year: int, month: int) -> int:
        """The year before, where the month would lie well behind the day of issue of what is no plan."""
        known = self.issued is not None and len(self.issued) >= 7 and not self.plan
        ahead = known and f"{year:04d}-{month:02d}" > self._soon()
        return year - 1 if ahead and self.issued and year == int(self.issued[:4]) else year

    def _soon(self) -> str:
        """The month after that of issue: a page may be dated a little before what it tells."""
        year, month = int((self.issued or "0000")[:4]), int((self.issued or "0000-00")[5:7]) + 1
        return f"{year + month // 13:04d}-{(month - 1) % 12 + 1:02d}"

    def _likely(self, month: int) -> int | None:
        if self.feedback and len(self.feedback) >= 7 and self.issued and len(self.issued) >= 7:
            return self._between(month)
        if self.year is None and self.ahead is not None:
            return self._nearest(month, *self.ahead)
        if self.year is None:
            return self._before_issue(month)
        return self.year

    def _nearest(self, month: int, year: int, other: int) -> int:
        """The year in which the month lies nearest to the one known; of two as near, the earlier."""
        return min(
            (year - 1, year, year + 1),
            key=lambda one: (abs((one - year) * 12 + month - other), one),
        )

    def _between(self, month: int) -> int:
        """Acts of rectification lie between feedback and issue where a year allows it."""
        feedback, issued = self.feedback or "", self.issued or ""
        for year in range(int(feedback[:4]), int(issued[:4]) + 1):
            if feedback[:7] <= f"{year:04d}-{month:02d}" <= issued[:7]:
                return year
        return self.year if self.year is not None else int(issued[:4])

    def _before_issue(self, month: int) -> int | None:
        if not self.issued:
            return None
        year = int(self.issued[:4])
        if self.plan:
            return year if len(self.issued) < 7 or month >= int(self.issued[5:7]) else year + 1
        if len(self.issued) >= 7 and month > int(self.issued[5:7]) + 1:
            return year - 1
        return year


def points_in(text: str, clock: Clock) -> list[Point]:
    """Every calendar point of the line in order; the clock moves on with them."""
    plain = _blank(_QUIET, _blank(_NUMBERED, text))
    found = []
    for match in POINT.finditer(plain):
        point = _point(match, text, clock)
        if point is not None:
            found.append(point)
    return found


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text without what the pattern finds, at the same length."""
    return pattern.sub(lambda found: "\x00" * len(found[0]), text)


def _point(match: re.Match[str], text: str, clock: Clock) -> Point | None:
    group = match.groupdict()
    if group["iso"] or group["dmy"]:
        return _iso(match, clock)
    if group["run"]:
        return _damaged(match, clock)
    if group["lostyear"]:
        clock.year, clock.month = int(group["lostyear"]), int(group["lostmonth"])
        value = iso(clock.year, clock.month, None)
        return Point(match.start(), match.end(), value, True, damaged=True)
    if group["relmonth"]:
        return _relative_month(match, clock)
    if group["day4"]:
        return _later_day(match, clock)
    if group["month3"]:
        return _month_alone(match, text, clock)
    return _with_year(match, text, clock)


def _with_year(match: re.Match[str], text: str, clock: Clock) -> Point | None:
    year = _year(match, clock)
    after = text[match.end() : match.end() + 16]
    month = chinese_number(match["month"]) if match["month"] else None
    if month is None and (
        _NOT_AFTER.match(after) or (text[match.end() - 1] != "年" and match["yearpart"] == "内")
    ):
        return None
    bare = match["relative"] and (match["yearpart"] or "")[-1:] not in ("底", "初", "末")
    if month is None and (bare or not _STANDS_FOR_TIME.match((match["yearpart"] or "") + after)):
        clock.year = year if year is not None and match["year"] else clock.year
        return None
    if year is None and month is not None:
        return _value(match, None, month, clock)
    if year is not None and month is not None and match["relative"] == "今年":
        year = clock.not_ahead(year, month)
    if year is None:
        return None
    if not ((month is None and after.startswith("以来")) or match["yearpart"] == "以来"):
        clock.year = year
    if month is None:
        end_of_year = (match["yearpart"] or "").lstrip("年") in ("底", "末")
        value = f"{year:04d}-12" if end_of_year else f"{year:04d}"
        return Point(match.start(), match.end(), value, bool(match["year"]))
    return _value(match, year, month, clock)


def _value(match: re.Match[str], year: int | None, month: int, clock: Clock) -> Point:
    written = match["day"] or match["bareday"]
    day = chinese_number(written) if written else None
    value = iso(year, month, day)
    clock.month = month if value else clock.month
    return Point(match.start(), match.end(), value, bool(match["year"]), damaged=value is None)


def _year(match: re.Match[str], clock: Clock) -> int | None:
    if match["year"]:
        return chinese_number(match["year"])
    base = int(clock.issued[:4]) if clock.issued else clock.year
    if match["relative"] in ("同年", "当年", "次年"):
        near = clock.year or base
        return near + 1 if near and match["relative"] == "次年" else near
    if base is None:
        return None
    return (
        base
        + {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}[match["relative"]]
    )


def _iso(match: re.Match[str], clock: Clock) -> Point | None:
    written = match["iso"] or ".".join(reversed(match["dmy"].split(".")))
    parts = [int(part) for part in re.split(r"[-./]", written)]
    value = iso(parts[0], parts[1], parts[2] if len(parts) > 2 else None)
    if value is None or ("." in written and len(parts) < 3):
        return None
    clock.year, clock.month = parts[0], parts[1]
    return Point(match.start(), match.end(), value, True)


def _month_alone(match: re.Match[str], text: str, clock: Clock) -> Point | None:
    month = chinese_number(match["month3"])
    day = chinese_number(match["day3"]) if match["day3"] else None
    if month is None or _counts_months(text, match):
        return None
    opens = day is not None and text[max(0, match.start() - 1) : match.start()] in ("", "。", ";")
    year = clock.guess(month, due=_is_due(text, match), after=opens)
    value = iso(year, month, day)
    if value is not None:
        clock.month = month
        clock.year = year if year is not None else clock.year
    return Point(match.start(), match.end(), value, False, damaged=value is None)


_DUE_AFTER = re.compile(r"之?(?:前|以前)")
_DUE_BEFORE = re.compile(r"(?:将|预计|预期|计划|拟|力争|确保|争取|下一?步|时限|期限)[^。;]{0,12}$")


def _is_due(text: str, match: re.Match[str]) -> bool:
    """The month lies ahead: 12月底前, 预计12月; or ends a span of time, whose beginning has the year."""
    before = text[max(0, match.start() - 20) : match.start()]
    ends_range = before[-1:] in tuple("至到-~")
    return bool(ends_range or _DUE_AFTER.match(text, match.end()) or _DUE_BEFORE.search(before))


def _counts_months(text: str, match: re.Match[str]) -> bool:
    """「每月」「三月一次」「月度」 count months, they name none."""
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 2]
    return (
        before in tuple("每逐按满近")
        or after[:1] in tuple("度均")
        or after.startswith(("一次", "1次"))
    )


def _later_day(match: re.Match[str], clock: Clock) -> Point | None:
    day = chinese_number(match["day4"])
    if day is None or clock.month is None:
        return None
    value = iso(clock.year, clock.month, day)
    return Point(match.start(), match.end(), value, False) if value else None


def _relative_month(match: re.Match[str], clock: Clock) -> Point | None:
    anchor = clock.issued if clock.issued and match["relmonth"] in "本上" else None
    year, month = (
        (int(anchor[:4]), int(anchor[5:7]))
        if anchor and len(anchor) >= 7
        else (clock.year, clock.month)
    )
    if year is None or month is None:
        return None
    month += {"上": -1, "次": 1, "下": 1}.get(match["relmonth"], 0)
    year, month = (year - 1, 12) if month == 0 else (year + 1, 1) if month == 13 else (year, month)
    day = chinese_number(match["day2"]) if match["day2"] else None
    return Point(match.start(), match.end(), iso(year, month, day), False)


def _damaged(match: re.Match[str], clock: Clock) -> Point | None:
    """2022324日: read when exactly one calendar day fits (readings.md 13)."""
    digits = match["run"]
    if len(digits) >= 6:
        year, rest = int(digits[:4]), digits[4:]
    else:
        year, rest = None, digits
    splits = [(rest[:cut], rest[cut:]) for cut in (1, 2) if 1 <= len(rest) - cut <= 2]
    fits = [
        (int(month), int(day)) for month, day in splits if iso(year or 2000, int(month), int(day))
    ]
    if len(fits) != 1:
        return Point(match.start(), match.end(), None, year is not None, damaged=True)
    month, day = fits[0]
    found = year if year is not None else clock.guess(month)
    clock.year, clock.month = found or clock.year, month
    return Point(match.start(), match.end(), iso(found, month, day), year is not None, damaged=True)


def iso(year: int | None, month: int | None, day: int | None) -> str | None:
    """The ISO text of a real calendar point; None where there is none such."""
    if month is None or not 1 <= month <= 12:
        return None
    if day is not None:
        try:
            date(year if year is not None else 2000, month, day)
        except ValueError:
            return None
    head = f"{year:04d}" if year is not None else "-"
    return f"{head}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


def last_day(value: str) -> date | None:
    """The last day that an ISO point may mean; None without a year."""
    if value.startswith("--"):
        return None
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    first_of_next = date(parts[0] + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)
