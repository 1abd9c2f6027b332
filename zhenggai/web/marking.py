"""A source text cut into runs, so that a page can mark what is cited. Pure functions over code-point offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]
_INDENT = " \t\u3000\xa0"
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch without a boundary inside. `start` names its anchor; `cited` and `here` say what covers it."""

    text: str
    start: int
    cited: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the source text; its leading blanks are left to the style sheet."""

    runs: tuple[Run, ...]

    @property
    def start(self) -> int | None:
        """Where its first character stands in the text; None where it has none."""
        return self.runs[0].start if self.runs else None

    @property
    def is_heading(self) -> bool:
        """Whether the line looks like a numbered heading: for the eye only, no rule hangs on it."""
        text = "".join(run.text for run in self.runs)
        return len(text) <= _LONGEST_HEADING and bool(_HEADING.match(text))


def paragraphs(text: str, spans: Iterable[Span], here: Span | None = None) -> tuple[Paragraph, ...]:
    """The text's lines with every span marked. Spans may overlap, nest or run over line ends; what lies outside
    the text is passed over. Linear in the text's length but for sorting the spans."""
    wanted = _inside(text, here or (0, 0))
    depth = _depths([wanted, *(_inside(text, span) for span in spans)])
    runs: list[Run] = []
    found: list[Paragraph] = []
    cuts = sorted({0, len(text), *depth, *_line_starts(text)})
    level = 0
    for start, end in pairwise(cuts):
        level += depth.get(start, 0)
        runs.append(Run(text[start:end], start, level > 0, wanted[0] <= start < wanted[1]))
        if text[end - 1] == "\n":
            found.append(_paragraph(runs))
            runs = []
    return (*found, _paragraph(runs)) if runs else tuple(found)


def _inside(text: str, span: Span) -> Span:
    """The part of the span that lies in the text."""
    start = max(0, min(span[0], len(text)))
    return start, max(start, min(span[1], len(text)))


def _depths(spans: Iterable[Span]) -> dict[int, int]:
    """By offset, how many more spans cover what follows it."""
    depth: dict[int, int] = {}
    for start, end in spans:
        depth[start] = depth.get(start, 0) + 1
        depth[end] = depth.get(end, 0) - 1
    return depth


def _line_starts(text: str) -> list[int]:
    starts, found = [], text.find("\n")
    while found >= 0:
        starts.append(found + 1)
        found = text.find("\n", found + 1)
    return starts


def _paragraph(runs: list[Run]) -> Paragraph:
    """The runs of one line without its indent and its line feed."""
    kept: list[Run] = []
    for run in runs:
        text = run.text.rstrip("\n")
        start = run.start
        if not kept:
            start += len(text) - len(text.lstrip(_INDENT))
            text = text.lstrip(_INDENT)
        if text:
            kept.append(Run(text, start, run.cited, run.here))
    return Paragraph(tuple(kept))
