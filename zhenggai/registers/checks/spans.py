"""Spans of time at a grain, as texts that compare: in Python for gates, in SQL for sweeps.

A span is half open. An absent end is still open. Dates last to the end of their day; at the grain of half a day a moment
takes its half, at the grain of a day its day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhenggai.rules.sql import Sql

_FOREVER = "9999-12-31T00:00"
_NOON = "12:00"


def width(grain: str) -> int:
    """How long the texts of a grain are."""
    return 10 if grain == "day" else 16


def span(start: Any, end: Any, grain: str) -> tuple[str, str] | None:
    """Start and exclusive end; None where the start is unknown or the span empty."""
    if start is None:
        return None
    found = _start(start, grain), _FOREVER[: width(grain)] if end is None else _end(end, grain)
    if grain == "half_day" and found[1] <= found[0]:
        found = found[0], _after(found[0])
    return found if found[0] < found[1] else None


def _start(when: str, grain: str) -> str:
    if grain == "day":
        return when[:10]
    if len(when) == 10:
        return f"{when}T00:00"
    if grain == "half_day":
        return f"{when[:10]}T{'00:00' if when[11:] < _NOON else _NOON}"
    return when


def _end(when: str, grain: str) -> str:
    if grain == "day":
        return _next_day(when)
    if len(when) == 10:
        return f"{_next_day(when)}T00:00"
    if grain == "half_day":
        if when[11:] == "00:00":
            return when
        return f"{when[:10]}T{_NOON}" if when[11:] <= _NOON else f"{_next_day(when)}T00:00"
    return when


def _after(half: str) -> str:
    return f"{half[:10]}T{_NOON}" if half[11:] < _NOON else f"{_next_day(half)}T00:00"


def _next_day(when: str) -> str:
    return (date.fromisoformat(when[:10]) + timedelta(days=1)).isoformat()


def span_sql(start: Sql, end: Sql, grain: str, kind: str, sqlite: bool) -> tuple[Sql, Sql]:
    """The same two texts in SQL; the caller drops unknown starts and empty spans."""
    low, high = start.text, end.text
    next_low, next_high = _next_sql(low, sqlite), _next_sql(high, sqlite)
    if grain == "day":
        first, last = f"substr({low}, 1, 10)", next_high
    elif kind == "date":
        first, last = f"({low} || 'T00:00')", f"({next_high} || 'T00:00')"
    elif grain == "moment":
        first, last = low, high
    else:
        first = (
            f"(substr({low}, 1, 10) || (CASE WHEN substr({low}, 12) < '{_NOON}'"
            f" THEN 'T00:00' ELSE 'T{_NOON}' END))"
        )
        raw = (
            f"(CASE WHEN substr({high}, 12) = '00:00' THEN {high} WHEN substr({high}, 12) <= '{_NOON}'"
            f" THEN substr({high}, 1, 10) || 'T{_NOON}' ELSE {next_high} || 'T00:00' END)"
        )
        least = (
            f"(CASE WHEN substr({first}, 12) < '{_NOON}' THEN substr({low}, 1, 10) || 'T{_NOON}'"
            f" ELSE {next_low} || 'T00:00' END)"
        )
        last = f"(CASE WHEN {raw} <= {first} THEN {least} ELSE {raw} END)"
    ended = f"(CASE WHEN {high} IS NULL THEN '{_FOREVER[: width(grain)]}' ELSE {last} END)"
    return Sql(first), Sql(ended)


def _next_sql(text: str, sqlite: bool) -> str:
    if sqlite:
        return f"date(substr({text}, 1, 10), '+1 day')"
    return f"to_char(substr({text}, 1, 10)::date + 1, 'YYYY-MM-DD')"
