"""Filters and tags of our templates; what they say comes from `words`, what they draw carries no inline style."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhenggai.lib.money import yuan_words
from zhenggai.rectification.statistics.satisfaction import Tally
from zhenggai.web import marks, words
from zhenggai.web.markup import filled

register = template.Library()


@register.filter
def day(value: date | datetime | None, beside: date | None = None) -> str:
    """A date in words; a moment by the day it has in the office."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return words.day(value, beside)


@register.filter
def moment(value: datetime, beside: date | None = None) -> str:
    """A day and the time of day in the office."""
    local = timezone.localtime(value)
    return f"{words.day(local.date(), beside)} {date_format(local, 'H:i')}"


@register.filter
def clock(value: datetime) -> str:
    """The time of day in the office."""
    return date_format(timezone.localtime(value), "H:i")


@register.filter
def machine_day(value: date | datetime) -> str:
    return value.isoformat()


@register.filter
def state_mark(state: str) -> str:
    return words.state_mark(state)


@register.filter
def cut(value: str, most: int) -> str:
    """At most so many characters, for the cells of a table."""
    return words.cut(str(value), most)


@register.filter
def size(value: int) -> str:
    return words.size_words(value)


@register.simple_tag
def days_words(days_left: int) -> str:
    return words.days_words(days_left)


register.simple_tag(marks.warning)
register.simple_tag(marks.tag)
register.simple_tag(marks.meter)
register.simple_tag(marks.entries)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our own icons; the word beside it names it."""
    return filled(
        '<svg class="icon" aria-hidden="true"><use href="{icons}#{name}"/></svg>',
        icons=static("zhenggai/icons.svg"),
        name=name,
    )


@register.simple_tag
def query(parameters: Mapping[str, str]) -> str:
    """The parameters as an address that stays on this page; a bare one starts it afresh."""
    return "?" + urlencode(parameters) if parameters else "?"


@register.simple_tag
def level_word(level: str) -> str:
    return {"error": _("须改"), "warning": _("请核"), "info": _("提示")}[level]


@register.simple_tag
def once() -> SafeString:
    """The token by which a form that makes something is taken once only."""
    return filled('<input type="hidden" name="once" value="{token}">', token=secrets.token_hex(16))


@register.filter
def add_px(value: float, more: int) -> float:
    """A place in a drawing, a little further."""
    return round(value + more, 1)


@register.filter
def at(several: Sequence[str], place: int) -> str:
    """The item at a place, counted from 0."""
    return several[place]


@register.filter
def cut_part(key: str) -> str:
    """A check's id without the name of its part."""
    return key.partition("/")[0]


@register.filter
def yuan(fen: int) -> str:
    """A sum in 分 as 元 with two decimals: 12,000.00."""
    return yuan_words(fen).removesuffix(" 元")


@register.simple_tag
def votes(tally: Tally, choice: str) -> int:
    """The votes for one answer."""
    return tally.votes.get(choice, 0)
