"""What a value can be. Stored values are JSON: text, whole numbers, true and false; numbers with places are scaled to
whole numbers (money to 分), dates are ISO 8601 text, persons, offices and links are whole keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LARGEST = 10**15 - 1
"""No stored number is larger: JSON readers keep it exactly, and sums stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Type:
    """`kind` is text, choice, number, date, month, datetime, yesno, person, office, link, list, rows, map, sealed or
    null. A number has `places`, a choice its `choices` (None: not known here), a link the register it leads `to`, a
    list or map the type `of` its values, rows their `fields`."""

    kind: str
    places: int = 0
    choices: tuple[str, ...] | None = None
    to: str | None = None
    of: Type | None = None
    fields: Mapping[str, Type] | None = field(default=None, hash=False)


TEXT = Type("text")
INTEGER = Type("number")
MONEY = Type("number", places=2)
DATE = Type("date")
MONTH = Type("month")
DATETIME = Type("datetime")
YESNO = Type("yesno")
PERSON = Type("person")
OFFICE = Type("office")
SEALED = Type("sealed")
NULL = Type("null")

DAYS = frozenset({"date", "datetime"})
TIMES = frozenset({"date", "datetime", "month"})
WORDS = frozenset({"text", "choice"})
ORDERED = frozenset({"number", "date", "month", "datetime"})
MANY = frozenset({"list", "rows"})


def number(places: int) -> Type:
    return Type("number", places=places)


def choice(*choices: str) -> Type:
    return Type("choice", choices=choices)


def link(to: str) -> Type:
    return Type("link", to=to)


def list_of(item: Type) -> Type:
    return Type("list", of=item)


def rows_of(fields: Mapping[str, Type]) -> Type:
    return Type("rows", fields=fields)
