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


def reviewed(draft: Draft, lines: Sequence[Line]) -> Draft:
    """The draft with the remarks that it deserves now."""
    general = {measure.key: measure for measure in draft.general_measures}
    left = [general[key] for key in draft.unanswered if key in general]
    left.sort(key=lambda one: one.source.start if one.source else -1)
    context = Context(lines, {}, [measure.source for measure in left])
    kept = [remark for remark in draft.remarks if remark.code in _OF_THE_TEXT]
    found = placed(draft, review(draft, context)) + kept
    parts = iter(measure.key for measure in left)
    found = [
        replace(remark, part=next(parts)) if remark.code == UNANSWERED else remark
        for remark in found
    ]
    return replace(
        draft, remarks=sorted(found, key=lambda one: one.source.start if one.source else -1)
    )
