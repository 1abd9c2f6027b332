"""Which rows of the ledger stand open, as its address says: `open=all`, `open=2-1,3-3`, `shut=1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

ALL = "all"
_MOST = 60


@dataclass(frozen=True, slots=True)
class Unfolding:
    """Issues that show their measures, and aspects that hide their issues. Everything else is as at first:
    aspects open, measures folded."""

    opened: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Unfolding:
        return cls(_codes(query.get("open", "")), _codes(query.get("shut", "")))

    def as_query(self) -> dict[str, str]:
        parts = {"open": _written(self.opened), "shut": _written(self.shut)}
        return {name: value for name, value in parts.items() if value}

    def shows_measures(self, issue: str) -> bool:
        return ALL in self.opened or issue in self.opened

    def hides(self, aspect: str) -> bool:
        return aspect in self.shut

    @property
    def opens_all(self) -> bool:
        return ALL in self.opened

    def toggled(self, issue: str, others: Iterable[str] = ()) -> Unfolding:
        """The address after a press on the issue's mark; `others` are the issues now on the page."""
        opened = frozenset(others) if self.opens_all else self.opened
        return replace(self, opened=opened ^ {issue})

    def toggled_aspect(self, aspect: str) -> Unfolding:
        return replace(self, shut=self.shut ^ {aspect})

    def all_toggled(self) -> Unfolding:
        return Unfolding() if self.opens_all else Unfolding(frozenset({ALL}))


def _codes(text: str) -> frozenset[str]:
    """The codes of a list; what is no code is passed over, and a list is only so long."""
    parts = (part for part in text.split(",")[:_MOST] if part)
    return frozenset(part for part in parts if part == ALL or _is_code(part))


def _is_code(text: str) -> bool:
    return len(text) <= 20 and text.isascii() and all(part.isdecimal() for part in text.split("-"))


def _written(codes: frozenset[str]) -> str:
    return ALL if ALL in codes else ",".join(sorted(codes, key=_order))


def _order(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.split("-"))
