"""Words and marks that pages share: days, warnings, states. Pure functions."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_STATE_MARKS = {
    "in_progress": "go",
    "stage_done": "ok",
    "closing": "wait",
    "reviewing": "wait",
    "returned": "no",
    "closed": "ok",
    "consolidated": "ok",
    "reopened": "no",
    "doing": "go",
    "waiting": "wait",
    "done": "ok",
    "verified": "ok",
    "queued": "",
    "reading": "go",
    "read": "wait",
    "refused": "no",
    "adopted": "ok",
    "ongoing": "go",
    "planned": "wait",
    "new": "ok",
    "changed": "go",
    "problem": "no",
    "stopped": "no",
    "locked": "no",
    "lapsed": "wait",
    "first": "wait",
    "well": "ok",
}


def day(value: date, beside: date | None = None) -> str:
    """9月17日; with its year where that differs from the day it stands beside, or where it stands alone."""
    is_near = beside is not None and value.year == beside.year
    return _day_in(get_language(), value, is_near)


@lru_cache(maxsize=4_000)
def _day_in(language: str | None, value: date, is_near: bool) -> str:
    """In the language that is active: a page says the same few hundred days over and over."""
    return date_format(value, _("n月j日") if is_near else _("Y年n月j日"))


def days_words(days_left: int) -> str:
    """How far a deadline is: 剩 9 天, 今天到期, 超期 8 天."""
    if days_left > 0:
        return _("剩 %(days)s 天") % {"days": days_left}
    if days_left == 0:
        return _("今天到期")
    return _("超期 %(days)s 天") % {"days": -days_left}


def warning_words(colour: str, days_left: int | None) -> str:
    """What stands beside a warning mark. An issue takes the worst colour of its measures: where its own deadline
    does not explain the mark, the words say that a measure does."""
    if colour == "red" and (days_left is None or days_left >= 0):
        return _("措施超期")
    if days_left is None:
        return {"yellow": _("措施临期"), "green": _("措施将到期")}.get(colour, "")
    return days_words(days_left)


def state_mark(state: str) -> str:
    """The tag's class for a state of an issue, a measure or a reading; plain where there is none."""
    return _STATE_MARKS.get(state, "")


def size_words(size: int) -> str:
    """1.2 MB, 34 KB."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} KB"


def cut(text: str, most: int) -> str:
    """At most so many characters; a row asks this of many texts that are shorter."""
    return text if len(text) <= most else Truncator(text).chars(most)
