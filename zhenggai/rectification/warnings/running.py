"""A day's warnings of every office: found, written down once with their letters' numbers, told, and cleared when over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.archive.actions import take_numbers
from zhenggai.journal.actions import action, note
from zhenggai.people.actions import tell_each
from zhenggai.people.queries import Holder, organ_keys, setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.broadcasts import tell_red
from zhenggai.rectification.deadlines import Colour, Thresholds
from zhenggai.rectification.models import Issue, Warned, Warning, WarningReason, WarningRun
from zhenggai.rectification.warnings.candidates import Limits, due_in
from zhenggai.rectification.warnings.clearing import clear
from zhenggai.rectification.warnings.facts import (
    Facts,
    Recipient,
    facts_of,
    office_roles,
    recipients,
)
from zhenggai.rectification.warnings.rows import Found, insert, row_of
from zhenggai.rectification.warnings.rules import SPECIAL_AFTER, Due
from zhenggai.rectification.warnings.telling import words_for

BATCH = 2_000
"""Warnings of one transaction: the database is not locked for longer than it takes to write so many."""
SERIES = "warning"
Roles = Mapping[str, Sequence[Holder]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run did in one office."""

    office: int
    issued: int
    cleared: int


def run(
    viewer: Viewer,
    *,
    today: date,
    offices: Iterable[int] | None = None,
    done: Callable[[Tally], object] | None = None,
) -> list[Tally]:
    """Tell every office's warnings of a day: each level of each matter once, however often and late it is run.

    What is found is found outside any transaction; it is written in batches, each in a short one of its own.
    """
    tallies = []
    for office in organ_keys() if offices is None else offices:
        acting, issued = replace(viewer, office_id=office), 0
        for batch in _batches(due_in(office, limits_of(office), today)):
            issued += issue_warnings(acting, batch, today=today)
        tally = Tally(office, issued, clear_warnings(acting, today=today, issued=issued))
        tallies.append(tally)
        if done is not None:
            done(tally)
    return tallies


def planned(office_id: int, today: date) -> Iterator[Warning]:
    """What a run on a day would tell or would have told, without writing anything: what was told on that very day stands in
    the table and is not among it."""
    roles, yellow = office_roles(office_id, today), Counter[int]()
    for batch in _batches(due_in(office_id, limits_of(office_id, replays=True), today)):
        yellow += _yellow_issues(batch)
        yield from _rows(office_id, batch, roles, today)
    often = _yellow_too_often(office_id, yellow, today, until=today)
    yield from _rows(office_id, often, roles, today)


def limits_of(office_id: int, *, replays: bool = False) -> Limits:
    values = setting_values(office_id)
    days = Thresholds(
        values["warning.green_days"], values["warning.yellow_days"], values["warning.short_days"]
    )
    return Limits(days, values["progress.every_days"], replays)


@action("warning.issue", noun="rectification.warning")
def issue_warnings(viewer: Viewer, dues: Sequence[Due], *, today: date) -> int:
    """Write these warnings down and tell them; those that somebody else has written meanwhile are left out. Answers how
    many are new."""
    office_id = _office(viewer)
    _wait_for_others(office_id, today)
    roles = office_roles(office_id, today)
    count = _write(office_id, _not_yet_told(dues), roles, today)
    often = _yellow_too_often(office_id, dict.fromkeys(_yellow_issues(dues), 0), today)
    count += _write(office_id, _not_yet_told(often), roles, today)
    levels = Counter(due.level for due in dues)
    note(
        summary=gettext("发出预警 %(count)s 项") % {"count": count},
        day=today.isoformat(),
        levels={str(level): number for level, number in sorted(levels.items())},
    )
    return count


