"""Cutting and joining: a part is parted at a place of its words, a sentence goes to another issue, two become one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake import wording
from zhenggai.intake.citations import cited_documents
from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.editing.alignment import Bench, cited, cut
from zhenggai.intake.editing.facts import MEASURE_KINDS, set_facts
from zhenggai.intake.editing.moves import move
from zhenggai.intake.editing.tree import copied, find, hull, issue_of, measure_of
from zhenggai.intake.folding import fold
from zhenggai.intake.marks import mark_at_start
from zhenggai.intake.titles import title_length
from zhenggai.lib.errors import BadInput

_EDGES = "；;，, "
_STOPS = "。！？；;!?…：:"
_RUNNING = ("said", "sequence", "ordinal", "measure_label", "circled", "paren", "half_paren", "dot")
"""Marks that may open a measure in running text."""


def split(
    draft: Draft, part: str, at: int, bench: Bench, *, field: str = "text", words: str | None = None
) -> Draft:
    """Part the words of a measure, or an issue's title or text, at a place: what stands behind it becomes the next
    measure or issue. `words` are the words as they were being corrected, where they were."""
    found = find(draft, part).part
    if words is not None and words != getattr(found, field, None):
        draft = set_facts(draft, part, {field: words}, bench)
    after = copied(draft)
    place = find(after, part)
    text = getattr(place.part, field, None) or ""
    if (
        isinstance(place.part, DraftAspect)
        or not text[:at].strip(_EDGES)
        or not text[at:].strip(_EDGES)
    ):
        raise BadInput("draft.cut", gettext("光标前后都要有文字才能拆分——请把光标放到要分开的地方"))
    make = _split_issue if isinstance(place.part, DraftIssue) else _split_measure
    place.row[place.index : place.index + 1] = make(place.part, at, bench, field)
    return after


def take_out(draft: Draft, part: str, start: int, end: int, to: str, bench: Bench) -> Draft:
    """Move a sentence of a measure to another issue, as a measure of its own at the end."""
    measure = measure_of(draft, part)
    left = measure.text[:start] + measure.text[end:]
    if not left.strip(_EDGES + _STOPS):
        return move(draft, part, to)
    after = copied(draft)
    place = find(after, part)
    issue = issue_of(after, to)
    words, left = measure.text[start:end].strip(_EDGES), left.strip(_EDGES)
    if not words:
        raise BadInput("draft.cut", gettext("没有选中文字——请先选中要移出的句子"))
    source = cited(measure.source, measure.text, start, end, bench)
    kept, taken = _parted(measure, left, words)
    if source and kept.source and not measure.text[end:].strip(_EDGES + _STOPS):
        kept = replace(kept, source=bench.cite(kept.source.start, source.start) or kept.source)
    issue.measures.append(replace(taken, source=source, marker=None, key=bench.fresh("m")))
    place.row[place.index] = kept
    return after


def merge(draft: Draft, part: str) -> Draft:
    """Make a part one with the one before it in its list."""
    after = copied(draft)
    place = find(after, part)
    if place.index == 0:
        raise BadInput("draft.first", gettext("前面没有可以合并的一条——请先移到要合并的那条后面"))
    before = place.row[place.index - 1]
    if isinstance(before, DraftMeasure):
        joined: Any = _merged_measures(before, place.part)
    elif isinstance(before, DraftIssue):
        joined = _merged_issues(before, place.part)
    else:
        joined = _merged_aspects(before, place.part)
    place.row[place.index - 1 : place.index + 1] = [joined]
    return after


def headline(words: str) -> tuple[str, str | None]:
    """The first sentence as an issue's title, the rest as its text."""
    end = title_length(fold(words))
    title = words[:end].strip(_EDGES) or words
    return title, words[end:].lstrip(_EDGES + "。：:") or None


def joined(*parts: str | None) -> str:
    """Words one behind the other; where one ends without a mark, a semicolon parts it from the next."""
    text = ""
    for part in parts:
        if part and text and text[-1] not in _STOPS:
            text += "；"
        text += part or ""
    return text


# -- measures ------------------------------------------------------------------------------------------


def _split_measure(measure: DraftMeasure, at: int, bench: Bench, field: str) -> list[DraftMeasure]:
    first, second = cut(measure.source, measure.text, at, bench)
    marker, rest = _marked(measure.text[at:].strip(_EDGES))
    kept, fresh = _parted(measure, measure.text[:at].strip(_EDGES), rest)
    fresh = replace(fresh, marker=marker, source=second, key=bench.fresh("m"))
    return [replace(kept, source=first), fresh]


