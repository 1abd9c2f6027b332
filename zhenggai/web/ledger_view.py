"""A page of the ledger made ready for its template: every link is the address of the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import (
    AspectRow,
    Colour,
    IssueRow,
    IssueState,
    LedgerFilters,
    LedgerPage,
    Named,
    RectType,
    RoundRow,
)
from zhenggai.web.rounds import round_query
from zhenggai.web.unfolding import Unfolding

SETTLED = "settled"
_HEADS = ("code", "", "type", "department", "", "deadline", "state", "", "")


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
    """Several choices of which one holds; `label` says which."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def is_set(self) -> bool:
        return not self.choices[0].current


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `sorted` is the ARIA word, `address` is empty where the column does not sort."""

    label: str
    address: str = ""
    sorted: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class IssueLine:
    row: IssueRow
    open: bool
    toggle: str

    @property
    def worker(self) -> str:
        """Who works on it; who answers for it, where nobody has been named to."""
        named = self.row.handler or self.row.owner
        return named.name if named else ""


@dataclass(frozen=True, slots=True)
class AspectLine:
    """`key` is empty where the rows are sorted across aspects; then the head is not shown."""

    key: str
    row: AspectRow
    shut: bool
    toggle: str
    issues: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Whom one may filter by."""

    departments: tuple[Named, ...]
    people: tuple[Named, ...]


class LedgerView:
    """One ledger page and the addresses around it."""

    def __init__(
        self,
        found: LedgerPage,
        unfolding: Unfolding,
        chosen: RoundRow,
        rounds: Sequence[RoundRow],
        names: Names,
    ) -> None:
        self.filters: LedgerFilters = found.filters
        self.unfolding = unfolding
        self.round = chosen
        self.rounds = rounds
        self._round = round_query(chosen, rounds)
        self._found = found
        self._names = names

    def address(self, unfolding: Unfolding | None = None, **changes: Any) -> str:
        """This page with changes; what is at its default is left out."""
        parameters = self._round | self.filters.as_query(**changes)
        return "?" + urlencode(parameters | (unfolding or self.unfolding).as_query())

    @property
    def kept(self) -> dict[str, str]:
        """What the search box carries along: everything but the words and the page."""
        return self._round | self.filters.as_query(q="")

    def heads(self) -> Iterator[Head]:
        labels = (
            _("编号"),
            _("问题与措施"),
            _("类型"),
            _("牵头"),
            _("责任人"),
            _("时限"),
            _("状态"),
            _("措施"),
            _("佐证"),
        )
        for index, (label, sort) in enumerate(zip(labels, _HEADS, strict=True)):
            yield self._head(label, sort, numeric=index >= 7)

    def chips(self) -> Iterator[Choice]:
        """All, then the three colours with their counts over the whole ledger."""
        figures = self._found.figures
        narrowed = self.filters.narrows
        yield Choice(_("全部"), self._cleared(), not narrowed, figures.issue_count)
        for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN):
            current = self.filters.warning == colour
            address = self.address(warning=None if current else colour)
            count = figures.colours[colour]
            yield Choice(str(colour.label), address, current, count, str(colour))

    def others(self) -> Iterator[Choice]:
        """Filters that come from elsewhere, each with the address that takes it off."""
        filters = self.filters
        if filters.q:
            yield Choice(_("含“%(words)s”") % {"words": filters.q}, self.address(q=""))
        if filters.words_only:
            yield Choice(_("只有学习和会议"), self.address(words_only=False))
        if filters.due is not None:
            label = _("%(days)s 天内到期") % {"days": filters.due}
            yield Choice(label, self.address(due=None))

    def menus(self) -> Iterator[Menu]:
        states = [(SETTLED, _("已办结")), *((item.value, str(item.label)) for item in IssueState)]
        types = [(item, str(item.label)) for item in RectType]
        yield self._menu("state", _("状态"), states)
        yield self._menu("department", _("责任部门"), _named(self._names.departments))
        yield self._menu("type", _("类型"), types)
        yield self._menu("handler", _("责任人"), _named(self._names.people))
        yield self._sort_menu()

    def round_choices(self) -> list[Choice]:
        return [
            Choice(item.name, "?" + urlencode(round_query(item, self.rounds)), item is self.round)
            for item in self.rounds
        ]

    def fold_all(self) -> Choice:
        unfolding = self.unfolding
        label = _("折叠全部措施") if unfolding.opens_all else _("展开全部措施")
        return Choice(label, self.address(unfolding.all_toggled(), page=self.filters.page))

    def aspects(self) -> Iterator[AspectLine]:
        grouped = self.filters.sort == "code"
        codes = [issue.code for issue in self._found.issues]
        for aspect in self._found.aspects:
            key = aspect.issues[0].code.split("-")[0] if grouped else ""
            shut = self.unfolding.hides(key)
            yield AspectLine(
                key=key,
                row=aspect,
                shut=shut,
                toggle=self._same_page(self.unfolding.toggled_aspect(key)) if key else "",
                issues=() if shut else tuple(self._line(issue, codes) for issue in aspect.issues),
            )

    def pages(self) -> dict[str, str]:
        """The neighbouring pages' addresses, none where there is none."""
        page, last = self.filters.page, self._found.page_count
        return {
            "before": self.address(page=page - 1) if page > 1 else "",
            "after": self.address(page=page + 1) if page < last else "",
        }

    def _line(self, issue: IssueRow, codes: list[str]) -> IssueLine:
        toggle = self._same_page(self.unfolding.toggled(issue.code, codes))
        return IssueLine(issue, self.unfolding.shows_measures(issue.code), toggle)

    def _same_page(self, unfolding: Unfolding) -> str:
        return self.address(unfolding, page=self.filters.page)

    def _cleared(self) -> str:
        kept = self._round | LedgerFilters(sort=self.filters.sort).as_query()
        return "?" + urlencode(kept | self.unfolding.as_query())

    def _head(self, label: str, sort: str, *, numeric: bool) -> Head:
        if not sort:
            return Head(label, numeric=numeric)
        now = self.filters.sort
        turned = "-deadline" if now == "deadline" else sort
        word = {sort: "ascending", f"-{sort}": "descending"}.get(now, "")
        return Head(label, self.address(sort=turned if sort == "deadline" else sort), word)

    def _menu(self, name: str, label: str, values: Sequence[tuple[Any, str]]) -> Menu:
        now = getattr(self.filters, name)
        every = Choice(_("不限"), self.address(**{name: None}), now is None)
        some = [Choice(text, self.address(**{name: value}), value == now) for value, text in values]
        set_to = next((choice.label for choice in some if choice.current), "")
        return Menu(name, f"{label}：{set_to}" if set_to else label, (every, *some))

    def _sort_menu(self) -> Menu:
        labels = {
            "code": _("按编号"),
            "warning": _("按预警，急的在前"),
            "deadline": _("按时限，早的在前"),
            "-deadline": _("按时限，晚的在前"),
            "state": _("按状态"),
            "type": _("按类型"),
            "department": _("按部门"),
        }
        now = self.filters.sort
        choices = tuple(
            Choice(label, self.address(sort=sort), sort == now) for sort, label in labels.items()
        )
        return Menu("sort", _("排序") if now == "code" else labels[now], choices)


def _named(several: Sequence[Named]) -> list[tuple[Any, str]]:
    return [(item.uuid, item.name) for item in several]
