"""A page of the ledger made ready for its template: every link is the address of the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import (
    AspectRow,
    Colour,
    IssueRow,
    LedgerPage,
    RoundRow,
)
from zhenggai.web.ledger_menus import Choice, LedgerAddress, Menu, menus
from zhenggai.web.rounds import round_query
from zhenggai.web.unfolding import Unfolding

_SORTS = ("code", "", "type", "department", "", "deadline", "state", "", "")
_FIRST_NUMERIC = 7


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


class LedgerView:
    """One ledger page and the addresses around it."""

    def __init__(
        self,
        found: LedgerPage,
        unfolding: Unfolding,
        chosen: RoundRow,
        rounds: Sequence[RoundRow],
    ) -> None:
        self.filters, self.round, self.rounds = found.filters, chosen, rounds
        self.where = LedgerAddress(found.filters, unfolding, round_query(chosen, rounds))
        self._found, self._unfolding = found, unfolding

    @property
    def kept(self) -> dict[str, str]:
        """What the search box carries along: everything but the words and the page."""
        return self.where.round | self.filters.as_query(q="")

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
        for place, (label, sort) in enumerate(zip(labels, _SORTS, strict=True)):
            yield self._head(label, sort, numeric=place >= _FIRST_NUMERIC)

    def chips(self) -> Iterator[Choice]:
        """All, then the three colours with their counts over the whole ledger."""
        figures = self._found.figures
        yield Choice(_("全部"), self.where.cleared(), not self.filters.narrows, figures.issue_count)
        for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN):
            current = self.filters.warning == colour
            address = self.where.to(warning=None if current else colour)
            count = figures.colours[colour]
            yield Choice(str(colour.label), address, current, count, str(colour))

    def others(self) -> Iterator[Choice]:
        """Filters that come from elsewhere, each with the address that takes it off."""
        filters = self.filters
        if filters.q:
            yield Choice(_("含“%(words)s”") % {"words": filters.q}, self.where.to(q=""))
        if filters.words_only:
            yield Choice(_("只有学习和会议"), self.where.to(words_only=False))
        if filters.due is not None:
            label = _("%(days)s 天内到期") % {"days": filters.due}
            yield Choice(label, self.where.to(due=None))

    def menus(self) -> tuple[Menu, ...]:
        return menus(self.where, self._named())

    def round_choices(self) -> list[Choice]:
        return [
            Choice(item.name, "?" + urlencode(round_query(item, self.rounds)), item is self.round)
            for item in self.rounds
        ]

    def fold_all(self) -> Choice:
        unfolding = self._unfolding
        label = _("折叠全部措施") if unfolding.opens_all else _("展开全部措施")
        return Choice(label, self._same_page(unfolding.all_toggled()))

    def aspects(self) -> Iterator[AspectLine]:
        grouped = self.filters.sort == "code"
        codes = [issue.code for issue in self._found.issues]
        for aspect in self._found.aspects:
            key = aspect.issues[0].code.split("-")[0] if grouped else ""
            shut = self._unfolding.hides(key)
            yield AspectLine(
                key=key,
                row=aspect,
                shut=shut,
                toggle=self._same_page(self._unfolding.toggled_aspect(key)) if key else "",
                issues=() if shut else tuple(self._line(issue, codes) for issue in aspect.issues),
            )

    def pages(self) -> dict[str, str]:
        """The neighbouring pages' addresses, none where there is none."""
        page, last = self.filters.page, self._found.page_count
        return {
            "before": self.where.to(page=page - 1) if page > 1 else "",
            "after": self.where.to(page=page + 1) if page < last else "",
        }

    def _line(self, issue: IssueRow, codes: list[str]) -> IssueLine:
        toggle = self._same_page(self._unfolding.toggled(issue.code, codes))
        return IssueLine(issue, self._unfolding.shows_measures(issue.code), toggle)

    def _same_page(self, unfolding: Unfolding) -> str:
        return self.where.to(unfolding, page=self.filters.page)

    def _head(self, label: str, sort: str, *, numeric: bool) -> Head:
        if not sort:
            return Head(label, numeric=numeric)
        now = self.filters.sort
        turned = "-deadline" if sort == now == "deadline" else sort
        word = {sort: "ascending", f"-{sort}": "descending"}.get(now, "")
        return Head(label, self.where.to(sort=turned), word)

    def _named(self) -> dict[str, str]:
        """The names of the department and the person filtered by: every row shown carries them."""
        named: dict[str, str] = {}
        for issue in self._found.issues[:1]:
            if issue.lead_dept and issue.lead_dept.uuid == self.filters.department:
                named["department"] = issue.lead_dept.name
            for person in (issue.handler, issue.owner):
                if person and person.uuid == self.filters.handler:
                    named["handler"] = person.name
        return named
