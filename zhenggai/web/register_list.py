"""A register's list made ready for its template: filters, order and columns stand in its address, and every link is the
address of the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.registers.queries import (
    CheckCount,
    Declaration,
    Field,
    RecordFilters,
    is_filterable,
)
from zhenggai.web import fields as typed_fields
from zhenggai.web.ledger_menus import Choice, Menu

USUAL_COLUMNS = 6
_WIDE = ("rows", "list")
_MENU_KINDS = ("choice", "yesno")
_RANGE_KINDS = ("date", "month", "datetime", "number", "money", "integer")
COMMON = ("handler", "department", "year", "recorded_at")


@dataclass(frozen=True, slots=True)
class Address:
    """One state of a register's list. `equal` holds typed words by field: a choice, or the public name of a person or
    office; `low` and `high` bounds as typed."""

    state: str = ""
    year: str = ""
    words: str = ""
    failing: str = ""
    mine: bool = False
    voided: bool = False
    sort: str = "-number"
    page: int = 1
    equal: Mapping[str, str] = field(default_factory=dict)
    low: Mapping[str, str] = field(default_factory=dict)
    high: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Address:
        page = query.get("page", "1")[:6]
        return cls(
            state=query.get("state", ""),
            year=query.get("year", ""),
            words=query.get("q", "").strip()[:100],
            failing=query.get("fail", ""),
            mine=query.get("mine") == "1",
            voided=query.get("voided") == "1",
            sort=query.get("sort") or "-number",
            page=int(page) if page.isascii() and page.isdecimal() and int(page) else 1,
            equal=_beginning(query, "f."),
            low=_beginning(query, "from."),
            high=_beginning(query, "to."),
            columns=tuple(filter(None, query.get("cols", "").split(","))),
        )

    def as_query(self) -> dict[str, str]:
        """What differs from the plain list."""
        found = {
            "state": self.state,
            "year": self.year,
            "q": self.words,
            "fail": self.failing,
            "mine": "1" if self.mine else "",
            "voided": "1" if self.voided else "",
            "sort": "" if self.sort == "-number" else self.sort,
            "page": str(self.page) if self.page > 1 else "",
            "cols": ",".join(self.columns),
            **{f"f.{name}": value for name, value in self.equal.items()},
            **{f"from.{name}": value for name, value in self.low.items()},
            **{f"to.{name}": value for name, value in self.high.items()},
        }
        return {name: value for name, value in found.items() if value}

    def to(self, **changes: Any) -> str:
        """The address with changes; another filter starts at the first page."""
        query = replace(self, **{"page": 1, **changes}).as_query()
        return "?" + urlencode(query)

    def with_equal(self, name: str, value: str) -> str:
        kept = {key: word for key, word in self.equal.items() if key != name}
        return self.to(equal={**kept, **({name: value} if value else {})})

    def kept(self) -> str:
        """This state for another day: without page and words."""
        return urlencode(replace(self, page=1, words="").as_query())

    @property
    def narrows(self) -> bool:
        plain = replace(self, sort="-number", page=1, columns=())
        return bool(plain.as_query())


def filters_of(viewer: Viewer, found: Declaration, where: Address) -> RecordFilters:
    """The address as the query wants it; refused in words where it names what cannot be filtered."""
    return RecordFilters(
        equal={name: _value(viewer, found, name, word) for name, word in where.equal.items()},
        low=dict(where.low),
        high={name: _upper(found, name, word) for name, word in where.high.items()},
        state=where.state or None,
        year=int(where.year) if where.year.isdecimal() and len(where.year) == 4 else None,
        words=where.words,
        failing=where.failing,
        mine=where.mine,
        voided=where.voided,
        sort=where.sort,
        page=where.page,
    )


def _upper(found: Declaration, name: str, word: str) -> str:
    """Until a day means until its end."""
    item = found.fields.get(name)
    return f"{word}T23:59" if item and item.kind == "datetime" and len(word) == 10 else word


def _value(viewer: Viewer, found: Declaration, name: str, word: str) -> Any:
    item = found.fields.get(name)
    if item is not None and item.kind in ("person", "office"):
        rows: Any = persons(viewer) if item.kind == "person" else offices(viewer)
        row = typed_fields.known(word, rows)
        if row is None:
            raise BadInput("record.filter", _("没有找到这位人员或部门——请从列出的名单中选"))
        return row
    return word


def _beginning(query: Mapping[str, str], mark: str) -> dict[str, str]:
    return {
        name.removeprefix(mark): value.strip()[:100]
        for name, value in query.items()
        if name.startswith(mark) and value.strip() and not name.endswith(typed_fields.WORDS)
    }


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list; `sort` is empty where the list cannot be sorted by it."""

    name: str
    label: str
    sort: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    address: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A field that can be narrowed by what is typed: from and to, or a person or office."""

    item: Field
    low: str
    high: str
    value: str

    @property
    def input(self) -> str:
        return {"date": "date", "datetime": "date", "month": "month"}.get(self.item.kind, "text")


class ListView:
    """One page of a register's list and the addresses around it."""

    def __init__(
        self,
        found: Declaration,
        where: Address,
        *,
        years: list[int],
        checks: list[CheckCount],
        views: list[tuple[str, str, str]],
        choices: Mapping[str, tuple[str, ...]],
        failing_count: int = 0,
    ) -> None:
        self.declaration, self.where = found, where
        self.years, self.checks, self.choices = years, checks, choices
        self._views, self.failing_count = views, failing_count
        self.columns = shown_columns(found, where)

    @property
    def kept(self) -> dict[str, str]:
        return {
            name: value for name, value in self.where.as_query().items() if name not in "q page"
        }

    def heads(self) -> Iterator[Head]:
        first = Column("number", _("编号和名称"), "number", numeric=False)
        last = Column("state", _("状态"), "state", numeric=False)
        for column in (first, *self.columns, last):
            now = self.where.sort
            turned = f"-{column.sort}" if now == column.sort else column.sort
            word = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(now, "")
            yield Head(
                column,
                self.where.to(sort=turned) if column.sort else "",
                word if column.sort else "",
            )

    def chips(self) -> Iterator[Choice]:
        """All, mine, and each check with open violations."""
        where = self.where
        yield Choice(
            _("全部"), "?" + urlencode(Address(columns=where.columns).as_query()), not where.narrows
        )
        yield Choice(_("我经办的"), where.to(mine=not where.mine), where.mine)
        if self.checks:
            current = where.failing == "all"
            yield Choice(
                _("不达标"),
                where.to(failing="" if current else "all"),
                current,
                self.failing_count,
                "red",
            )

    def check_chips(self) -> Iterator[Choice]:
        for item in self.checks:
            current = self.where.failing == item.check
            address = self.where.to(failing="" if current else item.check)
            colour = {"E": "red", "W": "yellow"}.get(item.level, "green")
            yield Choice(f"{item.check} {item.say}", address, current, item.records, colour)

    def menus(self) -> Iterator[Menu]:
        yield _menu(
            self.where,
            _("状态"),
            "state",
            self.where.state,
            list(self.declaration.workflow.states.items()),
        )
        if len(self.years) > 1 or self.where.year:
            several = [(str(year), _("%(year)s年") % {"year": year}) for year in self.years]
            yield _menu(self.where, _("年度"), "year", self.where.year, several)
        for name, item in self.declaration.fields.items():
            if is_filterable(item) and item.kind in _MENU_KINDS:
                yield self._field_menu(name, item)

    def bounds(self) -> list[Bound]:
        """Fields narrowed by typing."""
        where = self.where
        return [
            Bound(
                item,
                where.low.get(name, ""),
                where.high.get(name, ""),
                where.equal.get(name, ""),
            )
            for name, item in self.declaration.fields.items()
            if is_filterable(item) and item.kind in (*_RANGE_KINDS, "person", "office")
        ]

    @property
    def is_bounded(self) -> bool:
        kinds = self.declaration.fields
        named = any(
            kinds[name].kind in ("person", "office") for name in self.where.equal if name in kinds
        )
        return bool(self.where.low or self.where.high or named)

    def column_choices(self) -> list[Choice]:
        shown = [column.name for column in self.columns]
        found = []
        for column in all_columns(self.declaration):
            names = [name for name in shown if name != column.name]
            if column.name not in shown:
                names.append(column.name)
            address = self.where.to(columns=tuple(names), page=self.where.page)
            found.append(Choice(column.label, address, column.name in shown))
        return found

    def saved(self) -> list[tuple[Choice, str]]:
        now = self.where.kept()
        return [
            (Choice(name, f"?{query}", query == now), uuid) for uuid, name, query in self._views
        ]

    def _field_menu(self, name: str, item: Field) -> Menu:
        several = (
            [("true", _("是")), ("false", _("否"))]
            if item.kind == "yesno"
            else [(word, word) for word in self.choices.get(name, ())]
        )
        now = self.where.equal.get(name, "")
        choices = [Choice(_("不限"), self.where.with_equal(name, ""), not now)]
        choices += [
            Choice(label, self.where.with_equal(name, value), value == now)
            for value, label in several
        ]
        set_to = next((choice.label for choice in choices[1:] if choice.current), "")
        label = f"{item.label}：{set_to}" if set_to else item.label
        return Menu(name, label, bool(now), tuple(choices))


