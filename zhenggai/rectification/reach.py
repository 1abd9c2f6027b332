"""How far a viewer sees into the ledger: the rounds, and the issues of one or of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from zhenggai.lib.memory import remembered
from zhenggai.people.keys import Keys
from zhenggai.people.queries import require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.figures import Totals, sum_of, totals_counted
from zhenggai.rectification.filters import LedgerFilters, narrowed
from zhenggai.rectification.finding import not_found
from zhenggai.rectification.models import InspectionRound, Issue
from zhenggai.rectification.policy import sees_whole_rounds

_SMALL_ROUND = 20_000


class RoundRef(Protocol):
    """A round, or a row that stands for it."""

    @property
    def uuid(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class RoundRow:
    """`key` and `totals` spare a ledger page a query of its own; `totals` count the whole round."""

    key: int
    totals: Totals
    uuid: UUID
    name: str
    office_name: str
    body: str | None
    feedback_on: date | None


def rounds(viewer: Viewer) -> tuple[RoundRow, ...]:
    """The rounds that the viewer may see, newest first."""
    require(viewer, "issue.list")
    return _round_rows(visible(viewer, InspectionRound))


def round_row(viewer: Viewer, round: RoundRef) -> RoundRow:
    """One round; not found where the viewer may not see it."""
    require(viewer, "issue.list")
    found = _round_rows(visible(viewer, InspectionRound).filter(uuid=round.uuid))
    if not found:
        raise not_found()
    return found[0]


@dataclass(frozen=True, slots=True)
class Reach:
    """The part of the ledger that a viewer may see."""

    issues: QuerySet[Issue]
    totals: Totals
    rounds: Sequence[RoundRow]

    def narrowed(self, viewer: Viewer, filters: LedgerFilters, today: date) -> QuerySet[Issue]:
        """What the filters leave of it."""
        return narrowed(self.issues, filters, viewer, today, within=self._only_round())

    def _only_round(self) -> int | None:
        """The key of the round where it is the only one and small beside all: the first and last key of a large one
        take longer to find than they spare."""
        if len(self.rounds) != 1 or self.rounds[0].totals.issues > _SMALL_ROUND:
            return None
        return self.rounds[0].key


def reach_of(viewer: Viewer, round: RoundRef | None) -> Reach:
    """The issues of the round that the viewer may see; of every round where none is named. Rounds are named by key
    in both cases: every index of the ledger begins with them."""
    key = ("rectification.reach", viewer, round.uuid if round else None)
    return remembered(key, lambda: _asked(viewer, round))


def _asked(viewer: Viewer, round: RoundRef | None) -> Reach:
    require(viewer, "issue.list")
    rows = (_known(viewer, round),) if round else rounds(viewer)
    issues = visible(viewer, Issue).filter(round__in=Keys(row.key for row in rows))
    whole = sees_whole_rounds(viewer)
    totals = sum_of(row.totals for row in rows) if whole else totals_counted(issues)
    return Reach(issues, totals, rows)


def _known(viewer: Viewer, round: RoundRef) -> RoundRow:
    """The round as a row; one that `rounds` has handed out is taken as it is."""
    return round if isinstance(round, RoundRow) else round_row(viewer, round)


def _round_rows(rounds: QuerySet[InspectionRound]) -> tuple[RoundRow, ...]:
    """Newest first, without the documents' texts: a superior sees hundreds of rounds."""
    found = rounds.order_by("-created_at", "-pk").values_list(
        *("pk", "uuid", "name", "office__name", "body", "feedback__feedback_on"),
        *("issue_count", "measure_count", "complete_count"),
    )
    return tuple(
        RoundRow(key, Totals(issues, measures, complete), uuid, name, office, body, feedback_on)
        for key, uuid, name, office, body, feedback_on, issues, measures, complete in found
    )
