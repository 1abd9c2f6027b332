"""Rows of the table of warnings, many at a time: what a row says, and how so many are put in without a model for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils import timezone

from zhenggai.rectification.models import Warning
from zhenggai.rectification.warnings.facts import Facts, Recipient
from zhenggai.rectification.warnings.rules import Due

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A warning that is due, with its number, its thing, and those whom it goes to."""

    number: int
    due: Due
    facts: Facts
    to: tuple[Recipient, ...]


def columns_of(office_id: int, found: Found, today: date) -> dict[str, Any]:
    """What a row says, by the names of the model's columns."""
    due, facts = found.due, found.facts
    return {
        "office_id": office_id,
        "number": found.number,
        "kind": due.kind.value,
        "subject": due.subject,
        "subject_uuid": facts.uuid,
        "issue_id": facts.issue,
        "measure_id": facts.measure,
        "cycle": due.cycle,
        "reason": due.reason.value,
        "level": due.level.value,
        "basis_on": due.basis_on,
        "code": facts.code,
        "title": facts.title,
        "deadline": facts.deadline,
        "issued_on": today,
        "recipients": [one.as_json() for one in found.to],
    }


def row_of(office_id: int, found: Found, today: date) -> Warning:
    """The row, not stored."""
    return Warning(**columns_of(office_id, found, today))


def insert(office_id: int, found: Sequence[Found], today: date) -> None:
    """Store them in the caller's transaction. A hundred thousand models cost more than everything else of a run, so the
    values go to the database as they are; constraints hold as always."""
    for start in range(0, len(found), _BATCH):
        values = list(_values(office_id, found[start : start + _BATCH], today))
        with connection.cursor() as cursor:
            cursor.executemany(_statement(), values)


def _statement() -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in _fields())
    marks = ", ".join(["%s"] * len(_fields()))
    return f"INSERT INTO {quote(Warning._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of columns alone


def _fields() -> list[models.Field[Any, Any]]:
    return [field for field in Warning._meta.concrete_fields if not field.primary_key]


def _values(office_id: int, found: Sequence[Found], today: date) -> Iterator[tuple[Any, ...]]:
    """In the order of the columns. Keys, numbers and words are what the database takes; days, public names and JSON are
    spelled by their fields."""
    spelled = (models.UUIDField, models.JSONField, models.DateField)
    fields = [(field.attname, field, isinstance(field, spelled)) for field in _fields()]
    now = timezone.now()
    for one in found:
        columns = columns_of(office_id, one, today)
        columns |= {"uuid": uuid.uuid4(), "created_at": now, "cleared_on": None, "cleared_as": None}
        yield tuple(
            field.get_db_prep_save(columns[name], connection) if is_spelled else columns[name]
            for name, field, is_spelled in fields
        )
