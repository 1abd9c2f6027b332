"""From matched rows to planned lines: one for each issue and measure of the ledger, one for each new measure, and one
for each row that is none of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from zhenggai.lib.dates import long_date
from zhenggai.lib.money import fen_of, yuan_words
from zhenggai.rectification import guards
from zhenggai.rectification.exchange.diff import (
    Current,
    beside_of,
    compare_cell,
    guarded,
    issue_currents,
    locked_cell,
    measure_currents,
)
from zhenggai.rectification.exchange.marks import Mark
from zhenggai.rectification.exchange.matching import (
    Known,
    Matched,
    Part,
    Row,
    Unmatched,
    digest,
    match,
    without_code,
)
from zhenggai.rectification.exchange.names import squeezed
from zhenggai.rectification.exchange.notes import Note, note
from zhenggai.rectification.exchange.paper import Line, PaperIssue, PaperMeasure, causes_words
from zhenggai.rectification.exchange.plan import (
    ADD,
    ASK,
    LOCKED,
    REFUSED,
    WRITES,
    Around,
    Cell,
    Plan,
    PlannedLine,
)
from zhenggai.rectification.exchange.sheets import Table
from zhenggai.rectification.exchange.sorting import Sorted, Texts
from zhenggai.rectification.exchange.telling import cause_cells, progress_cells, too_long

LONGEST_MEASURE = 2_000
_LOCKED_WHY = {
    "aspect": "locked.source",
    "title": "locked.source",
    "details": "locked.source",
    "complete": "locked.complete",
    "evidence": "locked.evidence",
    "closed_on": "locked.closure",
    "closed_level": "locked.closure",
    "lookback": "locked.lookback",
}


def plan_of(tables: Sequence[Table], issues: Sequence[PaperIssue], around: Around) -> Plan:
    """Everything that the sheet would change, in the ledger's order; rows that are left come last."""
    plan = Plan()
    matched, left = match(tables, Known(issues))
    by_code = {item.issue.code: item for item in matched}
    for issue in issues:
        found = by_code.get(issue.code)
        if found:
            plan.lines += _Planner(found, around, plan).lines()
        elif around.marks is None or around.issue_mark(issue.code):
            line = _issue_line(issue)
            line.missing = True
            plan.lines.append(line)
    plan.lines += [_left_line(item) for item in left]
    return plan


