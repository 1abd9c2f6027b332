"""What is wrong with a declaration: every complaint names its line and the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.registers.yaml_nodes import Node, Place
from zhenggai.rules.errors import RuleError, nearest
from zhenggai.rules.functions import KIND_WORDS

MOST = 60
"""More complaints than this help nobody."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    line: int
    column: int
    sentence: str
    meant: str | None = None

    def __str__(self) -> str:
        told = gettext("第 %(line)s 行第 %(column)s 列：%(sentence)s") % {
            "line": self.line,
            "column": self.column,
            "sentence": self.sentence,
        }
        if self.meant is None:
            return told
        return told + gettext("；您是否要写“%(meant)s”") % {"meant": self.meant}


class DeclarationRefused(BadInput):
    """A declaration that cannot be taken; `problems` are sorted by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))[:MOST]
        super().__init__(
            "declaration.invalid",
            gettext("登记簿声明有 %(count)s 处不能用——请按行改正后再提交")
            % {"count": len(self.problems)},
            [str(problem) for problem in self.problems],
        )


class Problems:
    """Collects complaints, so that one run tells all of them."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, at: Node | Place, sentence: str, *, meant: str | None = None) -> None:
        self.found.append(Problem(at.line, at.column, sentence, meant))

    def unknown(self, at: Node | Place, sentence: str, word: str, known: Iterable[str]) -> None:
        """A word that stands in no list, with the one that was probably meant."""
        self.add(at, sentence, meant=nearest(word, known))

    def rule(self, at: Node, error: RuleError) -> None:
        """A complaint of the rule language, at its place inside the expression."""
        line, column = at.line + error.at.line - 1, error.at.column
        if error.at.line == 1:
            column = at.column + error.at.column - (1 if at.plain else 0)
        self.found.append(Problem(line, column, translated(error), error.meant))

    def settle(self) -> None:
        """Refuse where anything was found."""
        if self.found:
            raise DeclarationRefused(self.found)


def translated(error: RuleError) -> str:
    """The complaint in the language that is on."""
    values = {name: _translated(value) for name, value in error.values.items()}
    return gettext(error.message) % values if values else gettext(error.message)


def _translated(value: Any) -> Any:
    if isinstance(value, tuple):
        return "、".join(gettext(word) for word in value)
    return gettext(value) if value in KIND_WORDS.values() else value
