"""Fixtures for every room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def whole_minutes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is kept or noted for a minute is so for the whole of a test, and for no other: how many questions a page
    asks does not hang on how fast the machine is."""
    from zhenggai.people import calendar, middleware

    monkeypatch.setattr(calendar, "_FRESH_SECONDS", 3600.0)
    monkeypatch.setattr(middleware, "NOTED_SECONDS", 3600)
    yield
    calendar._kept.clear()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database with real commits. The flush afterwards would be refused by the journal's triggers: they are
    taken away before it, and post_migrate makes them anew."""
    yield
    from zhenggai.journal import triggers

    with connection.cursor() as cursor:
        for name in triggers.NAMES:
            on = "" if connection.vendor == "sqlite" else f" ON {triggers.TABLE}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
