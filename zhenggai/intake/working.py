"""A reading's draft as it stands, with what correcting it needs: its source text as lines and pages."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from typing import Any
from uuid import UUID

from zhenggai.intake.blocks import Document
from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.keys import keyed
from zhenggai.intake.folding import fold
from zhenggai.intake.layout import blocks_of, pages_of
from zhenggai.intake.lines import Line, logical_lines
from zhenggai.intake.models import Reading

LONGEST_REVIEWED = 300_000
"""Characters: a longer text is not looked through again at every edit."""
_KEPT = 8
_lines: OrderedDict[UUID, list[Line]] = OrderedDict()
"""Lines of the texts that were edited last: a text never changes once it has been read."""


def working_draft(reading: Reading) -> Draft:
    """The draft as it stands, every part with its key."""
    if reading.edited is not None:
        return draft_from_json(reading.edited)
    return original_draft(reading)


def original_draft(reading: Reading) -> Draft:
    """The draft as it was read, with the keys that editing begins with."""
    draft: Any = reading.draft
    return keyed(draft_from_json(draft), bench_of(reading, 0))


def bench_of(reading: Reading, version: int) -> Bench:
    """What an edit that makes this version works with."""
    text = reading.text or ""
    return Bench(text, pages_of(blocks_of(text, reading.layout)), str(version))


def lines_of(reading: Reading) -> list[Line] | None:
    """The text as logical lines; None where it is too long."""
    text = reading.text or ""
    if len(text) > LONGEST_REVIEWED:
        return None
    if reading.uuid not in _lines:
        blocks = blocks_of(text, reading.layout)
        _lines[reading.uuid] = logical_lines(
            Document(reading.name, reading.format or "", "", blocks)
        )
        while len(_lines) > _KEPT:
            _lines.popitem(last=False)
    return _lines[reading.uuid]


def subject_of(draft: Draft) -> str:
    """The same for two texts of one document: title and issuer, empty where there is no title."""
    return _digest(draft.title, draft.issuer) if draft.title else ""


def occasion_of(draft: Draft) -> str:
    """The same for two documents about one inspection: who inspected, and when the feedback was given."""
    seen = draft.inspection
    return _digest(seen.body, seen.feedback_on) if seen.body and seen.feedback_on else ""


def _digest(*words: str | None) -> str:
    plain = "\n".join("".join(fold(word or "").split()) for word in words)
    return sha256(plain.encode()).hexdigest()
