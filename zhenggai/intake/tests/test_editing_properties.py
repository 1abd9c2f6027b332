"""Whatever is done to a draft in whatever order: it stays a draft, nothing is lost, and every step can be taken back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.editing.changes import (
    applied,
    change_between,
    overlapping,
    touched,
    turned,
)
from zhenggai.intake.editing.edits import EDITS, Edit, apply
from zhenggai.intake.editing.sentences import sentence
from zhenggai.intake.editing.stored import stored
from zhenggai.intake.editing.tree import places, rows
from zhenggai.intake.tests.editing_cases import Case, case
from zhenggai.lib.errors import Refused

CIRCULAR = Path(__file__).resolve().parents[3] / "examples" / "三水区政协机关通报.txt"
SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "draft.schema.json"
WORD_KEEPING = ("move", "step", "split", "take_out", "merge", "raise", "lower", "change", "dismiss")

step = st.tuples(
    st.sampled_from(sorted(EDITS)), st.integers(0, 200), st.integers(0, 200), st.integers(0, 60)
)


def edit_of(draft: Draft, name: str, which: int, other: int, at: int) -> Edit:
    """One of the edits that a page could ask for; many of them will be refused."""
    parts = [place.part for place in places(draft)]
    lists = list(rows(draft))
    part, to = (parts[which % len(parts)].key if parts else "head"), lists[other % len(lists)]
    siblings = rows(draft)[to]
    before = siblings[at % len(siblings)].key if siblings and at % 3 else None
    values: dict[str, Any] = {
        "set": {"title": f"改后的标题{at}"}
        if part[0] != "m"
        else {"text": f"改后的文字{at}", "marker": "三是"},
        "move": {"to": to, "before": before},
        "step": {"by": 1 if other % 2 else -1},
        "split": {"at": at, "field": "title" if part[0] == "i" else "text"},
        "take_out": {"start": at // 2, "end": at, "to": to},
        "change": {"kind": ["aspect", "issue", "measure", "general"][other % 4]},
        "add": {"words": f"新加的文字{at}", "before": before}
        if at % 2
        else {"span": (at * 20, at * 20 + 15)},
        "cite": {
            "kind": ["aspect", "issue", "measure"][other % 3],
            "start": at * 20,
            "end": at * 20 + 15,
        },
        "dismiss": {"remark": f"RD-9:{part}:{at}", "back": bool(other % 2)},
    }.get(name, {})
    return Edit(name, to if name == "add" else part, values)


def letters(draft: Draft) -> Counter[str]:
    """Every letter and figure that the parts hold; marks between them may come and go."""
    words = []
    for place in places(draft):
        names = ("number", "title", "text", "marker")
        words += [str(getattr(place.part, name, None) or "") for name in names]
    return Counter(character for character in "".join(words) if character.isalnum())


def check(read: Case, draft: Draft) -> None:
    assert draft_from_json(json.loads(json.dumps(stored(draft)))) == draft
    keys = [place.part.key for place in places(draft)]
    assert len(set(keys)) == len(keys)
    for place in places(draft):
        source = place.part.source
        assert source is None or 0 <= source.start < source.end <= len(read.text)
        assert getattr(place.part, "text", "x") != ""


def keeps_to_the_contract(draft: Draft) -> bool:
    """Where the contract is beside this checkout."""
    if not SCHEMA.exists():
        return True
    schema = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return not list(schema.iter_errors(draft.as_json()))


@pytest.mark.parametrize("name", ["small", "circular"])
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(step, min_size=1, max_size=14))
def test_any_sequence_of_edits_keeps_what_holds_of_a_draft(name, steps):
    read = case() if name == "small" else case(CIRCULAR.read_text(encoding="utf-8"))
    drafts, changes = [read.draft], []
    for one in steps:
        before = drafts[-1]
        edit = edit_of(before, *one)
        kept = json.dumps(stored(before), sort_keys=True)
        try:
            after = apply(before, edit, read.bench())
        except Refused as refused:
            assert refused.sentence
            continue
        assert json.dumps(stored(before), sort_keys=True) == kept
        assert sentence(edit, before)
        check(read, after)
        if edit.do in WORD_KEEPING:
            assert letters(after) == letters(before)
        drafts.append(after)
        changes.append(change_between(before, after))

    assert keeps_to_the_contract(drafts[-1])
    for number, change in reversed(list(enumerate(changes))):
        forth, back = json.loads(json.dumps(change)), json.loads(json.dumps(turned(change)))
        assert applied(drafts[number + 1], back) == drafts[number]
        assert applied(drafts[number], forth) == drafts[number + 1]


@settings(max_examples=60, deadline=None)
@given(mine=step, theirs=step)
def test_what_one_takes_back_leaves_what_another_did_to_other_parts(mine, theirs):
    read = case()
    try:
        first = apply(read.draft, edit_of(read.draft, *mine), read.bench())
        second = apply(first, edit_of(first, *theirs), read.bench())
    except Refused:
        return
    one, other = change_between(read.draft, first), change_between(first, second)
    if overlapping(touched(one), touched(other)):
        return
    try:
        back = applied(second, turned(one))
    except Refused:
        return

    alone = applied(read.draft, other)
    assert stored(back)["aspects"] == stored(alone)["aspects"] or _same_but_order(back, alone)


def _same_but_order(one: Draft, other: Draft) -> bool:
    """Two who put something at the same place of a list: which comes first is not decided by either."""
    lists = [
        {key: sorted(p.key for p in row) for key, row in rows(d).items()} for d in (one, other)
    ]
    return lists[0] == lists[1]
