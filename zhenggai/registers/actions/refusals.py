"""Refusals and guards that several actions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.versions import save_version
from zhenggai.lib.errors import NotAllowed, Refused
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.models import Record
from zhenggai.registers.policy import keeps
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.saving import Change


def in_force(record: Record) -> tuple[Declaration, dict[str, Any]]:
    """The current declaration of a record's register, and the settings of its office."""
    declaration = edition(record.register).declaration
    return declaration, office_settings(declaration.code, declaration.defaults, record.office_id)


def refuse_voided(record: Record) -> None:
    if record.voided_at is not None:
        raise Refused(
            "record.voided",
            gettext("%(number)s 已作废——作废的记录不再办理；请查看接替它的记录")
            % {"number": record.number},
        )


def refuse_pending(record: Record) -> None:
    if record.pending_move is not None:
        raise Refused(
            "record.pending",
            gettext("%(number)s 正等另一人确认——确认或退回之前不能再动；请联系确认人")
            % {"number": record.number},
        )


def refuse_locked(record: Record, names: Mapping[str, Any]) -> None:
    """A reviewed record takes what was empty, and changes nothing that stands in it."""
    filled = sorted(name for name in names if record.data.get(name) is not None)
    if record.is_locked and filled:
        raise Refused(
            "record.locked",
            gettext("%(number)s 已审核，已填内容不能直接改——请办更正单，写明理由并经批准")
            % {"number": record.number},
            filled,
        )


def refuse_others(viewer: Viewer, declaration: Declaration, sentence: str) -> None:
    if not keeps(viewer, declaration):
        raise NotAllowed("action.not_allowed", sentence)


def save(record: Record, version: int, **columns: Any) -> None:
    """Write body and title with the other columns where the record still has the version; else Conflict."""
    save_version(
        record, version, data=record.data, title=record.title, updated_at=timezone.now(), **columns
    )
    for name, value in columns.items():
        setattr(record, name, value)


def plain(changes: Mapping[str, Change], declaration: Declaration) -> dict[str, Any]:
    """Changes as the journal keeps them; of sealed fields only that they changed."""
    return {
        name: {"before": "sealed", "after": "sealed"}
        if declaration.fields[name].sealed
        else {"before": change.before, "after": change.after}
        for name, change in changes.items()
    }
