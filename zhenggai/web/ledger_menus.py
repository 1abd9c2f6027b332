"""What the ledger can be narrowed to and sorted by: menus whose every entry is an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import IssueState, LedgerFilters, Named, RectType
from zhenggai.web.ledger_columns import OPTIONAL, Columns
from zhenggai.web.unfolding import Unfolding

SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class LedgerAddress:
    """One state of the ledger; `round` are the parameters that name its round."""

    filters: LedgerFilters
    unfolding: Unfolding
    columns: Columns
    round: dict[str, str]

    @classmethod
    def from_query(cls, query: Mapping[str, str], round: dict[str, str]) -> LedgerAddress:
        return cls(
            LedgerFilters.from_query(query),
            Unfolding.from_query(query),
            Columns.from_query(query),
            round,
        )

    def to(
        self, unfolding: Unfolding | None = None, columns: Columns | None = None, **changes: Any
    ) -> str:
        """The address of this state with changes; what is at its default is left out."""
        parameters = self.round | self.filters.as_query(**changes)
        parameters |= (unfolding or self.unfolding).as_query()
        return "?" + urlencode(parameters | (columns or self.columns).as_query())

    def cleared(self) -> str:
        """Without any filter, sorted, unfolded and laid out as now."""
        return replace(self, filters=LedgerFilters(sort=self.filters.sort)).to()

    def kept(self) -> str:
        """This state for another round and day: filters, sorting and columns, without the page and the words."""
        return urlencode(self.filters.as_query(page=1) | self.columns.as_query())


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a chip, an entry of a menu, a way to sort."""

    label: str
    address: str
    current: bool = False
    count: int | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Several choices of which one holds; `label` says which. One whose choices are many has none here: they come
    when it is opened."""

    name: str
    label: str
    is_set: bool
    choices: tuple[Choice, ...] = ()


def menus(where: LedgerAddress, named: dict[str, str]) -> tuple[Menu, ...]:
    """The ledger's menus. `named` holds the names of the department and the person filtered by, where known."""
    states = [(SETTLED, _("已办结")), *((item.value, str(item.label)) for item in IssueState)]
    types = [(item, str(item.label)) for item in RectType]
    return (
        _menu(where, "state", _("状态"), states),
        _late_menu(where, "department", _("责任部门"), named),
        _menu(where, "type", _("类型"), types),
        _late_menu(where, "handler", _("责任人"), named),
        _sort_menu(where),
        _columns_menu(where),
    )


def choices_of(where: LedgerAddress, name: str, several: Iterable[Named]) -> tuple[Choice, ...]:
    """The entries of a menu that is filled when it is opened."""
    return _choices(where, name, [(item.uuid, item.name) for item in several])


def _menu(where: LedgerAddress, name: str, label: str, values: Sequence[tuple[Any, str]]) -> Menu:
    choices = _choices(where, name, values)
    set_to = next((choice.label for choice in choices[1:] if choice.current), "")
    return Menu(name, f"{label}：{set_to}" if set_to else label, bool(set_to), choices)


def _late_menu(where: LedgerAddress, name: str, label: str, named: dict[str, str]) -> Menu:
    is_set = getattr(where.filters, name) is not None
    set_to = named.get(name) or _("已选")
    return Menu(name, f"{label}：{set_to}" if is_set else label, is_set)


def _choices(
    where: LedgerAddress, name: str, values: Iterable[tuple[Any, str]]
) -> tuple[Choice, ...]:
    now = getattr(where.filters, name)
    every = Choice(_("不限"), where.to(**{name: None}), now is None)
    some = (Choice(text, where.to(**{name: value}), value == now) for value, text in values)
    return (every, *some)


def _sort_menu(where: LedgerAddress) -> Menu:
    """Sorting by what many share puts them together under heads."""
    labels = {
        "code": _("按方面"),
        "department": _("按牵头部门分组"),
        "owner": _("按责任人分组"),
        "type": _("按类型分组"),
        "state": _("按状态分组"),
        "warning": _("按预警，急的在前"),
        "deadline": _("按时限，早的在前"),
        "-deadline": _("按时限，晚的在前"),
    }
    now = where.filters.sort
    choices = tuple(
        Choice(label, where.to(sort=sort), sort == now) for sort, label in labels.items()
    )
    is_set = now != "code"
    return Menu("sort", labels[now] if is_set else _("排序"), is_set, choices)


def _columns_menu(where: LedgerAddress) -> Menu:
    choices = tuple(
        Choice(
            str(column.label),
            where.to(columns=where.columns.toggled(column.key), page=where.filters.page),
            column.key in where.columns.keys,
        )
        for column in OPTIONAL
    )
    return Menu("columns", _("列"), bool(where.columns.as_query()), choices)
