"""Two drafts of one document beside each other: what was added, removed or changed, down to the words.

Parts are matched by key where they have come from one another, else by their words: alike as a whole first, then the
likeliest. Pure, and linear in what is alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.editing.changes import ROLES
from zhenggai.intake.folding import fold

SAME, CHANGED, ADDED, REMOVED, MOVED = "same", "changed", "added", "removed", "moved"
_ALIKE = 0.45
"""The share of letter pairs in common from which two texts count as one that was rewritten."""
_TOKEN = re.compile(r"[0-9A-Za-z.%]+|\s+|.", re.DOTALL)
_COMMON, _CANDIDATES = 60, 5
"""Letter pairs that stand in more parts than this tell nothing; so many parts are looked at more closely."""
_LONGEST = 2_000
"""Characters that are compared word by word; of a longer text the rest is one piece."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; `marked` where the other side has other words here."""

    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A part on both sides; a side is empty where the part is not there. `facts` are fields that differ, by name. What
    was moved stands twice, each time on one side."""

    kind: str
    state: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    facts: tuple[tuple[str, Any, Any], ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything of it or below it is not the same."""
        return self.state != SAME or any(line.differs for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    lines: tuple[Line, ...]
    general: tuple[Line, ...]
    head: tuple[tuple[str, Any, Any], ...]

    def count(self, state: str, kind: str) -> int:
        return sum(
            1
            for line in walk((*self.lines, *self.general))
            if (line.state, line.kind) == (state, kind)
        )

    @property
    def differs(self) -> bool:
        return bool(self.head) or any(line.differs for line in (*self.lines, *self.general))


def compared(before: Draft, after: Draft, *, related: bool = False) -> Comparison:
    """What became of one draft in the other. Issues and measures are sought in the whole document, for they may have
    been moved. Keys say which is which where both drafts are of one reading (`related`)."""
    aspects = _matched(before.aspects, after.aspects, related)
    issues = _matched(before.issues, after.issues, related)
    old = [measure for issue in before.issues for measure in issue.measures]
    new = [measure for issue in after.issues for measure in issue.measures]
    measures = _matched([*old, *before.general_measures], [*new, *after.general_measures], related)
    pairs = _Pairs(aspects, issues, measures)
    return Comparison(
        tuple(_aspects(before, after, pairs)),
        tuple(_row("general", before.general_measures, after.general_measures, measures)),
        tuple(_differing(_head(before), _head(after))),
    )


def walk(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from walk(line.lines)


# -- which part is which -------------------------------------------------------------------------------


class _Match:
    """Pairs of parts, asked by either side."""

    def __init__(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        self._new = {id(one): other for one, other in pairs}
        self._old = {id(other): one for one, other in pairs}

    def of_old(self, part: Any) -> Any:
        return self._new.get(id(part))

    def of_new(self, part: Any) -> Any:
        return self._old.get(id(part))


@dataclass(frozen=True, slots=True)
class _Pairs:
    aspects: _Match
    issues: _Match
    measures: _Match


def _matched(old: Sequence[Any], new: Sequence[Any], related: bool) -> _Match:
    pairs: list[tuple[Any, Any]] = []
    left, right = list(old), list(new)
    for same in (_key, _plain) if related else (_plain,):
        known: dict[str, list[Any]] = {}
        for part in left:
            known.setdefault(same(part), []).append(part)
        found = [
            (known[name].pop(0), part) for part in right if (name := same(part)) and known.get(name)
        ]
        gone = {id(part) for pair in found for part in pair}
        left = [part for part in left if id(part) not in gone]
        right = [part for part in right if id(part) not in gone]
        pairs += found
    return _Match(pairs + _likeliest(left, right))


def _likeliest(left: Sequence[Any], right: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The most alike first; none that have less than about half of their letter pairs in common."""
    ours, theirs = [_grams(_plain(part)) for part in left], [_grams(_plain(part)) for part in right]
    holding: dict[str, list[int]] = {}
    for j, grams in enumerate(theirs):
        for gram in grams:
            holding.setdefault(gram, []).append(j)
    scored = []
    for i, grams in enumerate(ours):
        near = Counter(
            j
            for gram in grams
            if len(holding.get(gram, ())) <= _COMMON
            for j in holding.get(gram, ())
        )
        for j, _ in near.most_common(_CANDIDATES):
            if (score := _likeness(grams, theirs[j])) >= _ALIKE:
                scored.append((-score, i, j))
    taken: set[int] = set()
    given: set[int] = set()
    pairs = []
    for _, i, j in sorted(scored):
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            pairs.append((left[i], right[j]))
    return pairs


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) or Counter([text])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's measure: 1 where the letter pairs are the same ones."""
    total = one.total() + other.total()
    if 2 * min(one.total(), other.total()) < _ALIKE * total:
        return 0.0
    return 2 * (one & other).total() / total


def _key(part: Any) -> str:
    return str(part.key)


def _plain(part: Any) -> str:
    return "".join(character for character in fold(_words(part)) if character.isalnum())


def _words(part: Any) -> str:
    if isinstance(part, DraftMeasure):
        return part.text
    if isinstance(part, DraftIssue):
        return "\n".join(text for text in (part.title, part.text) if text)
    return f"{part.number or ''}{part.title or ''}"


# -- side by side --------------------------------------------------------------------------------------


def _aspects(before: Draft, after: Draft, pairs: _Pairs) -> Iterator[Line]:
    for old, new in _aligned(before.aspects, after.aspects, pairs.aspects):
        issues = _aligned(old.issues if old else [], new.issues if new else [], pairs.issues)
        lines = tuple(_issue(one, other, pairs) for one, other in issues)
        yield _line("aspect", old, new, pairs.aspects, lines)


def _issue(old: DraftIssue | None, new: DraftIssue | None, pairs: _Pairs) -> Line:
    row = _row("measure", old.measures if old else [], new.measures if new else [], pairs.measures)
    return _line("issue", old, new, pairs.issues, tuple(row))


def _row(
    kind: str, old: Sequence[DraftMeasure], new: Sequence[DraftMeasure], match: _Match
) -> Iterator[Line]:
    for one, other in _aligned(old, new, match):
        yield _line(kind, one, other, match)


def _aligned(old: Sequence[Any], new: Sequence[Any], match: _Match) -> list[tuple[Any, Any]]:
    """Both lists as one: each new part beside what it was, what is gone where it stood."""
    here = {id(part) for part in new}
    found: list[tuple[Any, Any]] = []
    waiting = list(old)
    for part in new:
        was = match.of_new(part)
        at = next((index for index, one in enumerate(waiting) if one is was), None)
        if at is not None:
            found += [(one, None) for one in waiting[:at] if id(match.of_old(one)) not in here]
            waiting = [one for one in waiting[:at] if id(match.of_old(one)) in here] + waiting[
                at + 1 :
            ]
            found.append((was, part))
        else:
            found.append((None, part))
    return found + [(one, None) for one in waiting]


def _line(kind: str, old: Any, new: Any, match: _Match, lines: tuple[Line, ...] = ()) -> Line:
    """One part on both sides. What stands on one side only here, and elsewhere on the other, was moved."""
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    if old is None or new is None:
        other = match.of_new(new) if old is None else match.of_old(old)
        state = MOVED if other is not None else ADDED if old is None else REMOVED
        pieces = (Piece(_words(new if old is None else old), other is None),)
        before, after = ((), pieces) if old is None else (pieces, ())
        return Line(kind, state, before, after, lines=lines)
    left, right = _pieces(_words(old), _words(new))
    facts = tuple(_differing(_facts(old), _facts(new)))
    changed = facts or any(piece.marked for piece in (*left, *right))
    return Line(kind, CHANGED if changed else SAME, left, right, facts, lines=lines)


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if old == new:
        return ((Piece(old, False),), (Piece(new, False),)) if old else ((), ())
    left, right = _tokens(old), _tokens(new)
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        _put(before, "".join(left[a:b]), tag != "equal")
        _put(after, "".join(right[c:d]), tag != "equal")
    return tuple(before), tuple(after)


def _put(pieces: list[Piece], words: str, marked: bool) -> None:
    if words:
        pieces.append(Piece(words, marked))


def _tokens(text: str) -> list[str]:
    """A Chinese character is a word of its own, a number or a Latin word stays whole."""
    rest = [text[_LONGEST:]] if len(text) > _LONGEST else []
    return [match[0] for match in _TOKEN.finditer(text[:_LONGEST])] + rest


def _facts(part: Any) -> dict[str, Any]:
    if isinstance(part, DraftAspect):
        return {}
    facts = {"status": part.status, "deadline": part.deadline}
    if isinstance(part, DraftIssue):
        chosen = {role: one.name for role, one in part.chosen.items()}
        named = {role: chosen.get(role) for role in ROLES}
        return facts | named | {"owners": part.owners, "rect_type": part.rect_type}
    return facts | {"owners": part.owners, "trigger": part.trigger}


def _head(draft: Draft) -> dict[str, Any]:
    inspection = {f"inspection.{name}": one for name, one in draft.inspection.as_json().items()}
    return {
        "title": draft.title,
        "issuer": draft.issuer,
        "issued_on": draft.issued_on,
        "kind": draft.kind,
        **inspection,
    }


def _differing(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    return ((name, before[name], after[name]) for name in after if before[name] != after[name])
