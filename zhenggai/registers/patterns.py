"""Patterns of a declaration: numbers of records, one-line names, sentences. `{name}` and `{name:format}`, no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter
from typing import Any

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORMAT = re.compile(r"(0?[0-9]{1,2}|\.[0-6]%|\.[0-6]f)?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal text and names in turn."""

    text: str
    parts: tuple[tuple[str, str | None, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name, _ in self.parts if name)

    def fill(self, values: Mapping[str, Any], show: Callable[[str, Any], str]) -> str:
        """The text with values in place of names: `show` writes a value that has no format; a missing one is ——."""
        told = []
        for before, name, form in self.parts:
            told.append(before)
            if name is not None:
                value = values.get(name)
                told.append("——" if value is None else _formatted(value, form) or show(name, value))
        return "".join(told)


def pattern(text: str) -> Pattern:
    """Raises ValueError where a brace does not close, or a name or format is none."""
    parts = []
    for before, name, form, conversion in Formatter().parse(text):
        if name is not None and not (_NAME.fullmatch(name) and _FORMAT.fullmatch(form or "")):
            raise ValueError(name)
        if conversion:
            raise ValueError(conversion)
        parts.append((before, name, form or ""))
    return Pattern(text, tuple(parts))


def _formatted(value: Any, form: str) -> str:
    if not form or not isinstance(value, int | Decimal):
        return ""
    return format(value, form if not form.isdecimal() else f"{form}d")
