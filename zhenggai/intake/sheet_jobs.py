"""What the worker runs for workbooks: a file that was received becomes cells."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django_scopes import scope

from zhenggai.archive.queries import open_attachment
from zhenggai.intake.models import SheetFile, SheetState
from zhenggai.intake.sheet_actions import READ_SHEET_JOB, keep_sheet, refuse_sheet
from zhenggai.jobs.registry import job
from zhenggai.lib.errors import FileRefused
from zhenggai.people.queries import system_viewer
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.intake.sheet import Workbook


@job(READ_SHEET_JOB)
def read_sheet(file: str, office: int) -> None:
    """Read a workbook that waits. A refusal is an answer, not a fault: it is kept, and the job is done."""
    with scope(office=[office]), suppress(FileRefused):
        found = SheetFile.objects.select_related("attachment").get(uuid=file)
        if found.is_waiting:
            read_sheet_now(system_viewer(), found)


def read_sheet_now(viewer: Viewer, file: SheetFile) -> SheetFile:
    """Read a workbook that was received, and keep its cells; a refusal is kept too, then raised."""
    SheetFile.objects.filter(pk=file.pk, state=SheetState.QUEUED).update(state=SheetState.READING)
    try:
        workbook = _read(viewer, file)
    except FileRefused as refused:
        refuse_sheet(viewer, file, refused)
        raise
    return keep_sheet(viewer, file, workbook)


def _read(viewer: Viewer, file: SheetFile) -> Workbook:
    """In a limited child process and outside every transaction; its modules are loaded only where something is read."""
    from zhenggai.intake.reading import read_workbook

    if file.attachment is None:
        raise FileRefused("file.gone", gettext("原件没有保存，不能读入——请重新上传"))
    with open_attachment(viewer, file.attachment) as stored:
        return read_workbook(Path(stored.name), name=file.name)
