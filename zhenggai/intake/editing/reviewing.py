"""The remarks of a corrected draft, made anew after every edit by the same checks that read it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhenggai.intake.draft import Draft
from zhenggai.intake.editing.keys import UNANSWERED, placed
from zhenggai.intake.lines import Line
from zhenggai.intake.remarks import Context, review

_OF_THE_TEXT = ("RD-13",)
"""Remarks that nothing in the draft can settle: they stay as reading made them."""
_IN_THE_TEXT = ("RD-1", "RD-3", "RD-4", "RD-6", "RD-10", "RD-13")
"""Remarks of checks that look through the whole text."""


def reviewed(draft: Draft, lines: Sequence[Line] | None) -> Draft:
    """The draft with the remarks that it deserves now. Without `lines` (of a text too long to be looked through at
    every edit) those about the text stay as they were."""
    general = {measure.key: measure for measure in draft.general_measures}
    left = [general[key] for key in draft.unanswered if key in general]
    left.sort(key=lambda one: one.source.start if one.source else -1)
    context = Context(lines or (), {}, [measure.source for measure in left])
    stay = _OF_THE_TEXT if lines is not None else _IN_THE_TEXT
    found = [remark for remark in review(draft, context) if remark.code not in stay]
    found += [remark for remark in draft.remarks if remark.code in stay]
    found = placed(draft, found)
    parts = iter(measure.key for measure in left)
    found = [
        replace(remark, part=next(parts)) if remark.code == UNANSWERED else remark
        for remark in found
    ]
    return replace(
        draft, remarks=sorted(found, key=lambda one: one.source.start if one.source else -1)
    )