class _Planner:
    """The lines of one issue."""

    def __init__(self, matched: Matched, around: Around, plan: Plan) -> None:
        self.issue, self.matched, self.around, self.plan = matched.issue, matched, around, plan
        self.mark = around.issue_mark(matched.issue.code)
        self.sorted = Sorted(matched, around)
        self.settled = guarded(lambda: guards.refuse_settled(self.issue))

    def lines(self) -> Iterator[PlannedLine]:
        several = [self._issue(), *map(self._measure, self.issue.measures)]
        several += [self._new_measure(*item) for item in self.sorted.new]
        for line in several:
            if line is not None:
                _refuse(line, self.settled)
                yield line

    # -- the issue --------------------------------------------------------------------------------------------

    def _issue(self) -> PlannedLine:
        line, texts = _issue_line(self.issue), self.sorted.issue
        line.places = [row.record.place for row in self.matched.rows]
        line.notes = list(self.matched.notes)
        currents = issue_currents(self.issue, self.around)
        line.cells = [
            *self._scalars(line, texts, currents, self.mark),
            *_unread(texts, currents),
            *self._causes(texts),
            *self._locked_of_issue(texts),
        ]
        for cell in line.cells:
            if cell.role == "deadline" and cell.verdict in WRITES:
                _refuse_cell(cell, guarded(partial(self._promised, cell)))
        if any(row.part is None for row in self.matched.rows):
            line.cells += self._progress_of_issue(texts)
        return line

    def _promised(self, cell: Cell) -> None:
        after = date.fromisoformat(str(cell.value)) if cell.value else None
        guards.refuse_promised(self.issue.state, self.issue.deadline, after)

    def _causes(self, texts: Texts) -> Iterator[Cell]:
        text, stands = texts.joined("causes"), causes_words(self.issue)
        if text and not self._is_untouched("causes", text, stands, self.issue, self.mark):
            exported = self.mark is not None and self.mark.cells["causes"] != "-"
            yield from cause_cells(text, self.issue.causes, exported=exported)

    def _locked_of_issue(self, texts: Texts) -> Iterator[Cell]:
        issue = self.issue
        stands = {
            "aspect": [issue.aspect],
            "title": [issue.title, issue.original_text],
            "details": [issue.details, issue.original_text],
        }
        for role in ("aspect", "title", "details", "closed_on", "closed_level", "lookback"):
            for text in texts.texts.get(role, ())[:1]:
                if cell := locked_cell(role, text, stands.get(role, []), _LOCKED_WHY[role]):
                    yield cell
        for text in texts.texts.get("money", ()):
            fen = fen_of(text, "万元")
            if fen is not None:
                yield Cell("money", LOCKED, text, notes=[note("money", sum=yuan_words(fen))])

    def _progress_of_issue(self, texts: Texts) -> Iterator[Cell]:
        """In rows without a measure, or with several, all that was told of the issue and its measures counts."""
        text = texts.joined("progress")
        if "progress" in texts.unread or self._is_untouched(
            "progress", text, "", self.issue, self.mark
        ):
            return
        entries = [*self.issue.progress]
        for measure in self.issue.measures:
            entries += measure.progress
        shown = self.mark.entries if self.mark else 0
        exported = [place < shown for place in range(len(entries))]
        yield from progress_cells(text, entries, exported, self.around.today)

    # -- its measures -----------------------------------------------------------------------------------------

    def _measure(self, measure: PaperMeasure) -> PlannedLine | None:
        """A measure that the sheet does not speak of is told, unless it speaks of none, or it was not exported."""
        line, mark = _measure_line(self.issue, measure), self.around.measure_mark(measure.code)
        rows = self.sorted.rows.get(measure.code, [])
        if not rows:
            speaks = any("measure" in row.roles or row.own_cells for row in self.matched.rows)
            line.missing = speaks and (self.around.marks is None or mark is not None)
            return line if line.missing else None
        line.places = list(dict.fromkeys(row.record.place for row in rows))
        if len(line.places) > 1:
            line.notes.append(note("row.twice", code=measure.code))
        texts = self.sorted.of(measure.code)
        currents = measure_currents(measure, self.issue, self.around)
        self._inherit(texts, measure)
        line.cells = [
            *self._trigger(texts, measure, mark),
            *self._scalars(line, texts, currents, mark),
            *_unread(texts, currents),
            *self._progress(texts, measure, mark),
            *self._locked_of_measure(texts, measure, rows[0], mark),
        ]
        if measure.is_complete:
            _refuse(line, guarded(lambda: guards.refuse_finished(measure)), keep=ADD)
        return line

    def _inherit(self, texts: Texts, measure: PaperMeasure) -> None:
        """A row that repeats the issue's owner or deadline, as the sheet has them, says nothing of its measure."""
        issue = self.issue
        above = {
            "owner": issue.owner.name if issue.owner else "",
            "deadline": long_date(issue.deadline) if issue.deadline else "",
        }
        own = {"owner": measure.owner, "deadline": measure.deadline_words}
        for role, words in above.items():
            written, given = self.sorted.issue.given(role), texts.texts.get(role)
            of_issue = squeezed(written.text if written and written.text else words)
            if given and not own[role] and squeezed(given[0]) == of_issue:
                texts.drop(role)

    def _trigger(self, texts: Texts, measure: PaperMeasure, mark: Mark | None) -> Iterator[Cell]:
        """A measure that waits for an event gets its day when that is recorded, not by import."""
        given = texts.given("deadline")
        if measure.deadline or not measure.trigger or given is None:
            return
        texts.drop("deadline")
        words = measure.deadline_words
        if given.text and not self._is_untouched("deadline", given.text, words, measure, mark):
            why = note("locked.trigger", event=measure.trigger)
            yield Cell("deadline", LOCKED, given.text, words, notes=[why])

    def _progress(self, texts: Texts, measure: PaperMeasure, mark: Mark | None) -> Iterator[Cell]:
        """The first line of an issue shows the issue's own progress before its measure's."""
        if "progress" in texts.unread:
            return
        issue, text, leads = self.issue, texts.joined("progress"), self._leads(measure)
        shown = Line(issue, measure, leads).progress
        if self._is_untouched("progress", text, shown, measure, mark):
            return
        of_issue = self.mark.entries if self.mark and leads else 0
        of_measure = mark.entries if mark else 0
        exported = [place < of_issue for place in range(len(issue.progress))]
        exported += [place < of_measure for place in range(len(measure.progress))]
        entries = [*issue.progress, *measure.progress]
        yield from progress_cells(text, entries, exported, self.around.today)

    def _locked_of_measure(
        self, texts: Texts, measure: PaperMeasure, row: Row, mark: Mark | None
    ) -> Iterator[Cell]:
        words = next(part.words for part in row.parts if part.measure is measure)
        if words and words != measure.words and not _is_measure(words, measure):
            yield Cell("measure", LOCKED, words, measure.words, notes=[note("locked.source")])
        line = Line(self.issue, measure, self._leads(measure))
        for role, stands in (("complete", line.complete), ("evidence", line.evidence)):
            given = texts.given(role)
            if given is None or self._is_untouched(role, given.text, stands, measure, mark):
                continue
            if cell := locked_cell(role, given.text, [stands], _LOCKED_WHY[role]):
                yield cell

    def _new_measure(self, part: Part, row: Row, texts: Texts) -> PlannedLine:
        """A measure that is not in the ledger: its words, with owner, deadline and the rest where the row has them."""
        line = PlannedLine(
            kind="new",
            key=f"n:{self.issue.uuid}:{digest(part.words)[:200]}",
            code=self.issue.code,
            title=part.words,
            issue=self.issue.uuid,
            version=self.issue.version,
            places=[row.record.place],
        )
        empty = PaperMeasure(
            *(0, self.issue.hex, 0, "", None, part.words, "todo", None, None, None, None, None),
            *(None, None),
        )
        self._inherit(texts, empty)
        currents = measure_currents(empty, self.issue, self.around)
        cells = self._scalars(line, texts, currents, None)
        line.cells = [cell for cell in cells if cell.given.strip()]
        line.cells += _unread(texts, currents)
        line.cells += progress_cells(texts.joined("progress"), [], [], self.around.today)
        _refuse(line, too_long(part.words, LONGEST_MEASURE))
        return line

    # -- cells ------------------------------------------------------------------------------------------------

    def _scalars(
        self, line: PlannedLine, texts: Texts, currents: Mapping[str, Current], mark: Mark | None
    ) -> Iterator[Cell]:
        for role, current in currents.items():
            line.seen[role] = self.around.seal.digest(current.words)
            given, different = texts.given(role), texts.differing(role)
            if different and given:
                why = note("differs", values="／".join(different[:3]))
                yield Cell(role, REFUSED, given.text, current.words, notes=[why])
            elif given:
                base = self.around.base(line.key, mark, role)
                cell = compare_cell(role, given, current, base, self.around, self.plan)
                if cell:
                    cell.beside = beside_of(role, cell, currents)
                    yield cell

    def _is_untouched(
        self,
        role: str,
        text: str,
        stands: str,
        part: PaperIssue | PaperMeasure,
        mark: Mark | None,
    ) -> bool:
        """Whether a cell is as it stands here, or as it was exported."""
        if text == stands or squeezed(text) == squeezed(stands):
            return True
        return self.around.seal.digest(text) == self.around.base(_key(part), mark, role)

    def _leads(self, measure: PaperMeasure) -> bool:
        """Whether the measure stands in the first line of its issue."""
        return self.issue.measures[0] is measure


