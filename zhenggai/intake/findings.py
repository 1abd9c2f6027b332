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

from zhenggai.intake.answering import Answering, merge_repeated
from zhenggai.intake.found import ASIDE, ITEMS, REMEDIAL, Finding, Findings, Item
from zhenggai.intake.lexicon import (
    heading_role,
    names_problem,
    opens_with_act,
    problem_like,
)
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node, Span
from zhenggai.intake.remedies import ASKS
from zhenggai.intake.titles import title_length

_LISTS = re.compile(
    r"(?:问题|隐患)(?!整改|的整改|审计)[^。;:整]{0,10}如下[:。]|(?:存在|发现)[着著]?(?:下列|以下|如下)[^。;:]{0,14}(?:问题|隐患)[:。]?|主要问题[:。]$"
)
"""What a text says just before it lists findings."""
_LEADS = re.compile(
    r"(?:存在|发现|反馈|指出).{0,20}(?:问题|薄弱环节|短板|不足|差距|隐患)|(?:主要|突出|具体)?(?:表现|问题|不足)(?:在|为|是|有)?[:,]?$"
)
_BESIDE = re.compile(
    r"原因(?:是|在于|有|如下|包括|为|主要)?[^。;]{0,6}[:,]?$"
    r"|(?:情况|成效|成绩|进展|成果|势头)[^,。;]{0,8}(?:较好|良好|明显|显著|优异|新成[就效])[。:]?$"
)
"""What a text says before it gives reasons, or tells of what goes well: no remedies."""
_WHETHER = re.compile("[^,。;:]{0,10}是否")
_SHOWN = re.compile(r"(?:表现|体现)(?:在|为|于)?[:,]?$")
_REMEDIES_FOLLOW = re.compile(
    r"(?:措施|举措|打算|要求|建议)(?:是|有|如下|包括)?[:]$|(?:要求|事项)(?:通知|明确|提出)?如下[:。]$"
)
_ASKED = re.compile(r"(?:要求|强调|建议|意见|希望|表态|发言|表示)[^。;]{0,4}[:,。]$")
_NEXT = re.compile(r"下一步|下步|今后|将|要求")


