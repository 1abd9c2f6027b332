"""Syntax tree + scope → typed tree, or a RuleError that says where the types do not fit and what was meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from zhenggai.rules import functions as fn
from zhenggai.rules.errors import Position, RuleError, gettext_noop, nearest
from zhenggai.rules.fitting import alike, fault, mismatch, must_be, must_be_whole
from zhenggai.rules.parser import parse
from zhenggai.rules.scaling import aligned, bound, guarded, places_of, scaled
from zhenggai.rules.scope import Scope
from zhenggai.rules.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    Items,
    Literal,
    Logical,
    Member,
    Name,
    Tree,
    Unary,
)
from zhenggai.rules.typed import Apply, Const, OverRows, Ref, Setting, Total, Typed
from zhenggai.rules.types import (
    DATE,
    INTEGER,
    MANY,
    NULL,
    ORDERED,
    TEXT,
    WORDS,
    YESNO,
    Type,
    number,
)

_NAMES = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
SHARE_PLACES = 6


def condition(text: str, scope: Scope) -> Typed:
    """The typed tree of a text that must be true, false or unknown."""
    tree = parse(text)
    node = typed(tree, scope)
    if node.type.kind != "yesno":
        raise fault(
            tree, gettext_noop("这里要一个成立或不成立的条件，写的是%(kind)s——请写成比较"), node
        )
    return node


def expression(text: str, scope: Scope) -> Typed:
    """The typed tree of a text of any type."""
    return typed(parse(text), scope)


def typed(tree: Tree, scope: Scope) -> Typed:
    match tree:
        case Literal(value=value):
            return _literal(value)
        case Name(name=name, at=at):
            return _named(name, scope.names, at, scope)
        case Member():
            return _member(tree, scope)
        case Index():
            return _index(tree, scope)
        case Unary(sign=sign, operand=operand):
            return _unary(tree, sign, typed(operand, scope))
        case Logical(sign=sign, operands=operands):
            parts = tuple(_truth(part, scope) for part in operands)
            return Apply("and" if sign == "&&" else "or", parts, YESNO)
        case Binary(sign="in"):
            return _in(tree, scope)
        case Binary(sign=sign) if sign in _NAMES:
            return _comparison(tree, scope)
        case Binary():
            return _arithmetic(tree, scope)
        case Conditional():
            return _conditional(tree, scope)
        case Call():
            return _call(tree, scope)
        case Items(at=at):
            raise RuleError(gettext_noop("列表只能写在 in 的右边"), at)


# -- names and literals ------------------------------------------------------------------------------------------------


def _literal(value: int | Decimal | str | bool | None) -> Const:
    if value is None:
        return Const(None, NULL)
    if isinstance(value, bool):
        return Const(value, YESNO)
    if isinstance(value, str):
        return Const(value, TEXT)
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        return Const(int(value.scaleb(places)), number(places))
    return Const(value, INTEGER)


def _named(name: str, known: Mapping[str, Typed], at: Position, scope: Scope) -> Typed:
    node = known.get(name)
    if node is None:
        raise RuleError(
            gettext_noop("没有字段或设置“%(name)s”"), at, meant=nearest(name, known), name=name
        )
    return node


def _member(tree: Member, scope: Scope) -> Typed:
    known = scope.other if tree.base == "other" else scope.previous
    if known is None:
        where = "match" if tree.base == "other" else "sequence"
        raise RuleError(
            gettext_noop("%(base)s. 只能用在 %(where)s 检查里"),
            tree.at,
            base=tree.base,
            where=where,
        )
    return _named(tree.name, known, tree.at, scope)


def _index(tree: Index, scope: Scope) -> Typed:
    found = _named(tree.name, scope.names, tree.at, scope)
    if not isinstance(found, Setting) or found.type.kind != "map" or found.type.of is None:
        raise RuleError(
            gettext_noop("“%(name)s”不是对照表设置，不能用方括号取值"), tree.at, name=tree.name
        )
    key = typed(tree.key, scope)
    must_be(tree.key, key, WORDS)
    return Apply("map_get", (found, key), found.type.of)


# -- operators ----------------------------------------------------------------------------------------------------------


def _truth(tree: Tree, scope: Scope) -> Typed:
    node = typed(tree, scope)
    must_be(tree, node, frozenset({"yesno"}))
    return node


def _unary(tree: Unary, sign: str, operand: Typed) -> Typed:
    if sign == "!":
        must_be(tree.operand, operand, frozenset({"yesno"}))
        return Apply("not", (operand,), YESNO)
    must_be(tree.operand, operand, frozenset({"number"}))
    if isinstance(operand, Const) and isinstance(operand.value, int):
        return Const(-operand.value, operand.type)
    return Apply("neg", (operand,), operand.type)


def _comparison(tree: Binary, scope: Scope) -> Typed:
    left, right = typed(tree.left, scope), typed(tree.right, scope)
    op = _NAMES[tree.sign]
    if NULL in (left.type, right.type):
        return _emptiness(tree, op, left if right.type == NULL else right)
    left, right = alike(tree, left, right)
    kind = left.type.kind
    if kind in MANY or (op not in ("eq", "ne") and kind not in ORDERED):
        raise mismatch(tree, left, right)
    return Apply(op, (left, right), YESNO)


def _emptiness(tree: Binary, op: str, operand: Typed) -> Typed:
    if op not in ("eq", "ne") or operand.type == NULL:
        raise RuleError(gettext_noop("null 只能用来问一个字段是否为空"), tree.at)
    empty = Apply("is_empty", (operand,), YESNO)
    return empty if op == "eq" else Apply("not", (empty,), YESNO)


def _in(tree: Binary, scope: Scope) -> Typed:
    needle = typed(tree.left, scope)
    if isinstance(tree.right, Items):
        items = tuple(typed(item, scope) for item in tree.right.items)
        if not items or not all(isinstance(item, Const) and item.type != NULL for item in items):
            raise RuleError(gettext_noop("in 右边的列表要写出至少一个值"), tree.right.at)
        pairs = [alike(tree, needle, item) for item in items]
        if any(pair[0].type != needle.type for pair in pairs):
            raise RuleError(gettext_noop("in 右边的数比左边多了小数位——请改用比较"), tree.right.at)
        return Apply("in_items", (needle, *(pair[1] for pair in pairs)), YESNO)
    bag = typed(tree.right, scope)
    if bag.type.kind != "list" or bag.type.of is None or not isinstance(bag, Setting | Ref):
        raise fault(
            tree.right,
            gettext_noop("in 右边要一个列表，写的是%(kind)s——请用列表字段或列表设置"),
            bag,
        )
    needle, _ = alike(tree, needle, Const(None, bag.type.of))
    return Apply("in_setting" if isinstance(bag, Setting) else "in_list", (needle, bag), YESNO)


def _arithmetic(tree: Binary, scope: Scope) -> Typed:
    left, right = typed(tree.left, scope), typed(tree.right, scope)
    for part, node in ((tree.left, left), (tree.right, right)):
        must_be(part, node, frozenset({"number"}))
    if tree.sign == "*":
        return guarded(
            "mul",
            (left, right),
            number(places_of(left) + places_of(right)),
            bound(left) * bound(right),
        )
    left, right = aligned(left, right)
    op = "add" if tree.sign == "+" else "sub"
    return guarded(op, (left, right), left.type, bound(left) + bound(right))


def _conditional(tree: Conditional, scope: Scope) -> Typed:
    test = _truth(tree.test, scope)
    yes, no = typed(tree.yes, scope), typed(tree.no, scope)
    if yes.type == NULL or no.type == NULL:
        kept = no.type if yes.type == NULL else yes.type
        return Apply("cond", (test, yes, no), kept)
    yes, no = alike(tree, yes, no)
    if yes.type.kind in MANY:
        raise mismatch(tree, yes, no)
    return Apply("cond", (test, yes, no), yes.type if yes.type.kind != "choice" else no.type)


# -- calls ---------------------------------------------------------------------------------------------------------------


def _call(tree: Call, scope: Scope) -> Typed:
    if tree.name in fn.ROW_FUNCTIONS and tree.arguments and _is_rows(tree.arguments[0], scope):
        return _over_rows(tree, scope)
    if scope.totals and tree.name in fn.AGGREGATES and len(tree.arguments) <= 1:
        return _total(tree, scope)
    if tree.name in _SPECIAL:
        return _SPECIAL[tree.name](tree, scope)
    if tree.name in scope.lookups:
        return _lookup(tree, scope)
    known = fn.FUNCTIONS.get(tree.name)
    if known is None:
        raise _no_function(tree, scope)
    args = _arguments(tree, scope, len(known.takes))
    for part, node, kinds in zip(tree.arguments, args, known.takes, strict=True):
        must_be(part, node, kinds)
    args = _spelled_as_days(tree, args, known)
    if tree.name == "plus_days":
        must_be_whole(tree.arguments[1], args[1])
    return Apply(tree.name, args, known.gives)


def _spelled_as_days(tree: Call, args: tuple[Typed, ...], known: fn.Function) -> tuple[Typed, ...]:
    """Months stand beside months only: a month has no day to count from."""
    kinds = {arg.type.kind for arg in args}
    if tree.name == "months" and "month" in kinds and kinds != {"month"}:
        raise RuleError(gettext_noop("months 的两个值要同是月份，或同是日期"), tree.at)
    return args


def _no_function(tree: Call, scope: Scope) -> RuleError:
    known = {*fn.FUNCTIONS, *fn.SPECIAL, *fn.ROW_FUNCTIONS, *scope.lookups}
    if tree.name in fn.AGGREGATES:
        return RuleError(
            gettext_noop("函数 %(name)s 只能用在 totals 里，或写成 %(name)s(子表, …)"),
            tree.at,
            name=tree.name,
        )
    return RuleError(
        gettext_noop("没有函数“%(name)s”"), tree.at, meant=nearest(tree.name, known), name=tree.name
    )


def _arguments(tree: Call, scope: Scope, *counts: int) -> tuple[Typed, ...]:
    if len(tree.arguments) not in counts:
        raise RuleError(
            gettext_noop("函数 %(name)s 要 %(wanted)s 个值，写了 %(found)s 个"),
            tree.at,
            name=tree.name,
            wanted="或".join(str(count) for count in counts),
            found=len(tree.arguments),
        )
    return tuple(typed(argument, scope) for argument in tree.arguments)


def _is_rows(tree: Tree, scope: Scope) -> bool:
    if not isinstance(tree, Name):
        return False
    node = scope.names.get(tree.name)
    return isinstance(node, Ref) and node.type.kind in MANY and node.scope != "item"


def _over_rows(tree: Call, scope: Scope) -> Typed:
    if scope.inside:
        raise RuleError(
            gettext_noop("%(inner)s 不能写在 %(outer)s 里面——子表函数不能套用"),
            tree.at,
            inner=tree.name,
            outer=scope.inside,
        )
    optional = tree.name in ("count", "distinct")
    if len(tree.arguments) not in ((1, 2) if optional else (2,)):
        _arguments(tree, scope, 2)
    rows = typed(tree.arguments[0], scope)
    assert isinstance(rows, Ref)  # noqa: S101  # _is_rows said so
    fields = rows.type.fields if rows.type.kind == "rows" else {"item": rows.type.of or TEXT}
    body = typed(tree.arguments[1], scope.within(tree.name, fields)) if tree.arguments[1:] else None
    if body is None and tree.name == "distinct" and rows.type.kind == "list":
        body = Ref("item", "item", rows.type.of or TEXT)
    return OverRows(tree.name, rows, body, _folded(tree, body))


def _total(tree: Call, scope: Scope) -> Typed:
    if scope.inside:
        raise RuleError(gettext_noop("合计不能套用——一个合计一个名字"), tree.at)
    if not tree.arguments and tree.name != "count":
        _arguments(tree, scope, 1)
    inner = scope.within(tree.name)
    body = typed(tree.arguments[0], inner) if tree.arguments else None
    return Total(tree.name, body, _folded(tree, body))


def _folded(tree: Call, body: Typed | None) -> Type:
    """The type of a row function or aggregate over values of the body's type; refused where it cannot fold them."""
    name = tree.name
    argument = tree.arguments[-1] if tree.arguments else tree
    if name in ("any", "all", "share") or (name == "count" and body is not None):
        must_be(argument, body, frozenset({"yesno"}))
    elif name == "sum":
        must_be(argument, body, frozenset({"number"}))
    elif name in ("min", "max"):
        must_be(argument, body, ORDERED)
    elif name == "distinct" and (body is None or body.type.kind in MANY | {"sealed", "null"}):
        must_be(argument, body, ORDERED | WORDS)
    if name in ("any", "all"):
        return YESNO
    if name == "share":
        return number(SHARE_PLACES)
    return body.type if name in ("sum", "min", "max") and body is not None else INTEGER


