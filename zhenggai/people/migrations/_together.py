"""Tables made together: their models are rendered once, not again for every table that points at them."""

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Operations that only make new tables, each after those that it points at.

    Django renders the models anew after each operation, with all that are tied to them; for sixty tables that takes
    longer than making them. Here the state is told of all of them first, and rendered when it is asked for.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return (self.__class__.__name__, [self.operations], {})

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Create the tables"
