"""Events of the journal as checks of registers read them."""

from __future__ import annotations

from zhenggai.lib.relations import Column, Relation

RELATIONS = (
    Relation(
        name="event",
        table="journal_event",
        office="{t}.office_id",
        columns={
            "seq": Column("number", "{t}.seq"),
            "action": Column("text", "{t}.action"),
            "actor": Column("text", "{t}.actor_name"),
            "object_type": Column("text", "{t}.object_type"),
            "object_id": Column("text", "{t}.object_id"),
            "result": Column("text", "{t}.result"),
            "happened_on": Column("moment", "{t}.at"),
        },
    ),
)
