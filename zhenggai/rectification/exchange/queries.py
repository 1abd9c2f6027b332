"""The door to the ledger as a workbook: what others may read of imports, frozen rows a page at a time, and the words of
the sheet that goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.exchange.columns import BY_ROLE
from zhenggai.rectification.exchange.filters import FILTERS as FILTERS
from zhenggai.rectification.exchange.marks import Seal as Seal
from zhenggai.rectification.exchange.marks import head_mark as head_mark
from zhenggai.rectification.exchange.marks import marks_of as marks_of
from zhenggai.rectification.exchange.notes import said
from zhenggai.rectification.exchange.paper import Line as Line
from zhenggai.rectification.exchange.paper import PaperIssue as PaperIssue
from zhenggai.rectification.exchange.paper import causes_words as causes_words
from zhenggai.rectification.exchange.paper import lines_of as lines_of
from zhenggai.rectification.exchange.paper import rect_type_words as rect_type_words
from zhenggai.rectification.exchange.paper import several as several
from zhenggai.rectification.exchange.paper import words_of as words_of
from zhenggai.rectification.exchange.plan import (
    ASK,
    CONFLICT,
    LEFT,
    WRITES,
    Cell,
    cell_from_json,
)
from zhenggai.rectification.exchange.settling import settled
from zhenggai.rectification.exchange.values import LEAVE
from zhenggai.rectification.finding import not_found, only
from zhenggai.rectification.models import ImportLine, InspectionRound, LedgerImport, Side
from zhenggai.rectification.models import ImportState as ImportState

LINES_A_PAGE = 50
_NEWEST = 50
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import in a list, or at the head of its page."""

    uuid: UUID
    round_uuid: UUID
    round_name: str
    name: str
    state: ImportState
    strict: bool
    exported_on: date | None
    counts: Mapping[str, int]
    notices: tuple[str, ...]
    refusal_code: str
    refusal_sentence: str
    uploaded_by: str
    created_at: datetime
    expires_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    version: int
    waits_for: tuple[int, ...]
    file_uuid: UUID

    @property
    def has_expired(self) -> bool:
        """A preview is only good for so long, whether or not it has been tidied away."""
        late = self.state is ImportState.READY and self.expires_at < timezone.now()
        return late or self.state is ImportState.EXPIRED

    @property
    def writes(self) -> int:
        """How many lines confirming it would write."""
        return self.counts.get("writes", 0)

    @property
    def written(self) -> int:
        """How many lines were written."""
        return self.writes if self.state is ImportState.DONE else 0


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its answer, if it has one. `options` are values with their words."""

    number: int
    key: str
    kind: str
    words: str
    options: tuple[tuple[str, str], ...]
    count: int
    codes: tuple[str, ...]
    answer: Any

    @property
    def is_open(self) -> bool:
        return self.answer is None

    @property
    def is_left(self) -> bool:
        return bool(self.answer == LEAVE)

    @property
    def further(self) -> int:
        """How many rows it concerns besides those that `codes` names."""
        return self.count - len(self.codes)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of a line: what stands here, what would stand, and what is said of it."""

    role: str
    label: str
    verdict: str
    given: str
    before: str
    after: str
    notes: tuple[str, ...]
    asks: tuple[str, ...]

    @property
    def writes(self) -> bool:
        return self.verdict in WRITES


