"""What a form for a record knows before it is sent: values as they stand, what is computed from those typed, what is
wrong with each, what checks will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.queries import names_of, offices, persons, require, visible
from zhenggai.people.viewer import Viewer
from zhenggai.registers.checks.gate import Case
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.frames import frame_of, opened
from zhenggai.registers.models import Record
from zhenggai.registers.policy import knows
from zhenggai.registers.published import edition, office_settings
from zhenggai.registers.saving import apply
from zhenggai.registers.showing import Names, show
from zhenggai.registers.standing import Verdict, verdicts
from zhenggai.registers.values import clean, natural


@dataclass(frozen=True, slots=True)
class Named:
    """A person, an office or a record that a value stands for: its public name (None where it may not be chosen any
    more) and what it is called."""

    uuid: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A record's values as a form shows them: dates as ISO text, numbers with their places, people as Named. `masked`
    are secret fields that hold something the viewer may not see without a reason."""

    values: Mapping[str, Any]
    masked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Look:
    """What the typed values would make: computed fields in words, faults by field, verdicts of checks."""

    computed: Mapping[str, str]
    faults: Mapping[str, str]
    verdicts: tuple[Verdict, ...]


def choices_of(viewer: Viewer, register: str) -> dict[str, tuple[str, ...]]:
    """The words to choose from, by field, rows' fields as `parts.kind`; those from a setting as the office has it."""
    found = edition(register).declaration
    settings = (
        office_settings(register, found.defaults, viewer.office_id)
        if viewer.office_id is not None
        else found.defaults
    )
    return dict(_choices(found.fields, settings, ""))


def _choices(
    fields: Mapping[str, Field], settings: Mapping[str, Any], before: str
) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for name, item in fields.items():
        if item.kind == "choice":
            found.append((before + name, _words(item, settings)))
        elif item.kind == "list" and item.of is not None and item.of.kind == "choice":
            found.append((before + name, _words(item.of, settings)))
        elif item.kind == "rows":
            found += _choices(item.fields, settings, f"{before}{name}.")
    return found


