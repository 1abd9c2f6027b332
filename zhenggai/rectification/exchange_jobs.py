"""What the worker runs for imports: a workbook that has been read is compared; previews whose time is over go."""

from __future__ import annotations

from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled

from zhenggai.intake.sheet import workbook_from_json
from zhenggai.jobs.registry import every, job
from zhenggai.lib.errors import FileRefused
from zhenggai.people.clock import today
from zhenggai.people.queries import system_viewer
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.importing import (
    COMPARE_JOB,
    expire_imports,
    keep_comparison,
    refuse_import,
)
from zhenggai.rectification.exchange.comparing import compare
from zhenggai.rectification.models import ImportState, LedgerImport

_LANGUAGE = "zh-hans"
"""Sentences of guards are kept as the sources say them, and said in the reader's language when they are shown."""


@job(COMPARE_JOB)
def compare_file(file: str, office: int) -> None:
    """Compare the import of a workbook. Called when the file has been read and when the import was begun: whichever
    comes first finds the other missing, and leaves it to the second."""
    with scope(office=[office]), translation.override(_LANGUAGE):
        batch = (
            LedgerImport.objects.select_related("round", "file")
            .filter(file__uuid=file, state=ImportState.WAITING)
            .first()
        )
        if batch is not None and not batch.file.is_waiting:
            compare_now(batch)


def compare_now(batch: LedgerImport) -> None:
    """Compare, and keep what came of it; a refusal is kept as well."""
    system = system_viewer()
    try:
        if batch.file.refusal_code:
            raise FileRefused(batch.file.refusal_code, batch.file.refusal_sentence or "")
        workbook = workbook_from_json(batch.file.cells or {})
        seen = dict(batch.lines.values_list("key", "seen"))
        found = compare(_clerk_of(batch), batch.round, workbook, today(), seen)
    except FileRefused as refused:
        refuse_import(system, batch, refused)
        return
    keep_comparison(system, batch, found)


@every("rectification.expire_imports", seconds=3600)
def expire() -> None:
    with scopes_disabled():
        over = LedgerImport.objects.filter(
            state__in=[ImportState.WAITING, ImportState.READY], expires_at__lt=timezone.now()
        )
        if over.exists():
            expire_imports(system_viewer())


def _clerk_of(batch: LedgerImport) -> Viewer:
    """Whoever keeps the office's ledger: the job sees what they see, and nothing of another office."""
    return Viewer(
        account_id=None,
        person_id=None,
        name=batch.uploaded_by_name,
        office_id=batch.office_id,
        office_ids=frozenset({batch.office_id}),
        roles=frozenset({"rect_office"}),
        source="job",
    )
