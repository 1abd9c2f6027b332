"""The form of one part of a draft: its fields with what stands in them, and where the part may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhenggai.intake.queries import (
    DOCUMENT_KINDS,
    GENERAL,
    HEAD,
    INSPECTION_KINDS,
    MEASURE_KINDS,
    RECT_TYPES,
    STATUSES,
    codes,
    field_labels,
    find,
    kind_labels,
    kind_of,
    name_of,
)
from zhenggai.rectification.queries import MeasureKind, RectType
from zhenggai.web.draft_posts import form_values

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft

_WIDE = ("text", "title")
_SHORT = 22


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the form. `shape` is words, line, day, person, office, choice or some; `now` what stands there
    where that is not what was typed."""

    name: str
    label: str
    shape: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    now: str | None = None


@dataclass(frozen=True, slots=True)
class PartForm:
    key: str
    kind: str
    name: str
    lines: tuple[FieldLine, ...]
    targets: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    parent: str


def part_form(draft: Draft, key: str, typed: dict[str, Any] | None = None) -> PartForm:
    """The form of a part. After a conflict it keeps what was typed and shows beside it what stands there now."""
    values = form_values(draft, key)
    kind = HEAD if key == HEAD else kind_of(find(draft, key))
    lines = tuple(_line(name, value, kind, typed or {}) for name, value in values.items())
    if key == HEAD:
        return PartForm(key, HEAD, name_of(draft, key), lines, (), (), "")
    place = find(draft, key)
    kinds = tuple(item for item in kind_labels().items() if item[0] != kind)
    targets = tuple(_targets(draft, kind))
    return PartForm(key, kind, name_of(draft, key), lines, targets, kinds, place.parent)


def choice_words() -> dict[str, str]:
    """Every value that is chosen from a list, in words."""
    return {value: word for choices in _choices().values() for value, word in choices if value}


def _line(name: str, value: Any, kind: str, typed: dict[str, Any]) -> FieldLine:
    shape, choices = _shape(name)
    differs = name in typed and typed[name] != value
    return FieldLine(
        name,
        _("具体表现") if (name, kind) == ("text", "issue") else field_labels()[name],
        shape,
        typed.get(name, value),
        choices,
        _words(value, choices) if differs else None,
    )


def _words(value: Any, choices: tuple[tuple[str, str], ...]) -> str:
    """A value as a person reads it."""
    if isinstance(value, dict):
        return str(value["name"])
    named = dict(choices)
    if isinstance(value, list):
        return "、".join(named[one] for one in value)
    return named.get(value or "", value or "—")


def _shape(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    choices = _choices().get(name)
    if choices is not None:
        return "choice", choices
    if name == "kinds":
        return "some", tuple((kind, str(MeasureKind(kind).label)) for kind in MEASURE_KINDS)
    if name in ("owner", "charge_leader"):
        return "person", ()
    if name == "lead_dept":
        return "office", ()
    if name == "deadline" or name.endswith("_on"):
        return "day", ()
    return ("words" if name in _WIDE else "line"), ()


def _targets(draft: Draft, kind: str) -> Iterator[tuple[str, str]]:
    """Where a part of this kind may be moved to, in reading order."""
    called = codes(draft)
    if kind == "issue":
        for aspect in draft.aspects:
            yield aspect.key, _short(f"{aspect.number or ''}{aspect.title or _('未分方面')}")
    elif kind in ("measure", "general"):
        for issue in draft.issues:
            yield issue.key, f"{called[issue.key]} {_short(issue.title)}"
        yield GENERAL, _("面上措施")


def _short(words: str) -> str:
    return words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"


def _choices() -> dict[str, tuple[tuple[str, str], ...]]:
    statuses = {
        "done": _("称已完成"),
        "ongoing": _("称正在推进"),
        "planned": _("称计划开展"),
        "unstated": _("未说明"),
    }
    documents = {
        "circular": _("通报"),
        "plan": _("方案"),
        "report": _("情况报告"),
        "feedback": _("反馈意见"),
        "ledger": _("台账"),
        "announcement": _("公告公示"),
        "other": _("其他"),
    }
    inspections = {
        "patrol_inspection": _("巡察"),
        "inspection": _("巡视"),
        "audit": _("审计"),
        "environmental": _("生态环境督察"),
        "safety": _("安全"),
        "education": _("教育督导"),
        "special": _("专项检查"),
        "self": _("自查"),
    }
    return {
        "status": tuple((value, statuses[value]) for value in STATUSES),
        "rect_type": (("", _("未定")), *((kind, str(RectType(kind).label)) for kind in RECT_TYPES)),
        "kind": tuple((value, documents[value]) for value in DOCUMENT_KINDS),
        "inspection.kind": (
            ("", _("未定")),
            *((value, inspections[value]) for value in INSPECTION_KINDS),
        ),
    }
