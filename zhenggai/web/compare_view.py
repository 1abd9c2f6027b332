"""A comparison made ready for its page: rows with two sides, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhenggai.intake.queries import Comparison, field_labels, kind_labels
from zhenggai.web.draft_form import choice_words

ADDED, REMOVED, CHANGED, MOVED, SAME = "added", "removed", "changed", "moved", "same"


@dataclass(frozen=True, slots=True)
class CompareRow:
    kind: str
    kind_label: str
    state: str
    state_label: str
    before: Sequence[Any]
    after: Sequence[Any]
    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    rows: tuple[CompareRow, ...]
    head: tuple[tuple[str, str, str], ...]
    summary: str
    differs: bool


def compare_view(made: Comparison, *, everything: bool) -> CompareView:
    """Rows that differ, each below the aspect and issue that it belongs to; all of them where that is asked."""
    rows = [*_rows(made.lines, everything), *_rows(made.general, everything)]
    return CompareView(tuple(rows), _facts(made.head), _summary(made), made.differs)


def _rows(lines: Sequence[Any], everything: bool) -> Iterator[CompareRow]:
    for line in lines:
        if everything or line.differs:
            yield CompareRow(
                line.kind,
                kind_labels()[line.kind],
                line.state,
                _states()[line.state],
                line.before,
                line.after,
                _facts(line.facts),
            )
            yield from _rows(line.lines, everything)


def _facts(facts: Sequence[tuple[str, Any, Any]]) -> tuple[tuple[str, str, str], ...]:
    labels = field_labels()
    return tuple((labels[name], _said(before), _said(after)) for name, before, after in facts)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value) or "—"
    return choice_words().get(value, value) if value else "—"


def _summary(made: Comparison) -> str:
    """新增问题 1、删去措施 2: only what there is."""
    kinds = kind_labels()
    told = [
        _("%(state)s%(kind)s %(count)s")
        % {"state": _states()[state], "kind": kinds[kind], "count": count}
        for kind in ("aspect", "issue", "measure", "general")
        for state in (ADDED, REMOVED, CHANGED)
        if (count := made.count(state, kind))
    ]
    if moves := sum(made.count(MOVED, kind) for kind in kinds):
        told.append(_("移动 %(count)s") % {"count": (moves + 1) // 2})
    return "　".join(told)


def _states() -> dict[str, str]:
    return {
        ADDED: _("新增"),
        REMOVED: _("删去"),
        CHANGED: _("改动"),
        MOVED: _("移动"),
        SAME: _("相同"),
    }
