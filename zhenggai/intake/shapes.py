"""Judging by shape and wording: is this heading an issue, a group, a section of findings?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhenggai.intake.found import ITEMS, REMEDIAL
from zhenggai.intake.lexicon import heading_role, opens_with_act, problem_like
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node
from zhenggai.intake.passages import Passages
from zhenggai.intake.titles import acts

_TOPIC = re.compile(r"(?:方面|情况|(?<!的)问题)[。:]?$")
_NAMED = re.compile(r"问题(?:的整改(?:情况)?)?$|^(?:关于|针对).*问题")


class Shapes(Passages):
    """Adds judgement to access. `mode` is what the section above announces: `issues` (a list of findings),
    `rect` (findings with what was done), or None."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self._family = [False]
        """Whether the headings of the section at hand are findings, as most of them show."""

    def is_issue(self, node: Node, mode: str | None) -> bool:
        if node.kind in ITEMS or node.kind == "label" or node.kind == "row":
            return False
        if node.role == "problem":
            return self.is_field_issue(node)
        if node.kind == "issue_label":
            return True
        title = self.title(node)
        wrong = node.kind == "about" or problem_like(title) or _NAMED.search(title) is not None
        wrong = wrong and not (_NAMED.search(title) and heading_role(title))
        if any(self.is_field(child) for child in node.children):
            return self.is_labelled_issue(node, mode, wrong, title)
        if heads := [child for child in node.children if self.plain_head(child, mode)]:
            return self.is_headed_issue(node, mode, wrong, heads)
        if mode == "issues":
            return not self.is_topic(node, title) and (
                not opens_with_act(title) or problem_like(title)
            )
        if not wrong:
            told = bool(self.rest(node)) or bool(node.children)
            return self._family[-1] and told and mode == "rect" and not opens_with_act(title)
        return mode == "rect" or self.has_remedy(node) or node.rank >= 2 or "问题" in title

    def is_topic(self, node: Node, title: str) -> bool:
        """（一）医保管理问题。一是……二是……: the heading names a subject, its items are the findings."""
        items = [child for child in node.children if child.kind in ITEMS]
        named = _TOPIC.search(title) is not None and not self.rest(node)
        return named and len(items) == len(node.children) > 0 and problem_like(self.title(items[0]))

    def names_subject(self, parent: Node, title: str) -> bool:
        """一、文风会风 above （一）存在问题: the findings are of the upper heading's subject."""
        plain = parent.heads and parent.kind != "root" and parent.role is None
        return plain and len(title) <= 8 and heading_role(self.title(parent)) is None

    def is_subject(self, node: Node) -> bool:
        """（一）责任落实方面。一是……不熟悉: a subject under which faults are told, though nothing announces them."""
        items = [child for child in node.children if child.kind in ITEMS]
        told = self.body(items[0]) if items else "".join(map(self.text, self.rest(node)))
        plain = (
            len(items) == len(node.children) and node.heads and self.title(node).endswith("方面")
        )
        return plain and problem_like(told[:60]) and not acts(told.split("。", 1)[0])

    def is_field(self, child: Node) -> bool:
        return child.role in REMEDIAL or (child.role == "problem" and child.kind == "label")

    def is_labelled_issue(self, node: Node, mode: str | None, wrong: bool, title: str) -> bool:
        """A heading with 整改措施： and the like directly below it."""
        if wrong or mode in ("issues", "rect"):
            return True
        roles = {child.role for child in node.children if self.is_field(child)}
        family = self._family[-1] and not opens_with_act(title)
        return family or "problem" in roles or (node.rank >= 2 and "measure" in roles)

    def is_headed_issue(
        self, node: Node, mode: str | None, wrong: bool, heads: Sequence[Node]
    ) -> bool:
        """A heading divided by headings: an issue where these are its measures or its text."""
        if self.is_family(node, mode):
            return self.is_divided(node, heads) and wrong
        if self.title(node).rstrip("。:;").endswith("方面") and mode == "issues":
            return False
        return wrong and all(
            not self.has_remedy(child) or opens_with_act(self.title(child)) for child in heads
        )

    def is_field_issue(self, node: Node) -> bool:
        """（一）反馈问题：…… with its remedies below it: one issue, told in fields."""
        content = self.rest(node) if self.is_named(node) else node.spans
        return bool(content) and not self.is_list(node) and not self.holds_answered(node)

    def holds_answered(self, node: Node) -> bool:
        """A heading below has remedies of its own, so that this one stands above issues."""
        return any(
            self.plain_head(child) and any(part.role in REMEDIAL for part in child.children)
            for child in node.children
        )

    def is_divided(self, node: Node, heads: Sequence[Node]) -> bool:
        """（1）（2） below 1. that have no measures of their own are the text of the upper issue."""
        deep = bool(heads) and heads[0].rank >= 4 and node.rank == 3
        return deep and not any(self.has_remedy(child) for child in heads)

    def is_finding(self, node: Node, mode: str | None = None) -> bool:
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
        return self.is_answered(node)

    def is_answered(self, node: Node) -> bool:
        """Fields like 整改措施： stand below the heading, or below one that divides it."""
        kids = [kid for kid in node.children if self.plain_head(kid)]
        return any(self.is_field(part) for one in (node, *kids) for part in one.children)

    def is_family(self, node: Node, mode: str | None) -> bool:
        """The headings directly below are findings, as most of them show by wording or shape, and some by wording."""
        heads = [child for child in node.children if self.plain_head(child, mode)]
        shaped = sum(self.is_finding(child, mode) for child in heads)
        said = mode is not None or any(problem_like(self.title(child)) for child in heads)
        answered = sum(self.is_answered(child) for child in heads)
        return bool(heads) and shaped * 2 >= len(heads) and (said or answered * 2 >= len(heads))

    def plain_head(self, child: Node, mode: str | None = None) -> bool:
        listed = mode == "issues" and child.kind in ("dot", "paren", "half_paren")
        plain = child.role is None and child.kind not in (*ITEMS, "label", "row")
        return plain and (child.heads or listed)

    def has_remedy(self, node: Node) -> bool:
        if any(
            child.kind in ITEMS or child.role in REMEDIAL or child.kind == "circled"
            for child in node.children
        ):
            return True
        return any(acts(self.text(span)) for span in self.rest(node))

    def is_group(self, child: Node, aspect: Node | None) -> bool:
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

    def role(self, child: Node, title: str, parent: Node, mode: str | None) -> str | None:
        if child.kind == "label":
            return child.role
        if child.role == "problem":
            return None if self.is_field_issue(child) else "issues"
        if child.role in ("measure", "progress"):
            return "rect"
        if child.role == "next":
            return "next"
        if child.role is not None:
            return "org"
        if mode == "issues" or (child.rank > 3 and parent.kind != "root"):
            return None
        return heading_role(title)

    def holds_issues(self, node: Node) -> bool:
        """A section named like organisation that is nevertheless divided into findings."""
        heads = [child for child in node.children if child.heads and child.kind != "label"]
        if any(heading_role(self.title(child)) == "issues" for child in heads):
            return True
        return bool(heads) and sum(self.is_issue(child, None) for child in heads) * 2 > len(heads)

    def is_list(self, node: Node) -> bool:
        """A field that enumerates several findings is a section of findings, not one issue."""
        parts = [child for child in node.children if child.kind not in ("label", "row")]
        body = self.body(node)
        if parts and body.endswith((":", "问题。", "不足。")):
            return len(parts) > 1 or len(parts[0].children) > 1 or parts[0].heads
        return len(parts) > 1 and len(body) < 40

    def has_fields(self, node: Node) -> bool:
        roles = [child.role for child in node.children]
        if "problem" not in roles or not any(
            role in (*REMEDIAL, "target", "owner", "deadline") for role in roles
        ):
            return False
        problems = [child for child in node.children if child.role == "problem"]
        return all(not self.is_list(child) for child in problems)
