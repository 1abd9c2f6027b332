"""Which cell of a row belongs to the issue, and which to its measure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhenggai.intake.sheet import UNCOUNTED
from zhenggai.rectification.exchange.columns import BY_ROLE, FIXED, ISSUE, LINE, MEASURE
from zhenggai.rectification.exchange.diff import Given
from zhenggai.rectification.exchange.matching import Matched, Part, Row
from zhenggai.rectification.exchange.names import squeezed
from zhenggai.rectification.exchange.plan import Around

_FAULT = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|N/A)")
_IDENTITY = frozenset({"code", "title", "what"})
_OF_MEASURE = frozenset({"progress", "complete", "evidence"})
_EITHER = frozenset({"owner", "deadline"})
_MAY_BE_MEASURES = _OF_MEASURE | {
    role for role, column in BY_ROLE.items() if column.use in (LINE, MEASURE)
}


@dataclass(slots=True)
class Texts:
    """What several rows say in the cells of one issue or measure, by role; `columns` are those that they have."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)
    """Cells whose formula has no result, or a fault: they say nothing, not even that there is nothing."""

    def add(self, role: str, text: str) -> None:
        if text == UNCOUNTED or _FAULT.fullmatch(text):
            self.unread[role] = text.replace(UNCOUNTED, "")
        else:
            self.texts.setdefault(role, []).append(text)

    def drop(self, role: str) -> None:
        self.texts.pop(role, None)
        self.columns.discard(role)

    def given(self, role: str) -> Given | None:
        """The one text of a cell; a blank where the column is there and nothing stands in it."""
        if role in self.unread:
            return None
        if role in self.texts:
            return Given(self.texts[role][0])
        return Given("", blank=True) if role in self.columns else None

    def joined(self, role: str) -> str:
        """All that rows say in a cell of several lines; what several rows repeat is said once."""
        return "\n".join(dict.fromkeys(self.texts.get(role, ())))

    def differing(self, role: str) -> list[str]:
        """The texts, where rows say different things in one cell."""
        different = list({squeezed(text): text for text in self.texts.get(role, ())}.values())
        return different if len(different) > 1 else []


class Sorted:
    """The rows of one issue, their cells handed to the issue, to its measures by code, and to new measures."""

    def __init__(self, matched: Matched, around: Around) -> None:
        self._issue, self._around = matched.issue, around
        self.issue = Texts()
        self.measures: dict[str, Texts] = {}
        self.rows: dict[str, list[Row]] = {}
        self.new: list[tuple[Part, Row, Texts]] = []
        for place, row in enumerate(matched.rows):
            # Where the first line was removed, the next says nothing of the issue by being empty.
            names_it = bool(_IDENTITY & set(row.record.cells))
            self._sort(row, first=place == 0 and names_it)

    def of(self, code: str) -> Texts:
        return self.measures.get(code, Texts())

    def _sort(self, row: Row, *, first: bool) -> None:
        texts = self._texts_of(row)
        for role, text in row.record.cells.items():
            use = BY_ROLE[role].use
            if role == "title" or (role == "what" and not row.own_cells):
                self.issue.add("title", text)
            elif use in (ISSUE, FIXED, LINE, MEASURE) or role == "money":
                mine = texts is not None and self._is_measures(role, row, first)
                (texts if mine and texts else self.issue).add(role, text)
        of_measure = {
            role for role in row.roles & _MAY_BE_MEASURES if self._is_measures(role, row, first)
        }
        if texts is not None:
            texts.columns |= of_measure
        if first:
            uses = {role for role in row.roles if BY_ROLE[role].use == ISSUE}
            self.issue.columns |= (uses | (row.roles & _EITHER)) - of_measure

    def _texts_of(self, row: Row) -> Texts | None:
        """Where the cells of the row's one measure are gathered; None where it has none, or several."""
        found: Texts | None = None
        for part in row.parts:
            if part.measure is None:
                texts = Texts()
                self.new.append((part, row, texts))
            else:
                self.rows.setdefault(part.measure.code, []).append(row)
                texts = self.measures.setdefault(part.measure.code, Texts())
            found = texts if part is row.part else found
        return found

    def _is_measures(self, role: str, row: Row, first: bool) -> bool:
        """Whether a cell of the row is its measure's. In the first line of an issue owner and deadline are the
        issue's, unless the measure shows its own: what was exported decides, where that is known."""
        use = BY_ROLE[role].use
        if row.part is None or use == ISSUE:
            return False
        if use == MEASURE or role in _OF_MEASURE or (row.own_cells and use == LINE):
            return True
        if role not in _EITHER:
            return False
        measure = row.part.measure
        if measure is None:
            return not first
        mark = self._around.measure_mark(measure.code)
        if mark is not None and self._around.marks and self._around.marks.sealed:
            return self._issue.measures[0] is not measure or mark.cells[role] != "-"
        own = measure.owner is not None if role == "owner" else bool(measure.deadline_words)
        return own or not first
