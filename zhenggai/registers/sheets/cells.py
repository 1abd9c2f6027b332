"""What stands in a cell as the value that a person would have typed into the form: dates, amounts and choices however
they are written. What is certain is mended and told; what is not is asked or refused. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext

from zhenggai.lib.numerals import chinese_number
from zhenggai.registers.fields import Field


@dataclass(frozen=True, slots=True)
class Read:
    """A cell read: the value as a form takes it; `fixed` tells what was mended, `fault` what cannot be taken, `maybe`
    the values that it may stand for."""

    value: str | None = None
    fixed: str = ""
    fault: str = ""
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What the cell itself does not say: the year of dates without one, today, the hour of moments without one, whether
    the head says 万元."""

    year: int
    today: date
    hour: str = ""
    tens_of_thousands: bool = False


EMPTY = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空"})
_ERRORS = re.compile(r"#(?:REF|N/A|VALUE|NAME|DIV/0|NULL|NUM)[!?]?", re.IGNORECASE)
_FULL = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(.*)", re.DOTALL)
_SHORT = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{2})(.*)", re.DOTALL)
_RUN = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})()")
_CHINESE = re.compile(
    r"(?:([\d〇零一二三四五六七八九]{2,4})年)?([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})[日号](.*)",
    re.DOTALL,
)
_MONTH = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月?份?")
_TIME = re.compile(
    r"[T\s]*(上午|下午|早上|晚上|中午)?\s*(\d{1,2})\s*(?:[::时点]\s*(\d{1,2})?\s*分?(?:[::]\d{1,2})?)?"
)
_AMOUNT = re.compile(
    r"([+-]?[\d,]+(?:\.\d+)?)\s*(亿|千万|百万|十万|万|千|百)?\s*(元|圆|块|%)?(?:整|正)?"
)
_UNITS = {"亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2, "": 0}
_YES = {**dict.fromkeys(("是", "有", "√", "✓", "y", "yes", "true", "1", "对"), "true")}
_NO = {**dict.fromkeys(("否", "无", "没有", "×", "✗", "x", "n", "no", "false", "0", "不"), "false")}
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
_DAY_ZERO = date(1899, 12, 30)
_FAR_BACK, _FAR_AHEAD = timedelta(days=366 * 30), timedelta(days=366)


def read_cell(field: Field, text: str, hints: Hints) -> Read:
    """A cell of a field that stands for itself; people, offices and links are looked up by whoever calls."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    if plain in EMPTY and field.kind != "yesno":
        return Read()
    if plain.startswith("="):
        return Read(fault=gettext("是公式，没有带出结果——请在表格里复制后只粘贴数值"))
    if _ERRORS.fullmatch(plain):
        return Read(fault=gettext("是公式出错的标记——请在原表里改正"))
    reader = _READERS.get(field.kind)
    return reader(plain, field, hints) if reader else Read(text.strip())


def _date(text: str, field: Field, hints: Hints) -> Read:
    found = days_in(text, hints)
    if len(found) > 1:
        return Read(maybe=tuple(day.isoformat() for day, _ in found))
    if not found or found[0][1].strip():
        return Read(fault=gettext("不是日期——请写成 2021-06-30"))
    return _told(found[0][0].isoformat(), text)


def _moment(text: str, field: Field, hints: Hints) -> Read:
    found = days_in(text, hints)
    if len(found) > 1:
        several = [_with_hour(day, rest, hints) for day, rest in found]
        return Read(maybe=tuple(one for one in several if one))
    if not found:
        return Read(fault=gettext("不是时刻——请写成 2021-06-30 09:00"))
    day, rest = found[0]
    if not rest.strip() and not hints.hour:
        return Read(fault=gettext("只有日期，没有几点"), maybe=())
    value = _with_hour(day, rest, hints)
    if value is None:
        return Read(fault=gettext("不是时刻——请写成 2021-06-30 09:00"))
    return _told(value, text.replace(" ", "T"))


def _with_hour(day: date, rest: str, hints: Hints) -> str | None:
    if not rest.strip():
        return f"{day.isoformat()}T{hints.hour or '00:00'}"
    match = _TIME.fullmatch(rest.strip())
    if match is None:
        return None
    hour, minute = int(match[2]), int(match[3] or 0)
    if match[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    return f"{day.isoformat()}T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def needs_hour(field: Field, text: str, hints: Hints) -> bool:
    """Whether the cell is a day where the field wants a moment."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = days_in(plain, hints) if field.kind == "datetime" else []
    return bool(found) and not found[0][1].strip()


def days_in(text: str, hints: Hints) -> list[tuple[date, str]]:
    """The days that the text may stand for, with what follows; several where two readings are as likely."""
    if match := _FULL.fullmatch(text) or _RUN.fullmatch(text):
        return _days([(int(match[1]), int(match[2]), int(match[3]))], match[4])
    if match := _SHORT.fullmatch(text):
        first, middle, last = int(match[1]), int(match[2]), int(match[3])
        several = _days([(2000 + first, middle, last), (2000 + last, middle, first)], match[4])
        likely = [item for item in several if _is_likely(item[0], hints.today)]
        return likely or several[:1]
    if match := _CHINESE.fullmatch(text):
        return _chinese_days(match, hints)
    if text.isdecimal() and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return [(_DAY_ZERO + timedelta(days=int(text)), "")]
    return []


def _chinese_days(match: re.Match[str], hints: Hints) -> list[tuple[date, str]]:
    """六月三十日; without a year it is the sheet's, or the year before where that day lies ahead."""
    month, day = chinese_number(match[2]), chinese_number(match[3])
    if month is None or day is None:
        return []
    if match[1]:
        year = chinese_number(match[1]) or 0
        return _days([(year + 2000 if year < 100 else year, month, day)], match[4])
    found = _days([(hints.year, month, day)], match[4])
    if found and found[0][0] > hints.today + timedelta(days=31):
        return _days([(hints.year, month, day), (hints.year - 1, month, day)], match[4])
    return found


def _is_likely(day: date, today: date) -> bool:
    return today - _FAR_BACK <= day <= today + _FAR_AHEAD


def _days(parts: list[tuple[int, int, int]], rest: str) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    for year, month, day in parts:
        try:
            one = date(year, month, day)
        except ValueError:
            continue
        if all(one != other for other, _ in found):
            found.append((one, rest))
    return found


def _month(text: str, field: Field, hints: Hints) -> Read:
    if match := re.fullmatch(r"((?:19|20)\d{2})(\d{2})", text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH.fullmatch(text):
        year, month = int(match[1] or hints.year), chinese_number(match[2]) or 0
    elif found := days_in(text, hints):
        year, month = found[0][0].year, found[0][0].month
    else:
        return Read(fault=gettext("不是月份——请写成 2021-06"))
    if not 1 <= month <= 12:
        return Read(fault=gettext("不是月份——请写成 2021-06"))
    return _told(f"{year:04}-{month:02}", text)


def _amount(text: str, field: Field, hints: Hints) -> Read:
    """1.2万元, ￥1,200.00, 壹仟元整; a head that says 万元 counts where the cell has no unit of its own."""
    plain = text.lstrip("¥￥$ ").replace(" ", "")
    match = _AMOUNT.fullmatch(plain)
    if match is not None:
        number, unit = match[1].replace(",", ""), match[2] or ""
    else:
        words = re.sub(r"(?:元|圆)?(?:整|正)?$", "", plain)
        value = chinese_number(words)
        if value is None:
            return Read(fault=gettext("不是数——请只写数字，如 1200.50"))
        number, unit = str(value), ""
    places = _UNITS[unit] if unit or not hints.tens_of_thousands else 4
    try:
        shown = Decimal(number).scaleb(places)
    except InvalidOperation:
        return Read(fault=gettext("不是数——请只写数字，如 1200.50"))
    return _told(f"{shown:f}", text.replace(",", ""))


def _yesno(text: str, field: Field, hints: Hints) -> Read:
    word = text.lower()
    value = _YES.get(word) or _NO.get(word)
    if value is None:
        return Read() if not word else Read(fault=gettext("应为是或否"))
    return _told(value, {"是": "true", "否": "false"}.get(text, text))


def _told(value: str, text: str) -> Read:
    same = value == text or (value.replace(".00", "") == text)
    return Read(value) if same else Read(value, fixed=f"{text} → {value.replace('T', ' ')}")


_READERS: dict[str, Callable[[str, Field, Hints], Read]] = {
    "date": _date,
    "datetime": _moment,
    "month": _month,
    "money": _amount,
    "number": _amount,
    "integer": _amount,
    "yesno": _yesno,
}
