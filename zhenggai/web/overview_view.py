"""The overview made ready for its page: every number with the address of what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import Breakdown, Figure, Figures, Outlook, Share, Tally


@dataclass(frozen=True, slots=True)
class FigureLine:
    row: Figure
    address: str

    @property
    def is_bad(self) -> bool:
        return self.row.key == "overdue" and self.row.value > 0


@dataclass(frozen=True, slots=True)
class TallyLine:
    row: Tally
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar, in hundredths of the longest bar."""

    mark: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    address: str
    row: Share
    parts: tuple[Part, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Table:
    """Issues counted by one property; `of` names the property."""

    key: str
    title: str
    of: str
    bars: tuple[Bar, ...]


class OverviewView:
    """Figures and tables of one round; `kept` are the ledger's parameters that name the round."""

    def __init__(
        self, figures: Figures, breakdown: Breakdown, outlook: Outlook, kept: Mapping[str, str]
    ) -> None:
        self._kept = dict(kept)
        self.figures = [FigureLine(row, self._address(row.filters)) for row in figures.figures]
        self.due = [self._tally(row) for row in outlook.due]
        self.weak = [self._tally(row) for row in outlook.weak]
        self.late_address = self._address({"warning": "red", "sort": "deadline"})
        self.tables = [
            self._table(
                "aspect", _("按方面"), _("方面"), [_listed(a, breakdown) for a in breakdown.aspects]
            ),
            self._table("department", _("按责任部门"), _("部门"), breakdown.departments),
            self._table("type", _("按整改类型"), _("类型"), breakdown.types),
        ]

    def _tally(self, row: Tally) -> TallyLine:
        return TallyLine(row, self._address(row.filters))

    def _address(self, filters: Mapping[str, Any]) -> str:
        return f"{reverse('ledger')}?{urlencode(self._kept | dict(filters))}"

    def _table(self, key: str, title: str, of: str, rows: Sequence[Share]) -> Table:
        longest = max((row.issue_count for row in rows), default=0)
        return Table(key, title, of, tuple(self._bar(row, longest) for row in rows))

    def _bar(self, row: Share, longest: int) -> Bar:
        return Bar(
            label=row.label or _("未定"),
            address=self._address(row.filters) if row.filters else "",
            row=row,
            parts=tuple(_parts(row, longest)),
            said=_("%(issues)s 个问题：已办结 %(closed)s，超期 %(overdue)s")
            % {"issues": row.issue_count, "closed": row.closed_count, "overdue": row.overdue_count},
        )


def _listed(aspect: Share, breakdown: Breakdown) -> Share:
    """The ledger has no filter for an aspect: its list is the ledger with the other aspects shut."""
    others = [other.key for other in breakdown.aspects if other.key != aspect.key]
    return replace(aspect, filters={"shut": ",".join(others)} if others else {"sort": "code"})


def _parts(row: Share, longest: int) -> Iterator[Part]:
    """Closed, late, the rest: laid end to end."""
    rest = row.issue_count - row.closed_count - row.overdue_count
    x = 0.0
    for mark, count in (("ok", row.closed_count), ("no", row.overdue_count), ("go", rest)):
        if count:
            width = round(count * 100 / longest, 2)
            yield Part(mark, round(x, 2), width)
            x += width
