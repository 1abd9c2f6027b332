"""An edit by its name and its values, as it comes from a page: what it does, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from zhenggai.intake.draft import Draft
from zhenggai.intake.editing import cuts, kinds, moves, numbers
from zhenggai.intake.editing.alignment import Bench
from zhenggai.intake.editing.facts import set_facts
from zhenggai.lib.errors import BadInput

Values = Mapping[str, Any]
Act = Callable[[Draft, str, Values, Bench], Draft]


@dataclass(frozen=True, slots=True)
class Edit:
    """One step in a draft: `do` names it, `part` is the key of what it is done to."""

    do: str
    part: str
    values: Values = field(default_factory=dict)


def apply(draft: Draft, edit: Edit, bench: Bench) -> Draft:
    """A new draft with the edit made. The remarks are those of the draft before: reviewing.py makes them anew."""
    act = EDITS.get(edit.do)
    if act is None:
        raise BadInput("draft.unknown", _("没有这种改法——请从页面上的按钮或按键操作"))
    return act(draft, edit.part, edit.values, bench)


def _set(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return set_facts(draft, part, values, bench)


def _move(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return moves.move(draft, part, values["to"], values.get("before"))


def _step(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    to, before = moves.step(draft, part, -1 if values["by"] < 0 else 1)
    return moves.move(draft, part, to, before)


def _split(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return cuts.split(
        draft,
        part,
        values["at"],
        bench,
        field=values.get("field", "text"),
        words=values.get("words"),
    )


def _take_out(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return cuts.take_out(draft, part, values["start"], values["end"], values["to"], bench)


def _merge(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return cuts.merge(draft, part)


def _raise(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.raised(draft, part, bench)


def _lower(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.lowered(draft, part, bench)


def _change(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.changed(draft, part, values["kind"], bench)


def _add(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.add(
        draft,
        part,
        bench,
        words=values.get("words", ""),
        before=values.get("before"),
        span=values.get("span"),
    )


def _cite(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.cite(draft, values["kind"], (values["start"], values["end"]), bench)


def _remove(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return kinds.remove(draft, part)


def _renumber(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    return numbers.renumbered(draft, part)


def _dismiss(draft: Draft, part: str, values: Values, bench: Bench) -> Draft:
    """A remark that is not followed is kept among those dismissed, and can be taken back."""
    left = [name for name in draft.dismissed if name != values["remark"]]
    back = values.get("back", False)
    return replace(draft, dismissed=left if back else [*left, values["remark"]])


EDITS: dict[str, Act] = {
    "set": _set,
    "move": _move,
    "step": _step,
    "split": _split,
    "take_out": _take_out,
    "merge": _merge,
    "raise": _raise,
    "lower": _lower,
    "change": _change,
    "add": _add,
    "cite": _cite,
    "remove": _remove,
    "renumber": _renumber,
    "dismiss": _dismiss,
}
