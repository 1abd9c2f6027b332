"""Which round a page shows, and how addresses name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound
from zhenggai.rectification.queries import RoundRow
from zhenggai.web.ledger_menus import Choice


def chosen_round(rounds: Sequence[RoundRow], named: str | None) -> RoundRow:
    """The round that the address names; the newest where it names none."""
    found = next((item for item in rounds if not named or str(item.uuid) == named), None)
    if found is None:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    return found


def round_query(chosen: RoundRow, rounds: Sequence[RoundRow]) -> dict[str, str]:
    """The parameters that name a round; the newest is the one that a bare address shows."""
    return {} if chosen.uuid == rounds[0].uuid else {"round": str(chosen.uuid)}


def round_choices(
    chosen: UUID, rounds: Sequence[RoundRow], address: Callable[[RoundRow], str]
) -> list[Choice]:
    """What one may change to, each with its address; nothing where there is one round only."""
    if len(rounds) < 2:
        return []
    return [Choice(item.name, address(item), item.uuid == chosen) for item in rounds]


def choices_here(chosen: RoundRow, rounds: Sequence[RoundRow]) -> list[Choice]:
    """The same with addresses that stay on the page."""
    newest = rounds[0].uuid
    return round_choices(
        chosen.uuid, rounds, lambda item: "?" if item.uuid == newest else f"?round={item.uuid}"
    )
