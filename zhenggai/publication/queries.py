"""What publication reads from the rooms below and lays out for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from zhenggai.publication.render.xlsx import Row
from zhenggai.rectification.exchange.queries import (
    Line,
    PaperIssue,
    Seal,
    causes_words,
    lines_of,
    marks_of,
    rect_type_words,
    several,
    words_of,
)
from zhenggai.rectification.queries import Colour, colour_of

_COLOURS = {
    Colour.RED: "红 超期",
    Colour.YELLOW: "黄 临期",
    Colour.GREEN: "绿 提醒",
    Colour.NONE: "",
}


def master_ledger_rows(issues: Iterable[PaperIssue], today: date, seal: Seal) -> Iterator[Row]:
    """The lines of the master ledger: one a measure, an issue's own cells in its first line, each with the marks by
    which it is known again. Columns for which nothing is recorded (制度成果、资金、处理人数、销号、回头看) stay empty."""
    for serial, issue in enumerate(issues, 1):
        for line in lines_of(issue):
            yield Row(_cells(line, serial, today), line.first, list(marks_of(line, seal)))


def _cells(line: Line, serial: int, today: date) -> list[str]:
    issue, first = line.issue, line.first
    return [
        *(_opening(issue, serial) if first else [""] * 8),
        line.measure_words,
        *(_responsible(issue) if first else [""] * 3),
        line.owner,
        line.deadline,
        line.progress,
        line.complete,
        line.evidence,
        *[""] * 5,
        _COLOURS[colour_of(issue, today)] if first else "",
        *[""] * 2,
    ]


def _opening(issue: PaperIssue, serial: int) -> list[str]:
    return [
        str(serial),
        issue.aspect,
        issue.code,
        issue.title,
        issue.details,
        causes_words(issue),
        rect_type_words(issue),
        issue.target or "",
    ]


def _responsible(issue: PaperIssue) -> list[str]:
    return [words_of(issue.charge_leader), words_of(issue.lead_dept), several(issue.co_depts)]
