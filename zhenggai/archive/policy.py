"""Whose attachments one sees: those of one's offices; the rooms above decide on what they hang."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.people.viewer import Viewer


def attachments_seen_by(viewer: Viewer) -> Q:
    return Q(office__in=viewer.office_ids)
