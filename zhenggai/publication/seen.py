"""The ledger's list as it stands on the screen, for a workbook: the chosen columns in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhenggai.publication.render.xlsx import Column, Heading, Layout, Row, chinese_date
from zhenggai.rectification.queries import Colour, IssueRow, MeasureRow, Named


@dataclass(frozen=True, slots=True)
class _Seen:
    """A column of the screen: its head on paper, and what an issue and a measure show in it."""

    column: Column
    issue: Callable[[IssueRow], str]
    measure: Callable[[MeasureRow], str] = lambda measure: ""


def _name(named: Named | None) -> str:
    return named.name if named else ""


def _deadline(row: IssueRow | MeasureRow) -> str:
    words = chinese_date(row.deadline)
    if row.days_left is None or row.colour == Colour.NONE:
        return words
    late = row.days_left < 0
    return f"{words}（{'超期' if late else '剩'} {abs(row.days_left)} 天）"


def _measure_deadline(measure: MeasureRow) -> str:
    return _deadline(measure) or (f"待：{measure.trigger}" if measure.trigger else "")


_COLUMNS: dict[str, _Seen] = {
    "code": _Seen(Column("编号", 7), lambda issue: issue.code, lambda measure: measure.code or ""),
    "what": _Seen(
        Column("问题与措施", 46),
        lambda issue: issue.title,
        lambda measure: f"{measure.marker or ''}{measure.content}",
    ),
    "type": _Seen(
        Column("类型", 9), lambda issue: str(issue.rect_type.label) if issue.rect_type else ""
    ),
    "leader": _Seen(Column("责任领导", 9), lambda issue: _name(issue.charge_leader)),
    "department": _Seen(
        Column("牵头", 11),
        lambda issue: _name(issue.lead_dept),
        lambda measure: _name(measure.department),
    ),
    "helpers": _Seen(
        Column("协办", 12), lambda issue: "、".join(office.name for office in issue.co_depts)
    ),
    "owner": _Seen(
        Column("责任人", 9),
        lambda issue: _name(issue.owner),
        lambda measure: _name(measure.owner),
    ),
    "handler": _Seen(Column("承办人", 9), lambda issue: _name(issue.handler)),
    "deadline": _Seen(Column("时限", 18), _deadline, _measure_deadline),
    "target": _Seen(Column("目标", 22), lambda issue: issue.target or ""),
    "state": _Seen(
        Column("状态", 9),
        lambda issue: str(issue.state.label),
        lambda measure: str(measure.state.label),
    ),
    "progress": _Seen(Column("最近进展", 12), lambda issue: chinese_date(issue.last_progress_on)),
    "measures": _Seen(
        Column("措施（已完成/全部）", 9, right=True),
        lambda issue: f"{issue.complete_count}/{issue.measure_count}",
    ),
    "evidence": _Seen(
        Column("佐证", 6, right=True),
        lambda issue: str(issue.evidence_count),
        lambda measure: str(measure.evidence_count),
    ),
}


def layout_of(columns: Sequence[str]) -> Layout:
    """The sheet for these columns; one that does not exist is passed over."""
    kept = tuple(_COLUMNS[key].column for key in columns if key in _COLUMNS)
    last = len(kept) - 1
    foot = (0, min(1, last), min(2, last), min(3, last))
    return Layout("台账所见", (Heading("", kept),), foot)


def seen_rows(issues: Iterable[IssueRow], columns: Sequence[str]) -> Iterator[Row]:
    """A line for each issue, and for each measure that it carries."""
    shown = [_COLUMNS[key] for key in columns if key in _COLUMNS]
    for issue in issues:
        yield Row([seen.issue(issue) for seen in shown], opens=True)
        for measure in issue.measures:
            yield Row([seen.measure(measure) for seen in shown], opens=False)
