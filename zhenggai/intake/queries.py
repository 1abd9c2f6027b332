"""What others may read of intake: the files that came in and how far each has got."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from zhenggai.intake.draft import Draft, draft_from_json
from zhenggai.intake.models import Reading, ReadingState
from zhenggai.lib.errors import NotFound
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer

__all__ = ["Reading", "ReadingState", "draft_of", "reading", "readings", "waiting_drafts"]

_NEWEST = 200


def readings(viewer: Viewer) -> Sequence[Reading]:
    """The files that the viewer may see, newest first, without their texts and drafts."""
    require(viewer, "draft.list")
    return list(
        visible(viewer, Reading).defer("text", "draft").order_by("-created_at", "-pk")[:_NEWEST]
    )


def waiting_drafts(viewer: Viewer) -> Sequence[Reading]:
    """The files that were read and wait to be confirmed, newest first."""
    require(viewer, "draft.list")
    rows = visible(viewer, Reading).filter(state=ReadingState.READ).defer("text", "draft")
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
