"""When a warning is over: its cause is gone, or a worse level of the same matter has taken its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhenggai.rectification.lifecycle import COMPLETE, SETTLED
from zhenggai.rectification.models import (
    Cleared,
    Issue,
    Measure,
    Milestone,
    Warned,
    Warning,
    WarningReason,
)
from zhenggai.rectification.warnings.rules import LEVELS


def in_force() -> Q:
    """Warnings that hold at this moment, also where no run has cleared them yet: not cleared, and their cause is there."""
    holds = Q()
    for (kind, reason), cause in _causes().items():
        holds |= Q(Exists(cause), kind=kind, reason=reason)
    return Q(cleared_on=None) & holds


def clear(office_id: int, today: date) -> int:
    """Write down which warnings of an office are over; answers how many. Set by set, through the index of those in force.
    Part of a caller's action."""
    open_ones = Warning.objects.filter(office=office_id, cleared_on=None)
    count = 0
    for (kind, reason), cause in _causes().items():
        of_kind = open_ones.filter(kind=kind, reason=reason)
        moved = of_kind.exclude(Exists(cause)).filter(Exists(_unfinished(kind)))
        count += _write(moved, today, _ended_as(reason))
        count += _write(of_kind.exclude(Exists(cause)), today, Cleared.DONE)
    for place, level in enumerate(LEVELS[1:], 1):
        worse = _same_matter().filter(level__in=LEVELS[:place])
        count += _write(open_ones.filter(Exists(worse), level=level), today, Cleared.RAISED)
    return count


def _write(rows: QuerySet[Warning], today: date, how: Cleared) -> int:
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), 5_000):
        part = Warning.objects.filter(pk__in=keys[start : start + 5_000])
        part.update(cleared_on=today, cleared_as=how)
    return len(keys)


def _ended_as(reason: WarningReason) -> Cleared:
    """Of a thing that is still open: its deadline was moved; a silence, a return was made good."""
    return Cleared.MOVED if reason is WarningReason.DEADLINE else Cleared.DONE


def _causes() -> Mapping[tuple[Warned, WarningReason], QuerySet[Issue | Measure | Milestone]]:
    """What must be there for a warning of that kind to hold: rows that point at the warning from within."""
    issues = _unfinished(Warned.ISSUE)
    last = Coalesce("last_progress_on", "started_on")
    return {
        (Warned.ISSUE, WarningReason.DEADLINE): issues.filter(deadline=OuterRef("basis_on")),
        (Warned.ISSUE, WarningReason.STALLED): issues.annotate(last=last).filter(
            last=OuterRef("basis_on")
        ),
        (Warned.ISSUE, WarningReason.RETURNED): issues.filter(supervised_on=OuterRef("basis_on")),
        (Warned.ISSUE, WarningReason.REPEATED): issues,
        (Warned.MEASURE, WarningReason.DEADLINE): _unfinished(Warned.MEASURE).filter(
            deadline=OuterRef("basis_on")
        ),
        (Warned.MILESTONE, WarningReason.DEADLINE): _unfinished(Warned.MILESTONE).filter(
            deadline=OuterRef("basis_on")
        ),
    }


def _unfinished(kind: Warned) -> QuerySet[Issue | Measure | Milestone]:
    """The thing of a warning, where it is not finished; handed in for closure it is still open."""
    itself = {"pk": OuterRef("subject")}
    if kind is Warned.ISSUE:
        return Issue.objects.filter(**itself, cycle=OuterRef("cycle")).exclude(state__in=SETTLED)
    if kind is Warned.MEASURE:
        open_ones = Measure.objects.filter(**itself, cycle=OuterRef("cycle"))
        return open_ones.exclude(state__in=COMPLETE).filter(_goes_on("issue", "is_core"))
    steps = Milestone.objects.filter(**itself, done_on=None, measure__cycle=OuterRef("cycle"))
    steps = steps.exclude(measure__state__in=COMPLETE)
    return steps.filter(_goes_on("measure__issue", "measure__is_core"))


def _goes_on(issue: str, is_core: str) -> Q:
    """Measures of a closed issue that go on all the same: those that are not core."""
    closed = Q(**{f"{issue}__state__in": SETTLED})
    return Q(**{issue: None}) | ~closed | Q(**{is_core: False})


def _same_matter() -> QuerySet[Warning]:
    same = {name: OuterRef(name) for name in ("kind", "subject", "reason", "basis_on", "cycle")}
    return Warning.objects.filter(**same)