@dataclass(frozen=True, slots=True)
class LineRow:
    position: int
    kind: str
    code: str
    title: str
    issue: UUID | None
    places: tuple[str, ...]
    cells: tuple[CellRow, ...]
    notes: tuple[str, ...]
    same: int
    missing: bool
    refused: bool
    choice: str
    done: bool

    @property
    def in_conflict(self) -> bool:
        return any(cell.verdict == CONFLICT for cell in self.cells)

    @property
    def is_left(self) -> bool:
        return self.choice == Side.THEIRS

    @property
    def asks(self) -> bool:
        return any(cell.verdict == ASK for cell in self.cells)

    @property
    def may_choose(self) -> bool:
        """Whether there is anything in it that could be brought in."""
        return self.kind == "new" or any(
            cell.verdict in (*WRITES, ASK, LEFT) for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One page of a preview or an account."""

    head: ImportRow
    questions: tuple[QuestionRow, ...]
    lines: tuple[LineRow, ...]
    shown: str
    page: int
    page_count: int


def find_round(viewer: Viewer, uuid: UUID) -> InspectionRound:
    """The round for an import to be begun in; not found where the viewer may not see it."""
    require(viewer, "ledger.import")
    found = visible(viewer, InspectionRound).filter(uuid=uuid).first()
    if found is None:
        raise not_found()
    return found


def imports(viewer: Viewer, round: UUID) -> tuple[ImportRow, ...]:
    """The imports of a round, newest first."""
    require(viewer, "ledger.import")
    rows = _batches(viewer).filter(round__uuid=round).order_by("-created_at", "-pk")
    return tuple(_row(row) for row in rows[:_NEWEST])


def import_row(viewer: Viewer, uuid: UUID) -> ImportRow:
    return _row(_batch(viewer, uuid))


def find_import(viewer: Viewer, uuid: UUID) -> LedgerImport:
    """The import for an action to work on; not found where the viewer may not see it."""
    return _batch(viewer, uuid)


def import_page(viewer: Viewer, uuid: UUID, shown: str, page: int) -> ImportPage:
    """A page of its lines, in the ledger's order."""
    batch = _batch(viewer, uuid)
    if shown not in FILTERS:
        raise BadInput("import.filter", gettext("没有这种筛选——请从预览上方重新选择"))
    start = (page - 1) * LINES_A_PAGE
    lines = batch.lines.filter(FILTERS[shown]).order_by("position")
    found = list(lines[start : start + LINES_A_PAGE])
    head = _row(batch)
    count = _count(head, shown)
    return ImportPage(
        head=head,
        questions=tuple(_questions(batch)),
        lines=tuple(_line(line, batch) for line in found),
        shown=shown,
        page=page,
        page_count=max(1, -(-count // LINES_A_PAGE)),
    )


def import_lines(viewer: Viewer, uuid: UUID) -> Iterator[LineRow]:
    """Every line, for an account; a few hundred in memory at a time."""
    batch = _batch(viewer, uuid)
    last = 0
    while several := list(batch.lines.filter(position__gt=last).order_by("position")[:_CHUNK]):
        yield from (_line(line, batch) for line in several)
        last = several[-1].position


def lines_of_plan(
    lines: Sequence[Any], answers: Mapping[str, Any] | None = None
) -> Iterator[LineRow]:
    """The same rows of a comparison that was not kept."""
    for position, line in enumerate(lines, 1):
        cells = settled(line.cells, answers or {})
        yield LineRow(
            position=position,
            kind=line.kind,
            code=line.code,
            title=line.title,
            issue=line.issue,
            places=tuple(line.places),
            cells=tuple(_cell(cell) for cell in cells),
            notes=tuple(said(item) for item in line.notes),
            same=line.same,
            missing=line.missing,
            refused=line.kind == "row",
            choice="",
            done=False,
        )


def _batches(viewer: Viewer) -> QuerySet[LedgerImport]:
    return visible(viewer, LedgerImport).select_related("round", "file").defer("file__cells")


def _batch(viewer: Viewer, uuid: UUID) -> LedgerImport:
    require(viewer, "ledger.import")
    return only(_batches(viewer).filter(uuid=uuid))


def _row(batch: LedgerImport) -> ImportRow:
    return ImportRow(
        uuid=batch.uuid,
        round_uuid=batch.round.uuid,
        round_name=batch.round.name,
        name=batch.name,
        state=ImportState(batch.state),
        strict=batch.strict,
        exported_on=batch.exported_on,
        counts=batch.counts,
        notices=tuple(said(item) for item in batch.notices),
        refusal_code=batch.refusal_code or "",
        refusal_sentence=batch.refusal_sentence or "",
        uploaded_by=batch.uploaded_by_name,
        created_at=batch.created_at,
        expires_at=batch.expires_at,
        confirmed_by=batch.confirmed_by_name or "",
        confirmed_at=batch.confirmed_at,
        version=batch.version,
        waits_for=tuple(job for job in (batch.file.job_id, batch.job_id) if job),
        file_uuid=batch.file.uuid,
    )


def _questions(batch: LedgerImport) -> Iterator[QuestionRow]:
    for number, question in enumerate(batch.questions, 1):
        yield QuestionRow(
            number=number,
            key=question["key"],
            kind=question["kind"],
            words=question["words"],
            options=tuple((value, gettext(label)) for value, label in question["options"]),
            count=question["count"],
            codes=tuple(question["codes"]),
            answer=batch.answers.get(question["key"]),
        )


def _line(line: ImportLine, batch: LedgerImport) -> LineRow:
    cells = [cell_from_json(value) for value in line.cells]
    return LineRow(
        position=line.position,
        kind=line.kind,
        code=line.code,
        title=line.title,
        issue=line.issue,
        places=tuple(line.places),
        cells=tuple(_cell(cell) for cell in settled(cells, batch.answers)),
        notes=tuple(said(item) for item in line.notes),
        same=line.same,
        missing=line.missing,
        refused=line.refused,
        choice=line.choice,
        done=line.done,
    )


def _cell(cell: Cell) -> CellRow:
    return CellRow(
        role=cell.role,
        label=gettext(BY_ROLE[cell.role].label),
        verdict=cell.verdict,
        given=cell.given,
        before=cell.before,
        after=cell.after,
        notes=tuple(said(item) for item in cell.notes),
        asks=tuple(cell.asks),
    )


def _count(head: ImportRow, shown: str) -> int:
    """How many lines a filter leaves, as the import has counted them."""
    counts = head.counts
    return {
        "all": counts.get("rows", 0),
        "same": counts.get("still", 0),
        "done": head.written,
    }.get(shown, counts.get(shown, 0))
