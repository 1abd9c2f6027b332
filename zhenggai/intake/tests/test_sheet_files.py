"""Workbooks that are compared with the ledger: their cells in their places, our own marks, and how they come in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django_scopes import scopes_disabled

from zhenggai.archive.models import Attachment
from zhenggai.intake.actions import receive_sheet
from zhenggai.intake.models import SheetFile, SheetState
from zhenggai.intake.reading import read_workbook
from zhenggai.intake.sheet import MARKS, workbook_from_json
from zhenggai.intake.sheet_jobs import read_sheet, read_sheet_now
from zhenggai.intake.tests.making_files import xlsx
from zhenggai.intake.tests.test_readers_sheets import biff
from zhenggai.jobs.models import Job
from zhenggai.jobs.registry import job
from zhenggai.jobs.tests.working import work_off
from zhenggai.journal.queries import history
from zhenggai.lib.errors import FileRefused, NotAllowed
from zhenggai.people.queries import scope_for, system_viewer, visible
from zhenggai.people.tests.office import acting

LEDGER = [["台账"], [None, None], ["问题编号", None, "责任人"], ["1-1", None, "张三"]]
THEN = "test.compare"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the job that goes on with a workbook was called with."""
    calls: list[dict[str, Any]] = []
    job(THEN)(lambda **payload: calls.append(payload))
    return calls


def read(data: bytes, name: str, tmp_path: Path) -> Any:
    path = tmp_path / name
    path.write_bytes(data)
    return read_workbook(path)


def marked(hidden: str) -> bytes:
    """A workbook with our own marks and a sheet that somebody else has hidden."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("台账").write_row(2, 1, ["1-1", "张三"])
        marks = book.add_worksheet(MARKS)
        marks.write_column(0, 0, ["zhenggai 轮次", "1-1 摘要"])
        getattr(marks, hidden)()
        book.add_worksheet("底稿").hide()
    return file.getvalue()


def test_cells_keep_their_lines_and_columns(tmp_path: Path) -> None:
    for data, name in (
        (xlsx({"甲": LEDGER, "乙": [["x"]]}), "a.xlsx"),
        (biff([["", ""], ["", "问题编号"], ["", "1-1"]]), "b.xls"),
    ):
        found = read(data, name, tmp_path)

        assert workbook_from_json(found.as_json()) == found
        rows = [(row.number, dict(row.cells)) for row in found.sheets[0].rows]
        if name == "a.xlsx":
            assert rows == [
                (1, {0: "台账"}),
                (3, {0: "问题编号", 2: "责任人"}),
                (4, {0: "1-1", 2: "张三"}),
            ]
            assert [sheet.name for sheet in found.sheets] == ["甲", "乙"]
        else:
            assert rows == [(2, {1: "问题编号"}), (3, {1: "1-1"})]


@pytest.mark.parametrize("hidden", ["very_hidden", "hide", "activate"])
def test_our_own_marks_are_read_however_they_are_hidden_and_other_hidden_sheets_told(
    tmp_path: Path, hidden: str
) -> None:
    found = read(marked(hidden), "a.xlsx", tmp_path)

    assert found.marks == ("zhenggai 轮次", "1-1 摘要")
    assert [sheet.name for sheet in found.sheets] == ["台账"]
    assert found.notices == ("隐藏的工作表“底稿”没有读入——需要的请取消隐藏后再读",)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"x", "a.docx", "file.no_sheet"),
        (b"PK\x03\x04" + bytes(300), "a.xlsx", "file.damaged"),
        (xlsx({"甲": [[None]]}), "a.xlsx", "file.no_text"),
        (xlsx({"甲": [["机密★5年"]]}), "a.xlsx", "file.classified"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_sentence(
    tmp_path: Path, data: bytes, name: str, code: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(data, name, tmp_path)

    assert refusal.value.code == code
    assert "——" in refusal.value.sentence


def test_a_workbook_of_endless_text_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhenggai.intake import readers

    monkeypatch.setattr(readers, "MOST_CELL_TEXT", 5)
    with pytest.raises(FileRefused) as refusal:
        readers.parse_workbook(xlsx({"甲": LEDGER}), "a.xlsx")

    assert refusal.value.code == "file.too_long"


def test_a_workbook_becomes_cells_in_the_workers_hands_and_the_next_job_is_told(
    office: Any, heard: list[dict[str, Any]]
) -> None:
    file = receive_sheet(office.clerk, xlsx({"甲": LEDGER}), "../台账.xlsx", then=THEN)

    work_off()

    stored = SheetFile.objects.get(pk=file.pk)
    assert (stored.name, stored.state, stored.cells["marks"]) == ("台账.xlsx", SheetState.READ, [])
    assert heard == [{"file": str(file.uuid), "office": office.organ.pk}]
    events = history(office.clerk, "intake.sheetfile", str(file.uuid))
    assert [event.summary for event in events] == ["收表：台账.xlsx", "读表：3 行"]


def test_a_refused_workbook_tells_the_next_job_too_and_a_classified_one_is_not_kept(
    office: Any, heard: list[dict[str, Any]]
) -> None:
    file = receive_sheet(office.clerk, xlsx({"甲": [["机密★5年"]]}), "a.xlsx", then=THEN)

    work_off()

    stored = SheetFile.objects.get(pk=file.pk)
    assert (stored.state, stored.refusal_code) == (SheetState.REFUSED, "file.classified")
    assert stored.attachment is None
    assert not Attachment.objects.exists()
    assert Job.objects.filter(name=THEN).count() == 1


def test_a_workbook_is_read_once(office: Any, heard: list[dict[str, Any]]) -> None:
    file = receive_sheet(office.clerk, xlsx({"甲": LEDGER}), "a.xlsx", then=THEN)
    payload = Job.objects.get(pk=file.job_id).payload
    with scopes_disabled():
        read_sheet(**payload)
        read_sheet(**payload)

    assert Job.objects.filter(name=THEN).count() == 1
    with pytest.raises(FileRefused):
        read_sheet_now(system_viewer(), _without_bytes(office))


def test_only_the_rectification_office_brings_workbooks_in(office: Any) -> None:
    for role in ("handler", "lead_dept", "group_leader", "superior_reviewer"):
        with pytest.raises(NotAllowed):
            receive_sheet(acting(office.clerk, role), b"x", "a.xlsx", then=THEN)
    assert not Attachment.objects.exists()
    file = receive_sheet(office.clerk, b"x", "a.xlsx", then=THEN)
    assert visible(office.clerk, SheetFile).get() == file
    assert not visible(office.jia, SheetFile).exists()
    with scope_for(office.bing):
        assert not visible(office.bing, SheetFile).exists()


def _without_bytes(office: Any) -> SheetFile:
    file = receive_sheet(office.clerk, xlsx({"甲": LEDGER}), "b.xlsx", then=THEN)
    file.attachment = None
    return file
