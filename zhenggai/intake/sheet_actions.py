"""Taking workbooks in: the bytes are stored first, their cells are read as a job, and what comes then goes on by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext

from zhenggai.archive.actions import discard, store
from zhenggai.intake.classified import Classified
from zhenggai.intake.models import SheetFile, SheetState
from zhenggai.intake.sizes import refuse_large
from zhenggai.jobs.actions import enqueue
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import FileRefused, Refused
from zhenggai.people.queries import require
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.intake.sheet import Workbook

READ_SHEET_JOB = "intake.read_sheet"


def receive_sheet(viewer: Viewer, data: BinaryIO | bytes, name: str, *, then: str) -> SheetFile:
    """Take in one workbook for the viewer's office; when it has been read, the job named `then` goes on with it.
    While its bytes are written no transaction waits."""
    require(viewer, "sheet.receive")
    if viewer.office_id is None:
        raise Refused("sheet.no_office", gettext("台账属于一个单位——请先选择单位再导入"))
    refuse_large(data)
    attachment = store(viewer, data, name=name, office_id=viewer.office_id, sealed=True)
    file = SheetFile(
        office_id=viewer.office_id,
        attachment=attachment,
        name=attachment.original_name,
        digest=attachment.sha256,
        then=then,
        uploaded_by_id=viewer.person_id,
        uploaded_by_name=viewer.name,
    )
    return _queue(viewer, file)


@action("sheet.receive")
def _queue(viewer: Viewer, file: SheetFile) -> SheetFile:
    file.job_id = enqueue(READ_SHEET_JOB, payload_of(file), office_id=file.office_id).pk
    file.save()
    note(obj=file, summary=gettext("收表：%(name)s") % {"name": file.name}, digest=file.digest)
    return file


@action("sheet.keep", on="file")
def keep_sheet(viewer: Viewer, file: SheetFile, workbook: Workbook) -> SheetFile:
    """Write down the cells that were read."""
    _settle(file, state=SheetState.READ, cells=workbook.as_json())
    rows = sum(len(sheet.rows) for sheet in workbook.sheets)
    note(obj=file, summary=gettext("读表：%(rows)s 行") % {"rows": rows})
    return file


@action("sheet.keep", on="file")
def refuse_sheet(viewer: Viewer, file: SheetFile, refused: FileRefused) -> SheetFile:
    """Write down why a workbook could not be read. A classified one is not kept (security.md F11)."""
    if isinstance(refused, Classified) and file.attachment is not None:
        SheetFile.objects.filter(pk=file.pk).update(attachment=None)
        discard(file.attachment)
    _settle(
        file,
        state=SheetState.REFUSED,
        refusal_code=refused.code,
        refusal_sentence=refused.sentence,
    )
    note(obj=file, summary=refused.sentence, code=refused.code)
    return file


def payload_of(file: SheetFile) -> dict[str, object]:
    """How a job is told of a workbook."""
    return {"file": str(file.uuid), "office": file.office_id}


def _settle(file: SheetFile, **columns: object) -> None:
    """Once only: of two workers that read the same file, the second changes nothing."""
    waiting = SheetFile.objects.filter(
        pk=file.pk, state__in=[SheetState.QUEUED, SheetState.READING]
    )
    if waiting.update(**columns):
        file.refresh_from_db()
        enqueue(file.then, payload_of(file), office_id=file.office_id)
