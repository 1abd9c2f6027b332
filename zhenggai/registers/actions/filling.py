"""Filling registers with many records at once: what a demo year and an import of old ledgers need.

Records come as an import brings them, in any state; what is computed is computed and what is sealed is sealed by the
same formulas as on saving. Rows are written in batches, so that memory stays flat.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext

from zhenggai.archive.actions import advance_series
from zhenggai.journal.actions import action, note
from zhenggai.people.queries import calendar
from zhenggai.people.sealing import seal
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration, EvidenceKind
from zhenggai.registers.fields import Field
from zhenggai.registers.lookups import calls
from zhenggai.registers.models import EvidenceItem, Record
from zhenggai.registers.published import editions, office_settings
from zhenggai.registers.showing import Names, told
from zhenggai.rules.closures import Closure, Frame, closure

_BATCH = 2_000
_KEPT = 20_000
_MOST_TITLE = 200
Work = Callable[["Filler"], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """A record that has been put: its key, number and stored body before sealing."""

    key: int
    number: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class _Shelf:
    """A register being filled: its declaration and formulas, made once."""

    declaration: Declaration
    edition: int
    settings: Mapping[str, Any]
    formulas: list[tuple[str, Field, Closure, int]]
    papers: list[tuple[EvidenceKind, Closure | None]]
    sealed: tuple[str, ...]
    count: int = 0


@dataclass(slots=True)
class Filler:
    """Puts records of one office. `lookups` may replace functions of formulas by quicker ones of the same answers;
    `paper` gives the key of an attachment to show for a paper of a register in a year."""

    viewer: Viewer
    office: int
    paper: Callable[[str, int], int]
    lookups: Mapping[str, Callable[..., Any]]
    names: Names = field(default_factory=Names)
    shelves: dict[str, _Shelf] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    bodies: OrderedDict[int, Mapping[str, Any]] = field(default_factory=OrderedDict)
    rows: list[Record] = field(default_factory=list)
    evidence: list[EvidenceItem] = field(default_factory=list)
    next_key: int = 0
    count: int = 0

    def put(
        self,
        register: str,
        values: Mapping[str, Any],
        *,
        on: date,
        state: str,
        year: int | None = None,
        handler: int | None = None,
        department: int | None = None,
        lacking: Collection[str] = (),
        papers: Mapping[str, int] | None = None,
    ) -> Filled:
        """A record with stored values; its papers are all that it needs but the lacking, those in `papers` given."""
        shelf = self.shelf(register)
        self.next_key += 1
        key, year = self.next_key, year or on.year
        body = {name: value for name, value in values.items() if value is not None}
        spine = {
            "id": key,
            "office": self.office,
            "department": department,
            "handler": handler,
            "year": year,
            "state": state,
            "classification": "内部",
            "recorded_at": on.isoformat(),
        }
        frame = self.compute(shelf, body, spine)
        number = self.number(shelf, {**frame.record}, year)
        uuid = uuid4()
        record = Record(
            pk=key,
            uuid=uuid,
            office_id=self.office,
            register=register,
            edition_id=shelf.edition,
            number=number,
            title=self.title(shelf, {**frame.record, "number": number}),
            year=year,
            state=state,
            handler_id=handler,
            department_id=department,
            recorded_on=on,
            recorded_by_name=self.viewer.name,
            data={
                name: seal(value, record=str(uuid), field=name) if name in shelf.sealed else value
                for name, value in body.items()
            },
        )
        self.rows.append(record)
        self.show_papers(shelf, frame, lacking, papers or {})
        self.remember(key, body)
        self.names.records[key] = number
        self.count += 1
        if len(self.rows) >= _BATCH:
            self.flush()
        return Filled(key, number, body)

    def shelf(self, register: str) -> _Shelf:
        found = self.shelves.get(register)
        if found is None:
            edition = editions()[register]
            declaration = edition.declaration
            found = _Shelf(
                declaration,
                edition.key,
                office_settings(register, declaration.defaults, self.office),
                [
                    (name, item, closure(item.formula), item.formula.type.places)
                    for name, item in declaration.fields.items()
                    if item.formula is not None
                ],
                [
                    (item, None if item.when is None else closure(item.when))
                    for item in declaration.evidence.values()
                ],
                tuple(name for name, item in declaration.fields.items() if item.sealed),
            )
            self.shelves[register] = found
        return found

    def compute(self, shelf: _Shelf, body: dict[str, Any], spine: Mapping[str, Any]) -> Frame:
        for name, item in shelf.declaration.fields.items():
            if item.default is not None and name not in body:
                body[name] = item.default
        frame = Frame(
            {**body, **spine},
            settings=shelf.settings,
            workdays=calendar(),
            lookups=self.lookups,
            linked=self.linked,
        )
        for name, item, call, places in shelf.formulas:
            value = call(frame)
            if value is None:
                continue
            if item.kind in ("number", "money", "integer"):
                value *= 10 ** (item.plain_type.places - places)
            body[name] = value
            frame.record = {**frame.record, name: value}
        return frame

    def linked(self, key: int, name: str) -> Any:
        """A field of a record that was put before; of the last ones only."""
        return self.bodies[key].get(name)

    def remember(self, key: int, body: Mapping[str, Any]) -> None:
        self.bodies[key] = body
        if len(self.bodies) > _KEPT:
            self.bodies.popitem(last=False)

    def number(self, shelf: _Shelf, row: dict[str, Any], year: int) -> str:
        code, pattern = shelf.declaration.code, shelf.declaration.number
        last = self.numbers.get((code, year), 0) + 1
        self.numbers[code, year] = last
        return told(pattern, {**row, "seq": last}, shelf.declaration.columns, self.names)

    def title(self, shelf: _Shelf, row: Mapping[str, Any]) -> str:
        pattern = shelf.declaration.title
        if pattern is None or not pattern.text:
            return str(row["number"])
        return told(pattern, row, shelf.declaration.columns, self.names)[:_MOST_TITLE]

    def show_papers(
        self, shelf: _Shelf, frame: Frame, lacking: Collection[str], given: Mapping[str, int]
    ) -> None:
        year = int(frame.record["year"])
        if frame.record["state"] == shelf.declaration.workflow.start and not given:
            return
        for item, when in shelf.papers:
            if item.name in lacking or (when is not None and when(frame) is not True):
                continue
            self.evidence.append(
                EvidenceItem(
                    record_id=self.next_key,
                    name=item.name,
                    attachment_id=given.get(item.name) or self.paper(item.label, year),
                    attached_by_name=self.viewer.name,
                )
            )

    def flush(self) -> None:
        Record._base_manager.bulk_create(self.rows, batch_size=_BATCH)
        EvidenceItem.objects.bulk_create(self.evidence, batch_size=_BATCH)
        self.rows.clear()
        self.evidence.clear()

    def finish(self) -> None:
        """Write what is left; series of numbers and keys go on behind what was put."""
        self.flush()
        for (code, year), last in self.numbers.items():
            advance_series(code, self.office, year, last)
        statements = connection.ops.sequence_reset_sql(no_style(), [Record])
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            # Without figures about the new rows the databases choose poor plans.
            cursor.execute("ANALYZE")


@action("record.fill", noun="registers.record")
def fill_records(
    viewer: Viewer,
    office: int,
    work: Work,
    *,
    paper: Callable[[str, int], int],
    lookups: Mapping[str, Callable[..., Any]] | None = None,
) -> int:
    """Let `work` put records into an office, all of them or none; answers with how many."""
    filler = Filler(viewer, office, paper, {**calls(), **(lookups or {})})
    filler.next_key = Record._base_manager.aggregate(last=Max("pk"))["last"] or 0
    work(filler)
    filler.finish()
    note(summary=gettext("成批登记 %(count)s 条记录") % {"count": filler.count})
    return filler.count
