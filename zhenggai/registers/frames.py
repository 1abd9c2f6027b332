"""What an expression may look at when it is asked of one record: its values, the office's settings, the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhenggai.lib.memory import remembered
from zhenggai.people.queries import calendar
from zhenggai.people.sealing import unseal
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.lookups import calls
from zhenggai.registers.models import EvidenceItem, Record
from zhenggai.registers.published import edition_fields
from zhenggai.registers.tables import Row, record_row
from zhenggai.rules.closures import Frame


def row_of_record(record: Record, declaration: Declaration) -> Row:
    """The record as conditions see it; sealed fields as their digests."""
    values = {
        "id": record.pk,
        "number": record.number,
        "office_id": record.office_id,
        "department_id": record.department_id,
        "handler_id": record.handler_id,
        "year": record.year,
        "state": record.state,
        "classification": record.classification,
        "recorded_on": record.recorded_on,
        "data": record.data,
    }
    return record_row(values, declaration.columns)


def opened(record: Record, declaration: Declaration) -> Row:
    """The record's stored values with sealed fields opened; for `compute` and for whoever may see them."""
    return {
        name: unseal(value, record=str(record.uuid), field=name)
        if name in declaration.fields and declaration.fields[name].sealed
        else value
        for name, value in record.data.items()
    }


def frame_of(
    record: Record, declaration: Declaration, settings: Mapping[str, Any], today: str
) -> Frame:
    """A frame for conditions on the record as it stands."""
    shown: set[str] | None = None

    def missing(name: str) -> bool:
        nonlocal shown
        if shown is None:
            shown = evidence_names(record)
        return name not in shown

    return Frame(
        row_of_record(record, declaration),
        today=today,
        settings=settings,
        workdays=calendar(),
        missing=missing,
    )


def compute_frame(record: Record, values: Row, settings: Mapping[str, Any]) -> Frame:
    """A frame for `compute`: open values, look-ups and links, no today."""
    spine = {
        "id": record.pk,
        "number": record.number,
        "office": record.office_id,
        "department": record.department_id,
        "handler": record.handler_id,
        "year": record.year,
        "state": record.state,
        "classification": record.classification,
        "recorded_at": record.recorded_on.isoformat(),
    }
    return Frame(
        {**values, **spine},
        settings=settings,
        workdays=calendar(),
        lookups=calls(),
        linked=linked_value,
    )


def linked_value(key: int, name: str) -> Any:
    """A field of a linked record; unknown where it is secret, or the record gone or voided."""
    found = Record._base_manager.filter(pk=key, voided_at=None).first()
    if found is None:
        return None
    field = edition_fields(found.edition_id).get(name)
    return None if field is not None and field.sealed else found.data.get(name)


def evidence_names(record: Record) -> set[str]:
    """The papers that the record shows."""
    if record.pk is None:
        return set()
    return remembered(("registers.papers", record.pk), lambda: _evidence_names(record))


def _evidence_names(record: Record) -> set[str]:
    items = EvidenceItem.objects.filter(record=record, withdrawn_at=None)
    return set(items.values_list("name", flat=True))