def _plus_months(tree: Call, scope: Scope) -> Typed:
    when, count = _arguments(tree, scope, 2)
    must_be(tree.arguments[0], when, frozenset({"date", "datetime", "month"}))
    must_be(tree.arguments[1], count, frozenset({"number"}))
    must_be_whole(tree.arguments[1], count)
    return Apply("plus_months", (when, count), when.type if when.type.kind == "month" else DATE)


def _size(tree: Call, scope: Scope) -> Typed:
    (value,) = _arguments(tree, scope, 1)
    must_be(tree.arguments[0], value, WORDS | MANY)
    if value.type.kind in MANY and not isinstance(value, Ref):
        raise RuleError(gettext_noop("size 要一个字段"), tree.at)
    return Apply("size_many" if value.type.kind in MANY else "size", (value,), INTEGER)


def _round_to(tree: Call, scope: Scope) -> Typed:
    value, step = _arguments(tree, scope, 2)
    for part, node in zip(tree.arguments, (value, step), strict=True):
        must_be(part, node, frozenset({"number"}))
    if not isinstance(step, Const | Setting) or (
        isinstance(step, Const) and int(step.value or 0) <= 0
    ):
        raise RuleError(gettext_noop("round_to 的步长要写成大于零的数或设置"), tree.at)
    places = max(places_of(value), places_of(step))
    return Apply("round_to", (scaled(value, places), step), step.type, places - places_of(step))


