"""The demo year: what a sweep finds is what was planted, check by check, nothing missed and nothing extra. Every check of
the library is planted, and every check has a case that holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import override_settings

from zhenggai.config.demo_year import KEYS, Made, fill_year, write_planted
from zhenggai.lib.errors import Refused
from zhenggai.people.models import Office
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers.actions import sweep
from zhenggai.registers.frames import opened
from zhenggai.registers.models import Record
from zhenggai.registers.published import editions, office_settings
from zhenggai.registers.saving import _compute
from zhenggai.registers.shelf import shelf
from zhenggai.registers.tests.holding import held

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 31)
ONE_OFFICE = {"MS-5", "AS-7"}
"""They are asked once an office and year: their other case stands in test_whole_office.py."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Year:
    made: Made
    rows: Rows
    later: Rows
    held: dict[str, int]
    recomputed: list[str]


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Year]:
    """One small year for all tests of this module, taken back at the end."""
    store = tmp_path_factory.mktemp("store")
    with django_db_blocker.unblock(), override_settings(STORE=store), transaction.atomic():
        made = fill_year(2025, 0)
        rows, later = swept(TODAY), swept(date(2026, 1, 8))
        with scope_for(system_viewer()):
            yield Year(made, rows, later, _held(rows), _differently_computed())
        transaction.set_rollback(True)


def swept(today: date) -> Rows:
    rows: Rows = []
    viewer = system_viewer()
    with scope_for(viewer):
        sweep(viewer, today=today, store=False, tell=rows.append)
    return rows


def counted(rows: Rows) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[key] for key in KEYS) for row in rows)


def planted(made: Made) -> Counter[tuple[Any, ...]]:
    return counted([item.as_row() for item in made.planted])


def _key(row: dict[str, Any]) -> str:
    return f"{row['check']}/{row['part']}" if row["part"] else str(row["check"])


def _held(rows: Rows) -> dict[str, int]:
    """By check and part: of how many cases it held."""
    failed = Counter(_key(row) for row in rows)
    organ = Office.objects.get(kind="organ")
    return {
        check.key: held(check, edition.declaration, organ.pk, TODAY, failed[check.key])
        for edition in editions().values()
        for check in edition.declaration.checks
    }


def _differently_computed() -> list[str]:
    """Records whose computed fields come out otherwise on saving; a sample of every register."""
    found = []
    for code, edition in editions().items():
        declaration = edition.declaration
        rows = Record.objects.filter(register=code).order_by("pk")
        for record in [*rows[:3], *rows.reverse()[:3]]:
            values = opened(record, declaration)
            before = dict(values)
            settings = office_settings(code, declaration.defaults, record.office_id)
            _compute(record, declaration, values, settings)
            if values != before:
                found.append(record.number)
    return found


def test_found_equals_planted(year: Year) -> None:
    found, wanted = counted(year.rows), planted(year.made)

    assert found - wanted == Counter(), "extra"
    assert wanted - found == Counter(), "missed"


def test_the_same_is_found_a_week_later(year: Year) -> None:
    assert counted(year.later) == planted(year.made)


def test_every_check_of_the_library_is_planted(year: Year) -> None:
    found = {_key(row) for row in year.rows}
    declared = {check.key for item in shelf().values() for check in item.checks}

    assert declared - found == set()


def test_every_check_holds_somewhere(year: Year) -> None:
    without = {key for key, count in year.held.items() if count < 1}

    assert without == ONE_OFFICE, " ".join(sorted(without))


def test_computed_fields_are_those_of_saving(year: Year) -> None:
    assert year.recomputed == []


def test_sentences_are_whole(year: Year) -> None:
    for row in year.rows:
        assert row["say"] and "——" not in row["say"] and row["basis"], row


def test_what_is_planted_is_written_down(year: Year, tmp_path: Path) -> None:
    target = tmp_path / "planted.json"

    write_planted(year.made, target)

    rows = json.loads(target.read_text(encoding="utf-8"))
    assert counted(rows) == planted(year.made)
    assert list(rows[0]) == list(KEYS)


def test_it_fills_an_empty_folder_only() -> None:
    from zhenggai.people.actions import create_first_accounts

    create_first_accounts()

    with pytest.raises(Refused) as refused:
        fill_year(2025, 0)
    assert refused.value.code == "demo.not_empty"
