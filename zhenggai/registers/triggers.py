"""What the database itself keeps: the text of a published edition, and the indexes that declarations ask for.

SQLite drops both without a word when a migration remakes a table, so they are made again after every migrate.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from zhenggai.registers.models import RegisterVersion
from zhenggai.registers.published import editions
from zhenggai.registers.storage import declared_indexes, ensure_indexes, index_statements

TABLE = RegisterVersion._meta.db_table
NAME = f"{TABLE}_locked"
_POSTGRES = """
    CREATE OR REPLACE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'locked: %', TG_TABLE_NAME; END $$"""


def create(using: str = "default", **_signal: Any) -> None:
    """Make the trigger anew; harmless when it is there."""
    connection = connections[using]
    sqlite = connection.vendor == "sqlite"
    sign = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"old.{name} {sign} new.{name}" for name in RegisterVersion.LOCKED)
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}")
            cursor.execute(
                f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {changed}"
                f" BEGIN SELECT RAISE(ABORT, 'locked: {TABLE}'); END"
            )
            return
        cursor.execute(_POSTGRES)
        cursor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}")
        cursor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({changed})"
            " EXECUTE FUNCTION registers_refuse()"
        )


def restore(**_signal: Any) -> None:
    """Trigger and declared indexes, after a migrate."""
    create()
    ensure_indexes(item.declaration for item in editions().values())


def missing(using: str = "default") -> list[str]:
    """Names of triggers and declared indexes that ought to be there and are not."""
    connection = connections[using]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()} | declared_indexes()
    wanted = {NAME}
    for item in editions().values():
        wanted |= set(index_statements(item.declaration))
    return sorted(wanted - there)
