"""Moving parts: a measure to another issue or to the general measures, an issue to another aspect, up and down."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from zhenggai.intake.draft import Draft, DraftIssue
from zhenggai.intake.editing.tree import (
    GENERAL,
    ROOT,
    Gone,
    Place,
    copied,
    find,
    kind_of,
    let_go,
    rows,
)
from zhenggai.lib.errors import BadInput


def move(draft: Draft, part: str, to: str, before: str | None = None) -> Draft:
    """Put a part into the list of `to` (an issue, an aspect, `GENERAL`, or `ROOT` for aspects), before one that
    stands there, or last."""
    after = copied(draft)
    place = find(after, part)
    target = rows(after).get(to)
    if target is None:
        raise Gone("draft.gone", gettext("要移去的地方已不在草稿里——请看过现在的草稿再改"))
    if not _fits(place, after, to):
        raise BadInput("draft.place", gettext("问题归在方面下，措施归在问题下——请选合适的位置"))
    if isinstance(owner := _owner(after, place), DraftIssue) and to != owner.key:
        let_go(owner, place.part)
    place.row.pop(place.index)
    target.insert(_index(target, before), place.part)
    if kind_of(place) == "issue" and to != place.parent:
        # A heading between aspect and issue says nothing in another aspect.
        place.part.group = None
    return after


def step(draft: Draft, part: str, by: int) -> tuple[str, str | None]:
    """Where one step up (-1) or down (1) leads: the list, and the part that it then stands before. At the end of its
    list a part goes on into the neighbouring one."""
    place = find(draft, part)
    row, at = place.row, place.index + by
    if 0 <= at < len(row):
        ahead = at if by < 0 else at + 1
        return place.parent, row[ahead].key if ahead < len(row) else None
    beside = _lists_of(draft, place)
    here = next(index for index, (key, _) in enumerate(beside) if key == place.parent)
    if not 0 <= here + by < len(beside):
        words = gettext("已在最前") if by < 0 else gettext("已在最后")
        raise BadInput("draft.edge", words)
    key, other = beside[here + by]
    return key, other[0].key if by > 0 and other else None


def _lists_of(draft: Draft, place: Place) -> list[tuple[str, list[Any]]]:
    """The lists that could hold the part, in reading order."""
    kind = kind_of(place)
    if kind == "aspect":
        return [(ROOT, draft.aspects)]
    if kind == "issue":
        return [(aspect.key, aspect.issues) for aspect in draft.aspects]
    measures: list[tuple[str, list[Any]]] = [(issue.key, issue.measures) for issue in draft.issues]
    return [*measures, (GENERAL, draft.general_measures)]


def _fits(place: Place, draft: Draft, to: str) -> bool:
    return any(key == to for key, _ in _lists_of(draft, place))


def _owner(draft: Draft, place: Place) -> Any:
    return find(draft, place.parent).part if place.parent not in (ROOT, GENERAL) else None


def _index(row: list[Any], before: str | None) -> int:
    return next((index for index, part in enumerate(row) if part.key == before), len(row))
