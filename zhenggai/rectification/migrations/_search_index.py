"""The index that the search reads: FTS5 over the tokens on SQLite, GIN on PostgreSQL (search.py)."""

from django.db.migrations.operations.base import Operation

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


class SearchIndex(Operation):
    """Plain statements by database; unlike `RunPython` it asks for no models, whose making takes seconds."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in FORWARD[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in BACKWARD[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def describe(self):
        return "Create the search index"
