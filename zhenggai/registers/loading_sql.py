"""A check without an SQL form is refused when the file is loaded: nothing becomes slow, or breaks, by surprise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from django.utils.translation import gettext

from zhenggai.registers.reader import Reader
from zhenggai.registers.shapes import MatchShape, OverlapShape, SequenceShape, Shape, Source
from zhenggai.rules.dialects import DIALECTS
from zhenggai.rules.errors import RuleError
from zhenggai.rules.sql import Sql, Writer
from zhenggai.rules.typed import NODES, Ref, Typed


class _AnyTable:
    """A spelling that only measures: what can be written of it can be written of any table."""

    def column(self, ref: Ref) -> Sql:
        return Sql("t.data -> 'a_field_of_usual_length'")

    def body(self, ref: Ref) -> str:
        return "t.data"

    def missing(self, evidence: str) -> Sql:
        return Sql("EXISTS (SELECT 1 FROM registers_evidenceitem e WHERE e.name = %s)", (evidence,))


def must_have_sql(reader: Reader, over: Source, shape: Shape) -> None:
    """A check without an SQL form, or with one that is too long, is refused unless it is written in code."""
    if any(part.code == "calendar" for part in over.parts):
        reader.problems.add(reader.node, gettext("日历不属于哪个单位，只能写在 match 里"))
    one = len(over.parts) == 1
    if isinstance(shape, OverlapShape) and not (
        one and over.parts[0].rows is None and "id" in over.columns
    ):
        reader.problems.add(reader.node, gettext("重叠检查只能查一个登记簿的记录"))
    if isinstance(shape, SequenceShape) and not one:
        reader.problems.add(reader.node, gettext("前后次序只能在一个登记簿里比较"))
    if isinstance(shape, MatchShape) and shape.totals and len(shape.source.parts) > 1:
        reader.problems.add(reader.node, gettext("match 的合计只能取自一个登记簿"))
    for dialect in DIALECTS.values():
        writer = Writer(dialect, _AnyTable(), {}, "2021-01-01", "(SELECT 1 WHERE {})".format)
        for node in _nodes(shape):
            try:
                writer.write(node)
            except RuleError as error:
                reader.problems.rule(reader.node, error)
                return


def _nodes(shape: Shape) -> Iterator[Typed]:
    for item in fields(shape):
        value = getattr(shape, item.name)
        if isinstance(value, dict):
            yield from (part for part in value.values() if isinstance(part, NODES))
        elif isinstance(value, NODES):
            yield value
