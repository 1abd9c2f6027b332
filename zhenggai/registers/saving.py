"""From what was typed to what is stored: cleaned, computed, sealed; checked against people, offices, links and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.queries import offices, persons_ever
from zhenggai.people.sealing import seal
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import Field
from zhenggai.registers.frames import compute_frame, opened
from zhenggai.registers.models import Record
from zhenggai.registers.published import editions, office_settings
from zhenggai.registers.showing import Names, told
from zhenggai.registers.storage import Body
from zhenggai.registers.values import clean
from zhenggai.rules.closures import closure
from zhenggai.rules.typed import Apply, Ref, walk

MOST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A stored value before and after."""

    before: Any
    after: Any


def apply(
    viewer: Viewer,
    record: Record,
    declaration: Declaration,
    given: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> dict[str, Change]:
    """Put the given values into the record's body, with everything that is computed from them; answers with what has
    changed. Only values that are given are judged: what was legal before does not block an unrelated edit."""
    cleaned = cleaned_values(declaration, given, settings)
    _check_named(viewer, record, declaration, cleaned)
    values = opened(record, declaration) if record.data else {}
    before = dict(values)
    for name, value in cleaned.items():
        _put(values, name, value)
    _compute(record, declaration, values, settings)
    changes = {
        name: Change(before.get(name), values.get(name))
        for name in declaration.fields
        if before.get(name) != values.get(name)
    }
    record.data = _sealed(record, declaration, values, changes)
    record.title = title_of(record, declaration, values)
    return changes


def cleaned_values(
    declaration: Declaration, given: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The given values as they are stored; every fault is told, not only the first."""
    faults, cleaned = [], {}
    for name, raw in given.items():
        field = declaration.fields.get(name)
        if field is None or field.formula is not None:
            faults.append(
                gettext("“%(name)s”不能填——没有这一栏，或由系统算出") % {"name": name[:40]}
            )
            continue
        try:
            cleaned[name] = clean(field, raw, settings)
        except BadInput as refused:
            faults.append(refused.sentence)
    if len(faults) == 1:
        raise BadInput("record.field", faults[0])
    if faults:
        raise BadInput("record.field", gettext("有几处填的不能用——请逐项改正"), faults)
    return cleaned


def title_of(record: Record, declaration: Declaration, values: Mapping[str, Any]) -> str:
    """The record's one-line name; without a pattern its number."""
    if declaration.title is None or not declaration.title.text:
        return record.number
    names, types = Names(), {**declaration.columns}
    row = {**values, **_spine(record)}
    names.learn([row], types)
    return told(declaration.title, row, types, names)[:MOST_TITLE]


def check_key(record: Record, declaration: Declaration, values: Mapping[str, Any]) -> None:
    """No other record of the office has the same key. The unique index stands behind this sentence."""
    if not declaration.key or any(
        _key_value(record, name, values) is None for name in declaration.key
    ):
        return
    same = Record._base_manager.filter(
        office=record.office_id, register=record.register, voided_at=None
    ).exclude(pk=record.pk)
    for name in declaration.key:
        value = _key_value(record, name, values)
        field = declaration.fields.get(name)
        if field is None:
            same = same.filter(**{"year" if name == "year" else "office": value})
        else:
            same = same.filter(Exact(Body(F("data"), type=field.type, name=name), value))
    other = same.first()
    if other is not None:
        raise same_key(declaration, other.number)


def same_key(declaration: Declaration, number: str = "") -> Refused:
    labels = [
        declaration.fields[name].label if name in declaration.fields else name
        for name in declaration.key
    ]
    return Refused(
        "record.same_key",
        gettext("“%(key)s”与 %(number)s 相同——同一单位不得重复登记；请核对，或改原来那一条")
        % {"key": "、".join(labels), "number": number or gettext("另一条记录")},
    )


def refresh_dependents(record: Record, visited: frozenset[int] = frozenset()) -> None:
    """Work out anew what other records compute from this one by of(link, field)."""
    if record.pk in visited:
        return
    for code, edition in editions().items():
        for link in _links_read(edition.declaration, record.register):
            column = Body(F("data"), type=edition.declaration.fields[link].type, name=link)
            found = Record._base_manager.filter(
                Exact(column, record.pk), register=code, office=record.office_id, voided_at=None
            )
            for dependent in found.iterator(chunk_size=200):
                _refresh(dependent, edition.declaration, visited | {record.pk})


def _refresh(record: Record, declaration: Declaration, visited: frozenset[int]) -> None:
    settings = office_settings(declaration.code, declaration.defaults, record.office_id)
    values = opened(record, declaration)
    before = dict(values)
    _compute(record, declaration, values, settings)
    changes = {
        name: Change(before.get(name), values.get(name))
        for name in declaration.fields
        if before.get(name) != values.get(name)
    }
    if changes:
        record.data = _sealed(record, declaration, values, changes)
        Record._base_manager.filter(pk=record.pk).update(
            data=record.data, version=F("version") + 1, updated_at=timezone.now()
        )
        refresh_dependents(record, visited)


def _links_read(declaration: Declaration, register: str) -> Iterable[str]:
    """The link fields to that register behind which a formula reads."""
    names = {
        part.args[0].name
        for field in declaration.fields.values()
        if field.formula is not None
        for part in walk(field.formula)
        if isinstance(part, Apply) and part.op == "of" and isinstance(part.args[0], Ref)
    }
    return sorted(name for name in names if declaration.fields[name].to == register)


def _put(values: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value


def _compute(
    record: Record, declaration: Declaration, values: dict[str, Any], settings: Mapping[str, Any]
) -> None:
    frame = compute_frame(record, values, settings)
    for name, field in declaration.fields.items():
        if field.formula is None:
            continue
        value = closure(field.formula)(frame)
        if value is not None:
            value = _rescaled(field, value, field.formula.type.places)
        _put(values, name, value)
        frame.record = {**frame.record, name: values.get(name)}


def _rescaled(field: Field, value: Any, places: int) -> Any:
    wanted = field.plain_type.places
    return value * 10 ** (wanted - places) if field.plain_type.kind == "number" else value


def _sealed(
    record: Record,
    declaration: Declaration,
    values: Mapping[str, Any],
    changes: Mapping[str, Change],
) -> dict[str, Any]:
    """The body to store: sealed values that did not change keep their ciphertext."""
    body: dict[str, Any] = {}
    for name, value in values.items():
        field = declaration.fields.get(name)
        if field is None or not field.sealed:
            body[name] = value
        elif name in changes or name not in record.data:
            body[name] = seal(value, record=str(record.uuid), field=name)
        else:
            body[name] = record.data[name]
    return body


def _spine(record: Record) -> dict[str, Any]:
    return {
        "number": record.number,
        "office": record.office_id,
        "department": record.department_id,
        "handler": record.handler_id,
        "year": record.year,
        "state": record.state,
        "classification": record.classification,
        "recorded_at": record.recorded_on.isoformat(),
    }


def _key_value(record: Record, name: str, values: Mapping[str, Any]) -> Any:
    return {"year": record.year, "office": record.office_id}.get(name, values.get(name))


# -- whom and what a record may name (security.md A04) ----------------------------------------------------------------------


def _check_named(
    viewer: Viewer, record: Record, declaration: Declaration, cleaned: Mapping[str, Any]
) -> None:
    """Every person, office and record named is one that the viewer's office knows."""
    named: dict[str, set[int]] = {}
    for name, value in cleaned.items():
        for kind, key in _keys_in(declaration.fields[name], value):
            named.setdefault(kind, set()).add(key)
    for kind, keys in named.items():
        if kind == "person":
            known = persons_ever(viewer).filter(pk__in=keys).count()
        elif kind == "office":
            known = offices(viewer).filter(pk__in=keys).count()
        else:
            known = Record._base_manager.filter(
                pk__in=keys, register=kind, office=record.office_id, voided_at=None
            ).count()
        if known != len(keys):
            raise NotFound(
                "not_found", gettext("所填的人员、单位或记录没有找到——可能已停用，或不在本单位")
            )


def named_records(viewer: Viewer, register: str, numbers: Iterable[str]) -> dict[str, Record]:
    """Records of the viewer's office by their numbers, as far as a link may name them."""
    rows = Record._base_manager.filter(
        register=register, office=viewer.office_id, number__in=list(numbers), voided_at=None
    )
    return {row.number: row for row in rows}


def _keys_in(field: Field, value: Any) -> Iterable[tuple[str, int]]:
    """Persons and offices by kind, links by the code of their register."""
    if value is None:
        return
    if field.kind == "list" and field.of is not None:
        for item in value:
            yield from _keys_in(field.of, item)
    elif field.kind == "rows":
        for row in value:
            for name, part in field.fields.items():
                yield from _keys_in(part, row.get(name))
    elif field.kind in ("person", "office"):
        yield field.kind, value
    elif field.kind == "link":
        yield field.to or "", value
