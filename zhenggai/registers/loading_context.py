"""What the readers of a check share: the names it may use, and what a shape hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from zhenggai.registers.catalogue import Catalogue, UnknownSource, source
from zhenggai.registers.fields import as_names
from zhenggai.registers.problems import Problems
from zhenggai.registers.reader import Reader
from zhenggai.registers.settings import SettingDefinition
from zhenggai.registers.shapes import Shape, Source
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Setting, Today, Typed
from zhenggai.rules.types import Type


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may name: its register, the others, settings, the evidence that moves demand."""

    code: str
    label_of: Mapping[str, str]
    catalogue: Catalogue
    settings: Mapping[str, SettingDefinition]
    lacks: Mapping[str, Typed]
    problems: Problems

    def names(self, columns: Mapping[str, Type], scope: str = "record") -> dict[str, Typed]:
        settings = {name: Setting(name, item.type) for name, item in self.settings.items()}
        return {"today": Today(), **settings, **as_names(columns, scope)}

    def scope(self, columns: Mapping[str, Type], **more: object) -> Scope:
        return Scope(names=self.names(columns), lacks=self.lacks, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Read:
    """A shape, the names that `worse` may read beside the row's, and those that `say` may tell."""

    shape: Shape
    worse: Scope
    told: frozenset[str]


def read_source(reader: Reader, key: str, context: Context) -> Source | None:
    words = reader.words(key)
    if not words:
        return None
    try:
        return source([word for word, _ in words], context.catalogue)
    except UnknownSource as unknown:
        reader.problems.unknown(
            reader.node.entries[key],
            gettext("没有登记簿或数据“%(name)s”") % {"name": unknown.name},
            unknown.name,
            unknown.known,
        )
        return None


def same(left: Type, right: Type) -> bool:
    words = {"text", "choice"}
    alike = left.kind == right.kind or {left.kind, right.kind} <= words
    return alike and left.to == right.to and left.places == right.places
