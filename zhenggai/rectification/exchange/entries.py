"""Progress and causes in a cell, line by line: what stands here already, what is new, what was changed or left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zhenggai.rectification.exchange.matching import digest, is_alike
from zhenggai.rectification.exchange.paper import Entry, entry_words
from zhenggai.rectification.facts import holds_fact

_HEAD = re.compile(
    r"\s*(?:(?P<year>(?:19|20)\d\d)\s?[年.\-/]\s?(?P<month>\d{1,2})\s?[月.\-/]\s?(?P<day>\d{1,2})(?:日|号)?"
    r"|(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号])[\s:：,，、]*"
)
_IN_TEXT = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]|(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell: its whole words, the day that it begins with or speaks of, and what follows that day."""

    text: str
    day: date | None
    rest: str
    begins_with_day: bool

    @property
    def entry_text(self) -> str:
        """The words to be kept: the day stands in a column of its own where what follows still holds a fact."""
        return self.rest if self.begins_with_day and holds_fact(self.rest) else self.text


@dataclass(slots=True)
class Compared:
    """What a cell's lines are beside what stands here: new ones, ones that change what was told, and whether any is
    missing."""

    new: list[Line] = field(default_factory=list)
    edited: list[Line] = field(default_factory=list)
    missing: bool = False


def lines_in(cell: str, today: date) -> list[Line]:
    return [_line(text.strip(), today) for text in cell.split("\n") if text.strip()]


def compare_entries(
    cell: str, entries: Sequence[Entry], exported: Sequence[bool], today: date
) -> Compared:
    """`exported` says of each entry whether it stood in the sheet when that went out; only such a one can be
    missing from it, or be the one that a line has changed."""
    found = Compared()
    lines = lines_in(cell, today)
    left = []
    for entry, was in zip(entries, exported, strict=True):
        told = _lines_of(entry, lines)
        if told:
            lines = [line for line in lines if line not in told]
        else:
            left.append((entry, _keys(entry, today), was))
    strange = []
    for line in lines:
        keys = {
            (line.day, digest(line.rest)),
            (line.day, digest(line.text)),
            (None, digest(line.text)),
        }
        same = next((item for item in left if keys & item[1]), None)
        if same:
            left.remove(same)
        else:
            strange.append(line)
    expected = [item[0] for item in left if item[2]]
    for line in strange:
        changed = next((entry for entry in expected if _changes(line, entry)), None)
        if changed:
            expected.remove(changed)
            found.edited.append(line)
        else:
            found.new.append(line)
    found.missing = bool(expected)
    return found


def compare_causes(cell: str, causes: Sequence[str]) -> tuple[list[str], bool]:
    """The causes of a cell that are not known here, and whether one that is known is missing from it."""
    lines = [text.strip() for text in cell.split("\n") if text.strip()]
    known = {digest(cause) for cause in causes} | {
        digest(line) for cause in causes for line in cause.split("\n")
    }
    written = {digest(line) for line in lines} | {digest(cell)}
    new = [line for line in lines if digest(line) not in known]
    left_out = any(
        digest(cause) not in written and not {digest(line) for line in cause.split("\n")} <= written
        for cause in causes
    )
    return list(dict.fromkeys(new)), left_out


def _line(text: str, today: date) -> Line:
    folded = unicodedata.normalize("NFKC", text)
    head = _HEAD.match(folded)
    day = _day_of(head, today) if head else None
    if head and day:
        return Line(text, day, folded[head.end() :].strip(), True)
    inside = _IN_TEXT.search(folded)
    spoken = _day_of(inside, today) if inside else None
    return Line(text, spoken if spoken and spoken <= today else None, text, False)


def _day_of(found: re.Match[str], today: date) -> date | None:
    """The day; where no year is written the last such day that has been."""
    month, day = int(found["month"] or found["month2"]), int(found["day"] or found["day2"])
    years = [int(found["year"])] if found["year"] else [today.year, today.year - 1]
    days = [real for year in years if (real := _real(year, month, day))]
    if not days:
        return None
    return next((one for one in days if one <= today), days[0])


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lines_of(entry: Entry, lines: Sequence[Line]) -> list[Line]:
    """The lines that an entry of several lines takes in the cell; none where one of them is not there."""
    wanted = [digest(part) for part in entry_words(entry).split("\n") if part.strip()]
    if len(wanted) < 2:
        return []
    there = {digest(line.text): line for line in lines}
    return [there[part] for part in wanted] if all(part in there for part in wanted) else []


def _keys(entry: Entry, today: date) -> set[tuple[date | None, str]]:
    """By what an entry is known again: as it is kept, as it is printed, and without a day."""
    line = _line(entry.text, today)
    return {
        (entry.happened_on, digest(entry.text)),
        (line.day, digest(line.rest)),
        (line.day, digest(line.text)),
        (None, digest(entry.text)),
    }


def _changes(line: Line, entry: Entry) -> bool:
    return is_alike(digest(line.rest), digest(_rest_of(entry.text)))


def _rest_of(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    head = _HEAD.match(folded)
    return folded[head.end() :] if head else folded