def _menu(where: Address, label: str, name: str, now: str, several: list[tuple[str, str]]) -> Menu:
    choices = [Choice(_("不限"), where.to(**{name: ""}), not now)]
    choices += [Choice(text, where.to(**{name: value}), value == now) for value, text in several]
    set_to = next((choice.label for choice in choices[1:] if choice.current), "")
    return Menu(name, f"{label}：{set_to}" if set_to else label, bool(now), tuple(choices))


def all_columns(found: Declaration) -> list[Column]:
    """Every column that the list can show, in the declaration's order; secret fields are never columns."""
    several = [
        Column(
            name,
            item.label,
            name if is_filterable(item) else "",
            item.kind in ("number", "money", "integer"),
        )
        for name, item in found.fields.items()
        if not item.is_secret
    ]
    return [
        *several,
        Column("handler", _("经办人"), "", numeric=False),
        Column("department", _("部门"), "", numeric=False),
        Column("year", _("年度"), "year", numeric=False),
        Column("recorded_at", _("录入日期"), "recorded_on", numeric=False),
    ]


def shown_columns(found: Declaration, where: Address) -> list[Column]:
    """The columns that the address chooses; else the first few that offices use and that the name does not tell."""
    known = {column.name: column for column in all_columns(found)}
    chosen = [known[name] for name in where.columns if name in known]
    if chosen:
        return chosen
    told = set(found.title.names) if found.title else set()
    names = [name for name in found.excel if name in known] or list(known)
    usual = [
        name
        for name in names
        if name not in told and name in found.fields and found.fields[name].kind not in _WIDE
    ]
    return [known[name] for name in usual[:USUAL_COLUMNS]]
