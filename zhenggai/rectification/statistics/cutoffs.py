"""What a cut-off holds and how it is read again: the body as it is frozen, lines of the dispatch table (documents.md §1.6), and
the difference against another day."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from zhenggai.people.queries import names_of
from zhenggai.rectification.models import Closure, Cutoff, InspectionRound, Issue, Rhythm
from zhenggai.rectification.statistics.checks import findings_of
from zhenggai.rectification.statistics.counting import counts_by, counts_of
from zhenggai.rectification.statistics.formulas import (
    BY_KEY,
    Counts,
    Statistic,
    rate,
    statistics_of,
)
from zhenggai.rectification.statistics.parts import IssueFacts
from zhenggai.rectification.statistics.rows import counts_then, facts_then, recount

MOST_NAMED = 200
"""Issues newly closed that a body names; it counts all of them."""


@dataclass(frozen=True, slots=True)
class DispatchLine:
    """One line of the dispatch table: a whole round or one department of it, at a cut-off."""

    label: str
    cut_on: date
    total: int
    done: int
    staged: int
    doing: int
    unstarted: int
    overdue: int
    on_time: Statistic
    closed_since: int | None
    due_next: int | None
    department: UUID | None = None

    @property
    def adds_up(self) -> bool:
        """ST-1 for a line: the four classes are the whole."""
        return self.done + self.staged + self.doing + self.unstarted == self.total


@dataclass(frozen=True, slots=True)
class Change:
    """A count that is another now than it was frozen."""

    key: str
    label: str
    frozen: str
    now: str


def body_of(
    round: InspectionRound, cut_on: date, since: date | None, rhythm: str, moment: datetime | None
) -> dict[str, Any]:
    """Everything that is frozen, in the office's own language; `moment` names the end of a past day."""
    issues = Issue.objects.filter(round=round)
    rounds = InspectionRound.objects.filter(pk=round.pk)
    with translation.override("zh-hans"):
        if moment is None:
            counts = counts_of(issues, rounds, cut_on)
            lines = _departments_now(issues, cut_on)
        else:
            counts = counts_then(issues, rounds, moment, cut_on)
            lines = _departments_then(issues.filter(created_at__lte=moment), moment, cut_on)
        closed = _closed_between(issues, since, cut_on, moment)
        return {
            "round": round.name,
            "as_of": cut_on.isoformat(),
            "since": since.isoformat() if since else None,
            "counts": counts,
            "figures": [_figure(item) for item in statistics_of(counts)],
            "findings": [
                {
                    "code": item.code,
                    "level": item.level.value,
                    "sentence": item.sentence,
                    "mend": item.mend,
                }
                for item in findings_of(counts)
            ],
            "departments": lines,
            "closed_since": {"count": len(closed), "codes": closed[:MOST_NAMED]},
            "next_until": next_cut(cut_on, rhythm).isoformat(),
            "due_next": _due_next(issues, cut_on, next_cut(cut_on, rhythm), moment),
        }


def next_cut(cut_on: date, rhythm: str) -> date:
    """The last day of the period after a cut-off: a week on, or a month on by natural months."""
    if rhythm != Rhythm.MONTH:
        return cut_on + timedelta(days=7)
    year, month = divmod(cut_on.year * 12 + cut_on.month, 12)
    return date(year, month + 1, min(cut_on.day, monthrange(year, month + 1)[1]))


def line_of(cutoff: Cutoff) -> DispatchLine:
    """The whole round at a cut-off."""
    body = cutoff.body
    return _line(
        cutoff.cut_on.isoformat(),
        cutoff.cut_on,
        body["counts"],
        body["closed_since"]["count"],
        body["due_next"],
    )


def department_lines(cutoff: Cutoff) -> list[DispatchLine]:
    """The departments of a round at a cut-off, those with most issues first."""
    return [
        _line(
            row["name"] or gettext("未定"),
            cutoff.cut_on,
            row["counts"],
            None,
            None,
            UUID(row["uuid"]) if row["uuid"] else None,
        )
        for row in cutoff.body["departments"]
    ]


