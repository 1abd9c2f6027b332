"""A case: a document's text and what a careful clerk would read in it (README.md says how to write one)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.tests.corpus.checks import DRAFT_CHECKS, ISSUE_CHECKS, MEASURE_CHECKS

DIVIDER = "=====期望====="
FIELDS = {*DRAFT_CHECKS, "检查", "统计", "读法"}
FACTS: dict[str, Collection[str]] = {
    "方面": (),
    "问题": ISSUE_CHECKS,
    "措施": MEASURE_CHECKS,
    "总体措施": MEASURE_CHECKS,
}
NODE = re.compile(r"(方面|问题|措施|总体措施)(?:\s+(\S+?))?\s*[:：]\s*(.*?)\s*(?:\{(.*)\})?$")


@dataclass
class Expected:
    """One line of the expectations, `问题 1: 标题 {状态=done}`, with the lines that belong below it."""

    word: str
    number: str | None
    text: str
    facts: dict[str, str] = field(default_factory=dict)
    below: list[Expected] = field(default_factory=list)
    has_none: bool = False  # 无措施 stands below
    may_have_more: bool = False  # 另可有措施 stands below

    @property
    def label(self) -> str:
        return f"{self.word}“{self.number or ''}{self.text[:14]}”"


@dataclass
class Case:
    name: str
    text: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    aspects: list[Expected] = field(default_factory=list)
    issues: list[Expected] = field(default_factory=list)  # written without 方面
    general: list[Expected] = field(default_factory=list)
    has_no_issue: bool = False

    @property
    def nodes(self) -> Iterator[Expected]:
        waiting = [*self.aspects, *self.issues, *self.general]
        while waiting:
            node = waiting.pop()
            waiting.extend(node.below)
            yield node

    @property
    def document(self) -> Document:
        as_table = ("读法", "表格") in self.fields
        blocks = tuple(_block(line, as_table) for line in self.text.split("\n"))
        return Document(name=self.name, format="txt", digest="0" * 64, blocks=blocks)


def load(path: Path) -> Case:
    """Raises ValueError naming file and line where an expectation cannot be understood."""
    text, divider, rest = path.read_text("utf-8").partition(f"{DIVIDER}\n")
    if not divider:
        raise ValueError(f"{path.name}: 缺少“{DIVIDER}”一行")
    case = Case(name=path.stem, text=text.strip("\n"))
    for line in map(str.strip, rest.splitlines()):
        if not line or line.startswith("#"):
            continue
        try:
            _take(case, line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}: 看不懂“{line}”({error})") from error
    return case


def _take(case: Case, line: str) -> None:
    if line == "无问题":
        case.has_no_issue = True
    elif line == "无措施":
        _last_issue(case).has_none = True
    elif line == "另可有措施":
        _last_issue(case).may_have_more = True
    elif node := NODE.match(line):
        word, number, text, facts = node.groups()
        _home(case, word).append(Expected(word, number, text, _facts(word, facts or "")))
    else:
        name, _, value = line.partition(":")
        if name not in FIELDS:
            raise ValueError(f"没有“{name}”这一项")
        case.fields.append((name, value.strip()))


def _home(case: Case, word: str) -> list[Expected]:
    if word == "方面":
        return case.aspects
    if word == "总体措施":
        return case.general
    if word == "问题":
        return case.aspects[-1].below if case.aspects else case.issues
    return _last_issue(case).below


def _last_issue(case: Case) -> Expected:
    return (case.aspects[-1].below if case.aspects else case.issues)[-1]


def _facts(word: str, written: str) -> dict[str, str]:
    facts = {}
    for part in filter(None, map(str.strip, written.split(";"))):
        name, _, value = part.partition("=")
        if name not in FACTS[word]:
            raise ValueError(f"没有“{name}”这一项")
        facts[name] = value.strip()
    return facts


def _block(line: str, as_table: bool) -> Block:
    if as_table and "\t" in line:
        return Block(text=line, cells=tuple(line.split("\t")), table=0)
    return Block(text=line, soft=not as_table)
