"""What publication reads from the rooms below and lays out for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhenggai.publication.render.xlsx import Row, chinese_date
from zhenggai.rectification.queries import (
    AspectRow,
    Colour,
    IssueRow,
    LedgerPart,
    MeasureRow,
    Named,
    ProgressRow,
)

_COLOURS = {
    Colour.RED: "红 超期",
    Colour.YELLOW: "黄 临期",
    Colour.GREEN: "绿 提醒",
    Colour.NONE: "",
}


def master_ledger_rows(parts: Iterable[LedgerPart]) -> Iterator[Row]:
    """The lines of the master ledger: one a measure, an issue's own cells in its first line. Columns for which
    nothing is recorded (原因、制度成果、资金、处理人数、销号、回头看) stay empty."""
    serial = 0
    for part in parts:
        for aspect in part.aspects:
            for issue in aspect.issues:
                serial += 1
                yield from _lines(part, aspect, issue, serial)


def _lines(part: LedgerPart, aspect: AspectRow, issue: IssueRow, serial: int) -> Iterator[Row]:
    opening = _opening(aspect, issue, serial)
    closing = ["", "", _COLOURS[issue.colour], "", ""]
    measures: tuple[MeasureRow | None, ...] = issue.measures or (None,)
    for number, measure in enumerate(measures):
        first = number == 0
        yield Row(
            cells=[
                *(opening if first else [""] * len(opening)),
                _measure_text(measure),
                *(_responsible(issue) if first else [""] * 3),
                _name(
                    measure.owner if measure and measure.owner else issue.owner if first else None
                ),
                _deadline(issue, measure, first),
                _progress(part, issue if first else None, measure),
                _is_complete(measure),
                _evidence(part, issue if first else None, measure),
                "",
                "",
                "",
                *(closing if first else [""] * len(closing)),
            ],
            opens=first,
        )


def _opening(aspect: AspectRow, issue: IssueRow, serial: int) -> list[str]:
    details = issue.original_text.removeprefix(issue.title).strip()
    return [
        str(serial),
        f"{aspect.number or ''}{aspect.title or ''}",
        issue.code,
        issue.title,
        details,
        "",
        str(issue.rect_type.label) if issue.rect_type else "",
        issue.target or "",
    ]


def _measure_text(measure: MeasureRow | None) -> str:
    return f"{measure.code} {measure.marker or ''}{measure.content}" if measure else ""


def _responsible(issue: IssueRow) -> list[str]:
    return [
        _name(issue.charge_leader),
        _name(issue.lead_dept),
        "、".join(office.name for office in issue.co_depts),
    ]


def _deadline(issue: IssueRow, measure: MeasureRow | None, first: bool) -> str:
    """The measure's own deadline or event; the issue's in its first line."""
    if measure and measure.deadline:
        return chinese_date(measure.deadline)
    if measure and measure.trigger:
        return measure.trigger if measure.trigger.startswith("待") else f"待：{measure.trigger}"
    return chinese_date(issue.deadline) if first else ""


def _progress(part: LedgerPart, issue: IssueRow | None, measure: MeasureRow | None) -> str:
    entries = [
        entry for row in (issue, measure) if row for entry in part.progress.get(row.uuid, ())
    ]
    return "\n".join(_entry(entry) for entry in entries)


def _entry(entry: ProgressRow) -> str:
    return f"{chinese_date(entry.happened_on)} {entry.text}".strip()


def _evidence(part: LedgerPart, issue: IssueRow | None, measure: MeasureRow | None) -> str:
    items = [item for row in (issue, measure) if row for item in part.evidence.get(row.uuid, ())]
    return "、".join(item.code for item in items)


def _is_complete(measure: MeasureRow | None) -> str:
    return "" if measure is None else "是" if measure.is_complete else "否"


def _name(named: Named | None) -> str:
    return named.name if named else ""
