"""YAML, read strictly into nodes that know their place: only `true` and `false` are booleans, dates stay text, a key
given twice is an error, and what could grow without bound (anchors, aliases, tags) is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext

MOST_BYTES = 512 * 1024
MOST_NODES = 20_000
DEEPEST = 12
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,6}")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar's text, a list, or a mapping whose keys have places of their own. `plain` is a scalar without quotes."""

    line: int
    column: int
    text: str | None = None
    plain: bool = False
    items: tuple[Node, ...] = ()
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    kind: str = "text"

    def scalar(self) -> str | int | bool | Decimal | None:
        """The scalar as what its writer meant; in quotes it is always text."""
        if self.text is None or not self.plain:
            return self.text
        if self.text in ("true", "false"):
            return self.text == "true"
        if _WHOLE.fullmatch(self.text):
            return int(self.text)
        return Decimal(self.text) if _DECIMAL.fullmatch(self.text) else self.text


class YamlRefused(Exception):
    """Text that is not YAML, or YAML of a kind that is not taken."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@lru_cache(maxsize=64)
def documents(text: str) -> tuple[Node, ...]:
    """The documents of a text. Raises YamlRefused with the place of the first fault."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise YamlRefused(Place(1, 1), gettext("文件超过 512 KB——一份声明不会这样大，请核对文件"))
    try:
        return tuple(_Builder(yaml.parse(text, Loader=_LOADER)).documents())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark) if mark else Place(1, 1)
        raise YamlRefused(
            place, gettext("不是合规的 YAML——请核对缩进、冒号后的空格和引号")
        ) from error
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        raise YamlRefused(Place(1, 1), gettext("含有不能用的字符——请删去控制符后再试")) from error


class _Builder:
    """Events → nodes with a stack of our own: hostile nesting ends in a sentence, not in a full stack."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.count = 0

    def documents(self) -> list[Node]:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                found.append(self.node(next(self.events), 1))
        return found

    def node(self, event: Any, depth: int) -> Node:
        place = _place(event.start_mark)
        self.check(event, place, depth)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "")
            return Node(place.line, place.column, text=event.value, plain=plain)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(place.line, place.column, items=self.items(depth), kind="list")
        return self.mapping(place, depth)

    def check(self, event: Any, place: Place, depth: int) -> None:
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlRefused(place, gettext("不接受锚点和引用（& 和 *）——请把内容写全"))
        if getattr(event, "tag", None) not in (None, "!"):
            raise YamlRefused(place, gettext("不接受标签——请直接写值"))
        if depth > DEEPEST or self.count > MOST_NODES:
            raise YamlRefused(place, gettext("层次过深或内容过多——请拆成几份声明"))

    def items(self, depth: int) -> tuple[Node, ...]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event, depth + 1))
        return tuple(found)

    def mapping(self, place: Place, depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            at = _place(event.start_mark)
            key = self.node(event, depth + 1).text
            if key is None:
                raise YamlRefused(at, gettext("键只能是文字"))
            if key in entries:
                raise YamlRefused(
                    at,
                    gettext("“%(key)s”写了两次，上一次在第 %(line)s 行——请只留一处")
                    % {"key": key, "line": keys[key].line},
                )
            entries[key], keys[key] = self.node(next(self.events), depth + 1), at
        return Node(place.line, place.column, entries=entries, keys=keys, kind="mapping")


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)
