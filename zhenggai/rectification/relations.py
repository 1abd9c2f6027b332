"""Issues and measures as checks of registers read them."""

from __future__ import annotations

from zhenggai.lib.relations import Column, Relation

RELATIONS = (
    Relation(
        name="issue",
        table="rectification_issue",
        office="{t}.office_id",
        columns={
            "code": Column("text", "{t}.code"),
            "title": Column("text", "{t}.title"),
            "state": Column("text", "{t}.state"),
            "rect_type": Column("text", "{t}.rect_type"),
            "deadline": Column("date", "{t}.deadline"),
            "handler": Column("person", "{t}.handler_id"),
        },
    ),
    Relation(
        name="measure",
        table="rectification_measure",
        office="{t}.office_id",
        columns={
            "code": Column("text", "{t}.code"),
            "state": Column("text", "{t}.state"),
            "deadline": Column("date", "{t}.deadline"),
            "done_on": Column("date", "{t}.done_on"),
            "is_core": Column("yesno", "{t}.is_core"),
        },
    ),
    Relation(
        name="issue_evidence",
        table="(SELECT e.office_id, e.issue_id, a.sha256 FROM rectification_evidence e"
        " JOIN archive_attachment a ON a.id = e.attachment_id WHERE e.withdrawn_reason IS NULL)",
        office="{t}.office_id",
        columns={
            "issue": Column("number", "{t}.issue_id"),
            "sha256": Column("text", "{t}.sha256"),
        },
    ),
)
