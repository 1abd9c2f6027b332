"""Days, months and periods on ISO 8601 text, as closures need them; sql.py spells the same."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MOST_DAYS = 40_000
MOST_MONTHS = 1_200
"""How far plus_days and plus_months reach, about a century; beyond it the result is unknown."""


def days(start: str, end: str) -> int:
    """Calendar days from one day to another; times count by their date."""
    return date.fromisoformat(end[:10]).toordinal() - date.fromisoformat(start[:10]).toordinal()


def months(start: str, end: str) -> int:
    """Whole months from one day to another, negative when the end lies before. A month is whole on the day of the same
    number, or on the last day of a month that has none (《民法典》第二百零二条)."""
    if end[:10] < start[:10]:
        return -months(end, start)
    count = (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])
    if len(start) == 7:
        return count
    last = monthrange(int(end[:4]), int(end[5:7]))[1]
    return count - (int(end[8:10]) < min(int(start[8:10]), last))


def plus_days(start: str, count: int) -> str | None:
    if abs(count) > MOST_DAYS:
        return None
    return date.fromordinal(date.fromisoformat(start[:10]).toordinal() + count).isoformat()


def plus_months(start: str, count: int) -> str | None:
    """The day of the same number so many months on, or the last of that month; a month for a month."""
    if abs(count) > MOST_MONTHS:
        return None
    whole = int(start[:4]) * 12 + int(start[5:7]) - 1 + count
    year, month = whole // 12, whole % 12 + 1
    if len(start) == 7:
        return f"{year:04}-{month:02}"
    day = min(int(start[8:10]), monthrange(year, month)[1])
    return f"{year:04}-{month:02}-{day:02}"


def year(when: str) -> int:
    return int(when[:4])


def month(when: str) -> int:
    return int(when[5:7])


def half(when: str) -> int:
    return (month(when) + 5) // 6


def quarter(when: str) -> int:
    return (month(when) + 2) // 3
