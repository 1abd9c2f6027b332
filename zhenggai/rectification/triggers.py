"""What the database itself keeps: original text that nobody can change, and a search index that is never stale.

SQLite drops a table's triggers without a word when a migration remakes it, so they are made again after every
migrate; `missing` lets `doctor` ask whether all are there.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from zhenggai.rectification import keeping
from zhenggai.rectification.models import (
    Assessment,
    Baseline,
    Closure,
    ClosureApplication,
    CorrectionSlip,
    Cutoff,
    Evidence,
    Extension,
    Feedback,
    Issue,
    LetterReply,
    Lookback,
    Measure,
    Progress,
    ReviewStep,
    StageMark,
    SupervisionLetter,
)
from zhenggai.rectification.rows import Locked

LOCKED_TABLES: tuple[type[Locked], ...] = (
    *(Feedback, Issue, Measure, Progress, Evidence, Baseline, Cutoff),
    Assessment,
    *(ClosureApplication, ReviewStep, Closure, StageMark, CorrectionSlip, Lookback, Extension),
    *(SupervisionLetter, LetterReply),
)

_SEARCH_SQLITE = {
    "rectification_search_added": """
        AFTER INSERT ON rectification_issuetext BEGIN
            INSERT INTO rectification_search (rowid, grams) VALUES (new.issue_id, new.grams);
        END""",
    "rectification_search_changed": """
        AFTER UPDATE ON rectification_issuetext BEGIN
            INSERT INTO rectification_search (rectification_search, rowid, grams)
                VALUES ('delete', old.issue_id, old.grams);
            INSERT INTO rectification_search (rowid, grams) VALUES (new.issue_id, new.grams);
        END""",
    "rectification_search_removed": """
        AFTER DELETE ON rectification_issuetext BEGIN
            INSERT INTO rectification_search (rectification_search, rowid, grams)
                VALUES ('delete', old.issue_id, old.grams);
        END""",
}


def create(using: str = "default", **_signal: Any) -> None:
    """Make every trigger anew; harmless when all are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in [*_statements(connection), *keeping.statements(connection.vendor)]:
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Names of triggers that ought to be there and are not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        there = {row[0] for row in cursor.fetchall()}
    wanted = {_lock_name(model) for model in LOCKED_TABLES} | keeping.names()
    if connection.vendor == "sqlite":
        wanted |= set(_SEARCH_SQLITE)
    return sorted(wanted - there)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        locks = [part for model in LOCKED_TABLES for part in _sqlite_lock(model)]
        return locks + [
            part
            for name, body in _SEARCH_SQLITE.items()
            for part in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")
        ]
    return [_POSTGRES_REFUSAL] + [part for model in LOCKED_TABLES for part in _postgres_lock(model)]


_POSTGRES_REFUSAL = """
    CREATE OR REPLACE FUNCTION rectification_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'locked: %', TG_TABLE_NAME; END $$"""


def _sqlite_lock(model: type[Locked]) -> list[str]:
    name, table = _lock_name(model), model._meta.db_table
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in _columns(model))
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {changed}"
        f" BEGIN SELECT RAISE(ABORT, 'locked: {table}'); END",
    ]


def _postgres_lock(model: type[Locked]) -> list[str]:
    name, table = _lock_name(model), model._meta.db_table
    changed = " OR ".join(
        f"old.{column} IS DISTINCT FROM new.{column}" for column in _columns(model)
    )
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed})"
        " EXECUTE FUNCTION rectification_refuse()",
    ]


def _columns(model: type[Locked]) -> list[str]:
    return [f'"{name}"' for name in model.LOCKED]


def _lock_name(model: type[Locked]) -> str:
    return f"{model._meta.db_table}_locked"
