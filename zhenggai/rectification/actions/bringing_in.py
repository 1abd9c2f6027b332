"""A preview becomes the ledger (确认导入): every line by the action that a page would call, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note, one_by_one
from zhenggai.lib.errors import Conflict, Refused
from zhenggai.people.queries import offices, persons, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions.assigning import assign
from zhenggai.rectification.actions.importing import counts_of, refuse_expired
from zhenggai.rectification.actions.planning import add_cause, add_measure, edit_measure
from zhenggai.rectification.actions.refusals import not_found
from zhenggai.rectification.actions.reporting import report_progress
from zhenggai.rectification.exchange.filters import WRITTEN
from zhenggai.rectification.exchange.plan import WRITES, Cell, cell_from_json
from zhenggai.rectification.exchange.settling import settled
from zhenggai.rectification.models import (
    ImportLine,
    ImportState,
    Issue,
    LedgerImport,
    Measure,
)

MOST_LINES = 2_000
"""Lines brought in at once: for so long nobody else can write on SQLite."""
_PEOPLE = frozenset({"charge_leader", "owner", "handler", "liaison"})
_MOST_TOLD = 50


@action("ledger.import", on="batch")
def confirm_import(
    viewer: Viewer, batch: LedgerImport, *, version: int, today: date
) -> LedgerImport:
    """Bring in what the preview says: each line is asked of the guard and journaled by itself, in one transaction."""
    refuse_expired(batch)
    _refuse_undecided(batch)
    lines = _lines(batch)
    writing = _Writing(viewer, batch, lines, today)
    _take(viewer, batch, version)
    with one_by_one(), upkeep.at_the_end():
        written = writing.write()
    ImportLine.objects.filter(pk__in=[line.pk for line in written]).update(done=True)
    note(
        obj=batch,
        summary=gettext("导入台账：%(name)s，写入 %(count)s 行，不能导入 %(refused)s 行")
        % {"name": batch.name, "count": len(written), "refused": batch.counts["refused"]},
        round=str(batch.round.uuid),
        counts=batch.counts,
    )
    return batch


def _refuse_undecided(batch: LedgerImport) -> None:
    counts = counts_of(batch)
    if counts["asks"]:
        raise Refused(
            "import.asks",
            gettext("还有 %(count)s 行等您定——请逐个选定，或选“其余都不导入”")
            % {"count": counts["asks"]},
        )
    if counts["open"]:
        raise Refused(
            "import.conflicts",
            gettext("还有 %(count)s 行有冲突没有选定——请选用表中的，或用库中的")
            % {"count": counts["open"]},
        )
    if batch.strict and counts["refused"]:
        refused = batch.lines.filter(refused=True).order_by("position")[:_MOST_TOLD]
        raise Refused(
            "import.strict",
            gettext("有 %(count)s 行不能导入，按所选一行也没有导入——请改表后重新上传，或改选略过")
            % {"count": counts["refused"]},
            [f"{line.code} {line.title[:40]}" for line in refused],
        )


def _lines(batch: LedgerImport) -> list[ImportLine]:
    """The lines that are to be written, in the ledger's order."""
    lines = list(batch.lines.filter(WRITTEN).order_by("position")[: MOST_LINES + 1])
    if not lines:
        raise Refused("import.nothing", gettext("没有要导入的改动——表与库中一致，或都选了不导入"))
    if len(lines) > MOST_LINES:
        raise Refused(
            "import.too_many",
            gettext("要写入的超过 %(most)s 行——请按部门或方面分几次导入") % {"most": MOST_LINES},
        )
    return lines


def _take(viewer: Viewer, batch: LedgerImport, version: int) -> None:
    """From now on the import is done: of two who confirm, one succeeds."""
    taken = LedgerImport.objects.filter(
        pk=batch.pk, state=ImportState.READY, version=version
    ).update(
        state=ImportState.DONE,
        version=version + 1,
        confirmed_by_name=viewer.name,
        confirmed_at=timezone.now(),
    )
    if not taken:
        raise Conflict("import.changed", gettext("这份预览刚被他人改过——请刷新看清后再办"))
    batch.refresh_from_db()


