"""A form made from a declaration: what stands in each box, what was typed into it, what it means.

`Raw` is what a browser would post for one field, by the rest of the name behind the field's own: a text is
{"": "x"}, a person {"": uuid, "_words": name}, a sub-table {".0.no": "1", ".1.no": "2"}. So a form that comes back is
compared with what it was made from, field by field, without knowing what a field means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.viewer import Viewer
from zhenggai.registers.queries import Declaration, Field, Filled, Named, linked
from zhenggai.web import fields as typed_fields

Raw = dict[str, str]
NAMED = ("person", "office", "link")
MOST_ROWS = 200
CLEAR = "clear"
_ROW = re.compile(r"\.(\d{1,3})(.*)", re.DOTALL)
_INPUTS = {"date": "date", "month": "month", "datetime": "datetime-local"}


# -- from values to boxes -----------------------------------------------------------------------------------------------------


def raw_of(item: Field, value: Any) -> Raw:
    """What a browser would post for the value untouched."""
    if value is None:
        return {}
    if item.kind in NAMED:
        return {"": str(value.uuid or ""), typed_fields.WORDS: value.name}
    if item.kind == "rows":
        return {
            f".{place}.{name}{rest}": words
            for place, row in enumerate(value)
            for name, part in item.fields.items()
            for rest, words in raw_of(part, row.get(name)).items()
        }
    if item.kind == "list" and item.of is not None:
        if item.of.kind in NAMED:
            return {
                f".{place}{rest}": words
                for place, one in enumerate(value)
                for rest, words in raw_of(item.of, one).items()
            }
        return {"": "\n".join(_plain(one) for one in value)}
    return {"": _plain(value)}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def raws_of(found: Declaration, filled: Filled) -> dict[str, Raw]:
    return {name: raw_of(item, filled.values.get(name)) for name, item in found.fields.items()}


# -- from boxes to values -----------------------------------------------------------------------------------------------------


def posted_raws(found: Declaration, posted: QueryDict) -> dict[str, Raw]:
    """What was typed, by field; fields that the form did not hold are left out."""
    held = set(posted.getlist("held"))
    raws: dict[str, Raw] = {name: {} for name in found.fields if name in held}
    for key in posted:
        name = key.split(".")[0].removesuffix(typed_fields.WORDS)
        if name not in raws:
            continue
        words = "\n".join(str(value) for value in posted.getlist(key))
        raws[name][key.removeprefix(name)] = words.replace("\r\n", "\n")
    return {name: _without_empty(raw) for name, raw in raws.items()}


def _without_empty(raw: Raw) -> Raw:
    return {rest: words for rest, words in raw.items() if words.strip()}


def is_same(item: Field, one: Raw, other: Raw) -> bool:
    """Whether two raws say the same: a combobox by its words, rows without the numbers of empty lines."""
    return bool(_essence(item, one) == _essence(item, other))


def _essence(item: Field, raw: Raw) -> Any:
    if item.kind in NAMED:
        return raw.get(typed_fields.WORDS, "").strip()
    if item.kind == "rows":
        return [
            {name: _essence(part, row.get(name, {})) for name, part in item.fields.items()}
            for row in _lines(item, raw)
        ]
    if item.kind == "list" and item.of is not None and item.of.kind in NAMED:
        return [_essence(item.of, one) for one in _items(raw)]
    words = raw.get("", "").strip()
    return _number(words) if item.kind in ("number", "money", "integer") else words


def _number(words: str) -> Any:
    """1,200.50 and 1200.5 say the same; what is no number stays as it was typed."""
    try:
        return Decimal(words.replace(",", "")) if words else ""
    except InvalidOperation:
        return words


def value_of(viewer: Viewer, item: Field, raw: Raw) -> Any:
    """The value that an action takes; None where nothing was typed. Raises BadInput where a name is not known."""
    if item.kind in NAMED:
        return _named(viewer, item, raw)
    if item.kind == "rows":
        return [
            {name: value_of(viewer, part, row.get(name, {})) for name, part in item.fields.items()}
            for row in _lines(item, raw)
        ]
    if item.kind == "list" and item.of is not None:
        if item.of.kind in NAMED:
            several = [value_of(viewer, item.of, one) for one in _items(raw)]
            return [one for one in several if one is not None]
        return [line.strip() for line in raw.get("", "").split("\n") if line.strip()]
    words = raw.get("", "").strip()
    return words or None


def _named(viewer: Viewer, item: Field, raw: Raw) -> Any:
    uuid, words = raw.get("", ""), raw.get(typed_fields.WORDS, "").strip()
    if item.kind == "link":
        return linked(viewer, item.to or "", uuid, words)
    posted = {"it": uuid, f"it{typed_fields.WORDS}": words}
    find = typed_fields.person if item.kind == "person" else typed_fields.office
    return find(viewer, posted, "it")


def _lines(item: Field, raw: Raw) -> list[dict[str, Raw]]:
    """The rows of a sub-table that hold anything, in their order."""
    rows: dict[int, dict[str, Raw]] = {}
    for rest, words in raw.items():
        match = _ROW.fullmatch(rest)
        if match is None or not match[2].startswith("."):
            continue
        name = match[2][1:].split(".")[0].removesuffix(typed_fields.WORDS)
        if name in item.fields and words.strip():
            row = rows.setdefault(int(match[1]), {})
            row.setdefault(name, {})[match[2][1:].removeprefix(name)] = words
    return [rows[place] for place in sorted(rows)]


def _items(raw: Raw) -> list[Raw]:
    """The boxes of a list of names that hold anything."""
    found: dict[int, Raw] = {}
    for rest, words in raw.items():
        match = _ROW.fullmatch(rest)
        if match is not None and words.strip():
            found.setdefault(int(match[1]), {})[match[2]] = words
    return [found[place] for place in sorted(found)]


# -- a form that was sent -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: what was typed, what it was made from, which fields changed, their values, what is wrong."""

    raws: Mapping[str, Raw]
    was: Mapping[str, Raw]
    values: Mapping[str, Any]
    faults: Mapping[str, str]

    @property
    def changed(self) -> frozenset[str]:
        return frozenset(self.values) | frozenset(self.faults)