def _words(item: Field, settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(settings.get(item.choices_from) or ()) if item.choices_from else item.choices


def filled(viewer: Viewer, record: Record) -> Filled:
    """The record's values for its form; secret ones only for the record's own people."""
    found = edition(record.register).declaration
    own = knows(viewer, record)
    masked = frozenset(
        name
        for name, item in found.fields.items()
        if item.is_secret and not own and record.data.get(name) is not None
    )
    stored = opened(record, found) if own else record.data
    values = {name: stored.get(name) for name in found.fields if name not in masked}
    return Filled(formed(viewer, found.fields, values), masked)


def copied(viewer: Viewer, register: str, uuid: UUID | None) -> Filled:
    """The values that a new record may take over from another, or from the viewer's last one: what people typed, but
    nothing secret, no key, nothing that a later move fills in."""
    require(viewer, "record.list")
    seen = visible(viewer, Record).filter(register=register, voided_at=None).order_by("-pk")
    if uuid is None:
        record = seen.filter(handler=viewer.person_id).first() or seen.first()
    else:
        record = seen.filter(uuid=uuid).first()
    if record is None:
        raise NotFound("record.none", gettext("还没有可以复制的记录——请直接填写"))
    found = edition(register).declaration
    later = {name for move in found.workflow.moves.values() for name in (*move.fill, *move.stamp)}
    values = {
        name: value
        for name, value in record.data.items()
        if (item := found.fields.get(name)) is not None
        and not item.is_secret
        and item.formula is None
        and name not in later
        and name not in found.key
    }
    return Filled(formed(viewer, found.fields, values), frozenset())


def defaults(viewer: Viewer, register: str) -> Filled:
    """What stands in an empty form: declared defaults, and the viewer where the first move asks for a person."""
    found = edition(register).declaration
    values = {name: item.default for name, item in found.fields.items() if item.default is not None}
    for name in found.person_fields():
        starts = [
            move
            for move in found.workflow.moves.values()
            if found.workflow.start in move.sources
            and any(mover.field == name for mover in move.by)
        ]
        if starts and viewer.person_id is not None:
            values.setdefault(name, viewer.person_id)
    return Filled(formed(viewer, found.fields, values), frozenset())


def formed(
    viewer: Viewer, fields: Mapping[str, Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Stored values as a form shows them; keys of people, offices and records become Named."""
    keys: dict[str, set[int]] = {"person": set(), "office": set(), "link": set()}
    for name, item in fields.items():
        _collect(item, values.get(name), keys)
    named = {
        "person": _people(viewer, keys["person"]),
        "office": _offices(viewer, keys["office"]),
        "link": {
            row.pk: Named(row.uuid, _record_name(row))
            for row in Record._base_manager.filter(pk__in=keys["link"])
        },
    }
    return {
        name: _formed(item, values[name], named)
        for name, item in fields.items()
        if values.get(name) is not None
    }


def _collect(item: Field, value: Any, keys: dict[str, set[int]]) -> None:
    if value is None:
        return
    if item.kind in keys:
        keys[item.kind].add(int(value))
    elif item.kind == "list" and item.of is not None:
        for one in value:
            _collect(item.of, one, keys)
    elif item.kind == "rows":
        for row in value:
            for name, part in item.fields.items():
                _collect(part, row.get(name), keys)


def _formed(item: Field, value: Any, named: Mapping[str, Mapping[int, Named]]) -> Any:
    if item.kind in named:
        return named[item.kind].get(int(value), Named(None, str(value)))
    if item.kind == "list" and item.of is not None:
        return [_formed(item.of, one, named) for one in value]
    if item.kind == "rows":
        return [
            {
                name: _formed(part, row[name], named)
                for name, part in item.fields.items()
                if row.get(name) is not None
            }
            for row in value
        ]
    return natural(item, value)


def _people(viewer: Viewer, keys: set[int]) -> dict[int, Named]:
    names, _ = names_of(keys, set()) if keys else ({}, {})
    known = dict(persons(viewer).filter(pk__in=keys).values_list("pk", "uuid")) if keys else {}
    return {key: Named(known.get(key), names.get(key, str(key))) for key in keys}


def _offices(viewer: Viewer, keys: set[int]) -> dict[int, Named]:
    _, names = names_of(set(), keys) if keys else ({}, {})
    known = dict(offices(viewer).filter(pk__in=keys).values_list("pk", "uuid")) if keys else {}
    return {key: Named(known.get(key), names.get(key, str(key))) for key in keys}


def _record_name(row: Record) -> str:
    return f"{row.number} {row.title}".strip() if row.title != row.number else row.number


# -- looking ahead ------------------------------------------------------------------------------------------------------------


def look(
    viewer: Viewer,
    register: str,
    values: Mapping[str, Any],
    *,
    today: date,
    record: Record | None = None,
) -> Look:
    """What the values would make of the record, or of a new one; writes nothing."""
    require(viewer, "record.list")
    found = edition(register).declaration
    if record is None:
        record = _fresh(viewer, found, today)
    settings = office_settings(register, found.defaults, record.office_id)
    faults, good = {}, {}
    for name, raw in values.items():
        item = found.fields.get(name)
        if item is None or item.formula is not None:
            continue
        try:
            clean(item, raw, settings)
            good[name] = raw
        except BadInput as refused:
            faults[name] = refused.sentence
    try:
        apply(viewer, record, found, good, settings)
    except Refused:
        return Look({}, faults, ())
    frame = frame_of(record, found, settings, today.isoformat())
    return Look(
        _computed(record, found), faults, verdicts(Case(found, frame, record.pk, record.office_id))
    )


def _fresh(viewer: Viewer, found: Declaration, today: date) -> Record:
    return Record(
        office_id=viewer.office_id or 0,
        register=found.code,
        edition_id=edition(found.code).key,
        year=today.year,
        state=found.workflow.start,
        handler_id=viewer.person_id,
        recorded_on=today,
    )


def _computed(record: Record, found: Declaration) -> dict[str, str]:
    names = Names()
    computed = {
        name: item
        for name, item in found.fields.items()
        if item.formula is not None and not item.is_secret
    }
    types = {name: item.plain_type for name, item in computed.items()}
    names.learn([record.data], types)
    return {name: show(record.data.get(name), types[name], names) for name in computed}


# -- choosing a record --------------------------------------------------------------------------------------------------------


def find_records(viewer: Viewer, register: str, words: str, *, most: int = 12) -> list[Named]:
    """Records of a register whose number or name holds the words, newest first; of the viewer's office, as a link may
    name them."""
    require(viewer, "record.list")
    edition(register)
    seen = visible(viewer, Record).filter(register=register, voided_at=None)
    if words:
        seen = seen.filter(number__icontains=words) | seen.filter(title__icontains=words)
    return [Named(row.uuid, _record_name(row)) for row in seen.order_by("-pk")[:most]]


def linked(viewer: Viewer, register: str, uuid: str, words: str) -> Record | None:
    """The record that a box of the form names: by what was chosen, or by its number where somebody only typed."""
    seen = visible(viewer, Record).filter(register=register, voided_at=None)
    try:
        found = seen.filter(uuid=UUID(uuid)).first() if uuid else None
    except ValueError:
        found = None
    if found is not None and words in ("", _record_name(found)):
        return found
    if not words:
        return None
    row = seen.filter(number=words.split(" ")[0]).first()
    if row is None:
        raise BadInput(
            "field.link", gettext("没有记录“%(words)s”——请从列出的记录中选") % {"words": words[:40]}
        )
    return row
