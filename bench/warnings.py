"""What a day's warnings cost: the first run over a ledger that nobody was ever warned of, the same day again, the next day.
Each is compared with a recount that walks over every row by the pure rules, without an index or a query of the run's."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bench.ledger_data import TODAY, Place, fill
from bench.table import table

if TYPE_CHECKING:
    from zhenggai.people.models import Office

_HEAD = ("issues", "measures", "case", "seconds", "told", "cleared", "queries", "recount")


def runs(sizes: list[int]) -> str:
    """A ledger of each size in an office of its own; Django is set up by now."""
    from zhenggai.people.queries import scope_for, system_viewer

    rows = []
    with scope_for(system_viewer()):
        for size in sizes:
            rows += _of_size(size)
    return table("A day's warnings (SQLite, one process)", _HEAD, rows)


def _of_size(size: int) -> list[tuple[str, ...]]:
    organ = _office(size)
    measures = _filled(organ, size)
    told: dict[Any, str] = {}
    rows = []
    for case, day in (
        ("first run", TODAY),
        ("same day again", TODAY),
        ("next day", TODAY + timedelta(days=1)),
    ):
        seconds, issued, cleared, queries = _measured(organ, day)
        agrees = _agrees(organ, day, told)
        rows.append(
            (
                f"{size:,}",
                f"{measures:,}",
                case,
                f"{seconds:.1f}",
                f"{issued:,}",
                f"{cleared:,}",
                f"{queries:,}",
                "agrees" if agrees else "DIFFERS",
            )
        )
    return rows


def _office(size: int) -> Office:
    from zhenggai.people import actions, queries

    system = queries.system_viewer()
    organ = actions.create_office(system, name=f"预警机关{size}", kind="organ")
    actions.create_office(system, name="预警室", kind="department", parent=organ)
    for name in ("预警甲", "预警乙", "预警丙"):
        actions.create_person(system, name=name, organ=organ)
    return organ


def _filled(organ: Office, size: int) -> int:
    """Every fourth measure has a day of its own, some of it a short term."""
    from zhenggai.people.models import Office as Offices
    from zhenggai.people.models import Person
    from zhenggai.rectification.models import Measure

    place = Place(
        organ, [Offices.objects.get(parent=organ)], list(Person.objects.filter(organ=organ))
    )
    fill([place], size)
    measures = Measure.objects.filter(office=organ)
    for shift in range(5):
        due = TODAY + timedelta(days=shift * 9 - 12)
        chosen = measures.filter(position=1, issue__position__lte=size)
        keys = list(chosen.order_by("pk").values_list("pk", flat=True))[shift::5]
        for start in range(0, len(keys), 5_000):
            part = Measure.objects.filter(pk__in=keys[start : start + 5_000])
            part.update(deadline=due, started_on=due - timedelta(days=12 + shift * 20))
    return measures.count()


def _measured(organ: Office, day: date) -> tuple[float, int, int, int]:
    from django.db import connection

    from zhenggai.people.queries import system_viewer
    from zhenggai.rectification.warnings import running

    asked: Counter[str] = Counter()

    def count(execute: Any, *statement: Any) -> Any:
        asked["all"] += 1
        return execute(*statement)

    started = time.perf_counter()
    with connection.execute_wrapper(count):
        (tally,) = running.run(system_viewer(), today=day, offices=[organ.pk])
    return time.perf_counter() - started, tally.issued, tally.cleared, asked["all"]


def _agrees(organ: Office, day: date, told: dict[Any, str]) -> bool:
    """Whether the table holds what a walk over every row finds: `told` is the walk's own memory of the days before."""
    from zhenggai.rectification.models import Warning

    for matter, level in _walk(organ, day):
        if _worse(level, told.get(matter)):
            told[matter] = level
    worst: dict[Any, str] = {}
    rows = Warning.objects.filter(office=organ).exclude(reason="repeated")
    for row in rows.iterator():
        matter = (row.kind, row.subject, row.reason, row.basis_on)
        if _worse(row.level, worst.get(matter)):
            worst[matter] = row.level
    return worst == told


def _walk(organ: Office, day: date) -> Any:
    from zhenggai.rectification.lifecycle import COMPLETE, IN_REVIEW, SETTLED, IssueState
    from zhenggai.rectification.models import Issue, Measure
    from zhenggai.rectification.warnings.rules import level_of, silent_since

    quiet = SETTLED | IN_REVIEW
    for issue in Issue.objects.filter(office=organ).iterator():
        if issue.state in quiet:
            continue
        level = level_of(issue.deadline, issue.started_on, day)
        if level != "none":
            yield ("issue", issue.pk, "deadline", issue.deadline), level
        since = silent_since(issue.last_progress_on, issue.started_on, day, 30)
        # Between two stages nothing is reported (decision 0022).
        if since is not None and issue.state != IssueState.STAGE_DONE:
            yield ("issue", issue.pk, "stalled", since), "yellow"
    for measure in Measure.objects.filter(office=organ).select_related("issue").iterator():
        at_work = measure.issue is None or measure.issue.state not in quiet
        goes_on = measure.is_core is False and measure.issue and measure.issue.state in SETTLED
        if measure.state in COMPLETE or not (at_work or goes_on):
            continue
        level = level_of(measure.deadline, measure.started_on, day)
        if level != "none":
            yield ("measure", measure.pk, "deadline", measure.deadline), level


def _worse(level: str, other: str | None) -> bool:
    from zhenggai.rectification.warnings.rules import RANK

    return RANK[level] > RANK[other or "none"]
