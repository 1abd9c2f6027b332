"""Attachments as checks of registers read them."""

from __future__ import annotations

from zhenggai.lib.relations import Column, Relation

RELATIONS = (
    Relation(
        name="attachment",
        table="archive_attachment",
        office="{t}.office_id",
        columns={
            "sha256": Column("text", "{t}.sha256"),
            "name": Column("text", "{t}.original_name"),
            "uploader": Column("text", "{t}.uploader_name"),
            "uploaded_on": Column("moment", "{t}.uploaded_at"),
        },
    ),
)
