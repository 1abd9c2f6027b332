"""Checks of a declaration, from YAML: which shape a check has is told by the keys that it carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext

from zhenggai.registers.catalogue import UnknownSource, source
from zhenggai.registers.fields import as_names
from zhenggai.registers.loading_cadence import read_cadence
from zhenggai.registers.loading_context import Context, Read, read_source, same
from zhenggai.registers.loading_sql import must_have_sql
from zhenggai.registers.patterns import Pattern, pattern
from zhenggai.registers.python_checks import TOLD, known_names
from zhenggai.registers.reader import Reader, read_expression
from zhenggai.registers.shapes import (
    LEVELS,
    Check,
    GroupShape,
    Key,
    MatchShape,
    OverlapShape,
    PythonShape,
    RecordShape,
    SequenceShape,
    Source,
    Span,
)
from zhenggai.registers.yaml_nodes import Node
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Apply, Ref, Setting, Today, Total, Typed

GRAINS = ("moment", "half_day", "day")
_SHAPE_KEYS = (
    *("when", "that", "per", "where", "totals", "overlap", "among", "grain", "match", "on", "want"),
    *("every", "at_least", "each", "who", "total", "grace", "near", "streak", "order", "python"),
    "options",
)
_HEAD = ("level", "worse", "say", "fix", "basis", "over")


def read_checks(reader: Reader, context: Context) -> tuple[Check, ...]:
    found: list[Check] = []
    for check_id, node, _ in reader.entries("checks", names=False):
        parts = node.entries.get("parts")
        if parts is None:
            found += _check(Reader(node, context.problems), check_id, None, None, context)
            continue
        head = Reader(node, context.problems)
        for key in (*_HEAD, "parts"):
            head.take(key)
        head.finish()
        for name, part in parts.entries.items():
            found += _check(Reader(part, context.problems), check_id, name, node, context)
    return tuple(found)


def _check(
    reader: Reader, check_id: str, part: str | None, head: Node | None, context: Context
) -> list[Check]:
    """One check; a part inherits from the head what it does not say itself."""
    if head is not None:
        inherited = {key: head.entries[key] for key in _HEAD if key in head.entries}
        node = replace(reader.node, entries={**inherited, **reader.node.entries})
        reader = Reader(replace(node, keys={**head.keys, **reader.node.keys}), reader.problems)
    over = read_source(reader, "over", context) or source([context.code], context.catalogue)
    level = reader.one_of("level", LEVELS, needed=True) or "E"
    read = _shape(reader, over, context)
    if read is None:
        # What the shape did not come to read is no unknown key.
        reader.known |= {*_HEAD, *_SHAPE_KEYS}
        reader.finish()
        return []
    must_have_sql(reader, over, read.shape)
    check = Check(
        id=check_id,
        level=level,
        say=_say(reader, read.told),
        over=over,
        shape=read.shape,
        part=part,
        worse=_worse(reader, read.worse),
        fix=reader.text("fix"),
        basis=reader.text("basis"),
        own={item.code for item in over.parts} == {context.code}
        or (context.code in {item.code for item in over.parts} and bool(over.parts[0].rows)),
        line=reader.node.line,
    )
    reader.finish()
    return [check]


def _say(reader: Reader, told: frozenset[str]) -> Pattern:
    text = reader.text("say", needed=True) or ""
    try:
        found = pattern(text)
    except ValueError:
        reader.problems.add(reader.node.entries["say"], gettext("花括号里要写名字，如 {days}"))
        return pattern("")
    for name in found.names:
        if name not in told:
            reader.problems.unknown(
                reader.node.entries["say"],
                gettext("没有可以写进句子的“%(name)s”") % {"name": name},
                name,
                told,
            )
    return found


def _worse(reader: Reader, scope: Scope) -> tuple[tuple[str, Typed], ...]:
    found = []
    for level, node, at in reader.entries("worse", names=False):
        if level not in LEVELS:
            reader.problems.unknown(
                at, gettext("级别只有 E、W、I，没有“%(word)s”") % {"word": level}, level, LEVELS
            )
            continue
        condition = read_expression(node, scope, reader.problems, truth=True)
        if condition is not None:
            found.append((level, condition))
    return tuple(sorted(found, key=lambda pair: LEVELS.index(pair[0])))


# -- shapes -------------------------------------------------------------------------------------------------------------------


def _shape(reader: Reader, over: Source, context: Context) -> Read | None:
    for key, read in _SHAPES.items():
        if key in reader.node.entries:
            return read(reader, over, context)
    return _record(reader, over, context)


def _record(reader: Reader, over: Source, context: Context) -> Read | None:
    scope = context.scope(over.columns)
    when, that = reader.condition("when", scope), reader.condition("that", scope, needed=True)
    if that is None:
        return None
    shape = RecordShape(that, reader.text("that") or "", when)
    return Read(shape, scope, frozenset(scope.names))


def _group(reader: Reader, over: Source, context: Context) -> Read | None:
    scope = context.scope(over.columns)
    per = _keys(reader, "per", scope, context)
    where = reader.condition("where", scope)
    totals, texts = _totals(reader, replace(scope, totals=True))
    keyed = {key.text: key.node for key in per if isinstance(key.node, Ref)}
    names = {"today": Today()} | {
        name: Setting(name, item.type) for name, item in context.settings.items()
    }
    outer = Scope(
        names={**names, **keyed, **as_names({k: v.type for k, v in totals.items()}, "total")}
    )
    that = reader.condition("that", outer, needed=True)
    if that is None or not per or not totals:
        return None
    shape = GroupShape(per, totals, that, reader.text("that") or "", where, texts)
    return Read(shape, outer, frozenset(outer.names) | {"period"} | {key.label for key in per})


def _keys(reader: Reader, key: str, scope: Scope, context: Context) -> tuple[Key, ...]:
    """`applicant` or `year(start)`: expressions, each with what results call it."""
    found = []
    for text, at in reader.words(key, needed=True):
        node = read_expression(at, scope, reader.problems)
        if node is None:
            continue
        if node.type.kind in ("rows", "list", "map", "null", "yesno"):
            reader.problems.add(at, gettext("不能按“%(text)s”分组") % {"text": text})
            continue
        found.append(Key(text, text.partition("(")[0] if "(" in text else text, node))
    return tuple(found)


def _totals(reader: Reader, scope: Scope) -> tuple[dict[str, Typed], dict[str, str]]:
    found, texts = {}, {}
    for name, node, at in reader.entries("totals"):
        if name in scope.names:
            reader.problems.add(
                at, gettext("合计“%(name)s”与字段或设置同名，请换一个") % {"name": name}
            )
        typed = read_expression(node, scope, reader.problems)
        if typed is not None and _leaves_rows(typed):
            reader.problems.add(node, gettext("合计里的字段要放进 sum、count 等函数"))
        elif typed is not None:
            found[name], texts[name] = typed, node.text or ""
    return found, texts


def _leaves_rows(node: Typed) -> bool:
    """Whether a field stands outside every aggregate, where it has no single value."""
    if isinstance(node, Total):
        return False
    if isinstance(node, Ref):
        return node.scope in ("record", "other")
    return isinstance(node, Apply) and any(_leaves_rows(part) for part in node.args)


def _overlap(reader: Reader, over: Source, context: Context) -> Read | None:
    scope = context.scope(over.columns)
    keys = _keys(reader, "per", scope, context)
    span = _span(reader, reader.take("overlap"), over, tuple(key.node for key in keys), scope)
    where = reader.condition("where", scope)
    grain = reader.one_of("grain", GRAINS)
    among = [
        found
        for code, node, at in reader.entries("among", names=False)
        if (found := _among(reader, code, node, keys, context)) is not None
    ]
    if span is None or not keys:
        return None
    usual = "day" if span.start.type.kind == "date" else "moment"
    shape = OverlapShape(replace(span, where=where), keys, tuple(among), grain or usual)
    return Read(shape, scope, frozenset(scope.names))


def _among(
    reader: Reader, code: str, node: Node, keys: tuple[Key, ...], context: Context
) -> Span | None:
    """`[start, end]`, or `{overlap, per, where}` where the other register calls things otherwise."""
    try:
        other = source([code], context.catalogue)
    except UnknownSource as unknown:
        reader.problems.unknown(
            node, gettext("没有登记簿或数据“%(name)s”") % {"name": code}, code, unknown.known
        )
        return None
    scope = context.scope(other.columns)
    if node.kind == "list":
        per = tuple(
            read_expression(_texted(node, key.text), scope, reader.problems) for key in keys
        )
        span = _span(reader, node, other, tuple(part for part in per if part), scope)
    else:
        inner = Reader(node, reader.problems)
        found = _keys(inner, "per", scope, context) if "per" in node.entries else ()
        same_named = [scope.names[key.text] for key in keys if key.text in scope.names]
        own = [key.node for key in found] or same_named
        where = inner.condition("where", scope)
        span = _span(inner, inner.take("overlap"), other, tuple(own), scope)
        span = span and replace(span, where=where)
        inner.finish()
    if span is not None and [part.type.kind for part in span.per] != [
        key.node.type.kind for key in keys
    ]:
        reader.problems.add(node, gettext("两边的 per 个数或类型不同，无法对照"))
        return None
    return span


def _texted(node: Node, text: str) -> Node:
    return Node(node.line, node.column, text=text)


def _span(
    reader: Reader, node: Node | None, over: Source, per: tuple[Typed, ...], scope: Scope
) -> Span | None:
    items = [read_expression(item, scope, reader.problems) for item in node.items] if node else []
    ends = [
        item for item in items if isinstance(item, Ref) and item.type.kind in ("date", "datetime")
    ]
    if len(ends) != 2 or len(items) != 2:
        reader.problems.add(
            node or reader.node, gettext("重叠检查要写开始和结束两个日期或时刻字段")
        )
        return None
    return Span(over, ends[0], ends[1], per)


def _match(reader: Reader, over: Source, context: Context) -> Read | None:
    other = read_source(reader, "match", context)
    if other is None:
        return None
    scope = context.scope(over.columns, other=as_names(other.columns, "other"))
    on = _on(reader, other, context.scope(over.columns))
    when = reader.condition("when", context.scope(over.columns))
    where = reader.condition("where", scope)
    totals, _ = _totals(reader, replace(scope, totals=True))
    outer = context.scope(over.columns)
    outer = replace(
        outer, names={**outer.names, **as_names({k: v.type for k, v in totals.items()}, "total")}
    )
    want = reader.one_of("want", ("some", "none")) or "some"
    that = reader.condition("that", outer, needed=bool(totals))
    if totals and that is None:
        return None
    shape = MatchShape(
        other,
        on,
        "totals" if totals else want,
        when,
        where,
        totals,
        that,
        (reader.text("that") or "") if that else "",
    )
    return Read(shape, outer, frozenset(outer.names))


def _on(reader: Reader, other: Source, scope: Scope) -> tuple[tuple[Ref, Typed], ...]:
    """`{their field: our expression}`."""
    found = []
    for name, node, at in reader.entries("on"):
        type = other.columns.get(name)
        own = read_expression(node, scope, reader.problems)
        if type is None:
            reader.problems.unknown(
                at,
                gettext("%(source)s 没有字段“%(name)s”") % {"source": other.name, "name": name},
                name,
                other.columns,
            )
        elif own is not None:
            if not same(type, own.type):
                reader.problems.add(node, gettext("on 两边的类型不同，永远对不上"))
            found.append((Ref("other", name, type), own))
    return tuple(found)


def _sequence(reader: Reader, over: Source, context: Context) -> Read | None:
    scope = context.scope(over.columns, previous=as_names(over.columns, "previous"))
    plain = context.scope(over.columns)
    per = _keys(reader, "per", plain, context)
    order = reader.expression("order", plain, needed=True)
    where, streak = reader.condition("where", plain), reader.whole("streak", low=2, high=120)
    that = reader.condition("that", scope, needed=True)
    if order is None or that is None or not per:
        return None
    shape = SequenceShape(per, order, that, reader.text("that") or "", where, streak)
    return Read(shape, plain, frozenset(plain.names))


def _python(reader: Reader, over: Source, context: Context) -> Read | None:
    name = reader.text("python", needed=True) or ""
    if name not in known_names():
        reader.problems.unknown(
            reader.node.entries["python"],
            gettext("没有用程序写成的检查“%(name)s”") % {"name": name},
            name,
            known_names(),
        )
        return None
    options: dict[str, tuple[str, ...]] = {}
    for key, node, _ in reader.entries("options"):
        items = node.items if node.kind == "list" else (node,)
        options[key] = tuple(item.text or "" for item in items)
    scope = context.scope(over.columns)
    told = frozenset({*TOLD, *scope.names})
    return Read(PythonShape(name, options), scope, told)


_SHAPES: dict[str, Callable[[Reader, Source, Context], Read | None]] = {
    "python": _python,
    "overlap": _overlap,
    "match": _match,
    "every": read_cadence,
    "order": _sequence,
    "per": _group,
}
