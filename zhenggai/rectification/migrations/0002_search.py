"""The index that the search reads: FTS5 over the tokens on SQLite, GIN on PostgreSQL (search.py)."""

from django.db import migrations

FORWARD = {
    "sqlite": [
        "CREATE VIRTUAL TABLE rectification_search USING fts5("
        "grams, content='rectification_issuetext', content_rowid='issue_id', tokenize='unicode61')"
    ],
    # A phrase is checked against the vector of every candidate, so the vector is stored.
    "postgresql": [
        "ALTER TABLE rectification_issuetext ADD COLUMN vector tsvector"
        " GENERATED ALWAYS AS (to_tsvector('simple', grams)) STORED",
        "CREATE INDEX rectification_search ON rectification_issuetext USING gin (vector)",
    ],
}
BACKWARD = {
    "sqlite": ["DROP TABLE rectification_search"],
    "postgresql": [
        "DROP INDEX rectification_search",
        "ALTER TABLE rectification_issuetext DROP COLUMN vector",
    ],
}


def forward(apps, schema_editor):
    for statement in FORWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for statement in BACKWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_round_to_evidence")]

    operations = [migrations.RunPython(forward, backward)]
