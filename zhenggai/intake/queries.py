"""What others may read of intake: the files that came in and how far each has got."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from zhenggai.intake.comparing import Comparison, compared
from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.editing.changes import ROLES, applied, moved, turned
from zhenggai.intake.editing.facts import (
    DOCUMENT_KINDS,
    INSPECTION_KINDS,
    MEASURE_KINDS,
    RECT_TYPES,
    STATUSES,
)
from zhenggai.intake.editing.mends import Mend, fingerprint, mends
from zhenggai.intake.editing.sentences import field_labels, kind_labels, name_of
from zhenggai.intake.editing.tree import GENERAL, HEAD, ROOT, Place, codes, find, kind_of, places
from zhenggai.intake.formats import accepted as accepted_formats
from zhenggai.intake.history import Step, live, next_redo, next_undo, steps_of
from zhenggai.intake.models import DraftEdit, Reading, ReadingState
from zhenggai.intake.working import original_draft, working_draft
from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer

__all__ = [
    "DOCUMENT_KINDS",
    "GENERAL",
    "HEAD",
    "INSPECTION_KINDS",
    "MEASURE_KINDS",
    "RECT_TYPES",
    "ROLES",
    "ROOT",
    "STATUSES",
    "Comparison",
    "Mend",
    "Place",
    "Reading",
    "ReadingState",
    "Step",
    "accepted_formats",
    "codes",
    "compared",
    "draft_at",
    "draft_of",
    "earlier_readings",
    "field_labels",
    "find",
    "fingerprint",
    "kind_labels",
    "kind_of",
    "live",
    "mends",
    "moved",
    "name_of",
    "next_redo",
    "next_undo",
    "original_draft",
    "places",
    "reading",
    "readings",
    "steps",
    "waiting_drafts",
    "working_draft",
]

_NEWEST = 200
_LARGE = ("text", "draft", "edited", "layout")


def readings(viewer: Viewer) -> Sequence[Reading]:
    """The files that the viewer may see, newest first, without their texts and drafts."""
    require(viewer, "draft.list")
    return list(visible(viewer, Reading).defer(*_LARGE).order_by("-created_at", "-pk")[:_NEWEST])


def waiting_drafts(viewer: Viewer) -> Sequence[Reading]:
    """The files that were read and wait to be confirmed, newest first."""
    require(viewer, "draft.list")
    rows = visible(viewer, Reading).filter(state=ReadingState.READ).defer(*_LARGE)
    return list(rows.order_by("-created_at", "-pk")[:_NEWEST])


def reading(viewer: Viewer, uuid: UUID) -> Reading:
    """One file with its text and draft; not found where the viewer may not see it."""
    require(viewer, "draft.list")
    found = visible(viewer, Reading).select_related("attachment").filter(uuid=uuid).first()
    if found is None:
        raise NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))
    return found


def draft_of(reading: Reading) -> Draft | None:
    """The draft as the reader made it; None until the file has been read."""
    return None if reading.draft is None else draft_from_json(reading.draft)


def draft_at(reading: Reading, version: int) -> Draft:
    """The draft as it was when it had this version."""
    draft = working_draft(reading)
    later = DraftEdit.objects.filter(reading=reading, version__gt=version)
    for change in later.order_by("-version").values_list("change", flat=True):
        draft = applied(draft, turned(change))
    return draft


def steps(viewer: Viewer, reading: Reading, *, after: int = 0) -> list[Step]:
    """How the draft came to what it is, oldest first; only what came after a version, where one is given."""
    require(viewer, "draft.list", reading)
    return steps_of(reading, after=after)


def earlier_readings(viewer: Viewer, reading: Reading, *, most: int = 10) -> list[Reading]:
    """Other files of the same document or about the same inspection that were read before, newest first."""
    alike = Q(subject=reading.subject) if reading.subject else Q(pk=None)
    if reading.occasion:
        alike |= Q(occasion=reading.occasion)
    found = visible(viewer, Reading).filter(
        alike,
        office=reading.office_id,
        created_at__lte=reading.created_at,
        state__in=[ReadingState.READ, ReadingState.ADOPTED],
    )
    return list(found.exclude(pk=reading.pk).defer(*_LARGE).order_by("-created_at", "-pk")[:most])
