"""Nothing of the ledger is overwritten without a trace: whatever changes a row, the database itself first writes down what it
said (`Past`). So the state of any past moment can be told whichever action, import or job made the change."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from zhenggai.rectification.models import Issue, Measure, Milestone, RootCause

KEPT: dict[type[Model], tuple[str, ...]] = {
    Issue: (
        *("state", "rect_type", "charge_leader_id", "lead_dept_id", "owner_id", "handler_id"),
        *("liaison_id", "started_on", "deadline", "target", "legacy", "is_repeat"),
        *("promised_on", "cycle"),
    ),
    Measure: (
        *("state", "kinds", "is_core", "owner_id", "department_id", "started_on", "deadline"),
        *("deadline_kind", "trigger", "triggered_on", "review_on", "deliverable"),
        *("done_criteria", "done_on"),
    ),
    Milestone: ("title", "deadline", "done_on"),
    RootCause: ("text", "issue_id", "author_name", "created_at"),
}
"""The columns that are kept, by table; counts and warning days follow from them."""

HELPERS = Issue.co_depts.through
"""Supporting departments: rows that only come and go."""


def names() -> set[str]:
    """The triggers that ought to be there."""
    events = [(model._meta.db_table, event) for model in KEPT for event in ("update", "delete")]
    events += [(HELPERS._meta.db_table, event) for event in ("insert", "delete")]
    return {_name(table, event) for table, event in events}


def statements(vendor: str) -> list[str]:
    """Make every trigger anew; harmless when all are there."""
    if vendor == "sqlite":
        return list(_sqlite())
    return [_POSTGRES_KEEP, *_postgres()]


def _name(table: str, event: str) -> str:
    return f"{table}_past_{event}"


def _sqlite() -> Iterator[str]:
    for model, columns in KEPT.items():
        table = model._meta.db_table
        changed = " OR ".join(f'old."{column}" IS NOT new."{column}"' for column in columns)
        yield from _sqlite_trigger(table, "update", f"WHEN {changed}", _sqlite_body(columns))
        yield from _sqlite_trigger(table, "delete", "", _sqlite_body(columns))
    table = HELPERS._meta.db_table
    yield from _sqlite_trigger(table, "insert", "", "'null'", "new")
    yield from _sqlite_trigger(table, "delete", "", _sqlite_body(("issue_id", "office_id")))


def _sqlite_trigger(
    table: str, event: str, condition: str, body: str, row: str = "old"
) -> Iterator[str]:
    name = _name(table, event)
    yield f"DROP TRIGGER IF EXISTS {name}"
    kept = f"'{table}', {row}.id, strftime('%Y-%m-%d %H:%M:%f', 'now'), {body}"
    yield f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {condition} BEGIN {_KEEP} ({kept}); END"


_KEEP = 'INSERT INTO rectification_past ("of", "row", "at", "body") VALUES'


def _sqlite_body(columns: tuple[str, ...]) -> str:
    return "json_object(" + ", ".join(f"'{name}', old.\"{name}\"" for name in columns) + ")"


_POSTGRES_KEEP = """
    CREATE OR REPLACE FUNCTION rectification_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO rectification_past ("of", "row", "at", "body")
                VALUES (TG_TABLE_NAME, NEW.id, clock_timestamp(), 'null'::jsonb);
        ELSE
            INSERT INTO rectification_past ("of", "row", "at", "body")
                VALUES (TG_TABLE_NAME, OLD.id, clock_timestamp(), to_jsonb(OLD));
        END IF;
        RETURN NULL;
    END $$"""


def _postgres() -> Iterator[str]:
    for model, columns in KEPT.items():
        table = model._meta.db_table
        changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)
        yield from _postgres_trigger(table, "update", f"WHEN ({changed})")
        yield from _postgres_trigger(table, "delete", "")
    for event in ("insert", "delete"):
        yield from _postgres_trigger(HELPERS._meta.db_table, event, "")


def _postgres_trigger(table: str, event: str, condition: str) -> Iterator[str]:
    name = _name(table, event)
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW {condition}"
        " EXECUTE FUNCTION rectification_keep()"
    )