def _parted(measure: DraftMeasure, left: str, taken: str) -> tuple[DraftMeasure, DraftMeasure]:
    """The measure with the words left to it, and one of the words taken. Deadline and event go with their words."""

    def goes(words: str | None) -> bool:
        return bool(words) and str(words) in taken and str(words) not in left

    due = any(goes(day.text) for day in measure.dates if day.value == measure.deadline)
    event = goes(measure.trigger)
    kept = replace(
        _rewritten(measure, left),
        deadline=None if due else measure.deadline,
        trigger=None if event else measure.trigger,
    )
    other = replace(
        _rewritten(measure, taken),
        deadline=measure.deadline if due else None,
        trigger=measure.trigger if event else None,
    )
    return kept, other


def _marked(words: str) -> tuple[str | None, str]:
    """二是… that stood inside a measure opens one of its own."""
    mark = mark_at_start(fold(words))
    rest = words[mark.end :].lstrip("，,：: ") if mark else ""
    if mark is None or mark.kind not in _RUNNING or not rest:
        return None, words
    return words[: mark.end].rstrip("，,：:") or None, rest


def _rewritten(measure: DraftMeasure, words: str) -> DraftMeasure:
    """The measure with fewer words: what was read from them is read anew, what was decided stays."""
    return replace(
        measure,
        text=words,
        kinds=wording.kinds_of(fold(words)),
        status=wording.status_of(fold(words)),
        dates=[mention for mention in measure.dates if mention.text in words],
        documents=cited_documents(words),
    )


def _merged_measures(one: DraftMeasure, other: DraftMeasure) -> DraftMeasure:
    text = joined(one.text, f"{other.marker or ''}{other.text}")
    return replace(
        one,
        text=text,
        kinds=[kind for kind in MEASURE_KINDS if kind in (*one.kinds, *other.kinds)],
        status=_status(one.status, other.status),
        dates=[*one.dates, *other.dates],
        documents=cited_documents(text),
        owners=list(dict.fromkeys([*one.owners, *other.owners])),
        deadline=_later(one.deadline, other.deadline),
        trigger=joined(one.trigger, other.trigger) or None,
        source=hull(one.source, other.source),
    )


def _status(one: str, other: str) -> str:
    told = {one, other} - {"unstated"}
    return told.pop() if len(told) == 1 else "ongoing" if told else "unstated"


def _later(one: str | None, other: str | None) -> str | None:
    return max((day for day in (one, other) if day), default=None)


# -- issues and aspects --------------------------------------------------------------------------------


def _split_issue(issue: DraftIssue, at: int, bench: Bench, field: str) -> list[DraftIssue]:
    """The measures stay with the first: what follows them in the text answers it until somebody says otherwise."""
    whole = getattr(issue, field)
    first, second = cut(issue.source, whole, at, bench)
    ahead, behind = whole[:at].strip(_EDGES), whole[at:].strip(_EDGES + "。")
    number, behind = _numbered(behind)
    title, text = headline(behind)
    if field == "title":
        text = joined(text, issue.text) or None
        kept = replace(issue, title=ahead, text=None)
    else:
        kept = replace(issue, text=ahead)
    kept.source = hull(first, *(measure.source for measure in issue.measures))
    fresh = DraftIssue(
        number, title, issue.group, text, owners=issue.owners, rect_type=issue.rect_type
    )
    return [kept, replace(fresh, key=bench.fresh("i"), source=second)]


def _numbered(words: str) -> tuple[str | None, str]:
    mark = mark_at_start(fold(words))
    if mark is None or not words[mark.end :].strip(_EDGES + _STOPS):
        return None, words
    return words[: mark.end].rstrip("、.．，,：: ") or None, words[mark.end :]


def _merged_issues(one: DraftIssue, other: DraftIssue) -> DraftIssue:
    return replace(
        one,
        text=joined(one.text, _with_number(other), other.text) or None,
        measures=[*one.measures, *other.measures],
        owners=list(dict.fromkeys([*one.owners, *other.owners])),
        chosen={**other.chosen, **one.chosen},
        deadline=_later(one.deadline, other.deadline),
        rect_type=one.rect_type or other.rect_type,
        status=_status(one.status, other.status),
        source=hull(one.source, other.source),
    )


def _with_number(issue: DraftIssue) -> str:
    """A bare figure needs a stop behind it to stay apart from the words."""
    number = issue.number or ""
    return number + ("．" if re.search(r"[\d一二三四五六七八九十]$", number) else "") + issue.title


def _merged_aspects(one: DraftAspect, other: DraftAspect) -> DraftAspect:
    return replace(
        one,
        title=joined(one.title, other.title and f"{other.number or ''}{other.title}") or None,
        issues=[*one.issues, *other.issues],
        source=hull(one.source, other.source),
    )
