"""Refusals that several actions share."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict
from zhenggai.rectification.finding import not_found as not_found
from zhenggai.rectification.guards import refuse_future as refuse_future
from zhenggai.rectification.guards import refuse_settled as refuse_settled
from zhenggai.rectification.models import Issue, Measure

SHORTEST_REASON = 10


def refuse_seen_otherwise(row: Issue | Measure, version: int) -> None:
    """Somebody else changed the row since the viewer saw it (security.md D04)."""
    if row.version != version:
        raise Conflict(
            "version.changed",
            gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办"),
        )


def reason_of(text: str, *, longest: int = 500) -> str:
    """A reason that says something."""
    reason = plain_text(text, longest=longest)
    if len(reason) < SHORTEST_REASON:
        raise BadInput(
            "reason.short",
            gettext("理由不足 %(least)s 个字——请写明是什么、为什么") % {"least": SHORTEST_REASON},
        )
    return reason
