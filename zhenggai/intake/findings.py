"""From the outline to findings: which nodes are aspects, groups, issues, measures, and which answer nothing.

The rules speak of shape and wording only; none knows a particular document:
- a list announced as findings (存在问题) holds issues, whatever their wording;
- a heading that says something is wrong is an issue, unless it is divided into such headings itself;
- what stands under an issue is its text up to the first act, then measures;
- fields (问题：… 整改措施：…) make one issue for each problem field;
- findings in one part and remedies in another are paired by number (readings.md 11, 12).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from zhenggai.intake.lexicon import (
    heading_role,
    is_remedy_section,
    names_problem,
    opens_with_act,
    problem_like,
)
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node, Span
from zhenggai.intake.wording import is_statement, said_status

ITEMS = ("said", "sequence", "ordinal", "measure_label")
REMEDIAL = ("measure", "progress", "next")
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


class Interpreter:
    """Walks the outline once. `lines` are the logical lines that the spans point into."""

    def __init__(self, lines: Sequence[Line], *, plan: bool = False) -> None:
        self.lines = lines
        self.plan = plan
        self.found = Findings()
        self._families = [False]

    def read(self, root: Node) -> Findings:
        self._section(root, mode=None, aspect=None, group=None)
        _merge_repeated(self.found.issues, self.text)
        return self.found

    # -- words ---------------------------------------------------------------------------------------

    def text(self, span: Span | None) -> str:
        return "" if span is None else self.lines[span.line].text[span.start : span.end]

    def body(self, node: Node) -> str:
        return "".join(self.text(span) for span in node.spans)

    def title_span(self, node: Node) -> Span:
        """The heading's own words: up to its first full stop, without it."""
        if not node.spans:
            mark = node.mark or Span(0, 0, 0)
            return Span(mark.line, mark.end, mark.end)
        first = node.spans[0]
        return Span(first.line, first.start, first.start + title_length(self.text(first)))

    def title(self, node: Node) -> str:
        return self.text(self.title_span(node))

    def rest(self, node: Node) -> list[Span]:
        """The node's running text after its title."""
        if not node.spans:
            return []
        first, title = node.spans[0], self.title_span(node)
        start = title.end
        text = self.lines[first.line].text
        bracket = _OWNER_BRACKET_HEAD.match(text[start : first.end])
        start += bracket.end() if bracket else 0
        while start < first.end and text[start] in "。;:,.!? ":
            start += 1
        head = [Span(first.line, start, first.end)] if start < first.end else []
        return head + node.spans[1:]

    # -- sections ------------------------------------------------------------------------------------

    def _section(
        self, node: Node, mode: str | None, aspect: Node | None, group: Span | None
    ) -> None:
        """Everything below a heading that is no issue itself."""
        children = node.children
        if self._has_fields(node):
            return self._fields(node, aspect, group)
        pending: list[Finding] = []
        if node.kind == "root" and mode is None and _LISTS.search(self.body(node)[-400:]):
            mode = "issues"
        self._families.append(self._is_family(node, mode))
        for child in children:
            pending = self._child(child, node, mode, aspect, group, pending)
        self._families.pop()

    def _is_family(self, node: Node, mode: str | None) -> bool:
        """The headings directly below are findings, as most of them show by their wording or shape."""
        heads = [child for child in node.children if self._plain_head(child, mode)]
        return bool(heads) and sum(self._is_finding(child, mode) for child in heads) * 2 >= len(
            heads
        )

    def _plain_head(self, child: Node, mode: str | None = None) -> bool:
        listed = mode == "issues" and child.kind in ("dot", "paren", "half_paren")
        plain = child.role is None and child.kind not in (*ITEMS, "label", "row")
        return plain and (child.heads or listed)

    def _child(
        self,
        child: Node,
        parent: Node,
        mode: str | None,
        aspect: Node | None,
        group: Span | None,
        pending: list[Finding],
    ) -> list[Finding]:
        """One part of a section; returns the findings that a later part may answer."""
        title = self.title(child)
        role = self._role(child, title, parent, mode)
        if child.kind in ITEMS:
            self._loose_item(child, parent, mode, aspect, group)
            return pending
        if pending and self._answers(child, role, title) and not self._is_findings_again(child):
            self._answer(child, pending)
            return pending
        before = len(self.found.issues)
        if role == "issues":
            self._section(child, "issues", child, None)
        elif role in ("org", "next") and not self._holds_issues(child):
            self._general(child, "planned" if role == "next" or self.plan else "unstated")
        elif role == "rect":
            self._section(child, "rect", child, None)
        elif self._is_issue(child, mode):
            self._issue(child, mode, aspect if parent.kind != "root" or aspect else None, group)
        elif child.children:
            self._container(child, parent, mode, aspect)
        fresh = self.found.issues[before:]
        return [*pending, *fresh] if role == "issues" or mode == "issues" else pending

    def _container(self, child: Node, parent: Node, mode: str | None, aspect: Node | None) -> None:
        title = self.title_span(child)
        if self._is_group(child, aspect):
            self._section(child, mode, aspect, title)
        else:
            about = mode is None and names_problem(self.text(title))
            self._section(child, "rect" if about else mode, child, None)

    def _is_group(self, child: Node, aspect: Node | None) -> bool:
        """A heading between aspect and issue (readings.md 11): it ends in 方面, or it is a finding itself
        that is divided into findings with measures of their own."""
        if aspect is None or aspect.kind == "root":
            return False
        title = self.title(child).rstrip("。:;")
        if title.endswith("方面") and child.rank >= 4:
            return True
        upper = self.title(aspect)
        if child.rank < 3 or heading_role(upper) is not None:
            return False
        return title.endswith("方面") or problem_like(title)

    def _role(self, child: Node, title: str, parent: Node, mode: str | None) -> str | None:
        if child.kind == "label":
            return child.role
        if child.role == "problem":
            return None if self._is_field_issue(child) else "issues"
        if child.role in ("measure", "progress"):
            return "rect"
        if child.role == "next":
            return "next"
        if child.role is not None:
            return "org"
        if mode == "issues" or (child.rank > 3 and parent.kind != "root"):
            return None
        return heading_role(title)

    def _holds_issues(self, node: Node) -> bool:
        """A section named like organisation that is nevertheless divided into findings."""
        heads = [child for child in node.children if child.heads and child.kind != "label"]
        return bool(heads) and sum(self._is_issue(child, None) for child in heads) * 2 > len(heads)

    # -- what is an issue ----------------------------------------------------------------------------

    def _is_issue(self, node: Node, mode: str | None) -> bool:
        if node.kind in ITEMS or node.kind == "label" or node.kind == "row":
            return False
        if node.role == "problem":
            return self._is_field_issue(node)
        if node.kind == "issue_label":
            return True
        title = self.title(node)
        wrong = node.kind == "about" or problem_like(title) or _NAMED.search(title) is not None
        wrong = wrong and not (_NAMED.search(title) and heading_role(title))
        if any(self._is_field(child) for child in node.children):
            return self._is_labelled_issue(node, mode, wrong, title)
        if heads := [child for child in node.children if self._plain_head(child, mode)]:
            return self._is_headed_issue(node, mode, wrong, heads)
        if mode == "issues":
            return not opens_with_act(title) or problem_like(title)
        if not wrong:
            told = bool(self.rest(node)) or bool(node.children)
            return self._families[-1] and told and mode == "rect" and not opens_with_act(title)
        return mode == "rect" or self._has_remedy(node) or node.rank >= 2 or "问题" in title

    def _is_field(self, child: Node) -> bool:
        return child.role in REMEDIAL or (child.role == "problem" and child.kind == "label")

    def _is_labelled_issue(self, node: Node, mode: str | None, wrong: bool, title: str) -> bool:
        """A heading with 整改措施： and the like directly below it."""
        if wrong or mode in ("issues", "rect"):
            return True
        roles = {child.role for child in node.children if self._is_field(child)}
        family = self._families[-1] and not opens_with_act(title)
        return family or "problem" in roles or (node.rank >= 2 and "measure" in roles)

    def _is_headed_issue(
        self, node: Node, mode: str | None, wrong: bool, heads: Sequence[Node]
    ) -> bool:
        """A heading divided by headings: an issue where these are its measures or its text."""
        if self._is_family(node, mode):
            return self._is_divided(node, heads) and wrong
        if self.title(node).rstrip("。:;").endswith("方面") and mode == "issues":
            return False
        return wrong and all(
            not self._has_remedy(child) or opens_with_act(self.title(child)) for child in heads
        )

    def _is_field_issue(self, node: Node) -> bool:
        """（一）反馈问题：…… with its remedies below it: one issue, told in fields."""
        content = self.rest(node) if self._is_named(node) else node.spans
        return bool(content) and not self._is_list(node)

    def _is_divided(self, node: Node, heads: Sequence[Node]) -> bool:
        """（1）（2） below 1. that have no measures of their own are the text of the upper issue."""
        deep = bool(heads) and heads[0].rank >= 4 and node.rank == 3
        return deep and not any(self._has_remedy(child) for child in heads)

    def _is_finding(self, node: Node, mode: str | None = None) -> bool:
        title = self.title(node)
        if mode == "issues" and not opens_with_act(title):
            return True
        if (
            node.kind == "issue_label"
            or problem_like(title)
            or (re.search(r"^(?:关于|针对).{3,}(?:问题|方面)", title) is not None)
        ):
            return True
        if opens_with_act(title):
            return False
        told = bool(self.rest(node)) or any(child.kind in ITEMS for child in node.children)
        if len(title) <= 32 and told:
            return True
        return any(child.role in ("problem", "measure", "progress") for child in node.children)

    def _has_remedy(self, node: Node) -> bool:
        if any(
            child.kind in ITEMS or child.role in REMEDIAL or child.kind == "circled"
            for child in node.children
        ):
            return True
        return any(acts(self.text(span)) for span in self.rest(node))

    # -- one issue -----------------------------------------------------------------------------------

    def _issue(self, node: Node, mode: str | None, aspect: Node | None, group: Span | None) -> None:
        if node.role == "problem":
            finding = self._field_issue(node, aspect, group, deep=False)
            finding.number, finding.order = node.mark, node.number
            remedied = any(child.role in REMEDIAL for child in node.children)
            if not remedied:
                told, finding.text = finding.text, []
                self._own_text(finding, told, mode, enumerated=False)
            self._remedies(finding, [child for child in node.children if child.role in REMEDIAL])
            for child in node.children:
                if child.role is not None and child.role not in REMEDIAL:
                    self._field(finding, child)
            return
        finding = Finding(
            node.mark, self.title_span(node), group=group, aspect=aspect, order=node.number
        )
        self.found.issues.append(finding)
        self._fill(finding, node, mode)

    def _fill(self, finding: Finding, node: Node, mode: str | None) -> None:
        """Text, measures and facts of an issue from what stands below its title."""
        rest = self.rest(node)
        finding.facts += node.spans
        remedial = [child for child in node.children if child.role in REMEDIAL]
        direct = [child for child in node.children if child.role is None and child.kind != "row"]
        enumerated = bool(remedial) or (bool(direct) and mode != "issues")
        self._own_text(finding, rest, mode, enumerated)
        heads = [child for child in direct if child.heads]
        divided = self._is_divided(node, heads) and any(
            problem_like(self.body(head)) for head in heads
        )
        for child in node.children:
            if child.role in REMEDIAL:
                continue
            if child.role is not None:
                self._field(finding, child)
            elif (divided and child.heads) or self._describes(child, mode, bool(remedial)):
                finding.text += [span for part in child.walk() for span in part.spans]
            else:
                finding.items += self.measures_of(child, self._default(mode))
        self._remedies(finding, remedial)

    def _own_text(
        self, finding: Finding, rest: list[Span], mode: str | None, enumerated: bool
    ) -> None:
        """What follows the title: first what was found, then, where nothing is enumerated, what was done."""
        for span in rest:
            for piece in self._sentences(span):
                words = self.text(piece)
                if is_statement(words):
                    finding.claims.append(piece)
                elif (
                    mode == "issues"
                    or enumerated
                    or (problem_like(words) and not acts(words) and not finding.items)
                ):
                    finding.text.append(piece)
                elif finding.items and finding.items[-1].spans[-1].line == piece.line:
                    finding.items[-1].spans.append(piece)
                else:
                    finding.items.append(Item(None, [piece], self._default(mode)))
        self._claims_from_bracket(finding)

    def _claims_from_bracket(self, finding: Finding) -> None:
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

    def _sentences(self, span: Span) -> list[Span]:
        text = self.lines[span.line].text
        cuts = [match.end() for match in re.finditer(r"。”?", text[span.start : span.end])]
        starts = [0, *cuts]
        ends = [*cuts, span.end - span.start]
        return [
            Span(span.line, span.start + low, span.start + high)
            for low, high in zip(starts, ends, strict=True)
            if high > low
        ]

    def _default(self, mode: str | None) -> str | None:
        return "planned" if self.plan else None

    def _describes(self, child: Node, mode: str | None, remedied: bool) -> bool:
        """一是… that tells what was found, not what is done."""
        if mode == "issues":
            return True
        words = self.body(child)[:60]
        return (problem_like(words) and remedied) or (
            child.heads and problem_like(words) and not self._has_remedy(child)
        )

    def _field(self, finding: Finding, child: Node) -> None:
        spans = [span for part in child.walk() for span in part.spans]
        if child.role in ("problem", "cause"):
            if child.role == "problem":
                finding.text += spans
            finding.fields.setdefault(child.role or "", []).extend(spans)
            return
        finding.fields.setdefault(child.role or "", []).extend(spans)
        for part in child.walk():
            if part is not child and part.role in ("owner", "deadline", "state"):
                finding.fields.setdefault(part.role, []).extend(part.spans)

    def _remedies(self, finding: Finding, remedial: Sequence[Node]) -> None:
        """整改措施 gives the measures; 完成情况 tells how far they are, or gives them where nothing else does."""
        planned = [node for node in remedial if node.role == "measure"]
        reported = [node for node in remedial if node.role == "progress"]
        ahead = [node for node in remedial if node.role == "next"]
        for node in planned:
            told = (
                "done" if node.word and re.search(r"完成|落实情况|成效|结果", node.word) else None
            )
            finding.items += self._remedy_items(node, told or self._default(None), finding)
        if planned and finding.items:
            for node in reported:
                finding.claims += [span for part in node.walk() for span in part.spans]
        else:
            for node in reported:
                finding.items += self._remedy_items(node, _reported(node), finding)
                finding.claims += [Span(span.line, span.start, span.end) for span in node.spans[:1]]
        for node in ahead:
            finding.items += self._remedy_items(node, "planned", finding)
        for node in remedial:
            for part in node.walk():
                if part.role in ("owner", "deadline", "state", "target"):
                    finding.fields.setdefault(part.role, []).extend(part.spans)

    def _remedy_items(self, node: Node, default: str | None, finding: Finding) -> list[Item]:
        """The measures under a label: its enumerated items, else each paragraph."""
        children = [
            child for child in node.children if child.role not in (*ASIDE, "problem", "cause")
        ]
        own = (
            node.spans
            if node.kind == "label"
            else self.rest(node)
            if self._is_named(node)
            else node.spans
        )
        if children:
            for span in own:
                (finding.claims if is_statement(self.text(span)) else finding.facts).append(span)
            return [item for child in children for item in self.measures_of(child, default)]
        items: list[Item] = []
        for span in own:
            words = self.text(span).strip("。;,. ")
            if len(words) < 2 or is_statement(self.text(span)):
                finding.claims.append(span)
            elif items and items[-1].spans[-1].line == span.line:
                items[-1].spans.append(span)
            else:
                items.append(Item(None, [span], default))
        return items

    def _is_named(self, node: Node) -> bool:
        """The node's title is the label itself, its text begins after it."""
        return node.word is not None and self.title(node).strip("【】:。 ") == node.word

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

    # -- fields --------------------------------------------------------------------------------------

    def _has_fields(self, node: Node) -> bool:
        roles = [child.role for child in node.children]
        if "problem" not in roles or not any(
            role in (*REMEDIAL, "target", "owner", "deadline") for role in roles
        ):
            return False
        problems = [child for child in node.children if child.role == "problem"]
        return all(not self._is_list(child) for child in problems)

    def _is_list(self, node: Node) -> bool:
        """A field that enumerates several findings is a section of findings, not one issue."""
        return (
            sum(1 for child in node.children if child.kind not in ("label", "row")) >= 2
            and len(self.body(node)) < 40
        )

    def _fields(self, node: Node, aspect: Node | None, group: Span | None) -> None:
        """Each problem field opens an issue; the fields after it are its own."""
        finding: Finding | None = None
        remedial: list[Node] = []
        for child in node.children:
            if child.role == "problem":
                if finding is not None:
                    self._remedies(finding, remedial)
                    remedial = []
                finding = self._field_issue(child, aspect if node.kind == "root" else node, group)
            elif finding is None:
                if child.heads and child.role is None and child.children:
                    self._section(child, None, child, None)
            elif child.role in REMEDIAL:
                remedial.append(child)
            elif child.role is not None:
                self._field(finding, child)
            elif child.kind in ITEMS:
                finding.items += self.measures_of(child, self._default(None))
            elif heading_role(self.title(child)) in ("next", "org"):
                self._general(child, "planned")
            else:
                finding.items += self.measures_of(child, self._default(None))
        if finding is not None:
            self._remedies(finding, remedial)

    def _field_issue(
        self, child: Node, aspect: Node | None, group: Span | None, *, deep: bool = True
    ) -> Finding:
        spans = list(child.spans)
        if child.kind != "label" and self._is_named(child):
            spans = self.rest(child)
        first = spans[0] if spans else self.title_span(child)
        title = Span(
            first.line, first.start, first.start + title_length(self.text(first), field=True)
        )
        number = child.mark if child.kind == "issue_label" else None
        finding = Finding(
            number, title, group=group, aspect=aspect, order=child.number if number else None
        )
        finding.text += (
            [Span(first.line, title.end, first.end)] if title.end + 1 < first.end else []
        )
        finding.text += spans[1:]
        if deep:
            finding.text += [
                s for part in child.children for node in part.walk() for s in node.spans
            ]
        finding.facts += spans
        self.found.issues.append(finding)
        return finding

    # -- items without an issue ----------------------------------------------------------------------

    def _loose_item(
        self, child: Node, parent: Node, mode: str | None, aspect: Node | None, group: Span | None
    ) -> None:
        """一是… directly under a section: a finding in a list of findings, else a general measure."""
        lead = self.body(parent)[-40:]
        finding_list = mode == "issues" or re.search(r"(?:存在|发现|反馈|指出).{0,20}问题", lead)
        if finding_list and not opens_with_act(self.body(child)):
            finding = Finding(
                child.mark, self._item_title(child), aspect=aspect, group=group, order=child.number
            )
            self.found.issues.append(finding)
            finding.facts += child.spans
            finding.text += self.rest(child)
        else:
            self.found.general += self.measures_of(child, "planned" if self.plan else None)

    def _item_title(self, child: Node) -> Span:
        return self.title_span(child)

    def _general(self, node: Node, default: str | None) -> None:
        """Enumerated items of a part about organisation, attitude or the long term."""
        for part in node.walk():
            if part.kind in ITEMS or (part.kind in ("circled", "paren") and part is not node):
                if not any(
                    part in other.walk() and part is not other
                    for other in node.walk()
                    if other.kind in ITEMS
                ):
                    self.found.general += self.measures_of(part, default)

    # -- findings here, remedies there ---------------------------------------------------------------

    def _answers(self, child: Node, role: str | None, title: str) -> bool:
        return child.role in REMEDIAL or role in ("rect", "next") or is_remedy_section(title)

    def _is_findings_again(self, child: Node) -> bool:
        heads = [kid for kid in child.children if kid.heads and kid.role is None]
        if any(kid.kind == "answer" for kid in heads):
            return False
        return bool(heads) and sum(self._is_finding(kid) for kid in heads) * 2 > len(heads)

    def _answer(self, node: Node, findings: Sequence[Finding]) -> None:
        """Pair the items of a remedy section with the findings by number; what does not fit is general."""
        asked = node.role == "next" or self.plan or _ASKS.search(self.title(node)) is not None
        default = "planned" if asked else None
        kids = [kid for kid in node.children if kid.role is None]
        numbers = {finding.order: finding for finding in findings}
        plain = len(numbers) == len(findings) and all(kid.number in numbers for kid in kids)
        answers = all(kid.kind == "answer" for kid in kids)
        paired = bool(kids) and plain and (answers or len(kids) == len(findings))
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
            for sentence in self._sentences(span):
                self._tell(sentence, findings)

    def _tell(self, sentence: Span, findings: Sequence[Finding]) -> None:
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


