"""Taking files in: the bytes are stored first, reading follows as a job (architecture.md, one issue end to end); then
the draft is corrected (correction.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext

from zhenggai.archive.actions import discard, store
from zhenggai.intake.classified import Classified
from zhenggai.intake.correction import Corrected as Corrected
from zhenggai.intake.correction import edit as edit
from zhenggai.intake.correction import redo as redo
from zhenggai.intake.correction import undo as undo
from zhenggai.intake.editing.edits import Edit as Edit
from zhenggai.intake.layout import layout_of
from zhenggai.intake.models import Reading, ReadingState
from zhenggai.intake.screening import screen as screen
from zhenggai.intake.sheet_actions import receive_sheet as receive_sheet
from zhenggai.intake.sizes import refuse_large
from zhenggai.intake.working import occasion_of, subject_of
from zhenggai.jobs.actions import enqueue
from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import Refused
from zhenggai.people.queries import require
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.intake.blocks import Document
    from zhenggai.intake.draft import Draft

READ_JOB = "intake.read"


def receive(viewer: Viewer, data: BinaryIO | bytes, name: str) -> Reading:
    """Take in one file for the viewer's office. Its bytes are on the disk before anything is written down, and
    while they are written no transaction waits; reading them is left to the worker."""
    require(viewer, "draft.receive")
    if viewer.office_id is None:
        raise Refused("draft.no_office", gettext("收文要记在一个单位名下——请先选择单位再上传"))
    refuse_large(data)
    attachment = store(viewer, data, name=name, office_id=viewer.office_id, sealed=True)
    reading = Reading(
        office_id=viewer.office_id,
        attachment=attachment,
        name=attachment.original_name,
        digest=attachment.sha256,
        uploaded_by_id=viewer.person_id,
        uploaded_by_name=viewer.name,
    )
    return _queue(viewer, reading)


@action("draft.receive")
def _queue(viewer: Viewer, reading: Reading) -> Reading:
    payload = {"reading": str(reading.uuid), "office": reading.office_id}
    job = enqueue(READ_JOB, payload, key=str(reading.uuid), office_id=reading.office_id)
    reading.job_id = job.pk
    reading.save()
    note(
        obj=reading,
        summary=gettext("收文：%(name)s") % {"name": reading.name},
        digest=reading.digest,
    )
    return reading


@action("draft.keep", on="reading")
def keep_draft(viewer: Viewer, reading: Reading, document: Document, draft: Draft) -> Reading:
    """Write down what was read: the text, and the draft that came of it."""
    _settle(
        reading,
        state=ReadingState.READ,
        format=document.format,
        text=document.text,
        layout=layout_of(document),
        draft=draft.as_json(),
        subject=subject_of(draft),
        occasion=occasion_of(draft),
        notices=list(document.notices),
    )
    counts = {"aspects": len(draft.aspects), "issues": len(draft.issues)}
    note(
        obj=reading,
        summary=gettext("读入：%(aspects)s 个方面、%(issues)s 个问题") % counts,
    )
    return reading


@action("draft.keep", on="reading")
def keep_refusal(viewer: Viewer, reading: Reading, refused: Refused) -> Reading:
    """Write down why a file could not be read, in the words that the user gets. A classified file is not kept."""
    if isinstance(refused, Classified) and reading.attachment is not None:
        Reading.objects.filter(pk=reading.pk).update(attachment=None)
        discard(reading.attachment)
    _settle(
        reading,
        state=ReadingState.REFUSED,
        refusal_code=refused.code,
        refusal_sentence=refused.sentence,
    )
    note(obj=reading, summary=refused.sentence, code=refused.code)
    return reading


def _settle(reading: Reading, **columns: object) -> None:
    """Once only: of two workers that read the same file, the second changes nothing."""
    waiting = Reading.objects.filter(
        pk=reading.pk, state__in=[ReadingState.QUEUED, ReadingState.READING]
    )
    if waiting.update(**columns, version=reading.version + 1):
        reading.refresh_from_db()