def changes_of(frozen: Mapping[str, Any], now: Counts) -> list[Change]:
    """Every figure of the body that is another now."""
    later = {item.formula.key: item for item in statistics_of(now)}
    return [
        Change(
            row["key"],
            row["label"],
            _told(row["shown"], row["numerator"], row["denominator"]),
            _told(found.shown, found.numerator, found.denominator),
        )
        for row in frozen["figures"]
        if (found := later.get(row["key"])) is not None
        and (row["numerator"], row["denominator"]) != (found.numerator, found.denominator)
    ]


def _told(shown: str, numerator: int | None, denominator: int | None) -> str:
    return shown if denominator is None else f"{shown}（{numerator}/{denominator}）"


def _line(
    label: str,
    cut_on: date,
    counts: Counts,
    closed_since: int | None,
    due_next: int | None,
    department: UUID | None = None,
) -> DispatchLine:
    def number(name: str) -> int:
        return counts[name] or 0

    return DispatchLine(
        label,
        cut_on,
        number("issues"),
        number("done"),
        number("staged"),
        number("doing"),
        number("unstarted"),
        number("overdue"),
        Statistic(BY_KEY["on_time_rate"], counts["on_time"], counts["due"]),
        closed_since,
        due_next,
        department,
    )


def _figure(item: Statistic) -> dict[str, Any]:
    formula = item.formula
    return {
        "key": formula.key,
        "label": str(formula.label),
        "family": formula.family.value,
        "numerator": item.numerator,
        "denominator": item.denominator,
        "shown": item.shown,
        "unit": str(formula.unit),
        "formula": str(formula.words),
        "basis": str(formula.basis),
    }


def _departments_now(issues: QuerySet[Issue], cut_on: date) -> list[dict[str, Any]]:
    found = counts_by(issues, cut_on, ("lead_dept__uuid", "lead_dept__name"))
    return _largest_first(
        [
            {
                "uuid": str(key["lead_dept__uuid"]) if key["lead_dept__uuid"] else None,
                "name": key["lead_dept__name"] or "",
                "counts": counts,
            }
            for key, counts in found
        ]
    )


def _departments_then(
    issues: QuerySet[Issue], moment: datetime, cut_on: date
) -> list[dict[str, Any]]:
    """By the department that led then; it is called what it is called now, and leads to no list of today."""
    grouped: dict[int | None, list[IssueFacts]] = defaultdict(list)
    for item in facts_then(issues, moment, cut_on).values():
        grouped[item.lead_dept_id].append(item)
    _people, offices = names_of(set(), {key for key in grouped if key is not None})
    return _largest_first(
        [
            {
                "uuid": None,
                "name": offices.get(key, "") if key else "",
                "counts": recount(several, cut_on),
            }
            for key, several in grouped.items()
        ]
    )


def _largest_first(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is undecided comes last."""
    return sorted(rows, key=lambda row: (not row["name"], -row["counts"]["issues"], row["name"]))


def _closed_between(
    issues: QuerySet[Issue], since: date | None, until: date, moment: datetime | None
) -> list[str]:
    """The codes of the issues that were closed after one cut-off and by the next."""
    found = Closure.objects.filter(issue__in=issues.order_by().values("pk"), closed_on__lte=until)
    if since is not None:
        found = found.filter(closed_on__gt=since)
    if moment is not None:
        found = found.filter(created_at__lte=moment)
    return list(found.order_by("issue__position", "cycle").values_list("issue__code", flat=True))


def _due_next(issues: QuerySet[Issue], cut_on: date, until: date, moment: datetime | None) -> int:
    """Open issues whose earliest open deadline lies after the cut-off, up to the next one."""
    first, last = cut_on + timedelta(days=2), until + timedelta(days=1)
    if moment is None:
        return issues.filter(red_on__gte=first, red_on__lte=last).count()
    facts = facts_then(issues.filter(created_at__lte=moment), moment, cut_on)
    return sum(item.red_on is not None and first <= item.red_on <= last for item in facts.values())


def done_rate_of(line: DispatchLine) -> str:
    """The completion rate of a line, as the formula says it."""
    found = rate(line.done, line.total)
    return "—" if found is None else f"{found}%"
