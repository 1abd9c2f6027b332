"""A draft as a tree of parts: aspects, issues, measures, each with a key that stays whatever is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake.draft import Citation, Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.lib.errors import Conflict

HEAD, GENERAL, ROOT = "head", "general", ""
"""Keys of what is no part: the facts about the document, the list of general measures, the list of aspects."""
Part = DraftAspect | DraftIssue | DraftMeasure


class Gone(Conflict):
    """The part is no longer there: somebody removed it or merged it with another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands: the list that holds it, its index there, the key of what the list belongs to."""

    part: Any
    row: list[Any]
    index: int
    parent: str


def copied(draft: Draft) -> Draft:
    """A draft whose lists may be changed: aspects and issues are new, measures are shared and are replaced whole."""
    aspects = [
        replace(
            aspect,
            issues=[replace(issue, measures=list(issue.measures)) for issue in aspect.issues],
        )
        for aspect in draft.aspects
    ]
    return replace(draft, aspects=aspects, general_measures=list(draft.general_measures))


def places(draft: Draft) -> Iterator[Place]:
    """Every part in reading order, general measures last."""
    for at, aspect in enumerate(draft.aspects):
        yield Place(aspect, draft.aspects, at, ROOT)
        for number, issue in enumerate(aspect.issues):
            yield Place(issue, aspect.issues, number, aspect.key)
            for index, measure in enumerate(issue.measures):
                yield Place(measure, issue.measures, index, issue.key)
    for index, measure in enumerate(draft.general_measures):
        yield Place(measure, draft.general_measures, index, GENERAL)


def find(draft: Draft, key: str) -> Place:
    """Where the part of that key stands; refused where there is none."""
    for place in places(draft):
        if place.part.key == key:
            return place
    raise Gone(
        "draft.gone", gettext("这一条已不在草稿里，可能刚被删除或合并——请看过现在的草稿再改")
    )


def measure_of(draft: Draft, key: str) -> DraftMeasure:
    """The measure of that key; refused where it is none."""
    part = find(draft, key).part
    if not isinstance(part, DraftMeasure):
        raise Gone("draft.gone", gettext("这一条已不是措施——请看过现在的草稿再改"))
    return part


def issue_of(draft: Draft, key: str) -> DraftIssue:
    """The issue of that key; refused where it is none."""
    part = find(draft, key).part
    if not isinstance(part, DraftIssue):
        raise Gone("draft.gone", gettext("要移去的问题已不在草稿里——请看过现在的草稿再改"))
    return part


def kind_of(place: Place) -> str:
    """aspect, issue, measure or general."""
    if isinstance(place.part, DraftAspect):
        return "aspect"
    if isinstance(place.part, DraftIssue):
        return "issue"
    return "general" if place.parent == GENERAL else "measure"


def rows(draft: Draft) -> dict[str, list[Any]]:
    """Every list of parts by the key of what it belongs to."""
    found: dict[str, list[Any]] = {ROOT: draft.aspects, GENERAL: draft.general_measures}
    for aspect in draft.aspects:
        found[aspect.key] = aspect.issues
        found |= {issue.key: issue.measures for issue in aspect.issues}
    return found


def codes(draft: Draft) -> dict[str, str]:
    """How parts are called on the page and, once adopted, in the ledger: 1-2, 1-2-3. Aspects without issues have no
    number, for they are not adopted."""
    called: dict[str, str] = {}
    full = [aspect for aspect in draft.aspects if aspect.issues]
    for position, aspect in enumerate(full, 1):
        called[aspect.key] = str(position)
        for number, issue in enumerate(aspect.issues, 1):
            called[issue.key] = f"{position}-{number}"
            for place, measure in enumerate(issue.measures, 1):
                called[measure.key] = f"{position}-{number}-{place}"
    for place, measure in enumerate(draft.general_measures, 1):
        called[measure.key] = str(place)
    return called


def hull(*sources: Citation | None) -> Citation | None:
    """The stretch of text from the first to the last of these."""
    known = [source for source in sources if source is not None]
    if not known:
        return None
    first = min(known, key=lambda source: source.start)
    return Citation(first.start, max(source.end for source in known), first.page)


def let_go(issue: DraftIssue, *leaving: DraftMeasure) -> None:
    """Take measures that leave the issue out of its citation, where they stand at its end."""
    gone = {measure.key for measure in leaving}
    left = [one.source.end for one in issue.measures if one.source and one.key not in gone]
    inside = max(left, default=-1)
    behind = [one.source for one in leaving if one.source and one.source.start >= inside]
    if issue.source is None or max((one.end for one in behind), default=-1) < issue.source.end:
        return
    end = min(one.start for one in behind)
    if issue.source.start < end:
        issue.source = replace(issue.source, end=end)
