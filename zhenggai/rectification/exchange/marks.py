"""The marks that an export carries in its hidden sheet: which round, issue and measure a line is, in which version,
and a digest of every cell that may change. With them a returning sheet shows what it changed and what changed here
meanwhile. Digests are keyed: whoever has the workbook learns nothing from them that its cells do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

from zhenggai.rectification.exchange.paper import (
    Line,
    PaperIssue,
    PaperMeasure,
    causes_words,
    day_words,
    entries_that_fit,
    rect_type_words,
    several,
    words_of,
)

FORMAT = "zhenggai.ledger/1"
ISSUE_CELLS = (
    *("causes", "rect_type", "target", "charge_leader", "lead_dept", "co_depts", "owner"),
    *("deadline", "progress"),
)
MEASURE_CELLS = ("owner", "deadline", "complete", "evidence", "progress")
"""The cells of the master ledger that may differ when it comes back; its other columns are locked."""
_NOTHING = "-"


class Seal:
    """Digests of one installation. The key is the program's own secret; one that has been changed since is noticed,
    and then only the digests are lost."""

    def __init__(self, secret: str) -> None:
        self._key = blake2b(secret.encode(), person=b"ledger marks").digest()
        self.digest = lru_cache(5_000)(self._digest)
        """Of a cell's words, white space aside: programs fold lines and trim ends. Names and days come again."""

    def _digest(self, text: str) -> str:
        squeezed = "".join(text.split())
        if not squeezed:
            return _NOTHING
        return blake2b(
            squeezed.encode("utf-8", "replace"), digest_size=4, key=self._key
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Mark:
    """An issue or a measure as it was exported: `entries` of its progress stood in the sheet."""

    code: str
    uuid: UUID
    version: int
    entries: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that an export says of itself. `sealed` is false where its digests cannot be checked any more."""

    round: UUID
    exported_on: str
    sealed: bool
    issues: Mapping[str, Mark] = field(default_factory=dict)
    measures: Mapping[str, Mark] = field(default_factory=dict)


def head_mark(round: UUID, exported_on: str, seal: Seal) -> str:
    """The first line of the hidden sheet."""
    return " ".join([FORMAT, round.hex, exported_on, seal.digest(round.hex)])


def marks_of(line: Line, seal: Seal) -> Iterator[str]:
    """The marks of one line of the ledger: of the issue in its first line, and of its measure."""
    issue, measure = line.issue, line.measure
    mine = 0
    if line.first:
        mine = entries_that_fit(issue.progress)[0] if issue.progress else 0
        shown = "" if measure else line.progress
        yield _line(issue, mine, issue_cells(issue) | {"progress": shown}, seal)
    if measure:
        cells = measure_cells(measure) | {"evidence": line.evidence, "progress": line.progress}
        yield _line(measure, len(line.entries) - mine, cells, seal)


def issue_cells(issue: PaperIssue) -> dict[str, str]:
    """What stands in the issue's cells, by role."""
    return {
        "causes": causes_words(issue),
        "rect_type": rect_type_words(issue),
        "target": issue.target or "",
        "charge_leader": words_of(issue.charge_leader),
        "lead_dept": words_of(issue.lead_dept),
        "co_depts": several(issue.co_depts),
        "owner": words_of(issue.owner),
        "deadline": day_words(issue.deadline),
    }


def measure_cells(measure: PaperMeasure) -> dict[str, str]:
    """What stands in the measure's own cells, by role."""
    return {
        "owner": words_of(measure.owner),
        "deadline": measure.deadline_words,
        "complete": "是" if measure.is_complete else "否",
    }


def marks_in(lines: Sequence[str], seal: Seal) -> Marks | None:
    """The marks that a workbook brought back; None where it has none that can be read."""
    head = lines[0].split() if lines else []
    if len(head) != 4 or head[0] != FORMAT:
        return None
    try:
        round = UUID(head[1])
    except ValueError:
        return None
    found = [mark for line in lines[1:] if (mark := _mark(line))]
    return Marks(
        round=round,
        exported_on=head[2],
        sealed=head[3] == seal.digest(round.hex),
        issues={mark.code: mark for mark in found if "rect_type" in mark.cells},
        measures={mark.code: mark for mark in found if "complete" in mark.cells},
    )


def _line(
    part: PaperIssue | PaperMeasure, entries: int, cells: Mapping[str, str], seal: Seal
) -> str:
    roles: Iterable[str] = ISSUE_CELLS if isinstance(part, PaperIssue) else MEASURE_CELLS
    kind = "i" if isinstance(part, PaperIssue) else "m"
    digests = " ".join([seal.digest(cells[role]) for role in roles])
    return f"{kind} {part.code} {part.hex} {part.version} {entries} {digests}"


def _mark(line: str) -> Mark | None:
    """One mark; None where somebody has written into the sheet."""
    try:
        kind, code, uuid, version, entries, *digests = line.split()
        roles = {"i": ISSUE_CELLS, "m": MEASURE_CELLS}[kind]
        cells = dict(zip(roles, digests, strict=True))
        return Mark(code, UUID(uuid), int(version), int(entries), cells)
    except (ValueError, KeyError):
        return None
