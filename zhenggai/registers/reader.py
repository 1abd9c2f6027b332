"""Reading a mapping of a declaration: known keys by kind, complaints with their places, unknown keys at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext

from zhenggai.registers.problems import Problems
from zhenggai.registers.yaml_nodes import Node, Place
from zhenggai.rules.checker import condition, expression
from zhenggai.rules.errors import RuleError
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Typed

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Reader:
    """One mapping. Every `take…` marks its key as known; `finish` complains about the rest."""

    def __init__(self, node: Node, problems: Problems) -> None:
        self.node = node
        self.problems = problems
        self.known: set[str] = set()
        if node.kind != "mapping":
            problems.add(node, gettext("这里要写成“键: 值”的形式"))

    def take(self, key: str, *, needed: bool = False) -> Node | None:
        self.known.add(key)
        found = self.node.entries.get(key)
        if found is None and needed:
            self.problems.add(self.node, gettext("缺“%(key)s”——请补上") % {"key": key})
        return found

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """A scalar as text, trimmed; never empty."""
        node = self.take(key, needed=needed)
        if node is None:
            return None
        text = (node.text or "").strip()
        if not text:
            self.problems.add(node, gettext("“%(key)s”要写一个值") % {"key": key})
            return None
        return text

    def words(self, key: str, *, needed: bool = False) -> tuple[tuple[str, Node], ...]:
        """One text or a list of texts, each with its place."""
        node = self.take(key, needed=needed)
        if node is None:
            return ()
        nodes = node.items if node.kind == "list" else (node,)
        found = [(item.text.strip(), item) for item in nodes if item.text and item.text.strip()]
        if len(found) != len(nodes) or (needed and not found):
            self.problems.add(node, gettext("“%(key)s”要写文字或文字的列表") % {"key": key})
        return tuple(found)

    def flag(self, key: str) -> bool:
        node = self.take(key)
        if node is None:
            return False
        value = node.scalar()
        if not isinstance(value, bool):
            self.problems.add(node, gettext("“%(key)s”只能是 true 或 false") % {"key": key})
        return value is True

    def whole(self, key: str, *, low: int, high: int, needed: bool = False) -> int | None:
        node = self.take(key, needed=needed)
        if node is None:
            return None
        value = node.scalar()
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.problems.add(
                node,
                gettext("“%(key)s”要写 %(low)s 到 %(high)s 的整数")
                % {"key": key, "low": low, "high": high},
            )
            return None
        return value

    def one_of(self, key: str, known: tuple[str, ...], *, needed: bool = False) -> str | None:
        text = self.text(key, needed=needed)
        if text is not None and text not in known:
            self.problems.unknown(
                self.node.entries[key],
                gettext("“%(key)s”不能是“%(word)s”") % {"key": key, "word": text},
                text,
                known,
            )
            return None
        return text

    def entries(self, key: str, *, names: bool = True) -> Iterator[tuple[str, Node, Place]]:
        """The entries of a mapping below; complains about keys that are no names."""
        node = self.take(key)
        if node is None:
            return
        if node.kind != "mapping":
            self.problems.add(node, gettext("“%(key)s”要写成“名字: 内容”") % {"key": key})
        for name, entry in node.entries.items():
            if names and not NAME.fullmatch(name):
                self.problems.add(
                    node.keys[name],
                    gettext("名字“%(name)s”不能用——请用小写字母开头的字母、数字、下划线")
                    % {"name": name[:40]},
                )
                continue
            yield name, entry, node.keys[name]

    def condition(self, key: str, scope: Scope, *, needed: bool = False) -> Typed | None:
        node = self.take(key, needed=needed)
        return None if node is None else read_expression(node, scope, self.problems, truth=True)

    def expression(self, key: str, scope: Scope, *, needed: bool = False) -> Typed | None:
        node = self.take(key, needed=needed)
        return None if node is None else read_expression(node, scope, self.problems)

    def finish(self) -> None:
        for key in self.node.entries:
            if key not in self.known:
                self.problems.unknown(
                    self.node.keys[key],
                    gettext("不认识“%(key)s”这一项") % {"key": key[:40]},
                    key,
                    self.known,
                )


def read_expression(
    node: Node, scope: Scope, problems: Problems, *, truth: bool = False
) -> Typed | None:
    """The typed tree of a scalar; None where it was complained about."""
    if node.text is None:
        problems.add(node, gettext("这里要写一个表达式"))
        return None
    try:
        return condition(node.text, scope) if truth else expression(node.text, scope)
    except RuleError as error:
        problems.rule(node, error)
        return None
