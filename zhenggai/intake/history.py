"""The steps in which a draft was corrected: which of them hold, and what an undo or redo would be about.

An edit holds until the last step that turns it is an undo. Steps are never changed: taking one back is a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhenggai.intake.models import DraftEdit, EditVerb, Reading


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it is listed: who, when, what; without its values."""

    version: int
    verb: str
    turns: int | None
    name: str
    summary: str
    touched: tuple[str, ...]
    person_id: int | None
    person_name: str
    at: datetime


def steps_of(reading: Reading, *, after: int = 0) -> list[Step]:
    """The steps that made versions after this one, oldest first."""
    rows = DraftEdit.objects.filter(reading=reading, version__gt=after).defer("change")
    return [
        Step(
            row.version,
            row.verb,
            row.turns,
            row.name,
            row.summary,
            tuple(row.touched),
            row.person_id,
            row.person_name,
            row.at,
        )
        for row in rows.order_by("version")
    ]


def live(steps: Sequence[Step], version: int) -> bool:
    """Whether the edit that made this version holds."""
    return last_of(steps, version).verb != EditVerb.UNDO


def last_of(steps: Sequence[Step], version: int) -> Step:
    """The last step about this edit: itself, its undo, or its redo."""
    return next(step for step in reversed(steps) if version in (step.version, step.turns))


def next_undo(steps: Sequence[Step], person_id: int | None) -> int | None:
    """The person's own edit that they made, or made again, last."""
    seen: set[int] = set()
    for step in reversed(steps):
        edit = step.turns or step.version
        if edit in seen:
            continue
        seen.add(edit)
        if step.verb != EditVerb.UNDO and _by(steps, edit) == person_id:
            return edit
    return None


def next_redo(steps: Sequence[Step], person_id: int | None) -> int | None:
    """The person's own edit that was taken back last, unless they have gone on since."""
    seen: set[int] = set()
    for step in reversed(steps):
        edit = step.turns or step.version
        if edit in seen:
            continue
        seen.add(edit)
        if _by(steps, edit) != person_id:
            continue
        if step.verb == EditVerb.EDIT:
            return None
        if step.verb == EditVerb.UNDO:
            return edit
    return None


def net_since(steps: Sequence[Step], version: int, *, but: int) -> list[Step]:
    """What the steps after this version come to: an edit made and taken back again is nothing."""
    found = []
    for edit in dict.fromkeys(
        step.turns or step.version for step in steps if step.version > version
    ):
        before = [
            step for step in steps if step.version <= version and edit in (step.version, step.turns)
        ]
        was = bool(before) and before[-1].verb != EditVerb.UNDO
        if edit != but and was is not live(steps, edit):
            found.append(last_of(steps, edit))
    return found


def _by(steps: Sequence[Step], version: int) -> int | None:
    return next((step.person_id for step in steps if step.version == version), None)
