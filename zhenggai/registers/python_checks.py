"""Checks that need more than a sentence, written in code and named `python: …` in a declaration.

Such a check gets the rows of its source for one office and tells which of them fail; it never stands at a gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zhenggai.archive.queries import taken_on
from zhenggai.registers.papers import papers

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failing:
    """A row that fails, with what may be told of it (TOLD). Where a `person` fails, over a `period`, the result is
    theirs and not the row's."""

    row: Row
    told: Mapping[str, Any]
    person: int | None = None
    period: str | None = None


PythonCheck = Callable[[Sequence[Row], Mapping[str, tuple[str, ...]]], Iterator[Failing]]

TOLD = ("similarity", "partner", "taken", "missed", "rate", "person")
"""What such checks may tell beside the row's own fields."""

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
    above = _above(options)
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


@register("repeated")
def repeated(rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]) -> Iterator[Failing]:
    """The same thing again and again: `least` rows or more of one `per` whose texts are alike; told are those from the
    `least`-th on."""
    least = int(options.get("least", ("3",))[0])
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(name) for name in options.get("per", ())), []).append(row)
    for group in groups.values():
        if len(group) >= least:
            alike = list(_similar_in(group, options.get("of", ()), _above(options)))
            yield from alike[least - 2 :]


def _above(options: Mapping[str, tuple[str, ...]]) -> float:
    return float(options.get("above", ("0.8",))[0])


# -- photos ---------------------------------------------------------------------------------------------------------------


@register("photo_date")
def photo_date(rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]) -> Iterator[Failing]:
    """Records that show a photo (papers named in `of`) taken on another day than `on` tells."""
    (day_field,) = options.get("on", ("on",))
    by_key = {row["id"]: row for row in rows}
    told: set[int] = set()
    for record, digest in papers(list(by_key), options.get("of", ())):
        row, taken = by_key[record], taken_on(digest)
        if taken is not None and taken != str(row.get(day_field))[:10] and record not in told:
            told.add(record)
            yield Failing(row, {"taken": taken})


# -- numbers on vouchers --------------------------------------------------------------------------------------------------


@register("running_numbers")
def running_numbers(
    rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]
) -> Iterator[Failing]:
    """Rows whose number (`of`) is the one after another's of the same `per`: vouchers torn off one book."""
    (name,) = options.get("of", ("no",))
    groups: dict[tuple[Any, ...], dict[int, Row]] = {}
    for row in rows:
        text = str(row.get(name) or "")
        if text.isdecimal():
            key = tuple(row.get(part) for part in options.get("per", ()))
            groups.setdefault(key, {}).setdefault(int(text), row)
    told: set[int] = set()
    for group in groups.values():
        for number, row in group.items():
            if number - 1 in group and row["id"] not in told:
                told.add(row["id"])
                yield Failing(row, {"partner": group[number - 1].get(name)})


# -- who was there ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Call:
    """Whether somebody was at a meeting that they had to attend."""

    row: Row
    there: bool


@register("absent_streak")
def absent_streak(rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]) -> Iterator[Failing]:
    """Persons who were absent from `least` meetings in a row, of those that they had to attend."""
    least = int(options.get("least", ("3",))[0])
    for person, calls in _calls(rows).items():
        run, longest, last = 0, 0, calls[0].row
        for call in calls:
            run = 0 if call.there else run + 1
            if run > longest:
                longest, last = run, call.row
        if longest >= least:
            yield Failing(last, {"missed": longest}, person=person)


@register("low_attendance")
def low_attendance(
    rows: Sequence[Row], options: Mapping[str, tuple[str, ...]]
) -> Iterator[Failing]:
    """Persons who were at less than `share` of a year's meetings, of at least `least`."""
    share, least = float(options.get("share", ("0.7",))[0]), int(options.get("least", ("4",))[0])
    for person, calls in _calls(rows).items():
        years: dict[str, list[_Call]] = {}
        for call in calls:
            years.setdefault(str(call.row.get("start"))[:4], []).append(call)
        for year, found in years.items():
            there = sum(call.there for call in found)
            if len(found) >= least and there < share * len(found):
                told = {"rate": f"{there}/{len(found)}"}
                yield Failing(found[-1].row, told, person=person, period=year)


def _calls(rows: Sequence[Row]) -> dict[int, list[_Call]]:
    found: dict[int, list[_Call]] = {}
    held = [row for row in rows if row.get("start") is not None and row.get("state") != "planned"]
    for row in sorted(held, key=lambda row: (row["start"], row["id"])):
        for person in row.get("present") or ():
            found.setdefault(person, []).append(_Call(row, there=True))
        for item in row.get("absent") or ():
            if item.get("person") is not None:
                found.setdefault(item["person"], []).append(_Call(row, there=False))
    return found
