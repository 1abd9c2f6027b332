"""Fields, settings and evidence of a declaration, from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.registers.catalogue import Catalogue
from zhenggai.registers.fields import KINDS, Field, reserved_names
from zhenggai.registers.lookups import signatures
from zhenggai.registers.reader import Reader, read_expression
from zhenggai.registers.settings import SettingDefinition, stored
from zhenggai.registers.values import clean
from zhenggai.registers.yaml_nodes import Node
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Ref, Setting, Typed, needs_today, refs, walk
from zhenggai.rules.types import Type

_IN_ROWS = tuple(kind for kind in KINDS if kind not in ("rows", "list"))
_MOST_PLACES = 6


def read_settings(reader: Reader) -> dict[str, SettingDefinition]:
    """`name: value`, or `name: {value, label, basis}` where the page should say more."""
    found = {}
    for name, node, at in reader.entries("settings"):
        label, basis, value = name, None, node
        if node.kind == "mapping" and "value" in node.entries:
            inner = Reader(node, reader.problems)
            label = inner.text("label") or name
            basis = inner.text("basis")
            value = inner.take("value") or node
            inner.finish()
        try:
            type, default = stored(_raw(value))
        except ValueError:
            reader.problems.add(
                value, gettext("设置“%(name)s”的值要同是数、文字或是否") % {"name": name}
            )
            continue
        if name in reserved_names():
            reader.problems.add(at, gettext("“%(name)s”是固定的名字，请换一个") % {"name": name})
        found[name] = SettingDefinition(name, type, default, label, basis)
    return found


def _raw(node: Node) -> object:
    if node.kind == "list":
        return [item.scalar() for item in node.items]
    if node.kind == "mapping":
        return {name: item.scalar() for name, item in node.entries.items()}
    return node.scalar()


# -- fields -----------------------------------------------------------------------------------------------------------------


def read_fields(reader: Reader, settings: Mapping[str, SettingDefinition]) -> dict[str, Field]:
    """The declared fields without their formulas, which need the types of all."""
    found = {}
    for name, node, at in reader.entries("fields"):
        if name in reserved_names() or name in settings:
            reader.problems.add(
                at,
                gettext("字段“%(name)s”与公共字段、设置或固定的名字相同——请换一个名字")
                % {"name": name},
            )
            continue
        field = _field(Reader(node, reader.problems), name, KINDS, settings)
        if field is not None:
            found[name] = replace(field, line=at.line)
    return found


def _field(
    reader: Reader, name: str, kinds: tuple[str, ...], settings: Mapping[str, SettingDefinition]
) -> Field | None:
    kind = reader.one_of("type", kinds, needed=True)
    label = reader.text("label", needed=True)
    computes = reader.take("compute")
    field = Field(
        name=name,
        label=label or name,
        kind=kind or "text",
        required=reader.flag("required"),
        choices=tuple(word for word, _ in reader.words("choices")),
        choices_from=reader.text("choices_from"),
        to=reader.text("to"),
        places=reader.whole("places", low=0, high=_MOST_PLACES) or 0,
        unit=reader.text("unit"),
        compute=computes.text if computes else None,
        index=reader.flag("index"),
        private=reader.flag("private"),
        sealed=reader.flag("sealed"),
    )
    field = _with_parts(reader, field, settings)
    default = reader.take("default")
    reader.finish()
    if kind is None:
        return None
    _check_field(reader, field, settings)
    return field if default is None else _with_default(reader, field, default, settings)


def _with_parts(reader: Reader, field: Field, settings: Mapping[str, SettingDefinition]) -> Field:
    """`of` of a list, `fields` of rows."""
    of = reader.take("of")
    parts = {
        name: _field(Reader(node, reader.problems), name, _IN_ROWS, settings)
        for name, node, _ in reader.entries("fields")
    }
    known = {name: part for name, part in parts.items() if part is not None}
    if of is None:
        return replace(field, fields=known)
    if of.text not in _IN_ROWS:
        reader.problems.unknown(
            of, gettext("列表的 of 不能是“%(word)s”") % {"word": of.text}, of.text or "", _IN_ROWS
        )
        return replace(field, fields=known)
    item = replace(field, kind=of.text or "text", fields={}, of=None, required=False)
    return replace(field, fields=known, of=item)


def _lacking(field: Field) -> str | None:
    """The key without which the type says nothing."""
    return {
        "choice": None if field.choices or field.choices_from else "choices",
        "list": None if field.of else "of",
        "rows": None if field.fields else "fields",
        "link": None if field.to else "to",
    }.get(field.kind)


def _check_field(reader: Reader, field: Field, settings: Mapping[str, SettingDefinition]) -> None:
    problems, node = reader.problems, reader.node
    if (key := _lacking(field)) is not None:
        problems.add(node, gettext("缺“%(key)s”——请补上") % {"key": key})
    if field.places and field.kind != "number":
        problems.add(node, gettext("只有 number 类型可以写 places"))
    if field.choices_from:
        known = settings.get(field.choices_from)
        if known is None or known.type.kind != "list":
            problems.unknown(
                node,
                gettext("没有列表设置“%(name)s”") % {"name": field.choices_from},
                field.choices_from,
                settings,
            )
    if (field.index or field.sealed) and field.kind in ("list", "rows"):
        problems.add(node, gettext("列表和子表不能建索引，也不能密封"))
    if field.sealed and field.index:
        problems.add(node, gettext("密封字段不能建索引——密文各不相同"))
    for part in field.fields.values():
        if part.compute or part.sealed or part.private or part.index:
            problems.add(node, gettext("子表的栏目不能写 compute、sealed、private、index"))


def _with_default(
    reader: Reader, field: Field, node: Node, settings: Mapping[str, SettingDefinition]
) -> Field:
    defaults = {name: setting.default for name, setting in settings.items()}
    try:
        return replace(field, default=clean(field, _raw(node), defaults))
    except BadInput as refused:
        reader.problems.add(node, refused.sentence)
        return field


# -- formulas ----------------------------------------------------------------------------------------------------------------


def with_formulas(
    reader: Reader,
    fields: Mapping[str, Field],
    settings: Mapping[str, SettingDefinition],
    common: Mapping[str, Type],
    catalogue: Catalogue,
) -> dict[str, Field]:
    """The fields with their formulas typed, in an order in which each can be worked out."""
    names: dict[str, Typed] = {name: Ref("record", name, type) for name, type in common.items()}
    names |= {name: Ref("record", name, field.plain_type) for name, field in fields.items()}
    names |= {name: Setting(name, setting.type) for name, setting in settings.items()}

    def linked(register: str, name: str) -> Type | None:
        outline = catalogue.get(register)
        return outline.columns.get(name) if outline else None

    scope = Scope(names=names, lookups=signatures(), linked=linked)
    typed: dict[str, Field] = {}
    for name, field in fields.items():
        node = _compute_node(reader, name)
        formula = read_expression(node, scope, reader.problems) if node else None
        typed[name] = replace(field, formula=formula)
        if node is not None and formula is not None:
            _check_formula(reader, node, typed[name], formula, fields)
    return _in_order(reader, typed)


def _compute_node(reader: Reader, name: str) -> Node | None:
    return reader.node.entries["fields"].entries[name].entries.get("compute")


def _check_formula(
    reader: Reader, node: Node, field: Field, formula: Typed, fields: Mapping[str, Field]
) -> None:
    wanted, given = field.plain_type, formula.type
    fits = wanted.kind == given.kind or {wanted.kind, given.kind} <= {"text", "choice"}
    if not fits or given.places > wanted.places or wanted.to != given.to:
        reader.problems.add(
            node,
            gettext("算出的值与字段类型不符——小数位多于字段的请用 round_to 取整"),
        )
    if needs_today(formula):
        reader.problems.add(node, gettext("compute 里不能用 today——保存后日子会变，值却不变"))
    read = [fields[ref.name] for ref in refs(formula, "record") if ref.name in fields]
    if any(item.sealed for item in read) and not field.is_secret:
        reader.problems.add(
            node, gettext("由密封字段算出的字段须是 private 或 sealed——否则密封形同虚设")
        )


def _in_order(reader: Reader, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Plain fields as written, computed ones after those that they read; a circle is refused."""
    ordered = {name: field for name, field in fields.items() if field.formula is None}
    waiting = {name: field for name, field in fields.items() if field.formula is not None}
    while waiting:
        ready = [
            name
            for name, field in waiting.items()
            if field.formula is not None
            and not any(
                isinstance(part, Ref) and part.scope == "record" and part.name in waiting
                for part in walk(field.formula)
            )
        ]
        if not ready:
            name = next(iter(waiting))
            reader.problems.add(
                _compute_node(reader, name) or reader.node,
                gettext("“%(name)s”的算式绕了一圈又用到它自己") % {"name": name},
            )
            break
        ordered |= {name: waiting.pop(name) for name in ready}
    return {**ordered, **waiting}