@action("warning.clear", noun="rectification.warning")
def clear_warnings(viewer: Viewer, *, today: date, issued: int) -> int:
    """Take out of force what is over, write down that the day was run, and tell robots what is red."""
    office_id = _office(viewer)
    cleared = clear(office_id, today)
    made = WarningRun.objects.filter(office=office_id, day=today)
    values = {
        "issued_count": F("issued_count") + issued,
        "cleared_count": F("cleared_count") + cleared,
        "ran_at": timezone.now(),
    }
    if not made.update(**values):
        WarningRun.objects.create(
            office_id=office_id, day=today, issued_count=issued, cleared_count=cleared
        )
    tell_red(office_id, today)
    note(
        summary=gettext("预警巡检：新发 %(issued)s 项，解除 %(cleared)s 项")
        % {"issued": issued, "cleared": cleared},
        day=today.isoformat(),
    )
    return cleared


def _batches(dues: Iterator[Due]) -> Iterator[list[Due]]:
    while batch := list(islice(dues, BATCH)):
        yield batch


def _office(viewer: Viewer) -> int:
    if viewer.office_id is None:
        raise ValueError("warnings are told in an office")
    return viewer.office_id


def _wait_for_others(office_id: int, today: date) -> None:
    """Of two runs at once the second waits here, and then sees what the first has told."""
    row, _ = WarningRun.objects.get_or_create(office_id=office_id, day=today)
    WarningRun.objects.select_for_update().get(pk=row.pk)


def _not_yet_told(dues: Sequence[Due]) -> list[Due]:
    subjects = {due.subject for due in dues}
    told = set(
        Warning.objects.filter(subject__in=subjects).values_list(
            "kind", "subject", "reason", "basis_on", "level", "cycle"
        )
    )
    return [due for due in dues if due.key not in told]


def _yellow_issues(dues: Sequence[Due]) -> Counter[int]:
    """The issues that turn yellow by these, with how often."""
    return Counter(
        due.subject for due in dues if due.kind is Warned.ISSUE and due.level is Colour.YELLOW
    )


def _yellow_too_often(
    office_id: int, fresh: Mapping[int, int], today: date, *, until: date | None = None
) -> list[Due]:
    """Of issues that have just been yellow, those that by now were so too often in their cycle; told once a cycle. `fresh`
    counts what is not in the table yet; `until` leaves out what was told after a day."""
    issues = dict(Issue.objects.filter(pk__in=list(fresh)).values_list("pk", "cycle"))
    yellow = Warning.objects.filter(office=office_id, kind=Warned.ISSUE, subject__in=issues)
    if until is not None:
        yellow = yellow.filter(issued_on__lte=until)
    called = set(yellow.filter(reason=WarningReason.REPEATED).values_list("subject", "cycle"))
    counted: Counter[tuple[int, int]] = Counter(
        yellow.filter(level=Colour.YELLOW)
        .exclude(reason=WarningReason.REPEATED)
        .values_list("subject", "cycle")
    )
    return [
        Due(Warned.ISSUE, key, WarningReason.REPEATED, Colour.YELLOW, today, cycle)
        for key, cycle in issues.items()
        if counted[key, cycle] + fresh[key] >= SPECIAL_AFTER and (key, cycle) not in called
    ]


def _write(office_id: int, dues: Sequence[Due], roles: Roles, today: date) -> int:
    if not dues:
        return 0
    number = take_numbers(SERIES, office_id, today.year, len(dues))
    found: list[Found] = [
        Found(number + place, due, facts, tuple(to))
        for place, (due, facts, to) in enumerate(_with_facts(dues, roles))
    ]
    insert(office_id, found, today)
    tell_each(office_id, words_for(office_id, found, today))
    return len(found)


def _with_facts(dues: Sequence[Due], roles: Roles) -> Iterator[tuple[Due, Facts, list[Recipient]]]:
    found = facts_of(dues)
    for due in dues:
        facts = found.get((due.kind, due.subject))
        if facts is not None:
            yield due, facts, recipients(due, facts, roles)


def _rows(office_id: int, dues: Sequence[Due], roles: Roles, today: date) -> Iterator[Warning]:
    return (
        row_of(office_id, Found(0, due, facts, tuple(to)), today)
        for due, facts, to in _with_facts(dues, roles)
    )
