"""Cadence checks of a declaration, from YAML: who must, how often, counted by which date."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext

from zhenggai.registers.catalogue import source
from zhenggai.registers.fields import as_names
from zhenggai.registers.loading_context import Context, Read, read_source, same
from zhenggai.registers.loading_workflow import read_lapse
from zhenggai.registers.reader import Reader, read_expression
from zhenggai.registers.shapes import CadenceShape, Member, Source
from zhenggai.registers.yaml_nodes import Node
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Const, Ref, Total, Typed
from zhenggai.rules.types import INTEGER

EVERY = ("month", "quarter", "half", "year", "once")


def read_cadence(reader: Reader, over: Source, context: Context) -> Read | None:
    every = reader.one_of("every", EVERY, needed=True)
    scope = context.scope(over.columns)
    where = reader.condition("where", scope)
    each = _member(reader, over, context)
    on = _dates(reader, every, scope)
    total = reader.expression("total", replace(scope, totals=True)) or Total("count", None, INTEGER)
    member = as_names(each.source.columns, "member") if each and each.source else {}
    settings = context.scope({})
    outer = replace(settings, names={**settings.names, **member})
    if each is not None and "who" in reader.node.entries:
        each = replace(each, who=reader.condition("who", outer))
    at_least = reader.expression("at_least", outer) or Const(1, INTEGER)
    for key, node in (("total", total), ("at_least", at_least)):
        if node.type.kind != "number":
            reader.problems.add(
                reader.node.entries.get(key, reader.node), gettext("“%(key)s”要是数") % {"key": key}
            )
    counted = {"missed": INTEGER, "count": total.type}
    worse = replace(outer, names={**outer.names, **as_names(counted, "total")})
    shape = CadenceShape(
        every=every or "year",
        at_least=at_least,
        on=on,
        total=total,
        where=where,
        each=each,
        grace=read_lapse(reader, "grace"),
        near=reader.whole("near", low=0, high=366),
        streak=reader.whole("streak", low=1, high=120),
    )
    told = {"period", "at_least", "member", *worse.names}
    told |= {ref.name for ref in on if isinstance(ref, Ref)} | ({each.field} if each else set())
    return Read(shape, worse, frozenset(told)) if every and (on or every == "once") else None


def _member(reader: Reader, over: Source, context: Context) -> Member | None:
    for field, node, at in reader.entries("each"):
        counted = over.columns.get(field)
        if counted is None:
            reader.problems.unknown(
                at, gettext("没有字段“%(name)s”") % {"name": field}, field, over.columns
            )
            return None
        ref = Ref("record", field, counted)
        label = context.label_of.get(field, field)
        setting = context.settings.get(node.text or "")
        if setting is not None and setting.type.kind == "list":
            return Member(field, label, ref, setting=setting.name)
        inner = Reader(
            Node(node.line, node.column, entries={"each": node}, kind="mapping"), reader.problems
        )
        found, column = _members(inner, node.text or "", context)
        if found is None:
            return None
        key = found.columns.get(column)
        if key is None or not same(key, counted):
            reader.problems.add(
                node, gettext("“%(name)s”指不到 each 所列的对象——请核对类型") % {"name": field}
            )
            return None
        return Member(field, label, ref, source=found, key=column)
    return None


def _members(reader: Reader, text: str, context: Context) -> tuple[Source | None, str]:
    """`person`, or `party_member.person` where the rows are named by one of their fields and not by themselves."""
    code, _, column = text.partition(".")
    outline = context.catalogue.get(code)
    if outline is not None and column in outline.columns:
        return source([code], context.catalogue), column
    return read_source(reader, "each", context), "id"


def _dates(reader: Reader, every: str | None, scope: Scope) -> tuple[Typed, ...]:
    """A date, moment or month; a year alone for years; a year with a half for halves."""
    words = reader.words("on", needed=every != "once")
    nodes = [read_expression(at, scope, reader.problems) for _, at in words]
    found = tuple(node for node in nodes if node is not None)
    kinds = [node.type.kind for node in found]
    fits = (
        (len(kinds) == 1 and kinds[0] in ("date", "datetime", "month"))
        or (kinds == ["number"] and every == "year")
        or (len(kinds) == 2 and kinds[0] == "number" and every == "half")
    )
    if words and len(found) == len(words) and not fits:
        reader.problems.add(
            reader.node.entries["on"],
            gettext("on 要写一个日期字段；按年可写年度，按半年可写 [年度, 半年]"),
        )
    return found
