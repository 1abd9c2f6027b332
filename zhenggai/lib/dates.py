"""Dates as an office writes them."""

from __future__ import annotations

from datetime import date


def long_date(day: date) -> str:
    """2021年9月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date, beside: date) -> str:
    """9月16日; with its year where that differs from the day beside it."""
    return f"{day.month}月{day.day}日" if day.year == beside.year else long_date(day)
