"""A sheet row by row: what each would bring, what is asked of it, and whether it can be written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

SKIP = "skip"


class LineKind(TextChoices):
    NEW = "new", gettext_lazy("新增")
    SKIPPED = "skipped", gettext_lazy("跳过")
    ASKED = "asked", gettext_lazy("须定")
    PROBLEM = "problem", gettext_lazy("须改")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the sheet does not settle; `choices` are values with words, none where it is typed (an hour).
    The answer comes back under `key`."""

    key: str
    sentence: str
    choices: tuple[tuple[str, str], ...] = ()
    answer: str = ""


@dataclass(slots=True)
class SheetLine:
    """A row with what it would bring: values by field, what was mended, what is asked, what is in the way."""

    number: int
    kind: LineKind = LineKind.NEW
    values: dict[str, Any] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    handler: Any = None
    department: Any = None
    year: int | None = None
    record_number: str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    lines: tuple[SheetLine, ...]
    questions: tuple[Question, ...]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    headless: bool

    def count(self, kind: LineKind) -> int:
        return sum(line.kind == kind for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Nothing is in the way or open, and there is something to write."""
        blocked = self.count(LineKind.PROBLEM) + self.count(LineKind.ASKED)
        return not blocked and self.count(LineKind.NEW) > 0

    @property
    def digest(self) -> str:
        """Changes with everything that the import would write."""
        said = [
            (line.number, line.kind.value, sorted((k, str(v)) for k, v in line.values.items()))
            for line in self.lines
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


class Questions:
    """What the sheet does not settle, each asked once, with the answers given so far."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.asked: dict[str, Question] = {}

    def ask(self, key: str, sentence: str, choices: tuple[tuple[str, str], ...]) -> None:
        """Ask once under `key`; the choices are values with words."""
        answer = self.answers.get(key, "")
        self.asked.setdefault(key, Question(key, sentence, choices, answer))