def _least(tree: Call, scope: Scope) -> Typed:
    if len(tree.arguments) < 2:
        _arguments(tree, scope, 2)
    args = [typed(argument, scope) for argument in tree.arguments]
    found = args[0]
    for place, node in enumerate(args[1:], 1):
        left, right = alike(tree, found, node)
        must_be(tree.arguments[place], right, ORDERED)
        found = Apply("least" if tree.name == "min" else "greatest", (left, right), left.type)
    return found


def _lacks(tree: Call, scope: Scope) -> Typed:
    name = tree.arguments[0] if len(tree.arguments) == 1 else None
    if not isinstance(name, Name):
        raise RuleError(gettext_noop("lacks 里写一个流转的名字，如 lacks(submit)"), tree.at)
    if name.name not in scope.lacks:
        raise RuleError(
            gettext_noop("没有流转“%(name)s”"),
            name.at,
            meant=nearest(name.name, scope.lacks),
            name=name.name,
        )
    return scope.lacks[name.name]


def _of(tree: Call, scope: Scope) -> Typed:
    if scope.linked is None or len(tree.arguments) != 2 or not isinstance(tree.arguments[1], Name):
        raise RuleError(gettext_noop("of(关联字段, 对方字段) 只能用在 compute 里"), tree.at)
    link = typed(tree.arguments[0], scope)
    must_be(tree.arguments[0], link, frozenset({"link"}))
    name = tree.arguments[1]
    found = scope.linked(link.type.to or "", name.name)
    if found is None:
        raise RuleError(gettext_noop("关联的登记簿没有字段“%(name)s”"), name.at, name=name.name)
    return Apply("of", (link,), found, name.name)


def _lookup(tree: Call, scope: Scope) -> Typed:
    known = scope.lookups[tree.name]
    args = _arguments(tree, scope, len(known.takes))
    kept = []
    for part, node, wanted in zip(tree.arguments, args, known.takes, strict=True):
        kinds = WORDS if wanted.kind in WORDS else frozenset({wanted.kind})
        must_be(part, node, kinds | (frozenset({"datetime"}) if wanted == DATE else frozenset()))
        kept.append(scaled(node, wanted.places) if wanted.kind == "number" else node)
    return Apply("lookup", tuple(kept), known.gives, tree.name)


_SPECIAL: dict[str, Callable[[Call, Scope], Typed]] = {
    "plus_months": _plus_months,
    "size": _size,
    "round_to": _round_to,
    "min": _least,
    "max": _least,
    "lacks": _lacks,
    "of": _of,
}
