"""Settings of a register: named values, lists and maps with defaults, which an office may override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhenggai.rules.types import DATE, INTEGER, TEXT, YESNO, Type, list_of, number

PLACES = 6
"""Decimals of settings are kept at this scale, so that an office's 0.45 stands where the default was 0.4."""

Raw = str | int | bool | Decimal


@dataclass(frozen=True, slots=True)
class SettingDefinition:
    """`default` is a stored value; `label` and `basis` are for the page that shows default and override."""

    name: str
    type: Type
    default: Any
    label: str
    basis: str | None = None


def stored(raw: Any) -> tuple[Type, Any]:
    """A raw value, list or map as type and stored value. Raises ValueError where its parts differ in kind."""
    if isinstance(raw, Mapping):
        type, values = _alike(list(raw.values()))
        return Type("map", of=type), dict(zip(raw, values, strict=True))
    if isinstance(raw, list | tuple):
        type, values = _alike(list(raw))
        return list_of(type), values
    return _single(raw)


def fits(definition: SettingDefinition, raw: Any) -> Any:
    """An office's own value as it is stored; ValueError where it is of another kind than the default."""
    type, value = stored(raw)
    wanted = definition.type
    if type == wanted:
        return value
    if wanted.kind in ("list", "map") and type.kind == wanted.kind and not value:
        return value
    if type == INTEGER and wanted == number(PLACES):
        return value * 10**PLACES
    raise ValueError(definition.name)


def _alike(raws: list[Any]) -> tuple[Type, list[Any]]:
    if any(isinstance(raw, Decimal) for raw in raws):
        raws = [Decimal(raw) if isinstance(raw, int) else raw for raw in raws]
    pairs = [_single(raw) for raw in raws]
    types = {type for type, _ in pairs}
    if len(types) > 1:
        raise ValueError("mixed")
    return (types.pop() if types else TEXT), [value for _, value in pairs]


def _single(raw: Any) -> tuple[Type, Any]:
    if isinstance(raw, bool):
        return YESNO, raw
    if isinstance(raw, int):
        return INTEGER, raw
    if isinstance(raw, Decimal):
        return number(PLACES), int(raw.scaleb(PLACES))
    if isinstance(raw, str):
        return (DATE, raw) if _is_day(raw) else (TEXT, raw)
    raise ValueError(raw)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
