"""Numbers and ordinals in a row anew, in the manner of the first: 一是、二是、三是; 1, 2, 3; ①②③."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake.draft import Draft
from zhenggai.intake.editing.tree import copied, find, kind_of, rows
from zhenggai.lib.errors import BadInput
from zhenggai.lib.numerals import chinese_number

_CHINESE = "一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMERAL = re.compile(rf"\d{{1,3}}(?!.*\d)|[{_CHINESE}十]{{1,3}}|[{_CIRCLED}]")


def renumbered(draft: Draft, part: str) -> Draft:
    """Number the list that a part stands in: an aspect's issues, an issue's measures. Issues that begin anew under a
    heading of their own go on doing so."""
    after = copied(draft)
    place = find(after, part)
    field = "number" if kind_of(place) in ("issue", "aspect") else "marker"
    row = rows(after)[place.parent]
    first = next((str(value) for one in row if (value := getattr(one, field))), None)
    if first is None or _NUMERAL.search(first) is None:
        raise BadInput(
            "draft.no_numbers", gettext("这几条没有序号可照着续编——请先给第一条填上序号")
        )
    count, group = _value(first) - 1, getattr(row[0], "group", None)
    for index, one in enumerate(row):
        restarts = getattr(one, "group", None) != group and _value(getattr(one, field) or "") == 1
        count, group = 1 if restarts else count + 1, getattr(one, "group", None)
        row[index] = replace(one, **{field: nth(first, count)})
    return after


def nth(like: str, number: int) -> str:
    """The numeral of that number, written as in this one: nth(“二是”, 3) is “三是”."""
    match: Any = _NUMERAL.search(like)
    return like[: match.start()] + _written(match[0], number) + like[match.end() :]


def _written(like: str, number: int) -> str:
    if like[0] in _CIRCLED and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    return str(number) if like[0].isdigit() or like[0] in _CIRCLED else chinese(number)


def chinese(number: int) -> str:
    """一 to 九十九; larger ones in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens - 1]}十"
    return lead + (_CHINESE[ones - 1] if ones else "")


def _value(numeral: str) -> int:
    match = _NUMERAL.search(numeral)
    if match is None:
        return 1
    if match[0] in _CIRCLED:
        return _CIRCLED.index(match[0]) + 1
    return chinese_number(match[0]) or 1
