"""Access to the words behind spans and nodes: title, rest, sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node, Span
from zhenggai.intake.titles import OWNER_BRACKET_HEAD, title_length


class Passages:
    """The document's lines, asked by span or by node. All text is folded."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def text(self, span: Span | None) -> str:
        return "" if span is None else self.lines[span.line].text[span.start : span.end]

    def body(self, node: Node) -> str:
        return "".join(self.text(span) for span in node.spans)

    def lead(self, child: Node, parent: Node) -> str:
        """What stands before this child: the last two stretches of the parent's own text, 400 characters of each at
        most; before the first of a series inside a line, the line."""
        if child.mark is None:
            return self.body(parent)[-40:]
        if child.number == 1 and child.mark.start > 0:
            before = self.lines[child.mark.line].text[: child.mark.start]
            return before[-400:]
        place = (child.mark.line, child.mark.start)
        count = bisect_left(parent.spans, place, key=lambda span: (span.line, span.start))
        return "".join(self.text(span)[-400:] for span in parent.spans[max(count - 2, 0) : count])

    def title_span(self, node: Node) -> Span:
        """The heading's own words: up to its first full stop, without it."""
        if not node.spans:
            mark = node.mark or Span(0, 0, 0)
            return Span(mark.line, mark.end, mark.end)
        first = node.spans[0]
        length = title_length(self.text(first), field=node.kind == "bullet")
        return Span(first.line, first.start, first.start + length)

    def title(self, node: Node) -> str:
        return self.text(self.title_span(node))

    def rest(self, node: Node) -> list[Span]:
        """The node's running text after its title."""
        if not node.spans:
            return []
        first, title = node.spans[0], self.title_span(node)
        start = title.end
        text = self.lines[first.line].text
        bracket = OWNER_BRACKET_HEAD.match(text[start : first.end])
        start += bracket.end() if bracket else 0
        while start < first.end and text[start] in "。;:,.!? ":
            start += 1
        head = [Span(first.line, start, first.end)] if start < first.end else []
        return head + node.spans[1:]

    def sentences(self, span: Span) -> list[Span]:
        text = self.lines[span.line].text
        cuts = [match.end() for match in re.finditer(r"。”?", text[span.start : span.end])]
        starts = [0, *cuts]
        ends = [*cuts, span.end - span.start]
        return [
            Span(span.line, span.start + low, span.start + high)
            for low, high in zip(starts, ends, strict=True)
            if high > low
        ]

    def content(self, node: Node) -> list[Span]:
        """What a field says, without its name."""
        named = node.kind != "label" and self.is_named(node)
        return self.rest(node) if named else node.spans

    def without_stop(self, span: Span) -> Span:
        return Span(span.line, span.start, span.start + len(self.text(span).rstrip("。;:, ")))

    def is_named(self, node: Node) -> bool:
        """The node's title is the label itself, its text begins after it."""
        return node.word is not None and self.title(node).strip("【】:。 ") == node.word
