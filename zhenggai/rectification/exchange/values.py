"""A cell's words as a value: fixed where that is certain, which is said; asked where it is not. A value that waits
for answers holds `{"ask": key}` in their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from zhenggai.lib.clean import plain_text
from zhenggai.lib.dates import long_date
from zhenggai.lib.errors import Refused
from zhenggai.rectification.exchange.days import read_day
from zhenggai.rectification.exchange.names import (
    Directory,
    Found,
    read_offices,
    read_people,
    squeezed,
)
from zhenggai.rectification.exchange.notes import Note, note
from zhenggai.rectification.exchange.paper import RECT_TYPES, Who

LEAVE, FIRST, NEXT, NEXT_TWO = "leave", "first", "next", "next_two"
"""Answers that are no value: leave the cell as it is; of several names the first alone; the first for the cell and
those after it where such people or departments belong."""
_NOTHING = frozenset({"", "无", "暂无", "没有", "-", "—", "——", "/", "\\", "未定"})
_TYPE_WORDS = {
    "immediate": "立行立改 立即整改 立即改 立整立改 即知即改 即行即改 立改 立即 马上整改 已立行立改",
    "timed": "限期整改 限期 限时整改 限期改 限期完成 期限整改",
    "staged": "分阶段整改 分阶段 阶段性整改 分步整改 分期整改 分步实施",
    "long_term": "长期坚持 长期整改 长期 持续整改 持续推进 长期推进 持续坚持 常态化 长期抓",
}
TYPES = {word: code for code, words in _TYPE_WORDS.items() for word in words.split()}
_YES, _NO = (
    frozenset(["是", "√", "✓", "✔", "核心", "核心措施", "Y", "1"]),
    frozenset(["否", "×", "✗", "巩固", "非核心", "巩固措施", "N", "0"]),
)
LONGEST_TARGET, LONGEST_WORDS = 500, 500


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked, once for all the rows that it concerns. `options` are values with their words, which
    are translated where they are shown."""

    key: str
    kind: str
    words: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Read:
    """What a cell says. `take` is the key of the question which of several names are meant; `error` why it cannot be
    taken at all."""

    value: Any
    words: str = ""
    notes: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    take: str = ""
    error: Note | None = None


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return squeezed(text) in _NOTHING


def read_type(text: str) -> Read:
    words = squeezed(text)
    code = TYPES.get(words)
    if code is None:
        options = tuple(RECT_TYPES.items())
        return _asked(Question(f"type:{words}", "type", text.strip()[:40], options))
    plain = words == RECT_TYPES[code]
    notes = [] if plain else [note("type.read", given=text.strip(), name=RECT_TYPES[code])]
    return Read(code, RECT_TYPES[code], notes)


def read_core(text: str) -> Read:
    words = squeezed(text).upper()
    if words in _YES or words in _NO:
        return Read(words in _YES, "是" if words in _YES else "否")
    options = (("yes", _("核心措施")), ("no", _("巩固措施")))
    return _asked(Question(f"core:{words}", "core", text.strip()[:40], options))


def read_deadline(text: str, start: date | None) -> Read:
    found = read_day(text, start)
    if found.day is None:
        key = f"day:{squeezed(text)[:60]}"
        options = tuple((day.isoformat(), long_date(day)) for day in found.options)
        return _asked(Question(key, "day", text.strip()[:40], options))
    words = long_date(found.day)
    notes = [note(f"day.{found.how}", given=text.strip(), day=words)] if found.how else []
    return Read(found.day.isoformat(), words, notes)


def words_reader(longest: int) -> Callable[[str], Read]:
    def read(text: str) -> Read:
        try:
            kept = plain_text(text, longest=longest)
        except Refused as refused:
            return Read(None, error=note("guard", sentence=refused.sentence))
        return Read(kept, kept)

    return read


def read_one_person(text: str, directory: Directory, *, others: bool) -> Read:
    """One person. `others` says that those named after the first may become handler and liaison."""
    found = read_people(text, directory)
    return _one_of(text, found, "person", _rest_of_people(found) if others else _FIRST_ALONE)


def read_one_office(text: str, directory: Directory) -> Read:
    found = read_offices(text, directory)
    return _one_of(text, found, "office", (_FIRST_ALONE[0], (NEXT, _("其余记为协办部门"))))


def read_several_offices(text: str, directory: Directory) -> Read:
    found = read_offices(text, directory)
    read = _parts(found, "office")
    return Read(read.value, read.words, read.notes, read.questions)


_FIRST_ALONE: tuple[tuple[str, str], ...] = ((FIRST, _("只记第一个，其余不记")),)


def _rest_of_people(found: Sequence[Found]) -> tuple[tuple[str, str], ...]:
    options = (*_FIRST_ALONE, (NEXT, _("第二人记为承办人")))
    return (
        (*options, (NEXT_TWO, _("第二人记为承办人，第三人记为联络员")))
        if len(found) > 2
        else options
    )


def _one_of(
    text: str, found: Sequence[Found], kind: str, options: tuple[tuple[str, str], ...]
) -> Read:
    """One name; of several the first, and which others count is asked."""
    read = _parts(found, kind)
    if len(found) == 1:
        return Read(read.value[0], read.words, read.notes, read.questions)
    words = squeezed(text)[:60]
    question = Question(f"rest_{kind}:{words}", f"rest_{kind}", text.strip()[:40], options)
    return Read(read.value, found[0].words, read.notes, [question, *read.questions], question.key)


def _parts(found: Sequence[Found], kind: str) -> Read:
    """Every name as a value or a question."""
    values: list[dict[str, str]] = []
    notes, questions = [], []
    for piece in found:
        if piece.who is None:
            options = tuple((str(who.uuid), who.name) for who in piece.options)
            questions.append(Question(f"{kind}:{piece.words}", kind, piece.words, options))
            values.append({"ask": questions[-1].key})
            continue
        values.append(who_value(piece.who))
        if not piece.plain:
            notes.append(note("name.read", given=piece.words, name=piece.who.name))
    words = "、".join(piece.who.name if piece.who else piece.words for piece in found)
    return Read(values, words, notes, questions)


def who_value(who: Who) -> dict[str, str]:
    return {"uuid": str(who.uuid), "name": who.name}


def _asked(question: Question) -> Read:
    return Read({"ask": question.key}, question.words, questions=[question])
