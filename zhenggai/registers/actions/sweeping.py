"""Sweeping: all checks of registers over offices, and what they found kept as violations (巡检).

Reading comes first and holds no lock; what was found is spooled, so that memory stays flat; then one short action a
register writes it down.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.people.queries import organ_keys
from zhenggai.people.viewer import Viewer
from zhenggai.registers.calling import call_lookbacks
from zhenggai.registers.checks.findings import Finding
from zhenggai.registers.checks.sweep import Scope, batches, findings_of, is_incremental
from zhenggai.registers.models import Setting, SweepMark, Violation, ViolationState, Waiver
from zhenggai.registers.published import Edition, editions, office_settings
from zhenggai.registers.shapes import CadenceShape, Check

SPOOL_BYTES = 8 * 1024 * 1024
_CHUNK = 500
Tell = Callable[[dict[str, Any]], None]
Step = Callable[[int], None]


@dataclass(slots=True)
class Tally:
    """What a sweep of one register found: how many, new, mended; and when it began."""

    register: str
    found: int = 0
    new: int = 0
    fixed: int = 0
    waived: int = 0
    incremental: bool = False
    checks: dict[str, int] = field(default_factory=dict)


def sweep(
    viewer: Viewer,
    *,
    today: date,
    registers: Sequence[str] | None = None,
    offices: Sequence[int] | None = None,
    store: bool = True,
    whole: bool = False,
    tell: Tell | None = None,
    step: Step | None = None,
) -> list[Tally]:
    """Run every check of the registers over the offices (all by default). `store=False` only looks; `whole` looks at
    every record again; `tell` hears each finding that is not waived, as results are printed, `step` how many checks of
    the register are done."""
    chosen = sorted(offices if offices is not None else organ_keys())
    tallies = []
    for code, edition in editions().items():
        if registers is None or code in registers:
            tallies.append(
                _sweep_register(viewer, edition, chosen, today, store, whole, tell, step)
            )
    return tallies


def _sweep_register(
    viewer: Viewer,
    edition: Edition,
    offices: Sequence[int],
    today: date,
    store: bool,
    whole: bool,
    tell: Tell | None,
    step: Step | None,
) -> Tally:
    declaration, began = edition.declaration, timezone.now()
    tally = Tally(declaration.code)
    waived = _waived(declaration.code, offices, today)
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES, mode="w+", encoding="utf-8") as spool:
        runs = list(_runs(edition, offices, today, whole or not store))
        tally.incremental = any(run.since for run in runs)
        for run in runs:
            done = 0
            for batch in batches(declaration.checks, run):
                for finding in findings_of(batch, declaration, run):
                    row = as_row(finding, declaration.code)
                    tally.found += 1
                    tally.checks[finding.check.id] = tally.checks.get(finding.check.id, 0) + 1
                    spool.write(json.dumps(row, ensure_ascii=False) + "\n")
                    if _subject(row) in waived:
                        tally.waived += 1
                    elif tell is not None:
                        tell(row)
                done += len(batch)
                if step is not None:
                    step(done)
        if store:
            spool.seek(0)
            _settle(viewer, edition, runs, map(json.loads, spool), today, began, tally)
    return tally


def as_row(finding: Finding, register: str) -> dict[str, Any]:
    """A finding as results are stored and printed (rulebook.md G)."""
    check = finding.check
    return {
        "check": check.id,
        "part": check.part or "",
        "level": finding.level,
        "register": register,
        "record": finding.key,
        "period": finding.period,
        "observed": finding.observed,
        "expected": finding.expected,
        "say": finding.say,
        "basis": check.basis or "",
        "fix": check.fix or "",
        "office": finding.office,
        "subject": finding.subject[:200],
        "record_id": finding.record,
    }


# -- what is swept together ---------------------------------------------------------------------------------------------------


def _runs(edition: Edition, offices: Sequence[int], today: date, whole: bool) -> Iterator[Scope]:
    """Offices whose settings are alike are swept by one query; those that were swept under the same edition and
    settings need only their changed records looked at again."""
    declaration = edition.declaration
    since = {} if whole else _unchanged_since(edition, offices)
    with_own = set(
        Setting._base_manager.filter(code=declaration.code, office__in=offices).values_list(
            "office_id", flat=True
        )
    )
    groups: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for office in offices:
        settings = (
            office_settings(declaration.code, declaration.defaults, office)
            if office in with_own
            else declaration.defaults
        )
        signature = json.dumps([settings, office in since], sort_keys=True, default=str)
        groups.setdefault(signature, (settings, []))[1].append(office)
    for settings, alike in groups.values():
        moments = [since[office] for office in alike if office in since]
        yield Scope(alike, settings, today.isoformat(), min(moments) if moments else None)


def _unchanged_since(edition: Edition, offices: Sequence[int]) -> dict[int, datetime]:
    """When offices were last swept, where edition and settings are the same since."""
    changed = dict(
        Setting._base_manager.filter(code=edition.declaration.code).values_list(
            "office_id", "changed_at"
        )
    )
    marks = SweepMark._base_manager.filter(
        office__in=offices, register=edition.declaration.code, edition=edition.key
    ).values_list("office_id", "swept_at")
    return {
        office: moment
        for office, moment in marks
        if office not in changed or changed[office] < moment
    }


# -- writing it down ------------------------------------------------------------------------------------------------------------


@action("sweep.settle", noun="registers.sweep")
def _settle(
    viewer: Viewer,
    edition: Edition,
    runs: Sequence[Scope],
    rows: Iterable[dict[str, Any]],
    today: date,
    began: datetime,
    tally: Tally,
) -> None:
    """New violations in, known ones seen again, those no longer found mended, waivers that ended open again."""
    code, number = edition.declaration.code, int(began.timestamp() * 1_000_000)
    _end_waivers(code, today)
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        tally.new += _write(chunk, code, number, today)
    for run in runs:
        for check in edition.declaration.checks:
            tally.fixed += _mend(check, code, run, number, today)
        for office in run.offices:
            SweepMark._base_manager.update_or_create(
                office_id=office,
                register=code,
                defaults={"edition_id": edition.key, "swept_at": began},
            )
    called = call_lookbacks(viewer, code, today)
    note(
        lookbacks=called,
        summary=gettext("巡检%(register)s：不达标 %(found)s 项，新增 %(new)s 项，已改 %(fixed)s 项")
        % {
            "register": edition.declaration.label,
            "found": tally.found,
            "new": tally.new,
            "fixed": tally.fixed,
        },
        checks=tally.checks,
    )


_TOLD = ("level", "period", "observed", "expected", "say", "basis", "fix")


def _write(chunk: list[dict[str, Any]], code: str, number: int, today: date) -> int:
    """Insert or renew a batch of violations; answers with how many are new or open again."""
    wanted = {_subject(row): row for row in chunk}
    known = {
        (item.office_id, item.check_id, item.part, item.subject): item
        for item in Violation._base_manager.filter(
            register=code,
            office__in={row["office"] for row in chunk},
            check_id__in={row["check"] for row in chunk},
            subject__in={row["subject"] for row in chunk},
        )
    }
    fresh, renewed, opened = [], [], 0
    for key, row in wanted.items():
        item = known.get(key)
        if item is None:
            fresh.append(_new(row, code, number, today))
            continue
        opened += item.state == ViolationState.FIXED
        _renew(item, row, number, today)
        renewed.append(item)
    Violation._base_manager.bulk_create(fresh)
    Violation._base_manager.bulk_update(
        renewed, [*_TOLD, "state", "last_seen_on", "fixed_on", "swept", "record_key"]
    )
    return len(fresh) + opened


def _new(row: dict[str, Any], code: str, number: int, today: date) -> Violation:
    return Violation(
        office_id=row["office"],
        register=code,
        check_id=row["check"],
        part=row["part"],
        subject=row["subject"],
        record_id=row["record_id"],
        record_key=(row["record"] or "")[:200],
        first_seen_on=today,
        last_seen_on=today,
        swept=number,
        **{name: row[name] for name in _TOLD},
    )


def _renew(item: Violation, row: dict[str, Any], number: int, today: date) -> None:
    for name in _TOLD:
        setattr(item, name, row[name])
    item.record_key = (row["record"] or "")[:200]
    item.last_seen_on, item.swept, item.fixed_on = today, number, None
    if item.state == ViolationState.FIXED:
        item.state = ViolationState.OPEN


def _mend(check: Check, code: str, run: Scope, number: int, today: date) -> int:
    """What was looked at and not found again is mended: all of it, or only the changed records' where only those were
    looked at. A period that has left a cadence's sight stays as it was last seen."""
    gone = Violation._base_manager.filter(
        register=code,
        check_id=check.id,
        part=check.part or "",
        office__in=run.offices,
        swept__lt=number,
        state__in=[ViolationState.OPEN, ViolationState.WAIVED],
    )
    if run.since is not None and is_incremental(check):
        gone = gone.filter(
            Q(record=None)
            | Q(record__updated_at__gte=run.since)
            | Q(record__voided_at__isnull=False)
        )
    if isinstance(check.shape, CadenceShape) and check.shape.every != "once":
        year = int(run.today[:4]) - 1
        gone = gone.filter(Q(period=None) | Q(period__gte=f"{year}"))
    return gone.update(state=ViolationState.FIXED, fixed_on=today, swept=number)


def _end_waivers(code: str, today: date) -> None:
    """A waiver that is over opens its violation again."""
    still = Waiver._base_manager.filter(
        violation__register=code, approved_on__isnull=False, until__gte=today
    ).values("violation_id")
    Violation._base_manager.filter(register=code, state=ViolationState.WAIVED).exclude(
        pk__in=still
    ).update(state=ViolationState.OPEN, swept=F("swept"))


def _waived(code: str, offices: Sequence[int], today: date) -> set[tuple[int, str, str, str]]:
    """The subjects that are excused on a day."""
    rows = Waiver._base_manager.filter(
        violation__register=code,
        office__in=offices,
        approved_on__isnull=False,
        until__gte=today,
        violation__state=ViolationState.WAIVED,
    ).values_list(
        "violation__office_id", "violation__check_id", "violation__part", "violation__subject"
    )
    return set(rows)


def _subject(row: dict[str, Any]) -> tuple[int, str, str, str]:
    return (row["office"], row["check"], row["part"], row["subject"])
