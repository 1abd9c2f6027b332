"""The ledger's rows as HTML. A page draws fifty issues, unfolded some two hundred measures more: their pattern is put
together once from the columns that are shown, and every row is filled in at one go (docs/decisions/0026)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from uuid import UUID

from django.db.models import Choices
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhenggai.rectification.queries import Colour, IssueRow, MeasureRow, Named, RectType
from zhenggai.web import words
from zhenggai.web.ledger_columns import OPTIONAL, Columns
from zhenggai.web.ledger_view import IssueLine
from zhenggai.web.marks import meter, tag, warning
from zhenggai.web.markup import NOTHING, filled, one_after_another

MOST_OF_A_MEASURE = 90
"""Characters of a measure that its row shows."""
_SOME_UUID = UUID(int=0)

_ISSUE = """\
<tr class="issue{saved}" data-row data-issue="{uuid}"><td class="code">{pick}{fold}{code}</td>\
<th class="what" scope="row"><a href="{address}" hx-boost="false" id="open-{code}" data-open>{title}</a></th>%s</tr>
"""
_PICK = (
    '<input type="checkbox" name="pick" form="bulk" value="{uuid}:{version}" aria-label="{label}">'
)
_FOLD = (
    '<a class="fold" id="fold-{code}" href="{toggle}" data-fold aria-expanded="{is_open}" '
    'aria-label="{label}"></a>'
)
_MEASURE = """\
<tr class="measure"><td class="code"></td>\
<td class="what"><a href="{address}#m{code}" hx-boost="false">{marker}{content}</a>{waiting}</td>%s</tr>
"""
_MARKER = '<span class="marker">{marker}</span>'
_WAITING = ' <span class="tag wait">{said}</span>'


class LedgerRows:
    """Draws rows with the same columns, on the same day, in the viewer's language. `picks` puts a box to tick before
    every issue; `meaning` is what green means."""

    def __init__(self, columns: Columns, today: date, meaning: str, *, picks: bool) -> None:
        self._cells = [_CELLS[column.key] for column in OPTIONAL if column.key in columns.keys]
        self._issue = _ISSUE % "".join(cell.issue_html for cell in self._cells)
        self._measure = _MEASURE % "".join(cell.measure_html for cell in self._cells)
        self._picks = picks
        self._address = reverse("issue", args=[_SOME_UUID])
        self._pick_label = _("选中问题 %(code)s")
        self._fold_label = _("%(code)s 的 %(count)s 条措施")
        self._wait_label = _("待：%(event)s")
        self._pieces = _Pieces(today, meaning)

    def drawn(self, line: IssueLine, *, saved: bool = False) -> SafeString:
        """An issue's row, and its measures' where it stands open."""
        issue = line.row
        address = self._address.replace(str(_SOME_UUID), str(issue.uuid))
        row = filled(
            self._issue,
            saved=" saved" if saved else "",
            uuid=issue.uuid,
            pick=self._pick(issue) if self._picks else NOTHING,
            fold=self._fold(line) if issue.measure_count else NOTHING,
            code=issue.code,
            address=address,
            title=issue.title,
            **{cell.key: cell.of_issue(self._pieces, issue) for cell in self._cells},
        )
        if not line.open:
            return row
        measures = (self._measure_row(measure, address) for measure in issue.measures)
        return one_after_another([row, *measures])

    def _pick(self, issue: IssueRow) -> SafeString:
        label = self._pick_label % {"code": issue.code}
        return filled(_PICK, uuid=issue.uuid, version=issue.version, label=label)

    def _fold(self, line: IssueLine) -> SafeString:
        issue = line.row
        label = self._fold_label % {"code": issue.code, "count": issue.measure_count}
        is_open = "true" if line.open else "false"
        return filled(_FOLD, code=issue.code, toggle=line.toggle, is_open=is_open, label=label)

    def _measure_row(self, measure: MeasureRow, address: str) -> SafeString:
        return filled(
            self._measure,
            address=address,
            code=measure.code,
            marker=filled(_MARKER, marker=measure.marker) if measure.marker else NOTHING,
            content=words.cut(measure.content, MOST_OF_A_MEASURE),
            waiting=self._waiting(measure),
            **{cell.key: cell.of_measure(self._pieces, measure) for cell in self._cells},
        )

    def _waiting(self, measure: MeasureRow) -> str:
        if not measure.trigger or measure.triggered_on:
            return NOTHING
        return filled(_WAITING, said=self._wait_label % {"event": measure.trigger})


class _Pieces:
    """What stands in many cells of a page, drawn once for each value."""

    def __init__(self, today: date, meaning: str) -> None:
        self._today, self._meaning = today, meaning
        self.day: Callable[[date], str] = cache(self._day)
        self.due: Callable[[date | None, Colour, int | None], str] = cache(self._due)
        self.kind: Callable[[RectType], str] = cache(self._kind)
        self.share: Callable[[int, int], str] = cache(self._share)
        # Two kinds of states may share a value: `typed` keeps them apart.
        self.tag: Callable[[Choices], str] = lru_cache(maxsize=None, typed=True)(tag)

    def _day(self, day: date) -> str:
        return words.day(day, self._today)

    def _due(self, deadline: date | None, colour: Colour, days_left: int | None) -> str:
        day = self.day(deadline) if deadline else ""
        return filled("{day}{mark}", day=day, mark=warning(colour, days_left, self._meaning))

    def _kind(self, rect_type: RectType) -> str:
        return filled('<span class="tag">{said}</span>', said=rect_type.label)

    def _share(self, complete: int, count: int) -> str:
        bar = meter(complete, count)
        return filled("{complete}/{count}{bar}", complete=complete, count=count, bar=bar)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column's cell in an issue's row and in a measure's: its HTML, and what stands in it where its key stands."""

    key: str
    issue_html: str
    of_issue: Callable[[_Pieces, IssueRow], str]
    measure_html: str = "<td></td>"
    of_measure: Callable[[_Pieces, MeasureRow], str] = lambda pieces, measure: ""