def sent(viewer: Viewer, found: Declaration, posted: QueryDict, *, whole: bool) -> Sent:
    """Read a form. `whole` takes every field that holds something, as a new record wants; else only what changed."""
    raws, was = posted_raws(found, posted), _was(posted)
    cleared = set(posted.getlist(CLEAR))
    masked = set(posted.getlist("masked"))
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, raw in raws.items():
        item = found.fields[name]
        if item.formula is not None:
            continue
        if name in masked and not raw and name not in cleared:
            continue
        if whole and not raw:
            continue
        if not whole and name not in masked and is_same(item, raw, was.get(name, {})):
            continue
        try:
            values[name] = value_of(viewer, item, raw)
        except BadInput as refused:
            faults[name] = refused.sentence
    return Sent(raws, was, values, faults)


def _was(posted: QueryDict) -> dict[str, Raw]:
    try:
        found = json.loads(posted.get("was", "") or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(name): {str(rest): str(words) for rest, words in raw.items()}
        for name, raw in found.items()
        if isinstance(raw, dict)
    }


# -- what the template shows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """One field as it stands in the form."""

    item: Field
    name: str
    raw: Raw
    choices: tuple[str, ...] = ()
    fault: str = ""
    theirs: str | None = None
    masked: bool = False
    computed: str = ""
    rows: tuple[tuple[Box, ...], ...] = ()
    blank: tuple[Box, ...] = ()
    boxes: tuple[Box, ...] = ()
    within: str = ""
    """The move whose form it stands in: several of a page may ask for the same field."""

    @property
    def id(self) -> str:
        start = f"f-{self.within}-" if self.within else "f-"
        return start + self.name.replace(".", "-")

    @property
    def words(self) -> str:
        return self.raw.get("", "")

    @property
    def named(self) -> Named:
        return Named(None, self.raw.get(typed_fields.WORDS, ""))

    @property
    def named_uuid(self) -> str:
        return self.raw.get("", "")

    @property
    def widget(self) -> str:
        """computed, rows, names, ticks, lines, named, choice, yesno, text or input."""
        item = self.item
        if item.formula is not None:
            return "computed"
        if item.kind == "list" and item.of is not None:
            if item.of.kind in NAMED:
                return "names"
            return "ticks" if item.of.kind == "choice" else "lines"
        if item.kind in NAMED:
            return "named"
        if item.kind in ("rows", "choice", "yesno"):
            return item.kind
        return "text" if item.kind == "text" and not item.index else "input"

    @property
    def type(self) -> str:
        return _INPUTS.get(self.item.kind, "text")

    @property
    def is_number(self) -> bool:
        return self.item.kind in ("number", "money", "integer")

    @property
    def unit(self) -> str:
        return self.item.unit or (_("元") if self.item.kind == "money" else "")

    @property
    def is_wide(self) -> bool:
        return self.widget in ("rows", "names", "ticks", "lines") or (
            self.widget == "text" and len(self.words) > 40
        )

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(self.words.split("\n"))

    @property
    def combo_kind(self) -> str:
        item = self.item.of if self.item.kind == "list" and self.item.of else self.item
        return item.kind

    @property
    def to(self) -> str:
        item = self.item.of if self.item.kind == "list" and self.item.of else self.item
        return item.to or ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a head; `folded` ones are filled in later."""

    label: str
    boxes: tuple[Box, ...]
    folded: bool = False
    tables: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What the form knows beside the typed words, by field."""

    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()
    more: str = ""


