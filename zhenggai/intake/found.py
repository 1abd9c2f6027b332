"""What the outline turns out to hold: issues, their measures, and what answers nothing in particular."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhenggai.intake.outline import Node, Span

ITEMS = ("said", "sequence", "ordinal", "measure_label")
"""Kinds of marks that stand in running text."""
REMEDIAL = ("measure", "progress", "next")
"""Fields that tell what is or was done."""
ASIDE = ("owner", "deadline", "state", "target", "note")
"""Fields that say something about an issue or a measure and are no text of it."""


@dataclass(slots=True)
class Item:
    """A measure as found: its mark, its spans, and what the label above says of its state."""

    mark: Span | None
    spans: list[Span]
    default: str | None = None
    fields: dict[str, list[Span]] = field(default_factory=dict)


@dataclass(slots=True)
class Finding:
    """An issue as found. `title` is one span; `text` what more was found; `facts` spans that hold owners,
    deadlines and statements about it."""

    number: Span | None
    title: Span
    text: list[Span] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    facts: list[Span] = field(default_factory=list)
    fields: dict[str, list[Span]] = field(default_factory=dict)
    group: Span | None = None
    aspect: Node | None = None
    aspect_title: Span | None = None
    order: int | None = None
    claims: list[Span] = field(default_factory=list)
    reports: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    issues: list[Finding] = field(default_factory=list)
    general: list[Item] = field(default_factory=list)
    unanswered: list[Item] = field(default_factory=list)
    told: list[Item] = field(default_factory=list)
    """Parts about how the work was led: general measures where the text at hand holds no issue."""
