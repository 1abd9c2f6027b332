"""What a sheet would change, row by row and cell by cell: a pure function of the sheet, the ledger and the marks that
the sheet carries. Three values meet in a cell: what was exported, what stands here now, and what the sheet says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from zhenggai.rectification.exchange.marks import Mark, Marks, Seal
from zhenggai.rectification.exchange.names import Directory
from zhenggai.rectification.exchange.notes import Note
from zhenggai.rectification.exchange.values import Question

CHANGE, ADD, CONFLICT, ASK, LOCKED, REFUSED, LEFT = (
    *("change", "add", "conflict", "ask", "locked", "refused", "left"),
)
"""What would become of a cell: changed; added to; changed on both sides, so that one must be chosen; waiting for an
answer; locked against every import; refused by a guard; left as it is by answer."""
WRITES = frozenset({CHANGE, ADD, CONFLICT})


@dataclass(slots=True)
class Cell:
    """One cell that is not as it was. `before` and `after` are words, `value` what would be written; `now` is the
    value that stands here, `moved` says that it is another than was exported; `least` is the first day allowed, of the
    issue or the measure that `part` names; `take` is the key of the question which of several names count, `beside`
    are the cells that the others may go to, with what stands there."""

    role: str
    verdict: str
    given: str = ""
    before: str = ""
    after: str = ""
    value: Any = None
    now: Any = None
    notes: list[Note] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    take: str = ""
    moved: bool = False
    least: str = ""
    part: str = "issue"
    beside: dict[str, tuple[str, Any]] = field(default_factory=dict)
    beside_of: str = ""
    """The role of the cell whose further name this one takes."""


@dataclass(slots=True)
class PlannedLine:
    """One issue, one measure, a new measure, or a row of the sheet that is none of these. `key` names it for as long
    as the sheet is looked at; `seen` are digests of what stood here when it was compared."""

    kind: str
    key: str
    code: str = ""
    title: str = ""
    issue: UUID | None = None
    measure: UUID | None = None
    version: int = 0
    places: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    missing: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    same: int = 0
    """How many measures of an issue stay as they are: they have no lines of their own."""


@dataclass(frozen=True, slots=True)
class Around:
    """Everything that a sheet is understood by. `start` is the day of the feedback; `seen` are, by line, the digests
    of an earlier look at the same sheet: what has changed since is a conflict again."""

    directory: Directory
    seal: Seal
    start: date | None
    today: date
    marks: Marks | None = None
    seen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def base(self, key: str, mark: Mark | None, role: str) -> str | None:
        """The digest of the value that the sheet started from; None where nobody knows it."""
        if mark is not None and self.marks and self.marks.sealed:
            return mark.cells.get(role)
        return self.seen.get(key, {}).get(role)

    def issue_mark(self, code: str) -> Mark | None:
        return self.marks.issues.get(code) if self.marks else None

    def measure_mark(self, code: str) -> Mark | None:
        return self.marks.measures.get(code) if self.marks else None


@dataclass(slots=True)
class Plan:
    """Every line, in the ledger's order, and the questions that their cells wait for."""

    lines: list[PlannedLine] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)

    def ask(self, several: Iterable[Question]) -> list[str]:
        """Put these questions, each once; answers with their keys."""
        keys = []
        for question in several:
            self.questions.setdefault(question.key, question)
            keys.append(question.key)
        return keys


def cell_to_json(cell: Cell) -> dict[str, Any]:
    """Only what is not at its default: most cells are short."""
    return {
        item.name: value
        for item in fields(Cell)
        if (value := getattr(cell, item.name)) not in ("", None, [], {}, False)
        or (item.name in ("value", "now") and value is False)
    }


def cell_from_json(value: Mapping[str, Any]) -> Cell:
    return Cell(
        **dict(value)
        | {
            "notes": [(code, words) for code, words in value.get("notes", ())],
            "beside": {role: tuple(item) for role, item in value.get("beside", {}).items()},
        }
    )


@dataclass(frozen=True, slots=True)
class Flags:
    """What a line falls under; a line may fall under several."""

    asks: bool = False
    conflicts: bool = False
    changes: bool = False
    adds: bool = False
    refused: bool = False
    missing: bool = False


def flags_of(kind: str, cells: Sequence[Cell], *, missing: bool = False) -> Flags:
    verdicts = {cell.verdict for cell in cells}
    return Flags(
        asks=ASK in verdicts,
        conflicts=CONFLICT in verdicts,
        changes=bool(verdicts & {CHANGE, CONFLICT}),
        adds=ADD in verdicts or (kind == "new" and REFUSED not in verdicts),
        refused=bool(verdicts & {LOCKED, REFUSED}) or kind == "row",
        missing=missing,
    )
