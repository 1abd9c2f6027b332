"""Findings in one part and remedies in another: which remedies answer which findings (readings.md 11, 12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zhenggai.intake.found import REMEDIAL, Finding, Findings, Item
from zhenggai.intake.lexicon import is_remedy_section
from zhenggai.intake.lines import Line, breaks_off
from zhenggai.intake.outline import Node, Span
from zhenggai.intake.remedies import ASKS, Remedies
from zhenggai.intake.titles import shared_run
from zhenggai.intake.wording import said_status


class Answering(Remedies):
    """Adds pairing to filling; `found` collects the result."""

    def __init__(self, lines: Sequence[Line], *, plan: bool = False) -> None:
        super().__init__(lines, plan=plan)
        self.found = Findings()
        self._breaks_off = breaks_off(lines)

    def answers(self, child: Node, role: str | None, title: str) -> bool:
        return child.role in REMEDIAL or role in ("rect", "next") or is_remedy_section(title)

    def is_findings_again(self, child: Node) -> bool:
        heads = [kid for kid in child.children if kid.heads and kid.role is None]
        if any(kid.kind == "answer" for kid in heads):
            return False
        return bool(heads) and sum(self.is_finding(kid) for kid in heads) * 2 > len(heads)

    def answer(self, node: Node, findings: Sequence[Finding]) -> None:
        """Pair the items of a remedy section with the findings by number; what does not fit is general."""
        asked = node.role == "next" or self.plan or ASKS.search(self.title(node)) is not None
        default = "planned" if asked else None
        kids = [kid for kid in node.children if kid.role is None]
        numbers = {finding.order: finding for finding in findings}
        plain = len(numbers) == len(findings) and all(kid.number in numbers for kid in kids)
        answers = all(kid.kind == "answer" for kid in kids)
        as_many = len(kids) == len(findings) or (self._breaks_off and len(kids) > 1)
        paired = bool(kids) and plain and (answers or as_many)
        for kid in kids:
            items = self.measures_of(kid, default)
            if paired and (target := numbers.get(kid.number)) is not None:
                target.items += [
                    Item(None, item.spans, item.default) if kid.kind == "answer" else item
                    for item in items
                ]
            else:
                self.found.general += items
                self.found.unanswered += items
        for span in self.rest(node):
            for sentence in self.sentences(span):
                self.tell(sentence, findings)

    def tell(self, sentence: Span, findings: Sequence[Finding]) -> None:
        """A sentence of running text that names findings and says how far they are."""
        words = self.text(sentence)
        named = [
            finding for finding in findings if shared_run(self.text(finding.title), words) >= 5
        ]
        if said_status(words) is None:
            return
        for finding in named:
            at = words.find(self.text(finding.title)[-5:])
            finding.claims.append(Span(sentence.line, sentence.start + max(at, 0), sentence.end))


_ALL_OF_THEM = re.compile(
    r"(?:上述|以上|这些|反馈的?|交办的?)[^。;,]{0,16}(?:问题|隐患)[^。;,]{0,6}(?:均|都|全部)已[^。;,]{0,8}(?:整改|完成|解决|销号)[^。;,]{0,8}"
)


def claim_for_all(found: Sequence[Finding], lines: Sequence[Line]) -> None:
    """反馈问题均已整改到位, said before the first finding or behind the last: each that says nothing else is done."""
    if not found:
        return
    first = min(one.title.line for one in found)
    last = max(span.line for one in found for span in (one.title, *one.text, *_spans(one)))
    for index, line in enumerate(lines):
        if first < index <= last or not (said := _ALL_OF_THEM.search(line.text)):
            continue
        for one in found:
            if not one.claims and not one.fields.get("state"):
                one.claims.append(Span(index, *said.span()))
        return


def _spans(finding: Finding) -> list[Span]:
    return [span for item in finding.items for span in item.spans]


def merge_repeated(issues: list[Finding], text: Callable[[Span], str]) -> None:
    """Findings listed first and told again with their remedies: the first keeps its place and gets the measures."""
    kept: list[Finding] = []
    for finding in issues:
        elder = next(
            (one for one in kept if not one.items and finding.items and _same(one, finding, text)),
            None,
        )
        if elder is None:
            kept.append(finding)
            continue
        elder.items += finding.items
        elder.claims += finding.claims
        elder.facts += finding.facts
        for name, spans in finding.fields.items():
            elder.fields.setdefault(name, []).extend(spans)
    issues[:] = kept


def _same(one: Finding, other: Finding, text: Callable[[Span], str]) -> bool:
    if one.aspect is other.aspect and one.order != other.order:
        return False
    first, second = text(one.title), text(other.title)
    return (
        min(len(first), len(second)) >= 4
        and shared_run(first, second) * 10 >= min(len(first), len(second)) * 7
    )
