"""The outline: logical lines become a tree of marked and labelled nodes, by one stack machine.

What a node means (aspect, issue, measure …) is not decided here: see roles.py and segment.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from zhenggai.intake.lexicon import heading_role, is_closing, is_remedy_section, problem_like
from zhenggai.intake.lines import Line
from zhenggai.intake.marks import (
    Label,
    Mark,
    bare_label,
    inline_marks,
    labels_in,
    mark_at_start,
    seconds,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one logical line."""

    line: int
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A numbered or labelled part. `spans` is its own running text, in order, without its children's.

    `kind` is a mark's kind, `label`, `row` (of a table) or `root`; `role` is set where a label names it.
    """

    kind: str
    rank: int = -1
    number: int | None = None
    mark: Span | None = None
    role: str | None = None
    word: str | None = None
    heads: bool = True
    spans: list[Span] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    cells: dict[str, Span] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order; without recursion, for nesting may be hostile."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


_SUM = re.compile(r"截至[^,。]{0,14},[^,。]{0,12}(?:全部|共|累计|均)")
_ABOUT = re.compile(
    r"(?:针对|对于)(?:反馈的?|存在的?)?(?P<what>[“]?[^,。;:]{4,90}?)(?:的问题|问题)[,:。]"
)
"""A paragraph that opens by naming one finding: 针对“……”的问题，……"""
_ANY = re.compile(r"(?:发现|[督检核排]?查出|查摆|指出|反馈|通报|交办|提出|存在|出现|移交)的?$")
"""针对检查发现的问题 names none of them."""
_SAYS = re.compile(r"[^,。;:]{2,40}(?:强调|表示|指出|认为|说)[,:]")
_FOR_ALL = re.compile(
    r"(?:针对|对照|对于?|根据)[^,。;:]{0,12}(?:以上|上述|这些|此类|存在的|反馈的|发现的)[^,。;:]{0,6}(?:问题|情况|隐患|不足),"
)
"""A paragraph behind a list of findings that tells what is done about all of them."""
_ANNOUNCES = re.compile(r"(?:问题|不足|短板|要求|意见|建议|指出|强调|表示)[^,。;:]{0,6}:$")
"""A paragraph that ends so opens a series of its own, even behind another."""
_OF_FAULTS = re.compile(r"(?:问题|隐患|不足|短板|薄弱环节)[:。]?$")
MAX_DEPTH = 24
_FAR = 3000
_UNMARKED = ("about", "style", "bullet")
"""Kinds of nodes that open without a number or words of their own."""
_INNER_LABELS = ("owner", "deadline", "state")


class Outline:
    """Builds the tree, line by line; `root` holds the result."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.root = Node("root")
        self.stack = [self.root]
        self._dense = -1
        self._weak: list[tuple[str, int | None]] = []
        self._seconds: tuple[tuple[int, str], list[int]] | None = None
        for index in range(len(lines)):
            self._take(index)

    def _take(self, index: int) -> None:
        line = self.lines[index]
        if line.cells:
            return self._row(index)
        mark = self._in_series(mark_at_start(line.text))
        start = 0
        if mark is not None and self._counts(mark, index, at_start=True):
            self._place(mark, index)
            start = mark.end
            self._name(index, start)
        elif is_closing(line.text) or self._sums_up(line.text):
            self.stack = [self.root]
        elif _FOR_ALL.match(line.text) and self._close_list():
            self._label(Label("measure", "", 0, 0), index)
        elif (about := _ABOUT.match(line.text)) and self._names_one(about, line.text):
            start = about.start("what")
            self._place(Mark("about", 3, None, 0, start, True), index)
        elif self._after_inline_series():
            self.stack = [self.root]
        elif _ANNOUNCES.search(line.text[-40:]):
            self._close_to_heading()
        elif line.heading is not None and line.heading <= 2:
            self._place(Mark("style", 1, None, 0, 0, True), index)
        elif line.bullet and self._lists_by_signs(line.text):
            self._place(Mark("bullet", 5, None, 0, 0, True), index)
        label = _section_label(line.text) if start == 0 else None
        if label is not None:
            return self._label(label, index)
        return self._running(index, start)

    def _names_one(self, about: re.Match[str], text: str) -> bool:
        """One finding, and what was done about it; not what somebody says of it."""
        spoken = _SAYS.match(text, about.end())
        return not _ANY.search(about["what"]) and spoken is None

    def _lists_by_signs(self, text: str) -> bool:
        """Below a heading or a sentence that announces findings, signs instead of numbers open them."""
        if self._open("bullet") is not None:
            return True
        top = self.stack[-1]
        before = self.lines[top.spans[-1].line].text[-12:] if top.spans and top.heads else ""
        headed = len(top.spans) == 1 and _OF_FAULTS.search(before) is not None
        labelled = any(label.start == 0 for label in labels_in(text))
        return not labelled and (headed or before.endswith(":"))

    def _after_inline_series(self) -> bool:
        """A paragraph without a mark behind 「……：一是……二是……」 of a text without headings: it goes on with the
        text, not with the last item."""
        top = self.stack[-1]
        inline = top.mark is not None and top.mark.start > 0 and self._is_item(top)
        return inline and len(self.stack) == 2

    def _close_list(self) -> bool:
        """Leave a list of several findings none of which has been answered; False where there is none."""
        depth = max((at for at, node in enumerate(self.stack) if node.heads and at), default=0)
        last = self.stack[depth]
        alike = [node for node in self.stack[depth - 1].children[-2:] if node.kind == last.kind]
        answered = any(kid.role == "measure" for node in alike for kid in node.children)
        if depth == 0 or len(alike) < 2 or answered or self._answers(last):
            return False
        del self.stack[depth:]
        return True

    def _answers(self, node: Node) -> bool:
        """The heading itself announces what is done: 整改要求."""
        first = node.spans[0] if node.spans else None
        return first is not None and is_remedy_section(
            self.lines[first.line].text[first.start : first.end][:40]
        )

    def _sums_up(self, text: str) -> bool:
        """「截至4月底，违规金额已全部追回……」 after several findings speaks of all of them."""
        told = self.stack[-1].spans or self.stack[-1].children
        several = len(self.stack) > 1 and len(self.stack[-2].children) > 1
        return bool(told) and several and _SUM.match(text) is not None

    def _name(self, index: int, start: int) -> None:
        """A marked line that is itself a label: 三、整改完成情况, （1）整改措施：…"""
        text = self.lines[index].text[start:]
        label = bare_label(text)
        if label is None:
            found = labels_in(text)
            label = found[0] if found and found[0].start == 0 else None
        if label is not None:
            self.stack[-1].role, self.stack[-1].word = label.role, label.word

    def _running(self, index: int, start: int) -> None:
        """The rest of a line: labels and inline marks cut it into pieces."""
        text = self.lines[index].text
        position = start
        own = self.stack[-1]
        for cut in _cuts(text, start):
            if isinstance(cut, Mark):
                mark = self._in_series(cut) or cut
                if not self._counts(mark, index, at_start=False):
                    continue
                self._text(index, position, cut.start)
                self._place(mark, index)
            else:
                if own.role == cut.role and cut.start == start:
                    position = cut.end
                    continue
                self._text(index, position, cut.start)
                self._label(cut, index)
            position = cut.end
        self._text(index, position, len(text))

    def _text(self, index: int, start: int, end: int) -> None:
        if end > start:
            self.stack[-1].spans.append(Span(index, start, end))

    def _row(self, index: int) -> None:
        """A row of a table stands by itself under the heading that is open."""
        self._close_to_heading()
        line = self.lines[index]
        node = Node("row", rank=9, spans=[Span(index, 0, len(line.text))])
        self.stack[-1].children.append(node)

    # -- marks ---------------------------------------------------------------------------------------

    def _in_series(self, mark: Mark | None) -> Mark | None:
        """一是……二是……第三，……: the series goes on in other words."""
        if mark is None or mark.kind != "ordinal" or self._open("ordinal") is not None:
            return mark
        elder = self._open("said")
        goes_on = elder is not None and elder.number is not None and elder.number + 1 == mark.number
        return replace(mark, kind="said") if goes_on else mark

    def _counts(self, mark: Mark, index: int, *, at_start: bool) -> bool:
        """Whether this mark belongs to a series, or only looks like one."""
        previous = self._open(mark.kind)
        if previous is not None and (
            _follows(previous.number, mark.number) or mark.kind == "sequence"
        ):
            return True
        text = self.lines[index].text
        if mark.kind == "sequence":
            ahead = text[mark.end :] + (self.lines[index + 1].text if self._has(index + 1) else "")
            return mark.number == 1 and ("其次" in ahead or "最后" in ahead or "再次" in ahead)
        if mark.kind == "said" and text[mark.end - 1] == "要" and mark.number == 1:
            return "二要" in text or "二是" in text or self._next_is(index, "二")
        if at_start:
            return mark.kind not in ("spaced", "bare") or self._weak_series(mark, index)
        if mark.kind == "issue_label":
            return mark.number == 1
        if mark.kind in ("dot", "paren", "ordinal", "paren_cn"):
            if mark.number == 1 and (text[mark.start - 1] == ":" or self._dense == index):
                return True
            return mark.number == 1 and (
                self._second_behind(mark, index) or self._second_below(mark, index)
            )
        return mark.kind in ("said", "circled") and (mark.number or 9) <= 2

    def _weak_series(self, mark: Mark, index: int) -> bool:
        """「1 标题」「1标题」 count when the next number opens a line not far below in the same way."""
        elder = [number for kind, number in self._weak if kind == mark.kind]
        if elder and _follows(elder[-1], mark.number):
            self._weak.append((mark.kind, mark.number))
            return True
        ahead = (mark_at_start(line.text) for line in self.lines[index + 1 : index + 30])
        counts = mark.number == 1 and any(
            other is not None and other.kind == mark.kind and other.number == 2 for other in ahead
        )
        if counts:
            self._weak.append((mark.kind, mark.number))
        return counts

    def _second_behind(self, mark: Mark, index: int) -> bool:
        """The second item of the series follows in the same line, not too far behind."""
        key = (index, mark.kind)
        if self._seconds is None or self._seconds[0] != key:
            self._seconds = (key, seconds(self.lines[index].text, mark.kind))
        places = self._seconds[1]
        at = bisect_left(places, mark.end)
        return at < len(places) and places[at] < mark.end + _FAR

    def _second_below(self, mark: Mark, index: int) -> bool:
        """「……问题。其一，……」 whose 其二 opens one of the next lines."""
        ahead = (mark_at_start(line.text) for line in self.lines[index + 1 : index + 4])
        return mark.kind == "ordinal" and any(
            other is not None and other.kind == mark.kind and other.number == 2 for other in ahead
        )

    def _has(self, index: int) -> bool:
        return index < len(self.lines)

    def _next_is(self, index: int, numeral: str) -> bool:
        return self._has(index + 1) and self.lines[index + 1].text.startswith(numeral)

    def _open(self, kind: str) -> Node | None:
        for node in reversed(self.stack):
            if node.kind == kind:
                return node
        return None

    def _place(self, mark: Mark, index: int) -> None:
        """Find the parent of a new marked node and open it there."""
        if mark.heads or mark.kind in ("circled", "paren", "dot", "paren_cn", "issue_label"):
            self._make_room_for_heading(mark, index)
        else:
            self._make_room_for_item(mark, index)
        if mark.kind == "paren_cn" and mark.start > 0:
            self._dense = index
        heads = (
            mark.heads
            or mark.kind in ("paren_cn", "issue_label")
            or (self._dense == index and mark.kind == "dot")
        )
        node = Node(
            mark.kind,
            mark.rank,
            mark.number,
            Span(index, mark.start, mark.end) if mark.kind not in _UNMARKED else None,
            heads=heads,
        )
        self._push(node)

    def _push(self, node: Node) -> None:
        if len(self.stack) >= MAX_DEPTH:
            del self.stack[MAX_DEPTH - 1 :]
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _make_room_for_item(self, mark: Mark, index: int) -> None:
        """一是, 首先, 第一, 措施1: siblings of their series, else below what is open."""
        same = self._depth_of(mark.kind)
        if same is not None and mark.number != 1:
            del self.stack[same:]
            return
        if same is not None:
            del self.stack[same:]
        while len(self.stack) > 1 and self._is_item(self.stack[-1]) and not self._asks(mark, index):
            self.stack.pop()

    def _is_item(self, node: Node) -> bool:
        """Running text with a mark, not a heading of its own line."""
        return not node.heads or node.kind == "row"

    def _asks(self, mark: Mark, index: int) -> bool:
        """The open node ends with a colon, or is a heading-like circled item: the series answers it."""
        top = self.stack[-1]
        if top.kind == "circled":
            return mark.kind == "said"
        last = top.spans[-1] if top.spans else None
        return last is not None and self.lines[last.line].text[last.end - 1] == ":"

    def _make_room_for_heading(self, mark: Mark, index: int) -> None:
        label = self._depth_of("label")
        depths = [depth for depth, node in enumerate(self.stack) if node.kind == mark.kind]
        if depths:
            depth = self._sibling_depth(mark, index, depths, label)
            if depth is not None:
                del self.stack[depth:]
                return
        if label is not None and any(
            node.heads and node.rank < mark.rank for node in self.stack[label + 1 :]
        ):
            while self.stack[-1].rank >= mark.rank or self._is_item(self.stack[-1]):
                self.stack.pop()
            return
        if label is not None and self._belongs_to_label(mark, label):
            del self.stack[label + 1 :]
            return
        if self._opens_list(mark):
            return
        while len(self.stack) > 1 and (
            self.stack[-1].kind == "label"
            or self._is_item(self.stack[-1])
            or self.stack[-1].rank >= mark.rank
        ):
            self.stack.pop()

    def _belongs_to_label(self, mark: Mark, label: int) -> bool:
        """A first number, or one deeper than the headings above the label, goes on with the label's list."""
        return mark.number == 1 or (mark.rank > 2 and mark.rank > self._heading_rank(label))

    def _heading_rank(self, label: int) -> int:
        return max((node.rank for node in self.stack[:label] if node.heads), default=-1)

    def _opens_list(self, mark: Mark) -> bool:
        """A first number right after an unfinished heading goes below it, whatever the usual depth."""
        top = self.stack[-1]
        if mark.number != 1 or mark.rank < 2 or top.kind == "root":
            return False
        if self._is_item(top):
            return mark.rank < top.rank and self._asks(mark, 0)
        return not top.children and top.heads and top.rank < mark.rank + 3

    def _sibling_depth(
        self, mark: Mark, index: int, depths: list[int], label: int | None
    ) -> int | None:
        """Where in the stack the new node's elder sibling stands; None when it opens a list of its own."""
        inner = depths[-1]
        if label is not None and label > inner:
            if mark.number == 1 and not _follows(self.stack[inner].number, 1):
                return None
            return inner
        if len(depths) > 1 and _follows(self.stack[depths[-2]].number, mark.number):
            continues = _follows(self.stack[inner].number, mark.number)
            if not continues or problem_like(self._rest(mark, index)):
                return depths[-2]
        return inner

    def _rest(self, mark: Mark, index: int) -> str:
        return self.lines[index].text[mark.end : mark.end + 80]

    def _depth_of(self, kind: str) -> int | None:
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].kind == kind:
                return depth
        return None

    # -- labels --------------------------------------------------------------------------------------

    def _label(self, label: Label, index: int) -> None:
        depth = self._depth_of("label")
        measure = self._depth_of("measure_label")
        if label.role in _INNER_LABELS and measure is not None:
            del self.stack[measure + 1 :]
        elif label.role in _INNER_LABELS and self._same_line_item(index):
            self.stack = self.stack if self.stack[-1].kind != "label" else self.stack[:-1]
        elif depth is not None:
            del self.stack[depth:]
        else:
            self._close_to_heading()
        mark = Span(index, label.start, label.end)
        node = Node("label", 8, None, mark, label.role, label.word)
        self._push(node)

    def _same_line_item(self, index: int) -> bool:
        """An enumerated item that began on this very line: what follows inline is said of it."""
        top = self.stack[-1]
        return self._is_item(top) and top.mark is not None and top.mark.line == index

    def _close_to_heading(self) -> None:
        while len(self.stack) > 1 and (
            self._is_item(self.stack[-1]) or self.stack[-1].kind == "label"
        ):
            self.stack.pop()


def _section_label(text: str) -> Label | None:
    """A line without a mark that announces what follows: 整改措施, 巡察发现的主要问题："""
    label = bare_label(text)
    if label is None and len(text) <= 30 and text[-1] in ":题" and heading_role(text) == "issues":
        return Label("problem", text, 0, len(text))
    return label


def _cuts(text: str, start: int) -> list[Mark | Label]:
    found: list[Mark | Label] = [*inline_marks(text, start), *labels_in(text, start)]
    return sorted(found, key=lambda cut: cut.start)


def _follows(previous: int | None, number: int | None) -> bool:
    """The next number of a series; one or two may have been left out by mistake."""
    return previous is not None and number is not None and previous < number <= previous + 3