def _reported(node: Node) -> str | None:
    return (
        "done"
        if node.word and re.search(r"完成|结果|成效|效果|落实|处[理置]|办理", node.word)
        else None
    )


_LISTS = re.compile(
    r"(?:问题|隐患)(?!整改|的整改)[^。;:整]{0,10}如下[:。]|(?:存在|发现)(?:着)?(?:下列|以下|如下)[^。;:]{0,14}(?:问题|隐患)[:。]?|主要问题[:。]$"
)
"""What a text says just before it lists findings."""
_ASKS = re.compile(r"要求|建议|下一步|打算|意见|计划")
"""Section titles that ask for acts rather than tell of them."""
_NAMED = re.compile(r"问题(?:的整改(?:情况)?)?$|^(?:关于|针对).*问题")
_ACT = re.compile(
    r"已(?!有)|完成|(?<!解)了(?!解)|组织|召开|制定|修订|印发|开展|建立|完善|加强|强化|严格|督促|推进|清理|约谈|压实|落实到|要求|通过|举办|责成|下发|出台|立即|迅速|积极|进一步|健全"
)


_TOLD = re.compile(
    r"(?<!未)已(?!有)|整改到位|追[回缴]|清退|收回|退[回还]|罚款|暂停|处[以分]|(?:\d|全部)[^,。]{0,12}完成"
)


