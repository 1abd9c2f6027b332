"""The functions of the language that take plain values: what they take and give. Row functions, aggregates and the
few that look at their arguments before they are typed stand in checker.py."""

from __future__ import annotations

from dataclasses import dataclass

from zhenggai.rules.errors import gettext_noop
from zhenggai.rules.types import DATE, DAYS, INTEGER, TIMES, WORDS, YESNO, Type


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` names the kinds that each argument may be of."""

    takes: tuple[frozenset[str], ...]
    gives: Type
    bound: int = 0
    """No whole number that it gives is larger, where it gives one."""


_NUMBER = frozenset({"number"})

FUNCTIONS: dict[str, Function] = {
    "days": Function((DAYS, DAYS), INTEGER, 4_000_000),
    "workdays": Function((DAYS, DAYS), INTEGER, 4_000_000),
    "months": Function((TIMES, TIMES), INTEGER, 130_000),
    "plus_days": Function((DAYS, _NUMBER), DATE),
    "year": Function((TIMES,), INTEGER, 9_999),
    "half": Function((TIMES,), INTEGER, 2),
    "quarter": Function((TIMES,), INTEGER, 4),
    "month": Function((TIMES,), INTEGER, 12),
    "startsWith": Function((WORDS, WORDS), YESNO),
    "contains": Function((WORDS, WORDS), YESNO),
}

SPECIAL = ("plus_months", "size", "round_to", "min", "max", "lacks", "of")
ROW_FUNCTIONS = ("any", "all", "count", "sum", "min", "max", "distinct")
AGGREGATES = ("sum", "count", "distinct", "min", "max", "share")

KIND_WORDS = {
    "text": gettext_noop("文字"),
    "choice": gettext_noop("选项"),
    "number": gettext_noop("数"),
    "date": gettext_noop("日期"),
    "month": gettext_noop("月份"),
    "datetime": gettext_noop("时刻"),
    "yesno": gettext_noop("是否"),
    "person": gettext_noop("人员"),
    "office": gettext_noop("单位"),
    "link": gettext_noop("关联记录"),
    "list": gettext_noop("列表"),
    "rows": gettext_noop("子表"),
    "map": gettext_noop("对照表"),
    "sealed": gettext_noop("密封字段"),
    "null": gettext_noop("空"),
}
"""How messages call a kind."""
