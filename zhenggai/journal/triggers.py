"""The database itself refuses to change or delete an event (L04). SQLite drops triggers when a migration remakes
a table, so they are made again after every migrate; `missing` is for `doctor`."""

from __future__ import annotations

from typing import Any

from django.db import connections

from zhenggai.journal.models import Event

TABLE = Event._meta.db_table
NAMES = {f"{TABLE}_no_update": "UPDATE", f"{TABLE}_no_delete": "DELETE"}
_POSTGRES = """
    CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"""


def create(using: str = "default", **_signal: Any) -> None:
    """Make both triggers anew; harmless when they are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, event in NAMES.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE}"
                    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
                )
            return
        cursor.execute(_POSTGRES)
        for name, event in NAMES.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE}"
                " FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
            )


def missing(using: str = "default") -> list[str]:
    """Names of triggers that ought to be there and are not."""
    connection = connections[using]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return sorted(set(NAMES) - there)