def acts(text: str) -> bool:
    """The sentence tells of something done or to be done, not (only) of something wrong."""
    if opens_with_act(text) or re.match(
        r"^(?:我|本|该)?[\u4e00-\u9fff]{0,10}(?<![未没不])(?:高度重视|立即|迅速|组织|召开|制定)",
        text,
    ):
        return True
    if _TOLD.search(text):
        return True
    if problem_like(text):
        return False
    return bool(_ACT.search(text))


def title_length(text: str, *, field: bool = False) -> int:
    """How much of the text is a heading: to the first full stop outside quotation marks, or to a colon
    that follows a complete finding (个别支部活动创新不足：学习形式…)."""
    depth = 0
    about = re.match(r"“?[^,。;:]{3,90}?(?:”的问题|的问题|”问题)(?=[,:])", text)
    if about:
        return about.end()
    for index, character in enumerate(text):
        if character == "“" and "”" in text[index:]:
            depth += 1
        elif character == "”":
            depth = max(0, depth - 1)
        elif depth == 0 and character in "。!?" and not text.startswith("”", index + 1):
            return _without_bracket(text, index)
        elif depth == 0 and character == ":" and index >= 4 and not field:
            if problem_like(text[:index]) or index <= 30:
                return _without_bracket(text, index)
        elif (
            depth == 0
            and character == ";"
            and index >= 8
            and problem_like(text[:index])
            and not field
        ):
            return _without_bracket(text, index)
    return _without_bracket(text, len(text.rstrip("。;:,、 ")))


