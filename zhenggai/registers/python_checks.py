"""Checks that need more than a sentence, written in code and named `python: …` in a declaration.

Such a check gets the rows of its source for one office and tells which of them fail; it never stands at a gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failing:
    """A row that fails, with what may be told of it."""

    row: Row
    told: Mapping[str, Any]


PythonCheck = Callable[[Sequence[Row], Mapping[str, tuple[str, ...]]], Iterator[Failing]]

_registered: dict[str, PythonCheck] = {}


def register(name: str) -> Callable[[PythonCheck], PythonCheck]:
    """Offer a function to declarations under that name."""

    def keep(function: PythonCheck) -> PythonCheck:
        if name in _registered:
            raise ValueError(f"python check {name} is already registered")
        _registered[name] = function
        return function

    return keep


def known_names() -> tuple[str, ...]:
    return tuple(_registered)


def named(name: str) -> PythonCheck:
    return _registered[name]


# -- likeness of texts -------------------------------------------------------------------------------------------------

_LEAST_GRAMS = 20
_COMMON_SHARE = 0.2


@register("similar")
def similar(rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]) -> Iterator[Failing]:
    """Rows whose texts (`of`) are alike beyond `above`, among rows of the same `per`: the share of common pairs of
    characters (Jaccard). Each later row is told with the earlier one that it resembles most."""
    above = float(options.get("above", ("0.8",))[0])
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(name) for name in options.get("per", ())), []).append(row)
    for group in groups.values():
        yield from _similar_in(group, options.get("of", ()), above)


def _similar_in(rows: Sequence[Row], names: Iterable[str], above: float) -> Iterator[Failing]:
    texts = [_grams("".join(str(row.get(name) or "") for name in names)) for row in rows]
    seen: dict[str, list[int]] = {}
    for place, grams in enumerate(texts):
        if len(grams) >= _LEAST_GRAMS:
            best, partner = _most_alike(grams, texts, _candidates(grams, seen, place))
            if best > above:
                yield Failing(
                    rows[place],
                    {"similarity": round(best, 2), "partner": rows[partner].get("number")},
                )
            for gram in grams:
                seen.setdefault(gram, []).append(place)


def _candidates(grams: frozenset[str], seen: Mapping[str, list[int]], place: int) -> set[int]:
    """Earlier texts that share a pair of characters which few texts have."""
    most = max(5, int(place * _COMMON_SHARE))
    return {
        earlier for gram in grams if len(found := seen.get(gram, [])) <= most for earlier in found
    }


def _most_alike(
    grams: frozenset[str], texts: Sequence[frozenset[str]], candidates: Iterable[int]
) -> tuple[float, int]:
    best, partner = 0.0, 0
    for place in candidates:
        common = len(grams & texts[place])
        share = common / (len(grams) + len(texts[place]) - common)
        if share > best:
            best, partner = share, place
    return best, partner


def _grams(text: str) -> frozenset[str]:
    letters = [mark for mark in text if mark.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))