class Interpreter(Answering):
    """Walks the outline once. `lines` are the logical lines that the spans point into."""

    def __init__(self, lines: Sequence[Line], *, plan: bool = False) -> None:
        super().__init__(lines, plan=plan)
        self._series: tuple[Node, bool] | None = None
        """The parent of the series at hand, and whether its items are findings."""
        self._asked: Node | None = None
        """The parent of the series at hand, where its items are demands: 一是要……"""
        self._beside: tuple[Node, int, list[Node]] | None = None

    def read(self, root: Node) -> Findings:
        self.section(root, mode=None, aspect=None, group=None)
        merge_repeated(self.found.issues, self.text)
        self.take_out_nameless()
        return self.found

    def take_out_nameless(self) -> None:
        """A label without a word behind it names no finding; what answers it answers nothing in particular."""
        told, self.found.issues = self.found.issues, []
        for finding in told:
            if self.text(finding.title).strip("。;:,. "):
                self.found.issues.append(finding)
            else:
                self.found.general += finding.items
                self.found.unanswered += finding.items

    def section(
        self, node: Node, mode: str | None, aspect: Node | None, group: Span | None
    ) -> None:
        """Everything below a heading that is no issue itself."""
        children = node.children
        if self.has_fields(node):
            return self.fields(node, aspect, group)
        pending: list[Finding] = []
        if mode is None and children:
            told = self.lead(children[0], node)
            if _LISTS.search(told):
                mode = "issues"
            elif (node.rank >= 0 or told.endswith(("如下:", "如下。"))) and _REMEDIES_FOLLOW.search(
                told
            ):
                asked = self.plan or _NEXT.search(told[-40:]) is not None
                return self.answers_nothing(children, "planned" if asked else None)
        self._family.append(self.is_family(node, mode))
        for child in children:
            pending = self.child(child, node, mode, aspect, group, pending)
        self._family.pop()

    def answers_nothing(self, children: Sequence[Node], default: str | None) -> None:
        """Remedies for what the section tells of as a whole."""
        for child in children:
            self.found.general += self.measures_of(child, default)

    def child(
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
        role = self.role(child, title, parent, mode)
        if child.kind in ITEMS:
            self.loose_item(child, parent, mode, aspect, group)
            return pending
        if child.kind == "label" and role in ASIDE:
            return pending
        if pending and self.answers(child, role, title) and not self.is_findings_again(child):
            self.answer(child, pending)
            return pending
        before = len(self.found.issues)
        if child.kind == "serial" and not title and self.has_fields(child):
            self.entry(child, aspect, group)
        elif role == "issues":
            home = parent if self.names_subject(parent, title) else child
            self.section(child, "issues", home, None)
        elif role in ("org", "next") and not self.holds_issues(child):
            ahead = role == "next"
            self.general(child, "planned" if ahead or self.plan else "unstated", ahead=ahead)
        elif role == "rect" and child.children:
            self.section(child, "rect", child, None)
        elif self.is_issue(child, mode):
            if child.rank <= 2 and self.stands_beside_aspects(child, parent, mode):
                aspect = child
            self.issue(child, mode, aspect, group)
        elif child.children:
            self.container(child, parent, mode, aspect)
        elif child.kind == "label" and role == "problem":
            self.told_in_sentences(child, aspect)
        elif mode is None and self.is_subject(child):
            self.told_under(child)
        elif child.heads and child.kind != "row":
            self.found.told += self.told_of(child)
        fresh = self.found.issues[before:]
        return [*pending, *fresh] if role in ("issues", "problem") or mode == "issues" else pending

    def told_in_sentences(self, label: Node, aspect: Node | None) -> None:
        """存在的主要问题： with nothing that answers it: each sentence below tells of one."""
        sentences = [
            piece
            for span in label.spans
            for piece in self.sentences(span)
            if "……" not in self.text(piece)
        ]
        faulty = [piece for piece in sentences if problem_like(self.text(piece))]
        for piece in faulty if len(faulty) * 2 > len(sentences) else []:
            finding = Finding(None, self.without_stop(piece), aspect=aspect)
            if aspect is None:
                finding.aspect_title = label.mark
            self.found.issues.append(finding)

    def told_under(self, child: Node) -> None:
        """（二）政策落实方面。服务水平不高…… in a paragraph that names its subject first."""
        first, *others = self.rest(child)
        end = first.start + title_length(self.text(first))
        finding = Finding(child.mark, Span(first.line, first.start, end), aspect=child)
        finding.number = None
        finding.text = [Span(first.line, end, first.end), *others]
        self.found.issues.append(finding)

    def told_of(self, child: Node) -> list[Item]:
        """An undivided part that tells of acts: its paragraphs, where its heading is a line of its own."""
        title = self.title_span(child)
        if not opens_with_act(self.text(title)) or not self.rest(child):
            return []
        apart = len(child.spans) > 1 and title.end >= child.spans[0].end
        return (
            [Item(None, child.spans[1:], "unstated")]
            if apart
            else self.measures_of(child, "unstated")
        )

    def stands_beside_aspects(self, child: Node, parent: Node, mode: str | None) -> bool:
        """An undivided heading among headings that are divided into issues: aspect and issue in one."""
        count, undivided = self.heads_beside(parent, mode)
        others = count - self.plain_head(child, mode)
        return others > 0 and all(one is child for one in undivided)

    def heads_beside(self, parent: Node, mode: str | None) -> tuple[int, list[Node]]:
        """How many plain headings stand below a part, and those that are not divided into issues; kept, for each of
        them asks."""
        if self._beside is None or self._beside[0] is not parent:
            heads = [head for head in parent.children if self.plain_head(head, mode)]
            undivided = [
                head
                for head in heads
                if self.is_issue(head, mode)
                or not any(self.plain_head(kid, mode) for kid in head.children)
            ]
            self._beside = (parent, len(heads), undivided[:2])
        return self._beside[1:]

    def container(self, child: Node, parent: Node, mode: str | None, aspect: Node | None) -> None:
        title = self.title_span(child)
        if self.is_group(child, aspect):
            self.section(child, mode, aspect, title)
        elif mode is None and self.is_subject(child):
            self.section(child, "issues", child, None)
        else:
            about = mode is None and names_problem(self.text(title))
            self.section(child, "rect" if about else mode, child, None)

    def issue(self, node: Node, mode: str | None, aspect: Node | None, group: Span | None) -> None:
        if node.role == "problem":
            finding = self.field_issue(node, aspect, group, deep=False)
            finding.number, finding.order = node.mark, node.number
            remedied = any(child.role in REMEDIAL for child in node.children)
            if not remedied:
                told, finding.text = finding.text, []
                self.own_text(finding, told, mode, enumerated=False)
            self.remedies(finding, [child for child in node.children if child.role in REMEDIAL])
            for child in node.children:
                if child.role is not None and child.role not in REMEDIAL:
                    self.field(finding, child)
            return
        number = node.mark if aspect is not node else None
        title = self.title_span(node)
        finding = Finding(number, title, group=group, aspect=aspect, order=node.number)
        self.found.issues.append(finding)
        self.fill(finding, node, mode)

    def fields(
        self, node: Node, aspect: Node | None, group: Span | None, *, alone: bool = True
    ) -> None:
        """Each problem field opens an issue; the fields after it are its own. The node is their aspect, where it
        stands `alone` above them."""
        home = node if alone and node.kind != "root" else aspect
        finding: Finding | None = None
        remedial: list[Node] = []
        for child in node.children:
            if child.role == "problem":
                if finding is not None:
                    self.remedies(finding, remedial)
                    remedial = []
                finding = self.field_issue(child, home, group)
            elif finding is None:
                if child.heads and child.role is None and child.children:
                    self.section(child, None, child, None)
            elif child.role in REMEDIAL:
                remedial.append(child)
            elif child.role is not None:
                self.field(finding, child)
            elif child.kind in ITEMS:
                finding.items += self.measures_of(child, self.default(None))
            elif heading_role(self.title(child)) in ("next", "org"):
                self.general(child, "planned")
            else:
                finding.items += self.measures_of(child, self.default(None))
        if finding is not None:
            self.remedies(finding, remedial)

    def entry(self, child: Node, aspect: Node | None, group: Span | None) -> None:
        """序号：1 on a line of its own, its fields below it."""
        before = len(self.found.issues)
        self.fields(child, aspect, group, alone=False)
        for finding in self.found.issues[before : before + 1]:
            mark = child.mark or finding.title
            numeral = re.search(r"[\d一二三四五六七八九十]+", self.text(mark))
            low, high = numeral.span() if numeral else (0, 0)
            finding.number = Span(mark.line, mark.start + low, mark.start + high)
            finding.order = child.number

    def field_issue(
        self, child: Node, aspect: Node | None, group: Span | None, *, deep: bool = True
    ) -> Finding:
        child, number = self.told_below(child)
        spans = self.content(child)
        first = spans[0] if spans else self.title_span(child)
        title = Span(
            first.line, first.start, first.start + title_length(self.text(first), field=True)
        )
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

    def told_below(self, child: Node) -> tuple[Node, Span | None]:
        """Where a field of one finding tells it, and its number: the field itself, or its only item."""
        empty = self.is_named(child) and not self.rest(child)
        if empty and len(child.children) == 1 and child.children[0].heads:
            return child.children[0], child.children[0].mark
        return child, child.mark if child.kind == "issue_label" else None

    def loose_item(
        self, child: Node, parent: Node, mode: str | None, aspect: Node | None, group: Span | None
    ) -> None:
        """一是… directly under a section: a finding in a list of findings, else a general measure."""
        if self.gives_reasons(child, parent):
            return
        if self.is_told_as_finding(child, parent, mode):
            finding = Finding(
                child.mark, self.item_title(child), aspect=aspect, group=group, order=child.number
            )
            self.found.issues.append(finding)
            finding.facts += child.spans
            finding.text += self.rest(child)
        elif not self.shows_merit(child, parent):
            asked = self.plan or self.is_asked(child, parent)
            if (child.number or 0) > 1 and self._asked is parent:
                asked = True
            self._asked = parent if asked or self.body(child).startswith("要") else None
            self.found.general += self.measures_of(child, "planned" if asked else None)

    def is_told_as_finding(self, child: Node, parent: Node, mode: str | None) -> bool:
        """As the first of its series is, so are the others."""
        if (child.number or 0) > 1 and self._series is not None and self._series[0] is parent:
            return self._series[1]
        lead, words = self.lead(child, parent)[-40:], self.body(child)
        if _ASKED.search(lead) and mode != "issues":
            finds = problem_like(words)
        else:
            finds = mode == "issues" or _LEADS.search(lead) is not None
        self._series = (parent, finds and not opens_with_act(words))
        return self._series[1]

    def is_asked(self, child: Node, parent: Node) -> bool:
        """A speaker or a section asks for it: 提出三点要求：一是……"""
        told = self.lead(child, parent)[-40:]
        return bool(_ASKED.search(told) or (parent.kind != "root" and ASKS.search(told[:16])))

    def gives_reasons(self, child: Node, parent: Node) -> bool:
        """主要原因：一是……, 总体情况较好。一是……, 重点检查：一是是否……, which are no measures."""
        if _WHETHER.match(self.body(child)):
            return True
        return parent.role == "cause" or _BESIDE.search(self.lead(child, parent)[-40:]) is not None

    def shows_merit(self, child: Node, parent: Node) -> bool:
        """成效明显……主要表现在：一是切实提升……, which was done before anything was found."""
        return _SHOWN.search(self.lead(child, parent)[-40:]) is not None

    def item_title(self, child: Node) -> Span:
        return self.title_span(child)

    def undivided(self, part: Node, *, ahead: bool) -> None:
        """（一）加强…… in a part on what comes next is a measure; elsewhere it tells how the work was led."""
        if ahead and part.role is None:
            self.found.general += self.measures_of(part, "planned")
        else:
            self.found.told += self.told_of(part)

    def general(self, node: Node, default: str | None, *, ahead: bool = False) -> None:
        """Enumerated items of a part about organisation, attitude or the long term; what lies inside an item
        stays inside it."""
        if not node.children and not ahead:
            self.found.told += self.told_of(node)
        stack = [(child, node) for child in reversed(node.children)]
        while stack:
            part, above = stack.pop()
            if part.kind not in (*ITEMS, "circled", "paren"):
                stack.extend((child, part) for child in reversed(part.children))
                if not part.children and part.heads and part.kind != "row":
                    self.undivided(part, ahead=ahead)
            elif part.kind in ITEMS and self.is_told_as_finding(part, above, None):
                self.loose_item(part, above, None, None, None)
            elif not self.gives_reasons(part, above):
                self.found.general += self.measures_of(part, default)
