"""A page of the ledger made ready for its template: every link is the address of the state it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import Colour, IssueRow, LedgerPage, RoundRow
from zhenggai.web.ledger_columns import Column
from zhenggai.web.ledger_groups import groups_of
from zhenggai.web.ledger_menus import Choice, LedgerAddress, Menu, menus
from zhenggai.web.rounds import choices_here
from zhenggai.web.unfolding import Unfolding


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `sorted` is the ARIA word, `address` is empty where the column does not sort."""

    key: str
    label: str
    address: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class IssueLine:
    row: IssueRow
    open: bool
    toggle: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Rows under a head. `key` is empty where the head does not fold, `head` where there is none."""

    key: str
    head: str
    shut: bool
    toggle: str
    issues: tuple[IssueLine, ...]


def line_of(where: LedgerAddress, issue: IssueRow, codes: Sequence[str]) -> IssueLine:
    """One issue's row; `codes` are those of all issues on the page."""
    toggled = where.unfolding.toggled(issue.code, codes)
    toggle = where.to(toggled, page=where.filters.page)
    return IssueLine(issue, where.unfolding.shows_measures(issue.code), toggle)


class LedgerView:
    """One ledger page and the addresses around it."""

    def __init__(
        self,
        found: LedgerPage,
        where: LedgerAddress,
        chosen: RoundRow,
        rounds: Sequence[RoundRow],
        views: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        self.where, self.filters, self.round, self.rounds = where, where.filters, chosen, rounds
        self.views = views
        self._found = found

    @property
    def kept(self) -> dict[str, str]:
        """What the search box carries along: everything but the words and the page."""
        return self.where.round | self.filters.as_query(q="") | self.where.columns.as_query()

    def heads(self) -> Iterator[Head]:
        for column in self.where.columns.all:
            yield self._head(column)

    @property
    def width(self) -> int:
        return len(self.where.columns.all)

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
        if filters.stalled:
            yield Choice(_("久无进展"), self.where.to(stalled=False))
        if filters.returned:
            yield Choice(_("佐证被退回"), self.where.to(returned=False))
        if filters.unassigned:
            yield Choice(_("责任未明确"), self.where.to(unassigned=False))
        if filters.due is not None:
            label = _("%(days)s 天内到期") % {"days": filters.due}
            yield Choice(label, self.where.to(due=None))

    def menus(self) -> tuple[Menu, ...]:
        return menus(self.where, self._named())

    def saved(self) -> Iterator[tuple[Choice, str]]:
        """The viewer's own views of the ledger, each with the address that forgets it."""
        now = self.where.kept()
        for uuid, name, query in self.views:
            address = "?" + "&".join(filter(None, [urlencode(self.where.round), query]))
            yield Choice(name, address, query == now), reverse("view-remove", args=[uuid])

    def round_choices(self) -> list[Choice]:
        return choices_here(self.round, self.rounds)

    def fold_all(self) -> Choice:
        unfolding = self.where.unfolding
        label = _("折叠全部措施") if unfolding.opens_all else _("展开全部措施")
        return Choice(label, self._same_page(unfolding.all_toggled()))

    def groups(self) -> Iterator[GroupLine]:
        unfolding = self.where.unfolding
        codes = [issue.code for issue in self._found.issues]
        for key, head, issues in groups_of(self._found):
            shut = bool(key) and unfolding.hides(key)
            yield GroupLine(
                key=key,
                head=head,
                shut=shut,
                toggle=self._same_page(unfolding.toggled_aspect(key)) if key else "",
                issues=() if shut else tuple(line_of(self.where, issue, codes) for issue in issues),
            )

    def pages(self) -> dict[str, str]:
        """The neighbouring pages' addresses, none where there is none."""
        page, last = self.filters.page, self._found.page_count
        return {
            "before": self.where.to(page=page - 1) if page > 1 else "",
            "after": self.where.to(page=page + 1) if page < last else "",
        }

    def _same_page(self, unfolding: Unfolding) -> str:
        return self.where.to(unfolding, page=self.filters.page)

    def _head(self, column: Column) -> Head:
        label, sort = str(column.label), column.sort
        if not sort:
            return Head(column.key, label, "", "", column.numeric)
        now = self.filters.sort
        turned = "-deadline" if sort == now == "deadline" else sort
        word = {sort: "ascending", f"-{sort}": "descending"}.get(now, "")
        return Head(column.key, label, self.where.to(sort=turned), word, column.numeric)

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
