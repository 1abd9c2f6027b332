"""Who may take files in and see their drafts (security.md §2: 录入 by 领导小组 and 整改办)."""

from __future__ import annotations

from django.db.models import Q

from zhenggai.people.policy import Rule
from zhenggai.people.viewer import Viewer

_CLERKS = frozenset({"rect_office", "group_leader"})
_RECT_OFFICE = frozenset({"rect_office"})
"""Whoever keeps the ledger brings it back from a workbook (product.md)."""

POLICY: dict[str, Rule] = {
    "draft.receive": Rule(roles=_CLERKS),
    "draft.keep": Rule(roles=_CLERKS),
    "draft.list": Rule(roles=_CLERKS),
    "draft.edit": Rule(roles=_CLERKS),
    "draft.undo": Rule(roles=_CLERKS),
    "draft.redo": Rule(roles=_CLERKS),
    "sheet.receive": Rule(roles=_RECT_OFFICE),
    "sheet.keep": Rule(roles=_RECT_OFFICE),
}


def readings_seen_by(viewer: Viewer) -> Q:
    return Q(office__in=viewer.office_ids) if viewer.roles & _CLERKS else Q(pk=None)


def sheets_seen_by(viewer: Viewer) -> Q:
    return Q(office__in=viewer.office_ids) if viewer.roles & _RECT_OFFICE else Q(pk=None)
