"""What a check found, as gates, sweeps and screens tell it: in the language of offices (rulebook.md G)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhenggai.registers.catalogue import RELATIONS
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.fields import COMMON_LABELS
from zhenggai.registers.published import editions
from zhenggai.registers.shapes import Check, Source
from zhenggai.registers.showing import MASKED, Names, show, told
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.parser import parse
from zhenggai.rules.typed import Apply, Missing, Typed, refs, walk
from zhenggai.rules.types import Type
from zhenggai.rules.words import in_words

_RELATION_LABELS = {
    "person": "人员",
    "post": "任职",
    "office": "单位",
    "calendar": "日历",
    "issue": "问题",
    "measure": "措施",
    "attachment": "附件",
    "event": "留痕",
    "result": "检查结果",
    "evidence": "佐证",
    "issue_evidence": "问题佐证",
    "meeting": "整改进程的会议",
}


_COLUMN_LABELS = {
    "name": "名称",
    "title": "名称",
    "active": "在岗",
    "post_count": "任职数",
    "held_on": "日期",
    "chair": "主持",
    "recorder": "记录",
    "signed_on": "签字日期",
    "due_count": "应到",
    "present_count": "实到",
    "deadline": "时限",
}
"""What columns of the rooms below are called where a register's own label does not say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a check does not hold. `subject` names it within office, check and part for ever; `key` is what
    results call it where it is no single record."""

    check: Check
    office: int
    subject: str
    level: str
    say: str
    observed: str
    expected: str
    record: int | None = None
    key: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """What the columns of a source are called, and which are secret."""

    labels: Mapping[str, str]
    secret: frozenset[str]


class Teller:
    """Makes findings of rows for one check; learns the names of people and offices a batch at a time."""

    def __init__(self, check: Check, declaration: Declaration, names: Names | None = None) -> None:
        self.check = check
        self.declaration = declaration
        self.face = face_of(check.over)
        self.names = names if names is not None else Names()
        self.types: dict[str, Type] = {
            **{name: setting.type for name, setting in declaration.settings.items()},
            **check.over.columns,
        }
        self.worse = tuple((level, closure(node)) for level, node in check.worse)
        self._expected: dict[str, str] = {}

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.names.learn(rows, self.types)

    def level(self, frame: Frame) -> str:
        """The check's level, or the worst to which a condition raises it."""
        for level, condition in self.worse:
            if condition(frame) is True:
                return level
        return self.check.level

    def say(self, values: Mapping[str, Any], types: Mapping[str, Type] | None = None) -> str:
        shown = {
            name: values.get(name) if name not in self.face.secret else None
            for name in self.check.say.names
        }
        return told(
            self.check.say, shown, {**self.types, **types} if types else self.types, self.names
        )

    def observed(self, node: Typed, row: Mapping[str, Any], missing: Frame | None = None) -> str:
        """The values that a condition read, secret ones masked; with the frame also the papers that are missing."""
        parts = [
            f"{self.label(ref.name)} "
            + (
                MASKED
                if ref.name in self.face.secret
                else _short(show(row.get(ref.name), ref.type, self.names))
            )
            for ref in refs(node, "record")
        ]
        if missing is not None and (lacking := self.lacking(node, missing)):
            parts.append(f"缺：{'、'.join(lacking)}")
        return "，".join(parts)

    def lacking(self, node: Typed, frame: Frame) -> list[str]:
        """The papers that a condition asks for and that the record does not show."""
        asked = [
            (item, when)
            for part in walk(node)
            if isinstance(part, Apply) and part.op == "count_true"
            for item, when in papers_of(part)
        ]
        kinds = self.declaration.evidence
        return [
            kinds[item.evidence].label if item.evidence in kinds else item.evidence
            for item, when in asked
            if frame.missing is not None
            and frame.missing(item.evidence)
            and (when is None or closure(when)(frame) is True)
        ]

    def label(self, name: str) -> str:
        return self.face.labels.get(name, name)

    def expected(self, text: str, more: Mapping[str, str] | None = None) -> str:
        known = self._expected.get(text)
        if known is not None:
            return known
        labels = {
            **{name: setting.label for name, setting in self.declaration.settings.items()},
            **self.face.labels,
            **{
                f"lacks.{name}": f"“{move.label}”"
                for name, move in self.declaration.workflow.moves.items()
            },
            "today": "今日",
            **(more or {}),
        }
        self._expected[text] = in_words(parse(text), labels)
        return self._expected[text]


_LONGEST_SHOWN = 60


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def papers_of(count: Apply) -> list[tuple[Missing, Typed | None]]:
    """The papers that `lacks(move)` counts, with the condition under which each is asked for."""
    found: list[tuple[Missing, Typed | None]] = []
    for part in count.args:
        if isinstance(part, Missing):
            found.append((part, None))
        elif isinstance(part, Apply) and isinstance(part.args[-1], Missing):
            found.append((part.args[-1], part.args[0]))
    return found


def asks_papers(node: Typed) -> bool:
    return any(isinstance(part, Missing) for part in walk(node))


def face_of(source: Source) -> Face:
    """Labels and secrets of a source's columns, as its registers declare them."""
    labels: dict[str, str] = dict(COMMON_LABELS)
    if is_relation(source):
        labels |= _COLUMN_LABELS
    secret: set[str] = set()
    known = editions()
    for part in source.parts:
        edition = known.get(part.code)
        for name, field in edition.declaration.fields.items() if edition else ():
            labels[name] = field.label
            secret |= {name} if field.is_secret else set()
            for inner, item in field.fields.items():
                labels.setdefault(inner, item.label)
                labels[f"{name}.{inner}"] = item.label
            if name == part.rows:
                labels |= {inner: item.label for inner, item in field.fields.items()}
                labels["item"] = field.label
    return Face(labels, frozenset(secret))


def label_of(source: Source) -> str:
    """What a source is called: the registers' names, or the master data's."""
    known = editions()
    found = [
        known[part.code].declaration.label
        if part.code in known
        else _RELATION_LABELS.get(part.code, part.code)
        for part in source.parts
    ]
    return "、".join(dict.fromkeys(found))


def is_relation(source: Source) -> bool:
    return all(part.code in RELATIONS for part in source.parts)
