"""What a part is: a measure becomes an issue, an issue a measure or a heading, a heading an issue; parts are added and
removed. As in an outline: what comes after a part that rises belongs to it, a part that sinks goes to the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake import wording
from zhenggai.intake.citations import cited_documents
from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.cuts import headline, joined
from zhenggai.intake.editing.facts import words as clean_words
from zhenggai.intake.editing.moves import move
from zhenggai.intake.editing.tree import (
    GENERAL,
    ROOT,
    Gone,
    Place,
    copied,
    find,
    hull,
    kind_of,
    let_go,
    places,
    rows,
)
from zhenggai.intake.folding import fold
from zhenggai.intake.lines import tidy
from zhenggai.lib.errors import BadInput

_ABOVE = {"measure": "issue", "general": "issue", "issue": "aspect"}
_BELOW = {"aspect": "issue", "issue": "measure"}


def raised(draft: Draft, part: str, bench: Bench) -> Draft:
    """One level up: a measure becomes an issue, an issue a heading. What follows in its list comes along."""
    after = copied(draft)
    place = find(after, part)
    kind = kind_of(place)
    if kind == "aspect":
        raise BadInput("draft.top", gettext("方面已是最高一级"))
    if kind == "issue":
        _issue_to_aspect(after, place, bench)
    else:
        _measure_to_issue(after, place, bench)
    return after


def lowered(draft: Draft, part: str, bench: Bench) -> Draft:
    """One level down: a heading becomes an issue, an issue a measure of the one before."""
    after = copied(draft)
    place = find(after, part)
    kind = kind_of(place)
    if kind not in _BELOW:
        raise BadInput("draft.bottom", gettext("措施已是最低一级"))
    if kind == "aspect":
        _aspect_to_issue(after, place, bench)
    else:
        _issue_to_measure(after, place, bench)
    return after


def changed(draft: Draft, part: str, kind: str, bench: Bench) -> Draft:
    """Make a part an aspect, an issue, a measure or a general measure, by as many steps as that takes."""
    if kind not in ("aspect", "issue", "measure", "general"):
        raise BadInput("draft.choice", gettext("没有这个取值——请从列出的取值中选"))
    key = part
    for _ in range(3):
        now = kind_of(find(draft, key))
        if now == kind:
            return draft
        if now == "general" and kind == "measure":
            return move(draft, key, _last_issue(draft).key)
        if now == "measure" and kind == "general":
            return move(draft, key, GENERAL)
        up = _ABOVE.get(now) == kind or kind == "aspect"
        step = raised if up else lowered
        before, made = _known(draft), (_ABOVE if up else _BELOW)[now][0]
        draft = step(draft, key, bench)
        key = next(one for one in _known(draft) - before if one[0] == made)
    return draft


def add(
    draft: Draft,
    to: str,
    bench: Bench,
    *,
    words: str = "",
    before: str | None = None,
    span: tuple[int, int] | None = None,
) -> Draft:
    """A new part in the list of `to`: of words typed, or of a stretch of the source text, which it then cites."""
    after = copied(draft)
    row = rows(after).get(to)
    if row is None:
        raise Gone("draft.gone", gettext("要加到的地方已不在草稿里——请看过现在的草稿再改"))
    source = bench.cite(*span) if span else None
    text = tidy(bench.text[source.start : source.end]) if source else clean_words(words)
    if not text:
        raise BadInput("draft.empty", gettext("不能没有文字——请填写，或在原文中选一段"))
    made: Any
    if to == ROOT:
        made = DraftAspect(None, text.rstrip("。；;：:"), source=source, key=bench.fresh("a"))
    elif to == GENERAL or any(issue.key == to for issue in after.issues):
        made = replace(_measure_of(text), source=source, key=bench.fresh("m"))
    else:
        title, rest = headline(text)
        made = DraftIssue(None, title, text=rest, source=source, key=bench.fresh("i"))
    index = next((place for place, part in enumerate(row) if part.key == before), len(row))
    row.insert(index, made)
    return after


def cite(draft: Draft, kind: str, span: tuple[int, int], bench: Bench) -> Draft:
    """A stretch of the source as a new aspect, issue or measure, where it stands among the others in the text."""
    start, end = span
    for place in places(draft):
        source = place.part.source
        inside = source is not None and source.start < end and start < source.end
        if inside and kind_of(place) in ("measure", "general"):
            raise BadInput(
                "draft.cited",
                gettext("这段文字已在一条措施里——要分开的，请在那条措施里拆分"),
            )
    after = copied(draft)
    if kind in ("issue", "measure") and not after.aspects:
        after.aspects.append(DraftAspect(None, None, key=bench.fresh("a")))
    row = _in_the_text(after, kind, start)
    return add(after, row[0], bench, before=row[1], span=span)


def _in_the_text(draft: Draft, kind: str, start: int) -> tuple[str, str | None]:
    """Where a part that stands at this place of the text belongs: the list, and what comes behind it there."""
    owners: list[tuple[str, Any, list[Any]]] = [(ROOT, None, draft.aspects)]
    if kind == "issue":
        owners = [(aspect.key, aspect.source, aspect.issues) for aspect in draft.aspects]
    elif kind == "measure":
        owners = [(issue.key, issue.source, issue.measures) for issue in draft.issues]
    if not owners:
        raise _no_issue()
    found, latest = (owners[0], 0), -1
    for owner in owners:
        for at, source in enumerate([owner[1], *(part.source for part in owner[2])]):
            if source is not None and latest < source.start < start:
                found, latest = (owner, at), source.start
    (key, _, row), index = found
    return key, row[index].key if index < len(row) else None


def remove(draft: Draft, part: str) -> Draft:
    """Take a part out of the draft with all that it holds; the source text keeps its words."""
    after = copied(draft)
    place = find(after, part)
    place.row.pop(place.index)
    return after


def _known(draft: Draft) -> set[str]:
    return {part.key for row in rows(draft).values() for part in row}


def _last_issue(draft: Draft) -> DraftIssue:
    issues = draft.issues
    if not issues:
        raise _no_issue()
    return issues[-1]


def _no_issue() -> BadInput:
    return BadInput("draft.no_issue", gettext("草稿里还没有问题——请先添加问题，再把措施归到它下面"))


def _measure_of(text: str) -> DraftMeasure:
    folded = fold(text)
    return DraftMeasure(
        None,
        text,
        kinds=wording.kinds_of(folded),
        status=wording.status_of(folded),
        documents=cited_documents(text),
    )


# -- one level up --------------------------------------------------------------------------------------


def _measure_to_issue(draft: Draft, place: Place, bench: Bench) -> None:
    measure: DraftMeasure = place.part
    title, text = headline(measure.text)
    following = [] if place.parent == GENERAL else place.row[place.index + 1 :]
    made = DraftIssue(
        measure.marker,
        title,
        text=text,
        measures=list(following),
        owners=measure.owners,
        deadline=measure.deadline,
        status=measure.status,
        source=hull(measure.source, *(one.source for one in following)),
        key=bench.fresh("i"),
    )
    if place.parent == GENERAL:
        place.row.pop(place.index)
        _last_aspect(draft, bench).issues.append(made)
        return
    owner = find(draft, place.parent)
    let_go(owner.part, measure, *following)
    del place.row[place.index :]
    owner.row.insert(owner.index + 1, made)


def _last_aspect(draft: Draft, bench: Bench) -> DraftAspect:
    if not draft.aspects:
        draft.aspects.append(DraftAspect(None, None, key=bench.fresh("a")))
    return draft.aspects[-1]


def _issue_to_aspect(draft: Draft, place: Place, bench: Bench) -> None:
    issue: DraftIssue = place.part
    if issue.measures:
        raise BadInput(
            "draft.has_measures",
            gettext("这个问题下还有措施，方面下不能直接放措施——请先把措施移到别的问题"),
        )
    made = DraftAspect(
        issue.number,
        joined(issue.title, issue.text),
        issues=place.row[place.index + 1 :],
        source=issue.source,
        key=bench.fresh("a"),
    )
    owner = find(draft, place.parent)
    del place.row[place.index :]
    owner.row.insert(owner.index + 1, made)


# -- one level down ------------------------------------------------------------------------------------


def _issue_to_measure(draft: Draft, place: Place, bench: Bench) -> None:
    issue: DraftIssue = place.part
    issues = draft.issues
    at = next(index for index, one in enumerate(issues) if one.key == issue.key)
    if at == 0:
        raise BadInput(
            "draft.first_issue", gettext("前面没有问题，不能改为它的措施——请先移到某个问题之后")
        )
    above = issues[at - 1]
    text = joined(issue.title, issue.text)
    ends = [one.source.start for one in issue.measures if one.source]
    own = issue.source and bench.cite(issue.source.start, min([issue.source.end, *ends]))
    made = replace(
        _measure_of(text),
        marker=issue.number,
        owners=issue.answering,
        deadline=issue.deadline,
        source=own or issue.source,
        key=bench.fresh("m"),
    )
    place.row.pop(place.index)
    above.measures += [made, *issue.measures]
    above.source = hull(above.source, issue.source)


def _aspect_to_issue(draft: Draft, place: Place, bench: Bench) -> None:
    aspect: DraftAspect = place.part
    if not aspect.title:
        raise BadInput("draft.no_title", gettext("这个方面没有标题，不能改为问题——请先填写标题"))
    made = DraftIssue(aspect.number, aspect.title, source=aspect.source, key=bench.fresh("i"))
    if place.index == 0:
        bare = DraftAspect(None, None, [made, *aspect.issues], key=bench.fresh("a"))
        place.row[0] = bare
        return
    place.row.pop(place.index)
    place.row[place.index - 1].issues += [made, *aspect.issues]
