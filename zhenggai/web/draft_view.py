"""A draft made ready for its page: numbered as it will be adopted, each remark with the part that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhenggai.intake.queries import Mend, codes, fingerprint, mends
from zhenggai.rectification.queries import RectType
from zhenggai.web.marking import Span

if TYPE_CHECKING:
    from zhenggai.intake.draft import Citation, Draft, DraftAspect, DraftIssue, DraftMeasure, Remark

_LEVELS = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """`name` is the remark's own, by which it is mended or dismissed; `mend` what the button says, where one is."""

    name: str
    code: str
    level: str
    message: str
    start: int | None
    end: int | None
    mend: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part as it is listed. `details` are facts in one line; `answered` says that somebody answers for an issue."""

    key: str
    kind: str
    code: str
    marker: str
    words: str
    details: str
    status: str
    status_label: str
    start: int | None
    end: int | None
    answered: bool
    remarks: tuple[RemarkLine, ...]


@dataclass(frozen=True, slots=True)
class Node:
    row: Row
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """`remarks` are those of the whole document, `dismissed` those that nobody follows, wherever they belong."""

    title: str
    summary: str
    aspects: tuple[Node, ...]
    general: tuple[Node, ...]
    remarks: tuple[RemarkLine, ...]
    dismissed: tuple[RemarkLine, ...]
    issue_count: int
    remark_count: int
    noted_count: int
    open_count: int
    spans: tuple[Span, ...]


def draft_view(draft: Draft, name: str) -> DraftView:
    """The draft of the file of that name; every part of it has a key."""
    lines = _remarks(draft)
    called = codes(draft)
    aspects = tuple(_aspect(aspect, called, lines) for aspect in draft.aspects)
    general = tuple(_measure(one, "general", lines) for one in draft.general_measures)
    issues = [issue for aspect in aspects for issue in aspect.nodes]
    standing = [line for part in lines.values() for line in part]
    return DraftView(
        title=draft.title or name,
        summary=_summary(draft),
        aspects=aspects,
        general=general,
        remarks=tuple(lines.get("", ())),
        dismissed=tuple(_dismissed(draft)),
        issue_count=len(issues),
        remark_count=len(standing),
        noted_count=sum(
            1 for issue in issues if any(node.row.remarks for node in (issue, *issue.nodes))
        ),
        open_count=sum(1 for issue in issues if not issue.row.answered),
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


def _summary(draft: Draft) -> str:
    words = _("读出 %(found)s") % {"found": found_words(draft)}
    if general := len(draft.general_measures):
        words += _("，另有面上措施 %(count)s 条") % {"count": general}
    claimed = {one.value for one in draft.statistics if "问题" in one.what and "反馈" in one.text}
    if claimed == {len(draft.issues)}:
        words += _("，与文中所称问题数一致")
    return words


# -- rows ----------------------------------------------------------------------------------------------

Lines = Mapping[str, Sequence[RemarkLine]]


def _aspect(aspect: DraftAspect, called: Mapping[str, str], lines: Lines) -> Node:
    nodes = tuple(_issue(issue, called, lines) for issue in aspect.issues)
    return Node(
        _row(
            aspect.key,
            "aspect",
            lines,
            aspect.source,
            marker=aspect.number or "",
            words=aspect.title or "",
        ),
        nodes,
    )


def _issue(issue: DraftIssue, called: Mapping[str, str], lines: Lines) -> Node:
    return Node(
        _row(
            issue.key,
            "issue",
            lines,
            issue.source,
            code=called.get(issue.key, ""),
            words=issue.title,
            details="　".join(_issue_details(issue)),
            status_label=_("措施 %(count)s") % {"count": len(issue.measures)},
            answered=bool(issue.answering),
        ),
        tuple(_measure(measure, "measure", lines) for measure in issue.measures),
    )


def _measure(measure: DraftMeasure, kind: str, lines: Lines) -> Node:
    return Node(
        _row(
            measure.key,
            kind,
            lines,
            measure.source,
            marker=measure.marker or "",
            words=measure.text,
            details="　".join(_measure_details(measure)),
            status=measure.status,
            status_label=_status_label(measure.status),
        )
    )


def _row(
    key: str,
    kind: str,
    lines: Lines,
    source: Citation | None,
    *,
    words: str,
    code: str = "",
    marker: str = "",
    details: str = "",
    status: str = "",
    status_label: str = "",
    answered: bool = True,
) -> Row:
    start, end = _place(source)
    remarks = tuple(lines.get(key, ())) if key else ()
    return Row(
        key,
        kind,
        code,
        marker,
        words,
        details,
        status,
        status_label,
        start,
        end,
        answered,
        remarks,
    )


def _issue_details(issue: DraftIssue) -> Iterator[str]:
    if issue.group:
        yield issue.group
    if (leader := issue.chosen.get("charge_leader")) is not None:
        yield _("责任领导 %(name)s") % {"name": leader.name}
    if (office := issue.chosen.get("lead_dept")) is not None:
        yield _("牵头 %(name)s") % {"name": office.name}
    if (owner := issue.chosen.get("owner")) is not None:
        yield _("责任人 %(name)s") % {"name": owner.name}
    if issue.owners:
        yield _("文中责任 %(owners)s") % {"owners": "、".join(issue.owners)}
    if issue.deadline:
        yield _("时限 %(deadline)s") % {"deadline": issue.deadline}
    if issue.rect_type:
        yield str(RectType(issue.rect_type).label)
    if issue.status != "unstated":
        yield _status_label(issue.status)
    if issue.text:
        yield issue.text


def _measure_details(measure: DraftMeasure) -> Iterator[str]:
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
    if status == "done":
        return _("称已完成")
    if status == "ongoing":
        return _("称正在推进")
    return _("称计划开展") if status == "planned" else _("未说明")


# -- remarks -------------------------------------------------------------------------------------------


def _remarks(draft: Draft) -> dict[str, list[RemarkLine]]:
    """The remarks that stand, the gravest first, by the part that they speak of; under "" those of the document."""
    offered = mends(draft)
    known = set(codes(draft)) | {aspect.key for aspect in draft.aspects}
    found: dict[str, list[RemarkLine]] = {}
    for remark in sorted(draft.remarks, key=_by_level):
        line = _remark_line(remark, offered)
        if line.name not in draft.dismissed:
            found.setdefault(remark.part if remark.part in known else "", []).append(line)
    return found


def _dismissed(draft: Draft) -> Iterator[RemarkLine]:
    for remark in draft.remarks:
        line = _remark_line(remark, {})
        if line.name in draft.dismissed:
            yield line


def _by_level(remark: Remark) -> int:
    return _LEVELS.index(remark.level)


def _remark_line(remark: Remark, offered: Mapping[str, Mend]) -> RemarkLine:
    start, end = _place(remark.source)
    name = fingerprint(remark)
    label = offered[name].label if name in offered else ""
    return RemarkLine(name, remark.code, remark.level, remark.message, start, end, label)


def _place(source: Citation | None) -> tuple[int | None, int | None]:
    return (source.start, source.end) if source else (None, None)


def _spans(draft: Draft) -> Iterator[Span]:
    parts: list[DraftAspect | DraftIssue | DraftMeasure] = [*draft.aspects, *draft.issues]
    parts += [measure for issue in draft.issues for measure in issue.measures]
    parts += draft.general_measures
    return ((part.source.start, part.source.end) for part in parts if part.source)
