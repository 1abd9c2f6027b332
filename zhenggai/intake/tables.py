"""Tables of findings: a header row names the columns, every row below is an issue or goes on with one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhenggai.intake.findings import Interpreter
from zhenggai.intake.found import Finding, Findings, Item
from zhenggai.intake.lines import Line
from zhenggai.intake.outline import Node, Outline, Span

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"^(?:序号|编号|问题编号|序|项次|NO\.?)$|编号$"),
    ("target", r"目标|标准|预期成果|判据|标志"),
    ("deadline", r"时限|期限|完成时间|整改时间|完成日期|时间要求"),
    (
        "progress",
        r"(?:整改|完成|落实|进展|办理).{0,4}(?:情况|进展|结果|成效|进度)|^进展$|目前进展|整改成果",
    ),
    ("state", r"是否完成|状态|整改类型|^类型$|^进度$|整改类别|销号"),
    ("measure", r"措施|举措|整改要求|整改内容|任务"),
    ("cause", r"原因"),
    ("aspect", r"方面|类别|分类|反馈领域|板块|大类|项目类别"),
    ("owner", r"责任|牵头|配合|协办|领导|承办|负责人|单位|部门|科室|股室"),
    ("detail", r"具体表现|表现|描述"),
    ("problem", r"问题|隐患|事项|不足|反馈意见|内容"),
    ("note", r"备注|附件"),
)


@dataclass(slots=True)
class _Table:
    """A run of rows with the same columns. `columns[i]` is the role of cell i."""

    columns: list[str | None]
    aspect_node: Node | None = None
    aspect: Span | None = None
    issue: Finding | None = None
    found: list[Finding] = field(default_factory=list)


def read_tables(lines: Sequence[Line], root: Node, found: Findings, *, plan: bool = False) -> None:
    """Add the issues of all tables to the findings, in document order after those told in prose."""
    for rows in _runs(root):
        table = _headed(lines, rows)
        if table is None:
            continue
        for row in rows:
            index = row.spans[0].line
            if _is_header(table, lines[index]):
                continue
            _take(table, lines, index, plan)
        found.issues += table.found


def _runs(root: Node) -> Iterator[list[Node]]:
    """Rows that stand together under one heading."""
    for node in root.walk():
        run: list[Node] = []
        for child in node.children:
            if child.kind == "row":
                run.append(child)
            elif run:
                yield run
                run = []
        if run:
            yield run


def _headed(lines: Sequence[Line], rows: Sequence[Node]) -> _Table | None:
    """The columns, from the first row that names a problem column and another one beside it."""
    for row in rows[:6]:
        roles = _roles(lines[row.spans[0].line])
        known = {role for role in roles if role}
        if "problem" in known and known & {
            "measure",
            "owner",
            "deadline",
            "progress",
            "number",
            "aspect",
        }:
            return _Table(_with_second_line(lines, rows, row, roles))
        if "detail" in known and known & {"measure", "progress"}:
            return _Table(["problem" if role == "detail" else role for role in roles])
    return None


def _with_second_line(
    lines: Sequence[Line], rows: Sequence[Node], row: Node, roles: list[str | None]
) -> list[str | None]:
    """Two-line headers: the line below names the columns under a merged cell."""
    place = next(index for index, other in enumerate(rows) if other is row) + 1
    if place >= len(rows):
        return roles
    below = lines[rows[place].spans[0].line]
    names = _roles(below)
    filled = [index for index, (start, end) in enumerate(below.cells) if end > start]
    if not filled or any(names[index] is None for index in filled):
        return roles
    width = max(len(roles), len(names))
    pairs = zip(
        names + [None] * (width - len(names)), roles + [None] * (width - len(roles)), strict=True
    )
    return [name or role for name, role in pairs]


def _is_header(table: _Table, line: Line) -> bool:
    """The row of column names, or its second line under merged cells, or its repetition on a later page."""
    if line.header:
        return True
    roles = _roles(line)
    named = sum(
        1 for role, column in zip(roles, table.columns, strict=False) if role and role == column
    )
    return named >= 2 and named * 2 >= sum(1 for start, end in line.cells if end > start)


def _roles(line: Line) -> list[str | None]:
    return [_role(line.text[start:end]) for start, end in line.cells]


def _role(name: str) -> str | None:
    name = name.replace(";", "")
    if not name or len(name) > 14 or re.search(r"[。;,]", name):
        return None
    for role, pattern in _COLUMNS:
        if re.search(pattern, name):
            return role
    return None


def _take(table: _Table, lines: Sequence[Line], index: int, plan: bool) -> None:
    """One row: the title of an aspect, a new issue, or more measures of the one above."""
    cells = _cells(table, lines[index], index)
    filled = [span for spans in cells.values() for span in spans]
    if not filled:
        return
    if _is_aspect_row(cells, table):
        table.aspect_node = Node(
            "row_heading", 2, None, cells.get("number", [None])[0], spans=_heading(cells, filled)
        )
        table.issue = None
        return
    if "problem" in cells and not _says_again(table, cells, lines):
        _open_issue(table, cells)
    if table.issue is None:
        return
    _fill(table.issue, cells, lines, plan)


def _cells(table: _Table, line: Line, index: int) -> dict[str, list[Span]]:
    cells: dict[str, list[Span]] = {}
    for role, (start, end) in zip(table.columns, line.cells, strict=False):
        if role is not None and end > start:
            cells.setdefault(role, []).append(Span(index, start, end))
    return cells


def _is_aspect_row(cells: dict[str, list[Span]], table: _Table) -> bool:
    """Only a heading (and perhaps its number) in the row, while the table has columns for more."""
    rest = set(cells) - {"number", "problem", "aspect"}
    return (
        not rest
        and "measure" in table.columns
        and len(cells) <= 2
        and bool({"problem", "number"} & set(cells))
    )


def _heading(cells: dict[str, list[Span]], filled: list[Span]) -> list[Span]:
    return cells.get("problem") or cells.get("aspect") or filled[:1]


def _open_issue(table: _Table, cells: dict[str, list[Span]]) -> None:
    title = cells["problem"][0]
    if "aspect" in cells:
        table.aspect = cells["aspect"][0]
    number = cells["number"][0] if "number" in cells else None
    issue = Finding(number, title, aspect=table.aspect_node)
    if table.aspect_node is None:
        issue.aspect_title = table.aspect
    issue.text += cells.get("detail", []) + cells["problem"][1:]
    table.issue = issue
    table.found.append(issue)


def _says_again(table: _Table, cells: dict[str, list[Span]], lines: Sequence[Line]) -> bool:
    """A sheet with a line a measure repeats the issue's number and words on every line."""
    if table.issue is None or table.issue.number is None or "number" not in cells:
        return False

    def words(span: Span) -> str:
        return lines[span.line].text[span.start : span.end]

    number, title = cells["number"][0], cells["problem"][0]
    return words(number) == words(table.issue.number) and words(title) == words(table.issue.title)


