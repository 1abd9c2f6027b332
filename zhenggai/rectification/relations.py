"""Issues and measures as checks of registers read them."""

from __future__ import annotations

from zhenggai.lib.relations import Column, Relation

_MEETINGS = {
    "party_group": "党组会议",
    "committee": "班子会议",
    "party_committee": "机关党委会议",
    "staff": "全体人员会议",
    "leading_group": "领导小组会议",
    "life": "专题民主生活会",
    "special": "专题会议",
}
_MEETING_STATES = {
    "planned": "待召开",
    "held": "已召开",
    "signed": "记录已签字",
    "cancelled": "已取消",
}
_PRESENT = (
    "(SELECT count(*) FROM rectification_attendance a"
    " WHERE a.meeting_id = {{t}}.id AND a.is_due{more})"
)

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
    Relation(
        name="meeting",
        table="rectification_meeting",
        office="{t}.office_id",
        columns={
            "id": Column("number", "{t}.id"),
            "name": Column("text", "{t}.title"),
            "kind": Column("choice", "{t}.kind", words=_MEETINGS),
            "title": Column("text", "{t}.title"),
            "held_on": Column("date", "{t}.held_on"),
            "state": Column("choice", "{t}.state", words=_MEETING_STATES),
            "chair": Column("person", "{t}.chair_id"),
            "recorder": Column("person", "{t}.recorder_id"),
            "signed_on": Column("date", "{t}.signed_on"),
            "due_count": Column("number", _PRESENT.format(more="")),
            "present_count": Column("number", _PRESENT.format(more=" AND a.present")),
        },
    ),
)
"""Meetings are entered once, here; register R24 reads them as its own (readings.md 20)."""