def sections(found: Declaration, raws: Mapping[str, Raw], around: Around) -> list[Section]:
    """The form's sections: what is entered first, sub-tables, what is secret, what later moves fill in."""
    made = {
        name: _box(item, name, raws.get(name, {}), around) for name, item in found.fields.items()
    }
    later = later_fields(found)
    plain = [box for name, box in made.items() if not box.item.is_secret and name not in later]
    main = Section(
        _("填写"),
        tuple(box for box in plain if box.widget != "rows"),
        tables=tuple(box for box in plain if box.widget == "rows"),
    )
    secret = [box for name, box in made.items() if box.item.is_secret and name not in later]
    tail = [box for name, box in made.items() if name in later]
    found_sections = [main]
    if secret:
        found_sections.append(_section(_("敏感内容（列表中遮盖，查看留痕）"), secret))
    if tail:
        folded = not any(box.raw or box.fault for box in tail)
        found_sections.append(replace(_section(_("办理中填写"), tail), folded=folded))
    return found_sections


def _section(label: str, boxes: list[Box]) -> Section:
    return Section(
        label,
        tuple(box for box in boxes if box.widget != "rows"),
        tables=tuple(box for box in boxes if box.widget == "rows"),
    )


def later_fields(found: Declaration) -> frozenset[str]:
    """Fields that moves stamp, or ask for after the record has left its first state."""
    start = found.workflow.start
    return frozenset(
        name
        for move in found.workflow.moves.values()
        for name in (*move.stamp, *(move.fill if start not in move.sources else ()))
        if not found.fields[name].required
    )


def boxes_of(
    found: Declaration, names: Iterator[str] | tuple[str, ...], around: Around, within: str
) -> list[Box]:
    """Boxes for some fields, empty: what the move `within` asks to be filled."""
    boxes = [_box(found.fields[name], name, {}, around) for name in names if name in found.fields]
    return [
        replace(box, within=within, boxes=tuple(replace(one, within=within) for one in box.boxes))
        for box in boxes
    ]


def _box(item: Field, name: str, raw: Raw, around: Around) -> Box:
    key = re.sub(r"\.\w+\.", ".", name) if "." in name else name
    box = Box(
        item,
        name,
        raw,
        choices=around.choices.get(key, ()),
        fault=around.faults.get(name, ""),
        theirs=around.theirs.get(name),
        masked=name in around.masked,
        computed=around.computed.get(name, ""),
    )
    if box.widget == "rows":
        return _with_rows(box, around)
    if box.widget == "names" and item.of is not None:
        several = [*_items(raw), {}, *([{}] if around.more == name else [])]
        return replace(
            box,
            boxes=tuple(Box(item.of, f"{name}.{place}", one) for place, one in enumerate(several)),
        )
    return box


def _with_rows(box: Box, around: Around) -> Box:
    """The lines of a sub-table, one empty one more, and one to make others of."""
    lines = _lines(box.item, box.raw)
    if not lines or around.more == box.name:
        lines = [*lines, {}]
    return replace(
        box,
        rows=tuple(
            _row(box, str(place), row, around) for place, row in enumerate(lines[:MOST_ROWS])
        ),
        blank=_row(box, "NEW", {}, around),
    )


def _row(box: Box, place: str, row: Mapping[str, Raw], around: Around) -> tuple[Box, ...]:
    return tuple(
        _box(part, f"{box.name}.{place}.{name}", row.get(name, {}), around)
        for name, part in box.item.fields.items()
    )
