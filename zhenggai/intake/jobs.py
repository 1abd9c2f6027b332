"""What the worker runs for intake: a file that was received becomes a draft."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django_scopes import scope

from zhenggai.archive.queries import open_attachment
from zhenggai.intake.actions import READ_JOB, keep_draft, keep_refusal
from zhenggai.intake.classified import refuse_secrets
from zhenggai.intake.models import Reading, ReadingState
from zhenggai.jobs.registry import job
from zhenggai.lib.errors import FileRefused
from zhenggai.people.queries import system_viewer
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.intake.blocks import Document
    from zhenggai.intake.draft import Draft


@job(READ_JOB)
def read(reading: str, office: int) -> None:
    """Read a file that waits; one that somebody has read meanwhile is left as it is. A refusal is an answer, not a
    fault: it is kept, and the job is done."""
    with scope(office=[office]), suppress(FileRefused):
        found = Reading.objects.select_related("attachment").get(uuid=reading)
        if found.state in (ReadingState.QUEUED, ReadingState.READING):
            read_now(system_viewer(), found)


def read_now(viewer: Viewer, reading: Reading) -> Reading:
    """Read a file that was received, and keep its draft; a refusal is kept too, then raised."""
    Reading.objects.filter(pk=reading.pk, state=ReadingState.QUEUED).update(
        state=ReadingState.READING
    )
    try:
        document, draft = _read(viewer, reading)
    except FileRefused as refused:
        keep_refusal(viewer, reading, refused)
        raise
    return keep_draft(viewer, reading, document, draft)


def _read(viewer: Viewer, reading: Reading) -> tuple[Document, Draft]:
    """The reading itself, in a limited child process and outside every transaction. Its modules are loaded only
    where something is read: the pages' process stays small."""
    from zhenggai.intake.reading import read_draft

    if reading.attachment is None:
        raise FileRefused("file.gone", gettext("原件没有保存，不能读入——请重新上传"))
    with open_attachment(viewer, reading.attachment) as stored:
        document, draft = read_draft(Path(stored.name), name=reading.name)
    refuse_secrets(document.text)
    return document, draft
