"""An issue's text, measures and facts, from what stands below its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhenggai.intake.found import ASIDE, ITEMS, REMEDIAL, Finding, Item
from zhenggai.intake.lexicon import problem_like
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node, Span
from zhenggai.intake.shapes import Shapes
from zhenggai.intake.titles import acts
from zhenggai.intake.wording import is_statement, said_status

_ANSWERED = re.compile(r"整改|整治|处理情况|落实情况")
"""What some line begins with where a document tells of remedies at all; an audit report often tells of none."""

ASKS = re.compile(r"要求|建议|下一步|打算|意见|计划")
"""Section titles that ask for acts rather than tell of them."""


_EXAMPLE = re.compile(
    r"(?:如|例如|比如|譬如)[,:]?(?!期|实|下|何|有|遇|果)|据(?:统计|了解|反映)|(?:个别|少数|有的|有些|某|部分)(?!问题|事项)"
)
"""A sentence behind a finding that gives an instance of it: 如个别单位……"""


class Remedies(Shapes):
    """Adds filling to judging. In a plan every measure is planned."""

    def __init__(self, lines: Sequence[Line], *, plan: bool = False) -> None:
        super().__init__(lines)
        self.plan = plan
        self.answered = any(_ANSWERED.search(line.text[:40]) for line in lines)

    def fill(self, finding: Finding, node: Node, mode: str | None) -> None:
        """Text, measures and facts of an issue from what stands below its title; as the first item of a series is,
        so are the others."""
        rest = self.rest(node)
        finding.facts += node.spans
        remedial = [child for child in node.children if child.role in REMEDIAL]
        direct = [child for child in node.children if child.role is None and child.kind != "row"]
        enumerated = bool(remedial) or (bool(direct) and mode != "issues")
        self.own_text(finding, rest, mode, enumerated)
        heads = [child for child in direct if child.heads]
        divided = self.is_divided(node, heads) and any(
            problem_like(self.body(head)) for head in heads
        )
        described: dict[str, bool] = {}
        for child in node.children:
            if child.role in REMEDIAL:
                continue
            if child.number == 1 or child.kind not in described:
                described[child.kind] = self.describes(child, mode, bool(remedial))
            if child.role is not None:
                self.field(finding, child)
            elif (divided and child.heads) or described[child.kind]:
                finding.text += [span for part in child.walk() for span in part.spans]
            else:
                finding.items += self.measures_of(child, self.default(mode))
        self.remedies(finding, remedial)

    def own_text(
        self, finding: Finding, rest: list[Span], mode: str | None, enumerated: bool
    ) -> None:
        """What follows the title: first what was found, then, where nothing is enumerated, what was done."""
        for span in rest:
            for piece in self.sentences(span):
                words = self.text(piece)
                if is_statement(words):
                    finding.claims.append(piece)
                elif mode == "issues" or enumerated or self.tells_of_fault(words, finding):
                    finding.text.append(piece)
                elif finding.items and finding.items[-1].spans[-1].line == piece.line:
                    finding.items[-1].spans.append(piece)
                else:
                    finding.items.append(Item(None, [piece], self.default(mode)))
        self.claims_from_bracket(finding)

    def tells_of_fault(self, words: str, finding: Finding) -> bool:
        """Before the first act, what is wrong is told on; in a document of findings alone, whatever tells of no
        act."""
        if _EXAMPLE.match(words):
            return True
        if finding.items or acts(words):
            return False
        return problem_like(words) or not self.answered

    def claims_from_bracket(self, finding: Finding) -> None:
        """（已完成整改） behind the title."""
        line = self.lines[finding.title.line].text
        match = re.match(
            r"[。;,]?\((?P<words>[^()]{2,40})\)", line[finding.title.end : finding.title.end + 60]
        )
        if match and said_status(match["words"]):
            low = finding.title.end
            finding.claims.append(
                Span(finding.title.line, low + match.start("words"), low + match.end("words"))
            )

    def default(self, mode: str | None) -> str | None:
        return "planned" if self.plan else None

    def describes(self, child: Node, mode: str | None, remedied: bool) -> bool:
        """一是… that tells what was found, not what is done."""
        if mode == "issues":
            return True
        if not problem_like(self.body(child)[:60]):
            return False
        return remedied or (child.kind not in ITEMS and not self.has_remedy(child))

    def field(self, finding: Finding, child: Node) -> None:
        below = [span for part in child.walk() if part is not child for span in part.spans]
        spans = [*self.content(child), *below]
        if child.role in ("problem", "cause"):
            if child.role == "problem":
                finding.text += spans
            finding.fields.setdefault(child.role or "", []).extend(spans)
            return
        finding.fields.setdefault(child.role or "", []).extend(spans)
        for part in child.walk():
            if part is not child and part.role in ("owner", "deadline", "state"):
                finding.fields.setdefault(part.role, []).extend(part.spans)

    def remedies(self, finding: Finding, remedial: Sequence[Node]) -> None:
        """整改措施 gives the measures; 完成情况 tells how far they are, or gives them where nothing else does."""
        planned = [node for node in remedial if node.role == "measure"]
        reported = [node for node in remedial if node.role == "progress"]
        ahead = [node for node in remedial if node.role == "next"]
        for node in planned:
            told = (
                "done" if node.word and re.search(r"完成|落实情况|成效|结果", node.word) else None
            )
            finding.items += self.remedy_items(node, told or self.default(None), finding)
        if planned and finding.items:
            for node in reported:
                finding.claims += [span for part in node.walk() for span in part.spans]
        else:
            for node in reported:
                finding.items += self.remedy_items(node, _reported(node), finding)
                finding.claims += [Span(span.line, span.start, span.end) for span in node.spans[:1]]
        for node in ahead:
            finding.items += self.remedy_items(node, "planned", finding)
        for node in remedial:
            for part in node.walk():
                if part.role in ("owner", "deadline", "state", "target"):
                    finding.fields.setdefault(part.role, []).extend(part.spans)

    def remedy_items(self, node: Node, default: str | None, finding: Finding) -> list[Item]:
        """The measures under a label: its enumerated items, else each paragraph."""
        children = [
            child for child in node.children if child.role not in (*ASIDE, "problem", "cause")
        ]
        own = self.content(node)
        if children:
            for span in own:
                (finding.claims if is_statement(self.text(span)) else finding.facts).append(span)
            return [item for child in children for item in self.measures_of(child, default)]
        items: list[Item] = []
        for span in self.without_claims(own, finding):
            words = self.text(span).strip("。;,. ")
            if len(words) < 2 or is_statement(self.text(span)):
                finding.claims.append(span)
            elif items and items[-1].spans[-1].line == span.line:
                items[-1].spans.append(span)
            else:
                items.append(Item(None, [span], default))
        return items

    def without_claims(self, spans: Sequence[Span], finding: Finding) -> Iterator[Span]:
        """What is told after 已完成整改。 at the head of a paragraph."""
        for span in spans:
            first, *others = self.sentences(span) or [span]
            if others and is_statement(self.text(first)):
                finding.claims.append(first)
                yield Span(span.line, first.end, span.end)
            else:
                yield span

    def measures_of(self, node: Node, default: str | None) -> list[Item]:
        """A marked item as one measure; its subdivisions stay inside it (readings.md 12)."""
        if node.role is not None and node.role not in REMEDIAL:
            return []
        item = Item(node.mark if node.role is None else None, [], default)
        for part in node.walk():
            if part.role in ASIDE:
                item.fields.setdefault(part.role or "", []).extend(part.spans)
                continue
            if part is not node and part.mark is not None and part.kind != "label":
                item.spans.append(part.mark)
            item.spans += part.spans
        return [item] if item.spans else []


def _reported(node: Node) -> str | None:
    return (
        "done"
        if node.word and re.search(r"完成|结果|成效|效果|落实|处[理置]|办理", node.word)
        else None
    )