class _Writing:
    """The lines with the issues, measures and people that they speak of, as they stand now."""

    def __init__(
        self, viewer: Viewer, batch: LedgerImport, lines: Sequence[ImportLine], today: date
    ) -> None:
        self.viewer, self.batch, self.lines, self.today = viewer, batch, lines, today
        self.cells = {line.pk: _cells(line, batch) for line in lines}
        self.issues = self._issues()
        self.measures = self._measures()
        self._refuse_moved()
        self.people = _named(persons(viewer), self._uuids(_PEOPLE))
        self.offices = _named(offices(viewer), self._uuids({"lead_dept", "co_depts"}))

    def write(self) -> list[ImportLine]:
        """Every line is tried, so that all that stands in the way is told at once."""
        written, missing = [], []
        for line in self.lines:
            try:
                self._write(line)
                written.append(line)
            except Refused as refused:
                missing.append(f"{line.code} {line.title[:40]}：{refused.sentence}")
        if missing:
            raise Refused(
                "import.refused",
                gettext("有 %(bad)s 行不能这样导入，全部没有改动——请改选或改表后再办")
                % {"bad": len(missing)},
                missing[:_MOST_TOLD],
            )
        return written

    def _write(self, line: ImportLine) -> None:
        cells = self.cells[line.pk]
        issue = self.issues[line.issue]
        if line.kind == "new":
            measure = add_measure(self.viewer, issue, content=line.title, **self._changes(cells))
            self._report(issue, measure, cells)
        elif line.kind == "measure":
            measure = self.measures[line.measure]
            if changes := self._changes(cells):
                edit_measure(self.viewer, measure, version=measure.version, **changes)
            self._report(issue, measure, cells)
        else:
            if changes := self._changes(cells):
                assign(self.viewer, issue, version=issue.version, **changes)
            for cell in cells:
                for text in cell.value if cell.role == "causes" else ():
                    add_cause(self.viewer, issue, text=text)
            self._report(issue, None, cells)

    def _report(self, issue: Issue, measure: Measure | None, cells: Iterable[Cell]) -> None:
        for cell in cells:
            for entry in cell.value if cell.role == "progress" else ():
                report_progress(
                    self.viewer,
                    issue,
                    measure=measure,
                    text=entry["text"],
                    happened_on=date.fromisoformat(entry["day"]) if entry["day"] else None,
                    today=self.today,
                )

    def _changes(self, cells: Iterable[Cell]) -> dict[str, Any]:
        """The cells as the keyword arguments of the action that writes them."""
        return {
            cell.role: self._value(cell)
            for cell in cells
            if cell.role not in ("causes", "progress")
        }

    def _value(self, cell: Cell) -> Any:
        value = cell.value
        if cell.role in _PEOPLE:
            return self.people[value["uuid"]] if value else None
        if cell.role == "lead_dept":
            return self.offices[value["uuid"]] if value else None
        if cell.role == "co_depts":
            return [self.offices[item["uuid"]] for item in value or ()]
        if cell.role == "deadline":
            return date.fromisoformat(value) if value else None
        return value

    def _issues(self) -> Mapping[UUID | None, Issue]:
        wanted = {line.issue for line in self.lines if line.issue}
        found = visible(self.viewer, Issue).filter(round=self.batch.round_id, uuid__in=wanted)
        rows = found.select_related("charge_leader", "lead_dept", "owner", "handler", "liaison")
        issues: dict[UUID | None, Issue] = {row.uuid: row for row in rows}
        if len(issues) != len(wanted):
            raise not_found()
        return issues

    def _measures(self) -> Mapping[UUID | None, Measure]:
        """Each with the very issue that its line's other parts work on, so that versions stay one."""
        wanted = {line.measure for line in self.lines if line.measure}
        found = visible(self.viewer, Measure).filter(round=self.batch.round_id, uuid__in=wanted)
        by_key = {issue.pk: issue for issue in self.issues.values()}
        measures: dict[UUID | None, Measure] = {}
        for measure in found:
            measure.issue = by_key[measure.issue_id]  # type: ignore[index]  # a line's measure has one
            measures[measure.uuid] = measure
        if len(measures) != len(wanted):
            raise not_found()
        return measures

    def _refuse_moved(self) -> None:
        """What has changed since the preview was made must be looked at again."""
        moved = []
        for line in self.lines:
            stands: Issue | Measure = (
                self.measures[line.measure] if line.measure else self.issues[line.issue]
            )
            if stands.version != line.seen_version:
                moved.append(f"{line.code} {line.title[:40]}")
        if moved:
            raise Conflict(
                "import.moved",
                gettext("比对以后有 %(count)s 行被他人改过，没有导入——请重新比对，看清后再确认")
                % {"count": len(moved)},
                moved[:_MOST_TOLD],
            )

    def _uuids(self, roles: Iterable[str]) -> set[str]:
        values = [
            cell.value for cells in self.cells.values() for cell in cells if cell.role in roles
        ]
        flat = [
            item for value in values for item in (value if isinstance(value, list) else [value])
        ]
        return {item["uuid"] for item in flat if item}


def _cells(line: ImportLine, batch: LedgerImport) -> list[Cell]:
    """What is to be written of a line."""
    cells = settled([cell_from_json(value) for value in line.cells], batch.answers, line.choice)
    return [cell for cell in cells if cell.verdict in WRITES]


def _named(rows: Any, uuids: set[str]) -> dict[str, Any]:
    """People or departments by their public names; one that is no longer there is not found."""
    found = {str(row.uuid): row for row in rows.filter(uuid__in=uuids)}
    if len(found) != len(uuids):
        raise not_found()
    return found
