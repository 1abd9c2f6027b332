"""Bringing a workbook back in, for tests: exported as it stands, edited, taken in, read, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhenggai.intake.actions import receive_sheet
from zhenggai.intake.sheet import MARKS
from zhenggai.intake.tests.making_files import xlsx
from zhenggai.jobs.tests.working import work_off
from zhenggai.people.queries import visible
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import COMPARE_JOB, begin_import, confirm_import
from zhenggai.rectification.exchange.marks import Seal
from zhenggai.rectification.exchange.reading import papers_of
from zhenggai.rectification.models import Issue, LedgerImport, Measure, Progress, RootCause
from zhenggai.rectification.tests.exchange import Rows, exported, workbook

if TYPE_CHECKING:
    from zhenggai.people.tests.office import Office


OWNER, DEADLINE, MEASURE = "责任人", "完成时限", "整改措施（逐条编号）"
PROGRESS = "整改进展（日期+事实）"


@dataclass(slots=True)
class Sheet:
    """A workbook in somebody's hands."""

    rows: Rows
    marks: list[str]

    def bytes(self) -> bytes:
        lines = [
            [row.cells.get(at) for at in range(max(row.cells) + 1)]
            for row in workbook(self.rows).sheets[0].rows
        ]
        sheets: dict[str, Sequence[Sequence[object]]] = {"整改总台账": lines}
        if self.marks:
            sheets[MARKS] = [[mark] for mark in self.marks]
        return xlsx(sheets, hidden=[MARKS])


def sheet_of(office: Office, round: Any) -> Sheet:
    """The master ledger of a round as it is exported now."""
    issues = list(papers_of(visible(office.clerk, Issue).filter(round=round)))
    return Sheet(*exported(issues, round.uuid, Seal(settings.SECRET_KEY)))


def brought(
    office: Office, round: Any, sheet: Sheet | bytes, name: str = "台账.xlsx"
) -> LedgerImport:
    """The import of a sheet, as far as the worker takes it."""
    data = sheet if isinstance(sheet, bytes) else sheet.bytes()
    file = receive_sheet(office.clerk, data, name, then=COMPARE_JOB)
    batch = begin_import(office.clerk, round, file)
    work_off()
    batch.refresh_from_db()
    return batch


def confirm(office: Office, batch: LedgerImport) -> LedgerImport:
    return confirm_import(office.clerk, batch, version=batch.version, today=TODAY)


def stored() -> tuple[Any, ...]:
    """Everything of the ledger that an import could change."""
    issues = Issue.objects.order_by("code").values()
    measures = Measure.objects.order_by("pk").values()
    return list(issues), list(measures), Progress.objects.count(), RootCause.objects.count()