_OWNER_BRACKET = re.compile(
    r"\((?:牵头|责任|主办|配合|整改|分管|完成时限|时限|承办|协办|已|正在|长期|立行立改|持续|限期|分阶段)[^()]{0,160}\)?$"
)


_OWNER_BRACKET_HEAD = re.compile(r"[。;,]?" + _OWNER_BRACKET.pattern.replace("$", "[。;]?"))


def _without_bracket(text: str, end: int) -> int:
    """A bracket with owners or a state at the end of a title is a fact about the issue, not its name."""
    match = _OWNER_BRACKET.search(text[:end])
    return len(text[: match.start()].rstrip("。;,")) if match and match.start() > 0 else end


def shared_run(one: str, other: str) -> int:
    """The length of the longest run of characters that stands in both; titles are short, so this is cheap."""
    one = one[:60]
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other:
            best += 1
    return best


def _merge_repeated(issues: list[Finding], text: object) -> None:
    """Findings listed first and told again with their remedies: the first keeps its place and gets the measures."""
    assert callable(text)
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


def _same(one: Finding, other: Finding, text: object) -> bool:
    assert callable(text)
    first, second = text(one.title), text(other.title)
    return (
        min(len(first), len(second)) >= 4
        and shared_run(first, second) * 10 >= min(len(first), len(second)) * 7
    )
