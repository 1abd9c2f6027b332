"""Showing what is masked, one look at a time, with the reason (调阅)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput
from zhenggai.people.viewer import Viewer
from zhenggai.registers.frames import opened
from zhenggai.registers.models import Record
from zhenggai.registers.published import edition, edition_fields
from zhenggai.registers.values import natural

LONGEST_REASON = 200
SHORTEST_REASON = 4


@action("record.reveal", on="record")
def reveal(viewer: Viewer, record: Record, names: Sequence[str], *, reason: str) -> dict[str, Any]:
    """The values of private and sealed fields; who looked, at which, and why stands in the journal (security.md A08)."""
    reason = plain_text(reason, longest=LONGEST_REASON)
    if len(reason) < SHORTEST_REASON:
        raise BadInput(
            "reveal.reason", gettext("调阅敏感内容须写明事由（至少 4 个字）——依据个人信息保护要求")
        )
    fields = edition_fields(record.edition_id)
    asked = [name for name in names if name in fields and fields[name].is_secret]
    if not asked:
        raise BadInput("reveal.fields", gettext("请选择要调阅的敏感字段"))
    values = opened(record, edition(record.register).declaration)
    note(
        obj=record,
        summary=gettext("调阅 %(number)s 的%(labels)s：%(reason)s")
        % {
            "number": record.number,
            "labels": "、".join(fields[name].label for name in asked),
            "reason": reason,
        },
        fields=asked,
    )
    return {name: natural(fields[name], values.get(name)) for name in asked}
