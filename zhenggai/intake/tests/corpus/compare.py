"""A draft beside the expectations of its case: what differs, in sentences, and what was read, in outline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.tests.corpus.case import Case, Expected
from zhenggai.intake.tests.corpus.checks import (
    DRAFT_CHECKS,
    ISSUE_CHECKS,
    MEASURE_CHECKS,
    NOTHING,
    choices,
    inspection_differs,
    same_number,
    says,
    statistic_differs,
)

Read = TypeVar("Read", DraftAspect, DraftIssue, DraftMeasure)


def differences(case: Case, draft: Draft) -> list[str]:
    """What was read otherwise than expected, as sentences; empty when all agrees."""
    found = [sentence for name, value in case.fields for sentence in _field(name, value, draft)]
    if case.has_no_issue and draft.issues:
        found.append(f"应无问题，却读出 {len(draft.issues)} 个")
    if case.aspects:
        found += _each("方面", case.aspects, draft.aspects, _aspect)
    elif case.issues:
        found += _each("问题", case.issues, draft.issues, _issue)
    return found + _among(case.general, draft.general_measures)


def outline(draft: Draft) -> str:
    """What was read, in the words of the expectations."""
    lines = []
    for aspect in draft.aspects:
        lines.append(f"方面 {aspect.number or NOTHING}: {aspect.title or NOTHING}")
        for issue in aspect.issues:
            lines.append(f"  问题 {issue.number or NOTHING}: {issue.title} {_issue_facts(issue)}")
            lines += [f"    措施 {_measure_line(measure)}" for measure in issue.measures]
    lines += [f"总体措施 {_measure_line(measure)}" for measure in draft.general_measures]
    return "\n".join(lines)


def _field(name: str, wanted: str, draft: Draft) -> list[str]:
    if name == "读法":
        return []
    if name == "检查":
        return inspection_differs(wanted, draft)
    if name == "统计":
        return statistic_differs(wanted, draft)
    return DRAFT_CHECKS[name].differs(name, wanted, draft)


def _each(
    word: str,
    expected: Sequence[Expected],
    read: Sequence[Read],
    compare: Callable[[Expected, Read], list[str]],
) -> list[str]:
    if len(expected) != len(read):
        return [f"{word}应有 {len(expected)} 个，读出 {len(read)} 个"]
    pairs = zip(expected, read, strict=True)
    return [sentence for wanted, actual in pairs for sentence in compare(wanted, actual)]


def _among(expected: Sequence[Expected], read: Sequence[DraftMeasure]) -> list[str]:
    """The expected measures must be found in this order; others may stand between them."""
    found, place = [], 0
    for wanted in expected:
        for index in range(place, len(read)):
            if not _named(wanted, read[index].marker, read[index].text, opening=True):
                found += _measure(wanted, read[index])
                place = index + 1
                break
        else:
            found.append(f"缺少{wanted.label}")
    return found


def _aspect(wanted: Expected, aspect: DraftAspect) -> list[str]:
    found = _named(wanted, aspect.number, aspect.title)
    return found + _inside(wanted, _each("问题", wanted.below, aspect.issues, _issue))


def _issue(wanted: Expected, issue: DraftIssue) -> list[str]:
    found = _named(wanted, issue.number, issue.title)
    for name, value in wanted.facts.items():
        found += ISSUE_CHECKS[name].differs(f"{wanted.label}的{name}", value, issue)
    if wanted.has_none and issue.measures:
        found.append(f"{wanted.label}：应无措施，读出 {len(issue.measures)} 条")
    if wanted.may_have_more:
        found += _inside(wanted, _among(wanted.below, issue.measures))
    elif wanted.below:
        found += _inside(wanted, _each("措施", wanted.below, issue.measures, _measure))
    return found


def _measure(wanted: Expected, measure: DraftMeasure) -> list[str]:
    found = _named(wanted, measure.marker, measure.text, opening=True)
    for name, value in wanted.facts.items():
        found += MEASURE_CHECKS[name].differs(f"{wanted.label}的{name}", value, measure)
    return found


def _named(
    wanted: Expected, number: str | None, text: str | None, *, opening: bool = False
) -> list[str]:
    found = []
    if wanted.number is not None and not same_number(wanted.number, number):
        found.append(f"{wanted.label}：编号应为“{wanted.number}”，读出“{number or NOTHING}”")
    titles = choices(wanted.text)
    if wanted.text and not any(says(title, text, opening=opening) for title in titles):
        found.append(f"{wanted.label}：应为“{wanted.text}”，读出“{(text or NOTHING)[:60]}”")
    return found


def _inside(wanted: Expected, sentences: list[str]) -> list[str]:
    return [f"{wanted.label} › {sentence}" for sentence in sentences]


def _issue_facts(issue: DraftIssue) -> str:
    facts = {
        "分组": issue.group,
        "责任": "、".join(issue.owners),
        "时限": issue.deadline,
        "类型": issue.rect_type,
        "状态": issue.status,
        "正文": (issue.text or "")[:30],
    }
    return "{" + "; ".join(f"{name}={value}" for name, value in facts.items() if value) + "}"


def _measure_line(measure: DraftMeasure) -> str:
    return f"{measure.marker or NOTHING}: {measure.text[:40]} {{状态={measure.status}}}"
