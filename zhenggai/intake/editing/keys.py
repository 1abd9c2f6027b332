"""A draft as it was read gets what correcting it needs: a key for every part, places for headings, and which part
each remark speaks of."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from zhenggai.intake.draft import Citation, Draft, DraftAspect, Remark
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.tree import copied, places

UNANSWERED = "RD-12"


def keyed(draft: Draft, bench: Bench) -> Draft:
    """The same draft with keys in reading order: a1, i1, m1 …"""
    kept = copied(draft)
    count = {"a": 0, "i": 0, "m": 0}
    for place in places(kept):
        letter = (
            "a" if hasattr(place.part, "issues") else "i" if hasattr(place.part, "title") else "m"
        )
        count[letter] += 1
        place.row[place.index] = replace(place.part, key=f"{letter}{count[letter]}")
    _cite_headings(kept, bench)
    kept.remarks = placed(kept, kept.remarks)
    kept.unanswered = [r.part for r in kept.remarks if r.code == UNANSWERED and r.part]
    return kept


def placed(draft: Draft, remarks: list[Remark]) -> list[Remark]:
    """The remarks, each with the measure or issue that it points into: the one cited alike, else the smallest one
    around it."""
    spans = [
        (place.part.source, place.part.key)
        for place in places(draft)
        if place.part.source is not None and not isinstance(place.part, DraftAspect)
    ]
    return [
        remark
        if remark.part or remark.source is None
        else replace(remark, part=_around(remark.source, spans))
        for remark in remarks
    ]


def _around(source: Citation, spans: list[tuple[Citation, str]]) -> str:
    around = [
        (span.end - span.start, -number, key)
        for number, (span, key) in enumerate(spans)
        if span.start <= source.start and source.end <= span.end
    ]
    return min(around)[2] if around else ""


def _cite_headings(draft: Draft, bench: Bench) -> None:
    """A heading stands before its first issue, at the last place where its words are found."""
    kept = [index for index, character in enumerate(bench.text) if not character.isspace()]
    inside = "".join(bench.text[index] for index in kept)
    for aspect in draft.aspects:
        before = min((i.source.start for i in aspect.issues if i.source), default=None)
        for words in (f"{aspect.number or ''}{aspect.title or ''}", aspect.title or ""):
            sought = "".join(words.split())
            at = inside.rfind(sought, 0, bisect_left(kept, before)) if sought and before else -1
            if at >= 0:
                aspect.source = bench.cite(kept[at], kept[at + len(sought) - 1] + 1)
                break