def _unread(texts: Texts, currents: Mapping[str, Current]) -> Iterator[Cell]:
    """Cells that hold a formula without its result."""
    for role, given in texts.unread.items():
        if role in currents or role in ("causes", "progress"):
            before = currents[role].words if role in currents else ""
            yield Cell(role, REFUSED, given, before, notes=[note("unread")])


def _is_measure(words: str, measure: PaperMeasure) -> bool:
    """Whether the words are the measure's, its number and marks aside."""
    numbered = without_code(f"{measure.code} {measure.words}")
    known = (measure.content, measure.words, numbered)
    return digest(words) in {digest(text) for text in known}


def _refuse(line: PlannedLine, why: Note | None, *, keep: str = "") -> None:
    """Every cell that would be written is refused for one reason, and a new measure as a whole."""
    if why is None:
        return
    if line.kind == "new":
        line.cells = [Cell("measure", REFUSED, line.title, notes=[why])]
    for cell in line.cells:
        if cell.verdict in (*WRITES, ASK) and cell.verdict != keep:
            _refuse_cell(cell, why)


def _refuse_cell(cell: Cell, why: Note | None) -> None:
    if why is not None:
        cell.verdict, cell.notes, cell.asks, cell.take = REFUSED, [why], [], ""


def _issue_line(issue: PaperIssue) -> PlannedLine:
    return PlannedLine(
        "issue", _key(issue), issue.code, issue.title, issue.uuid, None, issue.version
    )


def _measure_line(issue: PaperIssue, measure: PaperMeasure) -> PlannedLine:
    return PlannedLine(
        *("measure", _key(measure), measure.code, measure.words),
        *(issue.uuid, measure.uuid, measure.version),
    )


def _left_line(left: Unmatched) -> PlannedLine:
    cells = left.record.cells
    return PlannedLine(
        kind="row",
        key=f"r:{left.record.place}",
        code=cells.get("code", "")[:20],
        title=cells.get("title") or cells.get("what") or cells.get("measure", ""),
        places=[left.record.place],
        notes=[left.reason],
    )


def _key(part: PaperIssue | PaperMeasure) -> str:
    return f"{'i' if isinstance(part, PaperIssue) else 'm'}:{part.uuid}"
