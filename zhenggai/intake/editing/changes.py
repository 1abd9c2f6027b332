"""What an edit changed, part by part and field by field: to be kept, taken back, and held against what others did.

A change is `{part: {field: [before, after]}}`; a part that is new or gone is `{part: {"": [before, after]}}` with one
side null. Lists of parts are fields of what they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure, draft_from_json
from zhenggai.intake.editing.stored import aspect_as_stored, issue_as_stored, stored
from zhenggai.intake.editing.tree import GENERAL, HEAD
from zhenggai.lib.errors import Conflict

Fields = dict[str, Any]
Change = dict[str, dict[str, list[Any]]]
WHOLE, ROW = "", "parts"
"""Names of fields: the part as a whole, and the list of the parts that it holds."""
ROLES = ("charge_leader", "lead_dept", "owner")
"""Who may be chosen to answer for an issue."""
_LISTS = (ROW, GENERAL, "dismissed")
_FOLLOWING = ("source", "dates", "documents")
"""Fields that follow from others: two who change them have not changed the same thing."""
_HEAD = ("title", "issuer", "issued_on", "kind", "dismissed")
_INSPECTION, _CHOSEN = "inspection.", "chosen."


def change_between(before: Draft, after: Draft) -> Change:
    """The difference of two drafts of one document; parts that are one and the same object are passed over."""
    old, new = _parts(before), _parts(after)
    change: Change = {}
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        fields = {} if was is now else _differs(_flat(was), _flat(now))
        if fields:
            change[key] = fields
    return change


def turned(change: Change) -> Change:
    """The change that takes this one back."""
    return {
        key: {name: [after, before] for name, (before, after) in fields.items()}
        for key, fields in change.items()
    }


def applied(draft: Draft, change: Change) -> Draft:
    """The draft with the change made, whatever else has changed meanwhile; refused where a part that it needs is
    gone."""
    flat = {key: _flat(part) for key, part in _parts(draft).items()}
    for key, fields in change.items():
        for name, (before, after) in fields.items():
            if name == WHOLE and after is None:
                flat.pop(key, None)
            elif name == WHOLE:
                flat[key] = dict(after)
            elif key not in flat:
                raise _nothing_there()
            else:
                now = flat[key][name]
                flat[key][name] = _relisted(now, before, after) if name in _LISTS else after
    return _assembled(draft, flat)


def touched(change: Change) -> list[str]:
    """What the change is about: whole parts (m5), fields of parts (i3.title), places of parts (m5.place)."""
    found: dict[str, None] = {}
    for key, fields in change.items():
        for name, (before, after) in fields.items():
            if name in _LISTS:
                found |= {f"{one}.place": None for one in moved(before, after)}
            elif name not in _FOLLOWING:
                found[key if name == WHOLE else f"{key}.{name}"] = None
    return list(found)


def overlapping(one: Iterable[str], other: Iterable[str]) -> set[str]:
    """What both are about: the same field of a part, or a part as a whole and anything of it."""
    mine, theirs = set(one), set(other)
    return (
        (mine & theirs)
        | {name for name in mine if name.partition(".")[0] in theirs}
        | {name for name in theirs if name.partition(".")[0] in mine}
    )


def moved(before: list[str], after: list[str]) -> list[str]:
    """Keys that are new to the list or stand elsewhere in it, and keys that have left it."""
    stay: set[str] = set()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        stay.update(after[block.b : block.b + block.size])
    return [key for key in dict.fromkeys([*after, *before]) if key not in stay]


def _parts(draft: Draft) -> dict[str, Any]:
    parts: dict[str, Any] = {HEAD: draft}
    for aspect in draft.aspects:
        parts[aspect.key] = aspect
        for issue in aspect.issues:
            parts[issue.key] = issue
            parts |= {measure.key: measure for measure in issue.measures}
    return parts | {measure.key: measure for measure in draft.general_measures}


def _flat(part: Any) -> Fields:
    """A part's own fields, the parts that it holds as a list of their keys."""
    if part is None:
        return {}
    if isinstance(part, Draft):
        own: Fields = {name: getattr(part, name) for name in _HEAD}
        own |= {_INSPECTION + name: one for name, one in part.inspection.as_json().items()}
        return own | {ROW: _keys(part.aspects), GENERAL: _keys(part.general_measures)}
    if isinstance(part, DraftAspect):
        return aspect_as_stored(part, issues=False) | {ROW: _keys(part.issues)}
    if isinstance(part, DraftIssue):
        return _flat_issue(part)
    value: Fields = part.as_json()
    return value | {"key": part.key}


def _flat_issue(issue: DraftIssue) -> Fields:
    value = issue_as_stored(issue, measures=False)
    chosen = value.pop("chosen")
    return (
        value | {ROW: _keys(issue.measures)} | {_CHOSEN + role: chosen.get(role) for role in ROLES}
    )


def _keys(row: Iterable[DraftAspect | DraftIssue | DraftMeasure]) -> list[str]:
    return [part.key for part in row]


def _differs(was: Fields, now: Fields) -> dict[str, list[Any]]:
    if not was or not now:
        return {WHOLE: [was or None, now or None]}
    return {name: [was[name], now[name]] for name in was if was[name] != now[name]}


def _relisted(current: list[str], before: list[str], after: list[str]) -> list[str]:
    """The current list with the step from `before` to `after` made in it; what others put there stays."""
    if current == before:
        return list(after)
    step = set(moved(before, after))
    kept = [key for key in current if key not in step]
    for index, key in enumerate(after):
        if key in step:
            ahead = next((one for one in reversed(after[:index]) if one in kept), None)
            kept.insert(kept.index(ahead) + 1 if ahead is not None else 0, key)
    return kept


def _assembled(draft: Draft, flat: dict[str, Fields]) -> Draft:
    """A draft of the flat parts; refused where one of them belongs nowhere, or is wanted and not there."""
    head = flat.pop(HEAD)
    try:
        aspects = [_with(flat, aspect, "issues") for aspect in map(flat.pop, head.pop(ROW))]
        for issue in (issue for aspect in aspects for issue in aspect["issues"]):
            issue |= _with(flat, issue, "measures")
        general = [flat.pop(key) for key in head.pop(GENERAL)]
    except KeyError:
        raise _nothing_there() from None
    if flat:
        raise _nothing_there()
    inspection = _taken(head, _INSPECTION)
    rest = {"aspects": aspects, "general_measures": general, "inspection": inspection}
    return draft_from_json(stored(draft, parts=False) | head | rest)


def _with(flat: dict[str, Fields], part: Fields, name: str) -> Fields:
    """A part with those that it holds, under the name that the contract has for them."""
    part[name] = [flat.pop(key) for key in part.pop(ROW)]
    if name == "measures":
        chosen = _taken(part, _CHOSEN)
        part["chosen"] = {role: one for role, one in chosen.items() if one is not None}
    return part


def _taken(fields: Fields, lead: str) -> Fields:
    """Takes out the fields whose names begin so."""
    names = [name for name in fields if name.startswith(lead)]
    return {name.removeprefix(lead): fields.pop(name) for name in names}


def _nothing_there() -> Conflict:
    return Conflict(
        "draft.moved_on",
        gettext(
            "这一步涉及的内容后来又被改动，不能单独撤销或重做——请在“改动记录”里先撤销其后的改动，或直接修改"
        ),
    )