def _fill(issue: Finding, cells: dict[str, list[Span]], lines: Sequence[Line], plan: bool) -> None:
    for name in ("owner", "deadline", "state", "target", "cause"):
        issue.fields.setdefault(name, []).extend(cells.get(name, []))
    progress = cells.get("progress", [])
    measures = [
        item
        for span in cells.get("measure", [])
        for item in _items(lines, span, "planned" if plan else None)
    ]
    if measures:
        issue.items += measures
        issue.reports += progress
    else:
        issue.items += [item for span in progress for item in _items(lines, span, None)]
        issue.claims += progress


def _items(lines: Sequence[Line], span: Span, default: str | None) -> list[Item]:
    """A cell's measures: its enumerated items, else the whole cell."""
    cell = lines[span.line]
    part = Line(
        cell.text[span.start : span.end], cell.places[span.start : span.end], page=cell.page
    )
    inner = Outline([part]).root
    reader = Interpreter([part])
    items = []
    for child in inner.children:
        for item in reader.measures_of(child, default):
            items.append(
                Item(
                    _moved(item.mark, span), [_shift(one, span) for one in item.spans], item.default
                )
            )
    return items if len(items) >= 2 or (items and items[0].mark) else [Item(None, [span], default)]


def _moved(mark: Span | None, span: Span) -> Span | None:
    return None if mark is None else _shift(mark, span)


def _shift(inner: Span, span: Span) -> Span:
    return Span(span.line, span.start + inner.start, span.start + inner.end)
