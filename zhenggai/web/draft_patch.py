"""What differs between two views of a draft, as steps that bring a page from the one to the other: only what changed
is sent again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from zhenggai.intake.queries import moved
from zhenggai.web.draft_view import DraftView, Node, Row
from zhenggai.web.marking import Paragraph, paragraphs

TREE, GENERAL = "l-", "l-general"
"""The elements that hold the aspects and the general measures; an aspect's or issue's parts are in `l-` and its key."""


@dataclass(frozen=True, slots=True)
class Put:
    """An element of a part that comes in: after another one, or first in its list."""

    where: str
    node: Node

    @property
    def template(self) -> str:
        kind = "measure" if self.node.row.kind == "general" else self.node.row.kind
        return f"draft_{kind}.html"


@dataclass(slots=True)
class Patch:
    """In the order in which it is carried out."""

    gone: list[str] = field(default_factory=list)
    put: list[Put] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    codes: list[Row] = field(default_factory=list)
    lines: list[Paragraph] = field(default_factory=list)

    @property
    def counted(self) -> int:
        return len(self.gone) + len(self.put) + len(self.rows)


def patch(before: DraftView, after: DraftView, text: str) -> Patch:
    made = Patch()
    _compare(made, TREE, before.aspects, after.aspects)
    _compare(made, GENERAL, before.general, after.general)
    if before.spans != after.spans:
        made.lines = list(_lines(before, after, text))
    return made


def _compare(made: Patch, place: str, before: Sequence[Node], after: Sequence[Node]) -> None:
    keys = [node.row.key for node in before], [node.row.key for node in after]
    step = set(moved(*keys))
    old = {node.row.key: node for node in before}
    made.gone += [key for key in keys[0] if key in step]
    ahead = ""
    for node in after:
        key = node.row.key
        if key in step:
            made.put.append(Put(f"afterend:#{ahead}" if ahead else f"afterbegin:#{place}", node))
        else:
            _same_place(made, old[key], node)
        ahead = key


def _same_place(made: Patch, before: Node, after: Node) -> None:
    old, new = before.row, after.row
    if replace(old, code=new.code) != new:
        made.rows.append(new)
    elif old != new:
        made.codes.append(new)
    if before.nodes is not after.nodes:
        _compare(made, TREE + new.key, before.nodes, after.nodes)


def _lines(before: DraftView, after: DraftView, text: str) -> Iterator[Paragraph]:
    pairs = zip(paragraphs(text, before.spans), paragraphs(text, after.spans), strict=True)
    return (new for old, new in pairs if old != new)
