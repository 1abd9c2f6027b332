"""Whether values fit beside each other: numbers at one scale, a text beside a date as a date, words among the choices; and
the complaints where they do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from zhenggai.rules import functions as fn
from zhenggai.rules.errors import RuleError, gettext_noop, nearest
from zhenggai.rules.scaling import aligned
from zhenggai.rules.tree import Tree
from zhenggai.rules.typed import Const, Typed
from zhenggai.rules.types import SEALED, TEXT, WORDS, Type


def alike(tree: Tree, left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both sides in one type: numbers at one scale, a text beside a date as a date."""
    if left.type.kind == right.type.kind == "number":
        return aligned(left, right)
    left, right = _as_time(tree, left, right.type), _as_time(tree, right, left.type)
    _check_choices(tree, left, right)
    same = left.type.kind == right.type.kind and left.type.to == right.type.to
    if not same and not {left.type.kind, right.type.kind} <= WORDS:
        raise mismatch(tree, left, right)
    return left, right


def _as_time(tree: Tree, node: Typed, beside: Type) -> Typed:
    """A text literal beside a date, month or moment is one."""
    if not isinstance(node, Const) or node.type != TEXT:
        return node
    read = _TIMES.get(beside.kind)
    if read is None:
        return node
    text = str(node.value)
    if not read(text):
        raise RuleError(
            gettext_noop(
                "“%(text)s”不是日期——请写成 2021-06-17、2021-06 或 2021-06-17T09:00，与所比的字段一致"
            ),
            tree.at,
            text=text,
        )
    return Const(text, beside)


def _reads(make: Callable[[str], object], length: int) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        try:
            make(text)
        except ValueError:
            return False
        return len(text) == length

    return read


_TIMES: dict[str, Callable[[str], bool]] = {
    "date": _reads(date.fromisoformat, 10),
    "month": _reads(lambda text: date.fromisoformat(f"{text}-01"), 7),
    "datetime": _reads(datetime.fromisoformat, 16),
}


def _check_choices(tree: Tree, left: Typed, right: Typed) -> None:
    """A text compared with a choice must be one of its words, or the comparison says nothing."""
    for chosen, other in ((left, right), (right, left)):
        known = chosen.type.choices
        if known and isinstance(other, Const) and other.value not in (None, *known):
            raise RuleError(
                gettext_noop("选项中没有“%(word)s”"),
                tree.at,
                meant=nearest(str(other.value), known) or "、".join(known[:8]),
                word=other.value,
            )


def must_be(tree: Tree, node: Typed | None, kinds: frozenset[str]) -> None:
    if node is not None and node.type.kind in kinds:
        return
    wanted = tuple(word for kind, word in fn.KIND_WORDS.items() if kind in kinds)
    raise RuleError(
        gettext_noop("这里要%(wanted)s，写的是%(found)s"),
        tree.at,
        wanted=wanted,
        found=fn.KIND_WORDS[node.type.kind] if node is not None else fn.KIND_WORDS["null"],
    )


def must_be_whole(tree: Tree, node: Typed) -> None:
    if node.type.places:
        raise RuleError(gettext_noop("这里要整数，写的有小数"), tree.at)


def fault(tree: Tree, message: str, node: Typed) -> RuleError:
    return RuleError(message, tree.at, kind=fn.KIND_WORDS[node.type.kind])


def mismatch(tree: Tree, left: Typed, right: Typed) -> RuleError:
    if SEALED in (left.type, right.type):
        return RuleError(gettext_noop("密封字段只能问是否为空，或是否与另一密封字段相等"), tree.at)
    return RuleError(
        gettext_noop("%(left)s和%(right)s不能这样比较"),
        tree.at,
        left=fn.KIND_WORDS[left.type.kind],
        right=fn.KIND_WORDS[right.type.kind],
    )