def _name(named: Named | None) -> str:
    return named.name if named else ""


_CELLS = {
    cell.key: cell
    for cell in (
        _Cell(
            "type",
            '<td class="kind" data-cell="rect_type">{type}</td>',
            lambda pieces, issue: pieces.kind(issue.rect_type) if issue.rect_type else "",
        ),
        _Cell(
            "leader",
            '<td class="who" data-cell="charge_leader">{leader}</td>',
            lambda pieces, issue: _name(issue.charge_leader),
        ),
        _Cell(
            "department",
            '<td class="dept" data-cell="lead_dept">{department}</td>',
            lambda pieces, issue: _name(issue.lead_dept),
            '<td class="dept">{department}</td>',
            lambda pieces, measure: _name(measure.department),
        ),
        _Cell(
            "helpers",
            '<td class="helpers">{helpers}</td>',
            lambda pieces, issue: "、".join(office.name for office in issue.co_depts),
        ),
        _Cell(
            "owner",
            '<td class="who" data-cell="owner">{owner}</td>',
            lambda pieces, issue: _name(issue.owner),
            '<td class="who">{owner}</td>',
            lambda pieces, measure: _name(measure.owner),
        ),
        _Cell(
            "handler",
            '<td class="who" data-cell="handler">{handler}</td>',
            lambda pieces, issue: _name(issue.handler),
        ),
        _Cell(
            "deadline",
            '<td class="due" data-cell="deadline">{deadline}</td>',
            lambda pieces, issue: pieces.due(issue.deadline, issue.colour, issue.days_left),
            '<td class="due">{deadline}</td>',
            lambda pieces, measure: (
                pieces.due(measure.deadline, measure.colour, measure.days_left)
                if measure.deadline
                else ""
            ),
        ),
        _Cell(
            "target",
            '<td class="target" data-cell="target">{target}</td>',
            lambda pieces, issue: issue.target or "",
        ),
        _Cell(
            "state",
            '<td class="state">{state}</td>',
            lambda pieces, issue: pieces.tag(issue.state),
            '<td class="state">{state}</td>',
            lambda pieces, measure: pieces.tag(measure.state),
        ),
        _Cell(
            "progress",
            '<td class="due">{progress}</td>',
            lambda pieces, issue: (
                pieces.day(issue.last_progress_on) if issue.last_progress_on else ""
            ),
        ),
        _Cell(
            "measures",
            '<td class="num done">{measures}</td>',
            lambda pieces, issue: pieces.share(issue.complete_count, issue.measure_count),
        ),
        _Cell(
            "evidence",
            '<td class="num proof">{evidence}</td>',
            lambda pieces, issue: str(issue.evidence_count),
            '<td class="num proof">{evidence}</td>',
            lambda pieces, measure: str(measure.evidence_count),
        ),
    )
}
