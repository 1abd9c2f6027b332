"""What registers cost beside bare SQL: a list page, sweeps of every shape, a gate; at growing numbers of records."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bench.registers_data import DAY, KINDS, fill, organs
from bench.table import percentile, table

_OFFICES = 4
_LARGEST_PUBLISHED = 100_000
"""Every record is written again, twice: what a million costs is ten times this."""
_LIST_HEAD = ("records", "case", "queries", "p50 ms", "p95 ms", "bare p50 ms", "ratio")
_SWEEP_HEAD = ("records", "shape", "checks", "s", "bare SQL s", "ratio", "found")
_PUBLISH_HEAD = ("records", "case", "touched", "s")
_GATE_CHECKS = ("LV-1", "LV-4", "LV-7", "LV-8")
_ONE_EACH = {
    "group": "LV-4",
    "overlap": "LV-7",
    "match": "LV-8",
    "cadence": "LV-9",
    "sequence": "LV-10/run",
}
"""One check of leave for every other shape; the record checks are all that the library declares."""


def records(sizes: list[int]) -> str:
    """Lists, sweeps and gates on one growing database. Bare SQL is the same query with its rows only counted."""
    from zhenggai.people.queries import scope_for, system_viewer

    lists: list[tuple[object, ...]] = []
    sweeps: list[tuple[object, ...]] = []
    gates: list[tuple[object, ...]] = []
    published: list[tuple[object, ...]] = []
    filled = 0
    with scope_for(system_viewer()):
        _publish()
        places = organs(_OFFICES)
        for size in sizes:
            fill("leave", places, filled, size)
            fill("attendance", places, filled // 10, size // 10)
            _analyze()
            filled = size
            lists += _lists(size, places)
            sweeps += _sweeps(size, places)
            gates.append(_gate(size, places))
            if size <= _LARGEST_PUBLISHED:
                published += _published(size)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join(
        [
            table(
                "Registers: a page of 50, filtered and sorted on indexed fields", _LIST_HEAD, lists
            ),
            table("Registers: sweeps over all offices", _SWEEP_HEAD, sweeps),
            f"Peak memory of this process, filling included: {peak:.0f} MiB.\n",
            table(
                "Registers: a gate of four checks on one record",
                ("records", "p50 ms", "p95 ms"),
                gates,
            ),
            table("Registers: a new version of a register", _PUBLISH_HEAD, published),
        ]
    )


def _publish() -> None:
    from zhenggai.people.queries import system_viewer
    from zhenggai.registers.actions import publish
    from zhenggai.registers.shelf import files

    for path in files():
        publish(system_viewer(), path.read_text(encoding="utf-8"), today=DAY)


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# -- lists --------------------------------------------------------------------------------------------------------------------


def _lists(size: int, places: list[tuple[Any, list[int]]]) -> list[tuple[object, ...]]:
    from zhenggai.people.models import Office
    from zhenggai.people.queries import system_viewer
    from zhenggai.registers.queries import RecordFilters

    office, people = places[0]
    assert isinstance(office, Office)  # noqa: S101
    viewer = replace(
        system_viewer(),
        office_id=office.pk,
        office_ids=frozenset({office.pk}),
        roles=frozenset({"hr_clerk"}),
    )
    cases = {
        "newest": RecordFilters(),
        "by start": RecordFilters(sort="-start"),
        "one kind, by start": RecordFilters(equal={"kind": KINDS[0]}, sort="-start"),
        "one person, by start": RecordFilters(equal={"applicant": people[0]}, sort="-start"),
        "a month, page 5": RecordFilters(
            low={"start": "2015-03-01T00:00"},
            high={"start": "2015-03-31T23:59"},
            sort="start",
            page=5,
        ),
    }
    return [(f"{size:,}", name, *_page(viewer, filters)) for name, filters in cases.items()]


def _page(viewer: Any, filters: Any) -> tuple[str, ...]:
    from django.db import connection

    from zhenggai.registers import listing, queries
    from zhenggai.registers.published import edition

    found = edition("leave").declaration
    chosen = listing._narrowed(viewer, found, filters)
    start = (filters.page - 1) * 50
    text, params = chosen.values_list("pk", "data")[start : start + 51].query.sql_with_params()

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            cursor.fetchall()

    def page() -> None:
        queries.records(viewer, "leave", filters)

    asked = 0

    def count(execute: Callable[..., object], *statement: object) -> object:
        nonlocal asked
        asked += 1
        return execute(*statement)

    page()
    with connection.execute_wrapper(count):
        page()
    times, plain = _times(page, 30), _times(bare, 30)
    p50, bare50 = percentile(times, 0.5), percentile(plain, 0.5)
    return (
        str(asked),
        f"{p50:.1f}",
        f"{percentile(times, 0.95):.1f}",
        f"{bare50:.1f}",
        f"{p50 / bare50:.1f}",
    )


# -- sweeps -------------------------------------------------------------------------------------------------------------------


def _sweeps(size: int, places: list[tuple[Any, list[int]]]) -> list[tuple[object, ...]]:
    from zhenggai.registers.checks.sweep import Scope, batches, findings_of
    from zhenggai.registers.published import edition

    declaration = edition("leave").declaration
    keys = [office.pk for office, _ in places]
    scope = Scope(keys, declaration.defaults, DAY.isoformat())
    rows: list[tuple[object, ...]] = []
    for shape, checks in _by_shape(declaration).items():
        started, found = time.perf_counter(), 0
        for batch in batches(checks, scope):
            found += sum(1 for _ in findings_of(batch, declaration, scope))
        whole = time.perf_counter() - started
        bare = _bare(checks, declaration, scope)
        rows.append(
            (
                f"{size:,}",
                shape,
                len(checks),
                f"{whole:.2f}",
                f"{bare:.2f}",
                f"{whole / max(bare, 1e-6):.1f}",
                f"{found:,}",
            )
        )
    return rows


def _by_shape(declaration: Any) -> dict[str, list[Any]]:
    """Every record check of the register in one batch; one check of each other shape. A name that the library does not
    know stops the run."""
    from zhenggai.registers.shapes import RecordShape

    known = {check.key: check for check in declaration.checks}
    own = [check for check in known.values() if check.own and isinstance(check.shape, RecordShape)]
    return {
        f"record, all {len(own)} in one query": own,
        **{shape: [known[key]] for shape, key in _ONE_EACH.items()},
    }


def _bare(checks: list[Any], declaration: Any, scope: Any) -> float:
    """The same queries, their rows fetched and thrown away."""
    from django.db import connection

    from zhenggai.registers.checks.sweep import batches, findings_of

    statements: list[tuple[str, Any]] = []

    def catch(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if "registers_record" in sql:
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(catch):
        for batch in batches(checks, scope):
            for _ in findings_of(batch, declaration, scope):
                break
    started = time.perf_counter()
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            while cursor.fetchmany(1_000):
                pass
    return time.perf_counter() - started


# -- gates --------------------------------------------------------------------------------------------------------------------


def _gate(size: int, places: list[tuple[Any, list[int]]]) -> tuple[str, ...]:
    from zhenggai.registers.checks.gate import Case, violated
    from zhenggai.registers.frames import frame_of
    from zhenggai.registers.models import Record
    from zhenggai.registers.published import edition

    declaration = edition("leave").declaration
    checks = [check for name in _GATE_CHECKS for check in declaration.checks_of(name)]
    chosen = list(Record.objects.filter(register="leave", state="submitted")[:60])

    def ask(record: Record) -> None:
        frame = frame_of(record, declaration, declaration.defaults, DAY.isoformat())
        case = Case(declaration, frame, record.pk, record.office_id)
        for check in checks:
            violated(check, case)

    times = []
    for record in chosen:
        times += _times(lambda record=record: ask(record), 1)  # type: ignore[misc]
    return (f"{size:,}", f"{percentile(times, 0.5):.2f}", f"{percentile(times, 0.95):.2f}")


# -- a new version ------------------------------------------------------------------------------------------------------------


def _published(size: int) -> list[tuple[object, ...]]:
    """A version that renames a field of every record, previewed, published and taken back: the register is left as it
    was."""
    from zhenggai.people.queries import system_viewer
    from zhenggai.registers.actions import publish, take_back
    from zhenggai.registers.models import RegisterVersion
    from zhenggai.registers.queries import preview

    viewer = system_viewer()
    text = _renamed(RegisterVersion.objects.get(code="leave", is_current=True).source)
    touched: list[int] = []
    timed = {
        "preview": lambda: touched.append(sum(line.count for line in preview(text))),
        "publish": lambda: publish(viewer, text, today=DAY),
        "take back": lambda: take_back(viewer, "leave", today=DAY),
    }
    return [
        (f"{size:,}", case, f"{touched[0]:,}", f"{seconds:.2f}")
        for case, call in timed.items()
        for seconds in [_times(call, 1)[0] / 1000]
    ]


def _renamed(text: str) -> str:
    """The file of leave with the next version of everything in it: the phone stands under another name."""
    text = text.replace("\n  phone:", "\n  telephone:")
    versions = (int(line.split(":")[1]) for line in text.split("\n") if line.startswith("version:"))
    for version in sorted(set(versions), reverse=True):
        text = text.replace(f"\nversion: {version}\n", f"\nversion: {version + 1}\n")
    return text.replace("\ncode: leave\n", "\ncode: leave\nrename: {phone: telephone}\n")


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return times
