"""What a sheet adds: progress and causes, line by line, through the guards that stand before every report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zhenggai.lib.clean import plain_text
from zhenggai.rectification import guards
from zhenggai.rectification.exchange.diff import guarded
from zhenggai.rectification.exchange.entries import Line, compare_causes, compare_entries
from zhenggai.rectification.exchange.notes import Note, note
from zhenggai.rectification.exchange.paper import Entry
from zhenggai.rectification.exchange.plan import ADD, LOCKED, REFUSED, Cell

LONGEST_PROGRESS, LONGEST_CAUSE = 2_000, 1_000


def progress_cells(
    text: str, entries: Sequence[Entry], exported: Sequence[bool], today: date
) -> Iterator[Cell]:
    """The lines of a cell that are new become entries, each by itself; what was told stays as it was told."""
    found = compare_entries(text, entries, exported, today)
    refusals = [(line, _refusal_of(line, today)) for line in found.new]
    if good := [line for line, refusal in refusals if refusal is None]:
        yield Cell(
            role="progress",
            verdict=ADD,
            given=text,
            after="\n".join(line.text for line in good),
            value=[
                {"text": line.entry_text, "day": line.day.isoformat() if line.day else None}
                for line in good
            ],
        )
    for line, refusal in refusals:
        if refusal:
            yield Cell("progress", REFUSED, line.text, notes=[refusal])
    told = [line.text for line in found.edited] or ([text] if found.missing else [])
    for words in told:
        yield Cell("progress", LOCKED, words, notes=[note("locked.progress")])


def cause_cells(text: str, causes: Sequence[str], *, exported: bool) -> Iterator[Cell]:
    """Causes that are not known here are added; `exported` says whether those that are known stood in the cell, so
    that one may be missing from it."""
    new, missing = compare_causes(text, causes)
    before = "\n".join(causes)
    refusal = next((found for cause in new if (found := too_long(cause, LONGEST_CAUSE))), None)
    if refusal:
        yield Cell("causes", REFUSED, text, before, notes=[refusal])
    elif new:
        yield Cell("causes", ADD, text, before, "\n".join(new), value=new)
    if missing and exported:
        yield Cell("causes", LOCKED, text, before, notes=[note("locked.cause")])


def too_long(text: str, longest: int) -> Note | None:
    """What the guard of every form says of a text that it would not take."""
    return guarded(lambda: plain_text(text, longest=longest))


def _refusal_of(line: Line, today: date) -> Note | None:
    day, text = line.day, line.entry_text
    return (
        too_long(text, LONGEST_PROGRESS)
        or guarded(lambda: guards.refuse_future(day, today), day=day)
        or guarded(lambda: guards.refuse_without_fact(text))
    )
