"""A draft made ready for its page: numbered as it will be adopted, its remarks at the issues they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhenggai.web.marking import Span

if TYPE_CHECKING:
    from zhenggai.intake.draft import Citation, Draft, DraftIssue, DraftMeasure, Remark

_LEVELS = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class RemarkLine:
    code: str
    level: str
    message: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    marker: str
    text: str
    status: str
    status_label: str
    details: str
    start: int | None
    end: int | None


@dataclass(slots=True)
class IssueLine:
    code: str
    title: str
    group: str | None
    start: int | None
    end: int | None
    measures: tuple[MeasureLine, ...]
    remarks: list[RemarkLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AspectLine:
    number: str | None
    title: str | None
    issues: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """`remarks` are those of the whole document; the others stand with their issue."""

    title: str
    summary: str
    aspects: tuple[AspectLine, ...]
    general: tuple[MeasureLine, ...]
    remarks: tuple[RemarkLine, ...]
    remark_count: int
    spans: tuple[Span, ...]

    @property
    def issue_count(self) -> int:
        return sum(len(aspect.issues) for aspect in self.aspects)


def draft_view(draft: Draft, name: str) -> DraftView:
    """The draft of the file of that name."""
    aspects = tuple(
        AspectLine(
            aspect.number,
            aspect.title,
            tuple(
                _issue_line(issue, f"{position}-{number}")
                for number, issue in enumerate(aspect.issues, 1)
            ),
        )
        for position, aspect in enumerate(draft.aspects, 1)
        if aspect.issues
    )
    remarks = [_remark_line(remark) for remark in sorted(draft.remarks, key=_by_level)]
    issues = [issue for aspect in aspects for issue in aspect.issues]
    return DraftView(
        title=draft.title or name,
        summary=_summary(draft, aspects),
        aspects=aspects,
        general=tuple(_measure_line(measure) for measure in draft.general_measures),
        remarks=tuple(_placed(remarks, issues)),
        remark_count=len(remarks),
        spans=tuple(_spans(draft)),
    )


def found_words(draft: Draft) -> str:
    """What reading found, in a few words."""
    issues = draft.issues
    return _("%(aspects)s 个方面、%(issues)s 个问题、%(measures)s 条措施") % {
        "aspects": sum(1 for aspect in draft.aspects if aspect.issues),
        "issues": len(issues),
        "measures": sum(len(issue.measures) for issue in issues),
    }


def _summary(draft: Draft, aspects: Sequence[AspectLine]) -> str:
    words = _("读出 %(found)s") % {"found": found_words(draft)}
    general = len(draft.general_measures)
    if general:
        words += _("，另有面上措施 %(count)s 条") % {"count": general}
    return words


def _issue_line(issue: DraftIssue, code: str) -> IssueLine:
    start, end = _place(issue.source)
    return IssueLine(
        code=code,
        title=issue.title,
        group=issue.group,
        start=start,
        end=end,
        measures=tuple(_measure_line(measure) for measure in issue.measures),
    )


def _measure_line(measure: DraftMeasure) -> MeasureLine:
    start, end = _place(measure.source)
    return MeasureLine(
        marker=measure.marker or "",
        text=measure.text,
        status=measure.status,
        status_label=_status_label(measure.status),
        details="　".join(_details(measure)),
        start=start,
        end=end,
    )


def _details(measure: DraftMeasure) -> Iterator[str]:
    """Facts that reading took from the sentence, each with its name."""
    numbers = [item.number for item in measure.documents if item.number]
    dates = [mention.value for mention in measure.dates if mention.value]
    if dates:
        yield _("日期 %(dates)s") % {"dates": "、".join(dict.fromkeys(dates))}
    if numbers:
        yield _("文号 %(numbers)s") % {"numbers": "、".join(numbers)}
    if measure.owners:
        yield _("责任 %(owners)s") % {"owners": "、".join(measure.owners)}
    if measure.deadline:
        yield _("时限 %(deadline)s") % {"deadline": measure.deadline}
    if measure.trigger:
        yield _("事件时限 %(event)s") % {"event": measure.trigger}


def _status_label(status: str) -> str:
    return {
        "done": _("称已完成"),
        "ongoing": _("称正在推进"),
        "planned": _("称计划开展"),
    }.get(status, _("未说明"))


def _by_level(remark: Remark) -> int:
    return _LEVELS.index(remark.level)


def _remark_line(remark: Remark) -> RemarkLine:
    start, end = _place(remark.source)
    return RemarkLine(remark.code, remark.level, remark.message, start, end)


def _place(source: Citation | None) -> tuple[int | None, int | None]:
    return (source.start, source.end) if source else (None, None)


def _placed(remarks: Iterable[RemarkLine], issues: Sequence[IssueLine]) -> Iterator[RemarkLine]:
    """Puts a remark with the issue in whose text it points; gives back those that point elsewhere."""
    reaches = [(issue, _reach(issue)) for issue in issues]
    for remark in remarks:
        at = remark.start
        home = next(
            (issue for issue, reach in reaches if at is not None and reach[0] <= at < reach[1]),
            None,
        )
        if home is None:
            yield remark
        else:
            home.remarks.append(remark)


def _reach(issue: IssueLine) -> Span:
    """From where the issue begins to where it or its last measure ends."""
    parts: list[IssueLine | MeasureLine] = [issue, *issue.measures]
    starts = [part.start for part in parts if part.start is not None]
    ends = [part.end for part in parts if part.end is not None]
    return (min(starts), max(ends)) if starts and ends else (0, 0)


def _spans(draft: Draft) -> Iterator[Span]:
    parts: list[DraftIssue | DraftMeasure] = [*draft.issues, *draft.general_measures]
    parts += [measure for issue in draft.issues for measure in issue.measures]
    return ((part.source.start, part.source.end) for part in parts if part.source)
