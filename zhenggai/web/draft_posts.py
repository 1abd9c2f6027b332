"""What a page asks of a draft, as an edit: the step's name, the part, and the values that were typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhenggai.intake.actions import Edit
from zhenggai.intake.queries import GENERAL, HEAD, ROLES, find, kind_of, mends
from zhenggai.lib.errors import BadInput, Conflict
from zhenggai.people.viewer import Viewer
from zhenggai.web import fields

if TYPE_CHECKING:
    from zhenggai.intake.draft import Draft

FIELDS: Mapping[str, tuple[str, ...]] = {
    "aspect": ("number", "title"),
    "issue": (
        *("title", "text", "lead_dept", "owner", "charge_leader", "deadline"),
        *("rect_type", "status", "owners", "number", "group"),
    ),
    "measure": ("text", "marker", "status", "deadline", "trigger", "owners", "kinds"),
    "head": (
        *("title", "issuer", "issued_on", "kind", "inspection.body", "inspection.kind"),
        *("inspection.inspected_org", "inspection.started_on", "inspection.ended_on"),
        "inspection.feedback_on",
    ),
}
"""The fields of each kind of part, in the order of its form."""
_DAYS = (
    "deadline",
    "issued_on",
    "inspection.started_on",
    "inspection.ended_on",
    "inspection.feedback_on",
)
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*(?:[-月./]\s*(\d{1,2})?\s*日?|月)?$")


def edit_from(viewer: Viewer, posted: QueryDict, now: Draft, seen: Callable[[], Draft]) -> Edit:
    """The edit that a form or a key asks for. `now` is the draft as it stands, `seen` gives the one that the person
    had before them, to tell which of a form's fields they changed."""
    do, part = posted.get("do", ""), posted.get("part", "")
    if do == "mend":
        return _mend(now, posted.get("remark", ""))
    if do == "set":
        return Edit(do, part, _values(viewer, posted, part, seen))
    parse = _PARSERS.get(do)
    if parse is None:
        raise BadInput("draft.unknown", _("没有这种改法——请从页面上的按钮或按键操作"))
    return Edit(_ACTS.get(do, do), part, parse(posted))


def form_values(draft: Draft, part: str) -> dict[str, Any]:
    """What stands in the fields of a part, as its form shows them."""
    if part == HEAD:
        return {name: _of_head(draft, name) for name in FIELDS["head"]}
    place = find(draft, part)
    names = FIELDS[{"general": "measure"}.get(kind_of(place), kind_of(place))]
    return {name: _shown(place.part, name) for name in names}


def day_words(words: str) -> str:
    """A day, a month or a year as it is kept: 2021年9月 is 2021-09. What is none stays as it was typed."""
    found = _DAY.match(words.strip())
    if found is None:
        return words.strip().removesuffix("年")
    year, month, day = found.groups()
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


# -- setting fields ------------------------------------------------------------------------------------


def _values(
    viewer: Viewer, posted: QueryDict, part: str, seen: Callable[[], Draft]
) -> dict[str, Any]:
    """One field, where the page names it; else those of the form that differ from what the person saw."""
    only = posted.get("field")
    if only:
        return {only: _typed(viewer, posted, only)}
    before = form_values(seen(), part)
    return {
        name: value
        for name, was in before.items()
        if _is_posted(posted, name) and (value := _typed(viewer, posted, name)) != was
    }


def _is_posted(posted: QueryDict, name: str) -> bool:
    return name in posted or f"{name}{fields.WORDS}" in posted or f"{name}-given" in posted


def _typed(viewer: Viewer, posted: QueryDict, name: str) -> Any:
    if name in ROLES:
        choose = fields.office if name == "lead_dept" else fields.person
        found = choose(viewer, posted, name)
        return {"name": found.name, "uuid": str(found.uuid)} if found is not None else None
    if name == "kinds":
        return [one for given in posted.getlist(name) for one in given.split(",") if one]
    text = posted.get(name, "").strip().replace("\r\n", "\n")
    return day_words(text) if name in _DAYS else text


def _of_head(draft: Draft, name: str) -> str:
    owner: Any = draft.inspection if name.startswith("inspection.") else draft
    return getattr(owner, name.removeprefix("inspection.")) or ""


def _shown(part: Any, name: str) -> Any:
    if name in ROLES:
        one = part.chosen.get(name)
        return {"name": one.name, "uuid": one.uuid} if one is not None else None
    value = getattr(part, name)
    if name == "owners":
        return "、".join(value)
    return value if name == "kinds" else value or ""


# -- everything else -----------------------------------------------------------------------------------


def _mend(draft: Draft, name: str) -> Edit:
    mend = mends(draft).get(name)
    if mend is None:
        raise Conflict("draft.settled", _("这条审读意见已不在，可能刚被处理——请看过现在的草稿再办"))
    return mend.edit


def _nothing(posted: QueryDict) -> dict[str, Any]:
    return {}


def _move(posted: QueryDict) -> dict[str, Any]:
    return {"to": posted.get("to", GENERAL), "before": posted.get("before") or None}


def _up(posted: QueryDict) -> dict[str, Any]:
    return {"by": -1}


def _down(posted: QueryDict) -> dict[str, Any]:
    return {"by": 1}


def _split(posted: QueryDict) -> dict[str, Any]:
    field = "title" if posted.get("field") == "title" else "text"
    values: dict[str, Any] = {"at": _number(posted, "at"), "field": field}
    if "words" in posted:
        values["words"] = posted.get("words", "").replace("\r\n", "\n")
    return values


def _change(posted: QueryDict) -> dict[str, Any]:
    return {"kind": posted.get("kind", "")}


def _add(posted: QueryDict) -> dict[str, Any]:
    return {"words": posted.get("words", "").strip(), "before": posted.get("before") or None}


def _cite(posted: QueryDict) -> dict[str, Any]:
    start, end = _number(posted, "start"), _number(posted, "end")
    return {"kind": posted.get("kind", ""), "start": start, "end": end}


def _dismiss(posted: QueryDict) -> dict[str, Any]:
    return {"remark": posted.get("remark", "")[:80], "back": bool(posted.get("back"))}


def _number(posted: QueryDict, name: str) -> int:
    text = posted.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise BadInput("form.number", _("表单不完整——请刷新页面后重新填写"))
    return int(text)


_ACTS = {"up": "step", "down": "step"}
_PARSERS: Mapping[str, Callable[[QueryDict], dict[str, Any]]] = {
    "move": _move,
    "up": _up,
    "down": _down,
    "split": _split,
    "merge": _nothing,
    "raise": _nothing,
    "lower": _nothing,
    "remove": _nothing,
    "renumber": _nothing,
    "change": _change,
    "add": _add,
    "cite": _cite,
    "dismiss": _dismiss,
}
