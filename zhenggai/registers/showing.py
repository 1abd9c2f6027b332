"""Values and sentences as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext

from zhenggai.lib.dates import long_date
from zhenggai.lib.memory import remembered
from zhenggai.people.queries import names_of
from zhenggai.registers.fields import COMMON_LABELS, Field
from zhenggai.registers.models import Record
from zhenggai.registers.patterns import Pattern
from zhenggai.rules.types import Type

MASKED = "＊＊＊"


class Names:
    """What keys of persons, offices and records are called, looked up once a batch."""

    def __init__(self) -> None:
        self.persons: dict[int, str] = {}
        self.offices: dict[int, str] = {}
        self.records: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        """Of records: what they are about in one line, where their number would say nothing."""

    def learn(self, rows: Iterable[Mapping[str, Any]], types: Mapping[str, Type]) -> None:
        """Look up every key that these rows hold."""
        found: dict[str, set[int]] = {"person": set(), "office": set(), "link": set()}
        keyed = [(name, type) for name, type in types.items() if type.kind in (*found, "list")]
        for row in rows:
            for name, type in keyed:
                _collect(row.get(name), type, found)
        persons = found["person"] - set(self.persons)
        offices = found["office"] - set(self.offices)
        if persons or offices:
            known_persons, known_offices = names_of(persons, offices)
            self.persons |= known_persons
            self.offices |= known_offices
        if links := found["link"] - set(self.records):
            known = Record._base_manager.filter(pk__in=links)
            for key, number, title in known.values_list("pk", "number", "title"):
                self.records[key] = number
                self.titles[key] = title


def known_names() -> Names:
    """The names learnt so far: one book for all that a request shows."""
    return remembered("registers.names", Names)


def _collect(value: Any, type: Type, found: dict[str, set[int]]) -> None:
    if value is None:
        return
    if type.kind in found:
        found[type.kind].add(int(value))
    elif type.kind == "list" and type.of is not None:
        for item in value:
            _collect(item, type.of, found)


def show(value: Any, type: Type, names: Names) -> str:
    """A stored value in words."""
    if value is None:
        return "——"
    shown = _SHOWN.get(type.kind)
    return shown(value, type, names) if shown else str(value)


def _number(value: Any, type: Type, names: Names) -> str:
    number = Decimal(value).scaleb(-type.places)
    return f"{number.normalize():f}" if number == number.to_integral_value() else f"{number:f}"


def _date(value: Any, type: Type, names: Names) -> str:
    return long_date(date.fromisoformat(value[:10]))


def _datetime(value: Any, type: Type, names: Names) -> str:
    return f"{_date(value, type, names)} {value[11:16]}"


def _month(value: Any, type: Type, names: Names) -> str:
    return f"{value[:4]}年{int(value[5:7])}月"


def _list(value: Any, type: Type, names: Names) -> str:
    return "、".join(show(item, type.of or Type("text"), names) for item in value)


def _yesno(value: Any, type: Type, names: Names) -> str:
    return gettext("是") if value else gettext("否")


def _person(value: Any, type: Type, names: Names) -> str:
    return names.persons.get(value, str(value))


def _office(value: Any, type: Type, names: Names) -> str:
    return names.offices.get(value, str(value))


def _link(value: Any, type: Type, names: Names) -> str:
    return names.records.get(value, str(value))


def _rows(value: Any, type: Type, names: Names) -> str:
    return gettext("%(count)s 行") % {"count": len(value)}


def _sealed(value: Any, type: Type, names: Names) -> str:
    return MASKED


_SHOWN: dict[str, Callable[[Any, Type, Names], str]] = {
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "month": _month,
    "yesno": _yesno,
    "person": _person,
    "office": _office,
    "link": _link,
    "list": _list,
    "rows": _rows,
    "sealed": _sealed,
}


def told(
    pattern: Pattern, values: Mapping[str, Any], types: Mapping[str, Type], names: Names
) -> str:
    """A pattern with values in words; a number with a format is told with its places."""
    natural = {
        name: Decimal(value).scaleb(-types[name].places)
        if types.get(name, Type("text")).kind == "number" and value is not None
        else value
        for name, value in values.items()
    }
    return pattern.fill(natural, partial(_told, values, types, names))


def _told(
    values: Mapping[str, Any], types: Mapping[str, Type], names: Names, name: str, value: Any
) -> str:
    type = types.get(name)
    return str(value) if type is None else show(values[name], type, names)


def labels_of(fields: Mapping[str, Field]) -> dict[str, str]:
    return {
        **COMMON_LABELS,
        **{name: field.label for name, field in fields.items()},
        "today": "今日",
    }


def told_rows(
    field: Field, rows: Sequence[Mapping[str, Any]]
) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]:
    """A sub-table in words: its heads with whether numbers stand under them, and its lines; secret columns left out."""
    parts = [(name, part) for name, part in field.fields.items() if not part.is_secret]
    types = {name: part.plain_type for name, part in parts}
    names = Names()
    names.learn(rows, types)
    heads = tuple((part.label, part.kind in ("number", "money", "integer")) for _, part in parts)
    lines = tuple(
        tuple(
            "" if row.get(name) is None else show(row[name], types[name], names)
            for name, _ in parts
        )
        for row in rows
    )
    return heads, lines
