"""An expression in office words, for what a check expects: `approved_at <= start` → 批准时间 ≤ 开始.

The words are those of the declaration, which is Chinese; nothing here is translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

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

_SIGNS = {"==": "＝", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "in": "属于"}
_CALLS = {
    "days": "{0}至{1}的天数",
    "workdays": "{0}至{1}的工作日数",
    "months": "{0}至{1}的月数",
    "plus_days": "{0}后 {1} 天",
    "plus_months": "{0}后 {1} 个月",
    "year": "{0}的年份",
    "half": "{0}所在半年",
    "quarter": "{0}所在季度",
    "month": "{0}的月份",
    "size": "{0}的长度",
    "startsWith": "{0}以{1}开头",
    "contains": "{0}含有{1}",
    "round_to": "{0}（取整到 {1}）",
    "any": "{0}中有一条{1}",
    "all": "{0}每一条都{1}",
    "count": "{0}中{1}的条数",
    "sum": "{0}的{1}合计",
    "distinct": "{0}中不同的{1}数",
    "lacks": "{0}所缺材料数",
}
_TOTALS = {
    "sum": "{0}合计",
    "count": "{0}的条数",
    "distinct": "不同{0}数",
    "min": "最小{0}",
    "max": "最大{0}",
    "share": "{0}的占比",
}


def in_words(tree: Tree, labels: Mapping[str, str]) -> str:
    """The tree as a phrase; `labels` are what fields, settings and moves are called: a field of rows as `rows.field`, a
    move that lacks papers as `lacks.move`."""
    match tree:
        case Literal(value=value):
            return _literal(value)
        case Name(name=name):
            return labels.get(name, name)
        case Member(base=base, name=name):
            return f"{'上一条的' if base == 'previous' else '对方的'}{labels.get(name, name)}"
        case Index(name=name, key=key):
            return f"{in_words(key, labels)}对应的{labels.get(name, name)}"
        case Unary(sign="!", operand=operand):
            return f"不是（{in_words(operand, labels)}）"
        case Unary(operand=operand):
            return f"-{_part(operand, labels)}"
        case Logical(sign=sign, operands=operands):
            between = "，且" if sign == "&&" else "，或"
            return between.join(_part(operand, labels) for operand in operands)
        case Binary():
            return _binary(tree, labels)
        case Conditional(test=test, yes=yes, no=no):
            return f"（{_part(test, labels)}时为{_part(yes, labels)}，否则为{_part(no, labels)}）"
        case Items(items=items):
            return "、".join(in_words(item, labels) for item in items)
        case Call():
            return _call(tree, labels)


def _binary(tree: Binary, labels: Mapping[str, str]) -> str:
    left, right = _part(tree.left, labels), _part(tree.right, labels)
    if tree.right == Literal(None, tree.at):
        return f"{left}{'为空' if tree.sign == '==' else '已填'}"
    return f"{left} {_SIGNS.get(tree.sign, tree.sign)} {right}"


def _call(tree: Call, labels: Mapping[str, str]) -> str:
    args = [in_words(argument, labels) for argument in tree.arguments[:1]]
    args += [in_words(argument, _inside(tree, labels)) for argument in tree.arguments[1:]]
    if tree.name == "lacks" and isinstance(tree.arguments[0], Name):
        args = [labels.get(f"lacks.{tree.arguments[0].name}", args[0])]
    if tree.name in _TOTALS and len(args) < 2:
        return _TOTALS[tree.name].format(*args) if args else "条数"
    pattern = _CALLS.get(tree.name)
    if pattern is not None and "{1}" in pattern and len(args) < 2:
        pattern = "{0}的条数"
    return pattern.format(*args) if pattern else f"{tree.name}（{'，'.join(args)}）"


def _inside(tree: Call, labels: Mapping[str, str]) -> Mapping[str, str]:
    """Inside a row function a name is first the row's field."""
    first = tree.arguments[0]
    if not isinstance(first, Name):
        return labels
    start = f"{first.name}."
    own = {name[len(start) :]: label for name, label in labels.items() if name.startswith(start)}
    return {**labels, **own} if own else labels


def _part(tree: Tree, labels: Mapping[str, str]) -> str:
    words = in_words(tree, labels)
    return f"（{words}）" if isinstance(tree, Logical) else words


def _literal(value: int | Decimal | str | bool | None) -> str:
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"“{value}”" if isinstance(value, str) else str(value)
