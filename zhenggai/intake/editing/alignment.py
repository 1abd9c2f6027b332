"""Where the words of a part stand in the source text: each character's offset, so that a cut in the words becomes a
cut in the citation. Words that a person corrected stand nowhere; the nearest ones that do stand for them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zhenggai.intake.draft import Citation

_PROBES = (12, 6, 3, 1)
_FARTHEST = 4_000
"""Characters that are looked through for where a text goes on; what stands farther off is taken as not there."""


@dataclass(slots=True)
class Bench:
    """What an edit needs besides the draft: the source text, where its pages begin, and new keys, which the edit's
    own number keeps apart from all others."""

    text: str = ""
    pages: Sequence[tuple[int, int]] = ()
    mark: str = "0"
    _made: int = field(default=0)

    def fresh(self, letter: str) -> str:
        self._made += 1
        return f"{letter}-{self.mark}" + (f"-{self._made}" if self._made > 1 else "")

    def page_at(self, offset: int) -> int | None:
        place = bisect_right(self.pages, offset, key=lambda page: page[0])
        return self.pages[place - 1][1] if place else None

    def cite(self, start: int, end: int) -> Citation | None:
        """The stretch without white space at its edges; None where nothing else is in it."""
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        return Citation(start, end, self.page_at(start)) if start < end else None


def cut(source: Citation | None, words: str, at: int, bench: Bench) -> tuple[Citation | None, ...]:
    """The citations of `words[:at]` and `words[at:]`. Both keep the whole one where the place cannot be found."""
    if source is None:
        return None, None
    offsets = offsets_of(words, bench.text, source.start, source.end)
    after = min((place for place in offsets[at:] if place is not None), default=None)
    before = max((place for place in offsets[:at] if place is not None), default=source.start)
    if after is None or not source.start < after < source.end or before >= after:
        return source, replace(source)
    first, second = bench.cite(source.start, after), bench.cite(after, source.end)
    return first or source, second or source


def cited(
    source: Citation | None, words: str, start: int, end: int, bench: Bench
) -> Citation | None:
    """The citation of `words[start:end]` within that of the whole."""
    if source is None:
        return None
    offsets = offsets_of(words, bench.text, source.start, source.end)[start:end]
    known = [place for place in offsets if place is not None]
    return (bench.cite(min(known), max(known) + 1) if known else None) or source


def offsets_of(words: str, text: str, start: int, end: int) -> list[int | None]:
    """By character of the words: its offset in `text[start:end]`, None for what does not stand there. White space is
    passed over on both sides."""
    places = [index for index in range(start, min(end, len(text))) if not text[index].isspace()]
    inside = "".join(text[index] for index in places)
    wanted = [index for index, character in enumerate(words) if not character.isspace()]
    sought = "".join(words[index] for index in wanted)
    found: list[int | None] = [None] * len(words)
    for mine, theirs in _pairs(sought, inside):
        found[wanted[mine]] = places[theirs]
    return found


def _pairs(sought: str, inside: str) -> list[tuple[int, int]]:
    """Which character of the one is which of the other: as a whole where it stands there as a whole, else run by
    run, a longer run before a shorter one."""
    whole = inside.rfind(sought) if sought else -1
    if whole >= 0:
        return [(index, whole + index) for index in range(len(sought))]
    pairs: list[tuple[int, int]] = []
    mine = theirs = 0
    while mine < len(sought) and theirs < len(inside):
        if sought[mine] == inside[theirs]:
            pairs.append((mine, theirs))
            mine, theirs = mine + 1, theirs + 1
            continue
        ahead = _goes_on(sought, mine, inside, theirs)
        if ahead is None:
            mine += 1
        else:
            theirs = ahead
    return pairs


def _goes_on(sought: str, mine: int, inside: str, theirs: int) -> int | None:
    for length in _PROBES:
        probe = sought[mine : mine + length]
        at = inside.find(probe, theirs, theirs + _FARTHEST) if len(probe) == length else -1
        if at >= 0:
            return at
    return None
