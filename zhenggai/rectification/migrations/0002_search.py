"""The index that the search reads: FTS5 over the tokens on SQLite, GIN on PostgreSQL (search.py)."""

from django.db import migrations

FORWARD = {
    "sqlite": (
        "CREATE VIRTUAL TABLE rectification_search USING fts5("
        "grams, content='rectification_issuetext', content_rowid='issue_id', tokenize='unicode61')"
    ),
    "postgresql": (
        "CREATE INDEX rectification_search ON rectification_issuetext "
        "USING gin (to_tsvector('simple', grams))"
    ),
}
BACKWARD = {
    "sqlite": "DROP TABLE rectification_search",
    "postgresql": "DROP INDEX rectification_search",
}


def forward(apps, schema_editor):
    schema_editor.execute(FORWARD[schema_editor.connection.vendor])


def backward(apps, schema_editor):
    schema_editor.execute(BACKWARD[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_round_to_evidence")]

    operations = [migrations.RunPython(forward, backward)]
