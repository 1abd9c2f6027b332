"""What paragraphs and runs of a docx inherit from their styles: outline level, list, hiddenness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhenggai.intake.readers.numbering import LEVELS, Numbering, is_on, read_numbering
from zhenggai.intake.readers.xml import Element, W

_DEEPEST = 20
_HEADING_NAME = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录) ?[1-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """Outline level (1–9), list and level in it, whether its text is hidden, and whether it is a line of a generated
    table of contents."""

    heading: int | None = None
    num_id: str | None = None
    level: int = 0
    hidden: bool = False
    contents: bool = False


class Styles:
    """The styles of styles.xml, by id, and the lists that they use. A style is worked out when it is first met."""

    def __init__(self, items: Mapping[str, Element], numbering: Numbering) -> None:
        self.numbering = numbering
        self._items = items
        self._known: dict[str, Style] = {}
        self._default = next((name for name, item in items.items() if _is_default(item)), "")

    def of_paragraph(self, item: Element) -> Style:
        """The paragraph's style with what it says itself."""
        properties = item.find(W + "pPr")
        if properties is None:
            return self._named(self._default)
        name = _value(properties, "pStyle")
        style = self._named(name if name in self._items else self._default)
        return _refined(style, properties, self.numbering, None)

    def hides(self, run: Element, paragraph: Style) -> bool:
        """Whether a run's text is hidden: by itself, by its style, or by its paragraph's."""
        properties = run.find(W + "rPr")
        if properties is None:
            return paragraph.hidden
        own = properties.find(W + "vanish")
        if own is not None:
            return is_on(own)
        return paragraph.hidden or self._named(_value(properties, "rStyle")).hidden

    def _named(self, name: str) -> Style:
        if name not in self._known:
            self._known[name] = _inherited(name, self._items, self.numbering)
        return self._known[name]


def read_styles(root: Element | None, numbering: Element | None) -> Styles:
    """The styles and lists of a document; either part may be missing."""
    items = (
        {} if root is None else {s.get(W + "styleId", ""): s for s in root.iterfind(W + "style")}
    )
    lists = {name: _list_of(item) for name, item in items.items()}
    return Styles(items, read_numbering(numbering, lists))


def _is_default(item: Element) -> bool:
    return item.get(W + "type") == "paragraph" and item.get(W + "default") in ("1", "true", "on")


def _list_of(item: Element) -> str:
    num_id = item.find(f"{W}pPr/{W}numPr/{W}numId")
    return "" if num_id is None else num_id.get(W + "val", "")


def _inherited(name: str, items: Mapping[str, Element], numbering: Numbering) -> Style:
    chain: list[str] = []
    while name in items and name not in chain and len(chain) < _DEEPEST:
        chain.append(name)
        name = _value(items[name], "basedOn")
    style = Style()
    for name in reversed(chain):
        style = _with_name(style, items[name])
        properties = items[name].find(W + "pPr")
        if properties is not None:
            style = _refined(style, properties, numbering, name)
        vanish = items[name].find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            style = replace(style, hidden=is_on(vanish))
    return style


def _with_name(style: Style, item: Element) -> Style:
    """Built-in styles are known by their names; headings may leave their outline level unsaid."""
    name = _value(item, "name")
    if _CONTENTS_NAME.fullmatch(name):
        return replace(style, contents=True)
    heading = _HEADING_NAME.fullmatch(name)
    return style if heading is None else replace(style, heading=int(heading[1]))


def _refined(style: Style, properties: Element, numbering: Numbering, name: str | None) -> Style:
    """The style as a paragraph's properties change it. `name` is the style that they belong to, if any: its list may
    say which level stands for it."""
    outline = _number(properties.find(W + "outlineLvl"))
    if outline is not None:
        style = replace(style, heading=outline + 1 if outline < LEVELS else None)
    numbered = properties.find(W + "numPr")
    if numbered is None:
        return style
    num_item, level = numbered.find(W + "numId"), _number(numbered.find(W + "ilvl"))
    num_id = style.num_id if num_item is None else num_item.get(W + "val")
    if level is None and name is not None:
        level = numbering.level_of(num_id or "", name)
    elif level is None:
        level = style.level if num_id == style.num_id else 0
    return replace(style, num_id=num_id, level=min(level, LEVELS - 1))


def _value(parent: Element, name: str) -> str:
    child = parent.find(W + name)
    return "" if child is None else child.get(W + "val", "")


def _number(item: Element | None) -> int | None:
    value = "" if item is None else item.get(W + "val", "")
    return int(value[:4]) if value.isascii() and value.isdecimal() else None
