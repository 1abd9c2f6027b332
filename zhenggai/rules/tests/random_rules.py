"""Random declarations, records and expressions, for properties: what one walker says the others must say.

An expression is made as text, kind by kind, so that nearly every one passes the checker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Ref, Setting, Today
from zhenggai.rules.types import (
    DATE,
    DATETIME,
    INTEGER,
    MONEY,
    MONTH,
    PERSON,
    TEXT,
    YESNO,
    Type,
    choice,
    list_of,
    number,
    rows_of,
)

TODAY = "2021-09-08"
WORDS = ("年休", "病假", "事假", "a", "")
KINDS = choice("年休", "病假", "事假")
ROWS = rows_of({"amount": MONEY, "on": DATE, "kind": KINDS, "ok": YESNO})
FIELD_TYPES: dict[str, Type] = {
    "text": TEXT,
    "choice": KINDS,
    "integer": INTEGER,
    "days": number(1),
    "money": MONEY,
    "date": DATE,
    "month": MONTH,
    "datetime": DATETIME,
    "yesno": YESNO,
    "person": PERSON,
    "list": list_of(KINDS),
    "rows": ROWS,
}
SETTINGS: dict[str, tuple[Type, Any]] = {
    "limit": (INTEGER, 3),
    "rate": (number(6), 400_000),
    "step": (number(2), 5),
    "kinds": (list_of(TEXT), ["年休", "a"]),
    "nothing": (list_of(TEXT), []),
    "caps": (Type("map", of=MONEY), {"年休": 100_000, "病假": 250}),
}


@dataclass(frozen=True)
class Declared:
    """Field names and their types: two of each kind."""

    fields: dict[str, Type]

    def scope(self, **more: Any) -> Scope:
        names: dict[str, Any] = {
            name: Ref("record", name, type) for name, type in self.fields.items()
        }
        names |= {name: Setting(name, type) for name, (type, _) in SETTINGS.items()}
        return Scope(names={**names, "today": Today()}, **more)

    def named(self, *kinds: str) -> list[str]:
        return [name for name in self.fields if name.rpartition("_")[0] in kinds]


DECLARED = Declared(
    {f"{kind}_{letter}": type for kind, type in FIELD_TYPES.items() for letter in "ab"}
)


def settings() -> dict[str, Any]:
    return {name: value for name, (_, value) in SETTINGS.items()}


# -- values ----------------------------------------------------------------------------------------------------------

_DAYS = st.dates(date(2019, 12, 1), date(2022, 3, 31)).map(date.isoformat) | st.sampled_from(
    ["2020-02-29", "2021-01-31", "2021-02-28", "2021-09-08", "2021-12-31", "2022-01-01"]
)
_NUMBERS = (
    st.integers(-40, 40)
    | st.integers(-(10**6), 10**6)
    | st.sampled_from([10**15 - 1, -(10**15) + 1, 2**53])
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(WORDS) | st.text("整改abc%_'\"\\{}?", max_size=6),
    "choice": st.sampled_from(["年休", "病假", "事假"]),
    "number": _NUMBERS,
    "date": _DAYS,
    "month": _DAYS.map(lambda day: day[:7]),
    "datetime": st.tuples(_DAYS, st.sampled_from(["00:00", "09:30", "12:00", "23:59"])).map(
        "T".join
    ),
    "yesno": st.booleans(),
    "person": st.integers(1, 4),
}


def value_of(type: Type) -> st.SearchStrategy[Any]:
    """A stored value; a quarter of them empty."""
    if type.kind == "list":
        return st.lists(VALUES["choice"], max_size=3)
    if type.kind == "rows":
        fields = type.fields or {}
        row = st.fixed_dictionaries({name: value_of(part) for name, part in fields.items()})
        return st.lists(row.map(_without_empty), max_size=3)
    return st.one_of(VALUES[type.kind], VALUES[type.kind], VALUES[type.kind], st.none())


def records() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {name: value_of(type) for name, type in DECLARED.fields.items()}
    ).map(_without_empty)


def _without_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and value != []}


# -- expressions -------------------------------------------------------------------------------------------------------


def conditions(depth: int = 3, items: bool = False) -> st.SearchStrategy[str]:
    """The text of a condition; `items` where it stands inside a row function over the rows fields."""
    yes = st.sampled_from(DECLARED.named("yesno") + (["ok"] if items else []) + ["true"])
    simple = st.one_of(_compared(0, items), _emptied(items), yes)
    if depth == 0:
        return simple
    inner = conditions(depth - 1, items)
    wide = [
        _compared(depth, items),
        _emptied(items),
        _among(items),
        yes,
        inner.map("!({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " && ".join(parts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " || ".join(parts) + ")"),
        st.tuples(inner, inner, inner).map(lambda three: "({} ? {} : {})".format(*three)),
        st.tuples(_texts(items), _texts(items)).map(lambda two: "startsWith({}, {})".format(*two)),
        st.tuples(_texts(items), _texts(items)).map(lambda two: "contains({}, {})".format(*two)),
    ]
    if not items:
        rows = st.sampled_from(DECLARED.named("rows"))
        over = st.tuples(st.sampled_from(["any", "all"]), rows, conditions(1, items=True))
        wide.append(over.map(lambda three: "{}({}, {})".format(*three)))
        lists = st.sampled_from(DECLARED.named("list"))
        wide.append(
            st.tuples(st.sampled_from(["any", "all"]), lists).map(
                lambda two: f"{two[0]}({two[1]}, item == '年休')"
            )
        )
    return st.one_of(*wide)


def numbers(depth: int = 2, items: bool = False) -> st.SearchStrategy[str]:
    fields = DECLARED.named("integer", "days", "money") + (["amount"] if items else [])
    simple = st.one_of(
        st.sampled_from(fields),
        st.sampled_from(["limit", "rate", "0", "7", "0.5", "12.25", "100000"]),
    )
    if depth == 0:
        return simple
    inner, day = numbers(depth - 1, items), _days(items)
    wide = [
        simple,
        st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda three: "({} {} {})".format(*three)
        ),
        inner.map("(-{})".format),
        st.tuples(st.sampled_from(["days", "workdays"]), day, day).map(
            lambda three: "{}({}, {})".format(*three)
        ),
        st.tuples(_dates(items), _dates(items)).map(lambda two: "months({}, {})".format(*two)),
        st.tuples(st.sampled_from(["year", "half", "quarter", "month"]), day).map(
            lambda two: "{}({})".format(*two)
        ),
        _texts(items).map("size({})".format),
        st.sampled_from(DECLARED.named("list", "rows")).map("size({})".format),
        st.tuples(inner, st.sampled_from(["0.01", "0.5", "3", "step"])).map(
            lambda two: "round_to({}, {})".format(*two)
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda three: "{}({}, {})".format(*three)
        ),
        _texts(items).map("caps[{}]".format),
        st.tuples(conditions(0, items), inner, inner).map(
            lambda three: "({} ? {} : {})".format(*three)
        ),
    ]
    if not items:
        rows = st.sampled_from(DECLARED.named("rows"))
        fold = st.tuples(st.sampled_from(["sum", "min", "max"]), rows, numbers(1, items=True))
        wide.append(fold.map(lambda three: "{}({}, {})".format(*three)))
        wide.append(
            st.tuples(rows, conditions(1, items=True)).map(lambda two: "count({}, {})".format(*two))
        )
        wide.append(rows.map("distinct({}, kind)".format))
    return st.one_of(*wide)


def _texts(items: bool) -> st.SearchStrategy[str]:
    fields = DECLARED.named("text", "choice") + (["kind"] if items else [])
    return st.sampled_from([*fields, "'年'", "'a'", "''"])


def _dates(items: bool) -> st.SearchStrategy[str]:
    fields = DECLARED.named("date", "datetime") + (["on"] if items else []) + ["today"]
    return st.sampled_from(fields)


def _days(items: bool) -> st.SearchStrategy[str]:
    counts = st.sampled_from(["1", "-31", "integer_a", "limit", "50000"])
    plain = _dates(items)
    moved = st.tuples(st.sampled_from(["plus_days", "plus_months"]), plain, counts)
    return plain | moved.map(lambda three: "{}({}, {})".format(*three))


def _compared(depth: int, items: bool) -> st.SearchStrategy[str]:
    sign = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    same = st.sampled_from(["==", "!="])
    number = numbers(max(depth - 1, 0), items)
    month = st.sampled_from([*DECLARED.named("month"), "plus_months(month_a, -1)"])
    pairs = [
        st.tuples(number, sign, number),
        st.tuples(_days_only(items), sign, _days_only(items) | st.just("'2021-01-31'")),
        st.tuples(month, sign, month | st.just("'2021-02'")),
        st.tuples(st.sampled_from(DECLARED.named("datetime")), sign, st.just("'2021-02-28T12:00'")),
        st.tuples(st.sampled_from(DECLARED.named("text")), same, _texts(items)),
        st.tuples(st.sampled_from(DECLARED.named("choice")), same, st.just("'病假'")),
        st.tuples(st.just("person_a"), same, st.just("person_b")),
        st.tuples(st.just("yesno_a"), same, st.just("yesno_b")),
    ]
    return st.one_of(*pairs).map(" ".join)


def _days_only(items: bool) -> st.SearchStrategy[str]:
    fields = DECLARED.named("date") + (["on"] if items else [])
    return st.sampled_from([*fields, "today", "plus_days(datetime_a, 3)"])


def _emptied(items: bool) -> st.SearchStrategy[str]:
    fields = list(DECLARED.fields) + (["amount", "on"] if items else [])
    sign = st.sampled_from(["==", "!="])
    return st.tuples(st.sampled_from(fields), sign).map(lambda two: f"{two[0]} {two[1]} null")


def _among(items: bool) -> st.SearchStrategy[str]:
    bags = ["['a', '年休']", "kinds", "nothing"] + ([] if items else DECLARED.named("list"))
    words = st.tuples(st.sampled_from(DECLARED.named("text")), st.sampled_from(bags))
    numbers_in = st.sampled_from(["integer_a in [1, 2, 3]", "money_a in [10, 0.5]"])
    return words.map(" in ".join) | numbers_in


class Weekends:
    """A calendar in which Saturdays and Sundays are off, over the years of the random days only."""

    first = date(2019, 1, 1)
    last = date(2023, 12, 31)

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        day, number = self.first, 0
        while day <= self.last:
            number += day.weekday() < 5
            self.numbers[day.isoformat()] = number
            day += timedelta(days=1)

    def number(self, day: str) -> int | None:
        return self.numbers.get(day)
