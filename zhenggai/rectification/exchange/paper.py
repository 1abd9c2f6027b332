"""The ledger as it reads on paper: lean rows, and each cell in the words of the office. What is exported and what a
returning sheet is compared with come from the same functions. An official paper: its words are Chinese whatever
language the page speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from zhenggai.lib.dates import long_date
from zhenggai.rectification.lifecycle import COMPLETE, IN_REVIEW, SETTLED

RECT_TYPES = {
    "immediate": "立行立改",
    "timed": "限期整改",
    "staged": "分阶段整改",
    "long_term": "长期坚持",
}
LONGEST_CELL = 32_000
"""Characters; the format of workbooks allows a few more."""


class Who(NamedTuple):
    """A person or an office by its public name."""

    uuid: UUID
    name: str


class Entry(NamedTuple):
    """One report of progress."""

    happened_on: date | None
    text: str


@dataclass(slots=True)
class PaperMeasure:
    """`hex` are the digits of its public name: of forty thousand measures on paper hardly one is asked for more."""

    key: int
    hex: str
    version: int
    code: str
    marker: str | None
    content: str
    state: str
    is_core: bool | None
    started_on: date | None
    deadline: date | None
    trigger: str | None
    deliverable: str | None
    done_criteria: str | None
    owner: Who | None
    progress: list[Entry] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)

    @property
    def uuid(self) -> UUID:
        return UUID(self.hex)

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    @property
    def words(self) -> str:
        """The measure as the document counts it."""
        return f"{self.marker or ''}{self.content}"

    @property
    def deadline_words(self) -> str:
        """Its own day or the event that it waits for."""
        if self.deadline:
            return long_date(self.deadline)
        if self.trigger:
            return self.trigger if self.trigger.startswith("待") else f"待：{self.trigger}"
        return ""


@dataclass(slots=True)
class PaperIssue:
    key: int
    hex: str
    version: int
    code: str
    title: str
    original_text: str
    aspect: str
    state: str
    rect_type: str | None
    target: str | None
    started_on: date | None
    deadline: date | None
    days: tuple[date | None, date | None, date | None]
    charge_leader: Who | None
    lead_dept: Who | None
    owner: Who | None
    handler: Who | None
    liaison: Who | None
    co_depts: list[Who] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    progress: list[Entry] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    measures: list[PaperMeasure] = field(default_factory=list)

    @property
    def uuid(self) -> UUID:
        return UUID(self.hex)

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_in_review(self) -> bool:
        return self.state in IN_REVIEW

    @property
    def details(self) -> str:
        """What the original says beyond its title."""
        return self.original_text.removeprefix(self.title).strip()


def words_of(who: Who | None) -> str:
    return who.name if who else ""


def several(offices: Iterable[Who]) -> str:
    return "、".join(office.name for office in offices)


def rect_type_words(issue: PaperIssue) -> str:
    return RECT_TYPES.get(issue.rect_type or "", "")


def causes_words(issue: PaperIssue) -> str:
    return "\n".join(issue.causes)


def day_words(day: date | None) -> str:
    return long_date(day) if day else ""


def entry_words(entry: Entry) -> str:
    return f"{day_words(entry.happened_on)} {entry.text}".strip()


def entries_that_fit(*several: Sequence[Entry]) -> list[int]:
    """How many of each stand in one cell: older ones come first, and a cell takes only so much."""
    room, counts = LONGEST_CELL, []
    for entries in several:
        fit = 0
        for entry in entries:
            room -= len(entry_words(entry)) + 1
            if room < 0:
                break
            fit += 1
        counts.append(fit)
    return counts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the master ledger: a measure, or an issue that has none. The first line of an issue shows the
    issue's own cells, and its owner and deadline where the measure has none of its own."""

    issue: PaperIssue
    measure: PaperMeasure | None
    first: bool

    @property
    def measure_words(self) -> str:
        return f"{self.measure.code} {self.measure.words}" if self.measure else ""

    @property
    def owner(self) -> str:
        if self.measure and self.measure.owner:
            return self.measure.owner.name
        return words_of(self.issue.owner) if self.first else ""

    @property
    def deadline(self) -> str:
        own = self.measure.deadline_words if self.measure else ""
        return own or (day_words(self.issue.deadline) if self.first else "")

    @property
    def entries(self) -> list[Entry]:
        """The progress that the line shows: the issue's in its first, then the measure's."""
        mine = self.issue.progress if self.first else []
        of_measure = self.measure.progress if self.measure else []
        if not mine and not of_measure:
            return []
        counts = entries_that_fit(mine, of_measure)
        return mine[: counts[0]] + of_measure[: counts[1]]

    @property
    def progress(self) -> str:
        return "\n".join(entry_words(entry) for entry in self.entries)

    @property
    def evidence(self) -> str:
        codes = self.issue.evidence if self.first else []
        return "、".join([*codes, *(self.measure.evidence if self.measure else [])])

    @property
    def complete(self) -> str:
        if self.measure is None:
            return ""
        return "是" if self.measure.is_complete else "否"


def lines_of(issue: PaperIssue) -> list[Line]:
    """The lines of an issue in the master ledger."""
    measures: Sequence[PaperMeasure | None] = issue.measures or (None,)
    return [Line(issue, measure, place == 0) for place, measure in enumerate(measures)]
