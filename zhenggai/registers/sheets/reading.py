"""What the words of a cell mean: a person or office by name, a record by number, a choice, a list, or a plain value."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.registers.fields import Field
from zhenggai.registers.saving import named_records
from zhenggai.registers.sheets.cells import EMPTY, Hints, Read, read_cell
from zhenggai.registers.sheets.lines import Questions

_LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was looked up: a person, an office, a record, or a list of values."""

    value: Any
    fixed: str = ""
    fault: str = ""
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A cell that waits for an answer."""

    value: Any = None
    fixed: str = ""
    fault: str = ""
    maybe: tuple[str, ...] = ()


OPEN = Open()
Reading = Read | Found | Open
_SPLIT = re.compile(r"[、,，;；\n]+")


class Reader:
    """Reads cells against the people, offices and records that are there; what is not certain is asked."""

    def __init__(self, viewer: Viewer, settings: Mapping[str, Any], questions: Questions) -> None:
        self.viewer, self.settings, self.questions = viewer, settings, questions
        self.persons = _by_name(persons(viewer))
        self.offices = _by_name(offices(viewer))

    def value(self, item: Field, text: str, hints: Hints) -> Reading:
        """What the words of a cell mean for the field."""
        if item.kind in ("person", "office"):
            return self.named(item, text.strip())
        if item.kind == "link":
            return self._linked(item, text.strip())
        if item.kind == "choice":
            return self._choice(item, text.strip())
        if item.kind == "list" and item.of is not None:
            return self._list(item.of, text, hints)
        return read_cell(item, text, hints)

    def settled(self, item: Field, text: str, read: Reading) -> Reading:
        """An answer once for every cell of the field that says the same."""
        key = f"is.{item.name}.{hashlib.sha256(text.strip().encode()).hexdigest()[:8]}"
        sentence = gettext("%(label)s写作“%(text)s”，是哪一个？") % {
            "label": item.label,
            "text": text.strip()[:20],
        }
        choices = tuple((value, value.replace("T", " ")) for value in read.maybe)
        self.questions.ask(key, sentence, choices)
        answer = self.questions.answers.get(key, "")
        if answer in read.maybe:
            return Read(answer, fixed=f"{text.strip()} → {answer.replace('T', ' ')}")
        return OPEN

    def named(self, item: Field, text: str) -> Reading:
        """A person or office by name; one that is not known, or several of one name, is asked once for the sheet."""
        if text in EMPTY:
            return Read()
        known = self.persons if item.kind == "person" else self.offices
        exact = known.get(text, [])
        if len(exact) == 1:
            return Found(exact[0])
        near = exact or [
            row for name in difflib.get_close_matches(text, known, 3, 0.5) for row in known[name]
        ]
        key = f"{item.kind}.{text[:40]}"
        if not near:
            if self.questions.answers.get(key) == _LEAVE:
                return Read()
            sentence = gettext("没有“%(name)s”：怎样办？") % {"name": text[:20]}
            self.questions.ask(
                key, sentence, ((_LEAVE, gettext("这一栏留空")), ("", gettext("先去建立，再导入")))
            )
            return OPEN
        said = (
            gettext("有几位“%(name)s”，是哪一位？")
            if exact
            else gettext("没有“%(name)s”，是不是？")
        )
        choices = [(str(row.uuid), _place(row)) for row in near]
        self.questions.ask(
            key, said % {"name": text[:20]}, (*choices, (_LEAVE, gettext("这一栏留空")))
        )
        answer = self.questions.answers.get(key, "")
        if answer == _LEAVE:
            return Read()
        chosen = next((row for row in near if str(row.uuid) == answer), None)
        return Found(chosen, f"{text} → {chosen.name}") if chosen is not None else OPEN

    def _linked(self, item: Field, text: str) -> Reading:
        row = named_records(self.viewer, item.to or "", [text]).get(text)
        if row is None:
            return Read(fault=gettext("没有这个编号的记录——请先登记，或留空"))
        return Found(row)

    def _choice(self, item: Field, text: str) -> Reading:
        words = tuple(
            (self.settings.get(item.choices_from) if item.choices_from else item.choices) or ()
        )
        if text in words:
            return Read(text)
        if text in EMPTY:
            return Read()
        near = tuple(difflib.get_close_matches(text, words, 3, 0.3)) or tuple(
            word for word in words if text[:1] in word
        )
        if near:
            return Read(maybe=near)
        return Read(
            fault=gettext("不是所列的选项——可选：%(words)s") % {"words": "、".join(words[:12])}
        )

    def _list(self, item: Field, text: str, hints: Hints) -> Reading:
        parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
        several = [self.value(item, part, hints) for part in parts]
        if any(isinstance(one, Open) for one in several):
            return OPEN
        fault = next((one.fault for one in several if one.fault), "")
        return (
            Found([one.value for one in several if one.value is not None], "")
            if not fault
            else Read(fault=fault)
        )


def _by_name(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name in dict.fromkeys((row.name, getattr(row, "short_name", ""))):
            if name:
                found.setdefault(name, []).append(row)
    return found


def _place(row: Any) -> str:
    """The name, with what tells namesakes apart."""
    organ = getattr(row, "organ", None)
    return f"{row.name}（{organ}）" if organ is not None else str(row.name)
