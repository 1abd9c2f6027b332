"""Persons, offices and the calendar as checks of registers read them: master data (rulebook.md R00)."""

from __future__ import annotations

from zhenggai.lib.relations import Column, Relation

_KINDS = {
    "organ": "机关",
    "department": "室委",
    "branch": "支部",
    "liaison": "联络处",
    "superior": "外单位",
}
_DAYS = {
    "workday": "工作日",
    "weekend": "休息日",
    "rest": "休息日",
    "holiday": "法定假日",
    "make_up": "调休上班",
}
_POST = "(SELECT {what} FROM people_post p WHERE p.person_id = {{t}}.id{more})"
_OPEN = _POST.format(what="count(*)", more=" AND p.valid_to IS NULL")

RELATIONS = (
    Relation(
        name="person",
        table="people_person",
        office="{t}.organ_id",
        columns={
            "id": Column("person", "{t}.id"),
            "name": Column("text", "{t}.name"),
            "organ": Column("office", "{t}.organ_id"),
            "active": Column("yesno", "{t}.active"),
            "worked_from": Column("date", "{t}.worked_from"),
            "valid_from": Column("date", _POST.format(what="min(p.valid_from)", more="")),
            "valid_to": Column(
                "date",
                f"(CASE WHEN {_OPEN} = 0 THEN {_POST.format(what='max(p.valid_to)', more='')} END)",
            ),
            "post_count": Column("number", _OPEN),
            "left_on": Column("date", "{t}.left_on"),
        },
    ),
    Relation(
        name="post",
        table="people_post",
        office="(SELECT p.organ_id FROM people_person p WHERE p.id = {t}.person_id)",
        columns={
            "person": Column("person", "{t}.person_id"),
            "name": Column(
                "text", "(SELECT p.name FROM people_person p WHERE p.id = {t}.person_id)"
            ),
            "room": Column("office", "{t}.office_id"),
            "kind": Column(
                "choice",
                "(SELECT f.kind FROM people_office f WHERE f.id = {t}.office_id)",
                words=_KINDS,
            ),
            "title": Column("text", "{t}.title"),
            "valid_from": Column("date", "{t}.valid_from"),
            "valid_to": Column("date", "{t}.valid_to"),
        },
    ),
    Relation(
        name="office",
        table="people_office",
        office="coalesce({t}.organ_key_id, {t}.id)",
        columns={
            "id": Column("office", "{t}.id"),
            "name": Column("text", "{t}.name"),
            "kind": Column("choice", "{t}.kind", words=_KINDS),
            "parent": Column("office", "{t}.parent_id"),
            "active": Column("yesno", "{t}.active"),
        },
    ),
    Relation(
        name="calendar",
        table="people_workday",
        office="NULL",
        columns={
            "day": Column("date", "{t}.day"),
            "day_type": Column("choice", "{t}.kind", words=_DAYS),
            "provisional": Column("yesno", "{t}.provisional"),
        },
    ),
)
"""`post_count` counts posts in force; a `post` is one appointment, `room` the office it is in, `kind` that office's. The calendar belongs to every office alike."""
