"""What becomes of a line once questions are answered and sides are chosen: pure, so that the page, the account and the
import itself see the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhenggai.lib.dates import long_date
from zhenggai.rectification.exchange.diff import guard_day, same_value
from zhenggai.rectification.exchange.paper import RECT_TYPES
from zhenggai.rectification.exchange.plan import ASK, CHANGE, CONFLICT, LEFT, WRITES, Cell
from zhenggai.rectification.exchange.values import FIRST, LEAVE, NEXT, NEXT_TWO

MINE, THEIRS = "mine", "theirs"
"""The side chosen for a line: the sheet's, or what stands here."""
Answers = Mapping[str, Any]
"""By the question's key: a person or department as `{"uuid", "name"}`, a day, a type, a word of values.py."""


def settled(cells: Sequence[Cell], answers: Answers, choice: str = "") -> list[Cell]:
    """The cells of a line as they would be brought in."""
    found = [part for cell in cells for part in _answered(cell, answers)]
    own = {cell.role for cell in cells if cell.verdict in (*WRITES, ASK)}
    kept = [cell for cell in found if cell in cells or cell.role not in own or not cell.beside_of]
    return [_chosen(cell, choice) for cell in kept]


def open_questions(cells: Sequence[Cell], answers: Answers) -> set[str]:
    """The questions that a line still waits for."""
    return {key for cell in settled(cells, answers) if cell.verdict == ASK for key in cell.asks}


def _chosen(cell: Cell, choice: str) -> Cell:
    if choice == THEIRS and cell.verdict in WRITES:
        return replace(cell, verdict=LEFT)
    if choice == MINE and cell.verdict == CONFLICT:
        return replace(cell, verdict=CHANGE)
    return cell


def _answered(cell: Cell, answers: Answers) -> Iterator[Cell]:
    """The cell with its answers; still asking where one is missing, with the questions that are left."""
    if cell.verdict != ASK:
        yield cell
        return
    taken = answers.get(cell.take) if cell.take else FIRST
    parts = _parts(cell, taken)
    left = [key for key in _asked(parts) if key not in answers]
    if taken is None:
        left.insert(0, cell.take)
    if left:
        yield replace(cell, asks=left)
    elif taken == LEAVE:
        yield replace(cell, verdict=LEFT, asks=[])
    else:
        yield from _written(cell, taken, [_resolved(part, answers) for part in parts])


def _parts(cell: Cell, taken: str | None) -> list[Any]:
    """The names that count, as they stand in the cell; any other value is one part."""
    if not cell.take:
        return [cell.value]
    count = {FIRST: 1, NEXT_TWO: 3}.get(taken or "", 0)
    if taken == NEXT:
        count = 2 if "handler" in cell.beside else len(cell.value)
    return list(cell.value[:count])


def _written(cell: Cell, taken: Any, parts: list[Any]) -> Iterator[Cell]:
    yield _with(cell, parts[0])
    if taken == NEXT and "co_depts" in cell.beside:
        yield _beside(cell, "co_depts", [part for part in parts[1:] if part != LEAVE])
    elif taken in (NEXT, NEXT_TWO):
        for role, part in zip(("handler", "liaison"), parts[1:], strict=False):
            yield _beside(cell, role, part)


def _with(cell: Cell, value: Any) -> Cell:
    """The cell with its value; left where the answer says so, or where it is what stands here."""
    if value == LEAVE or same_value(value, cell.now):
        return replace(cell, verdict=LEFT, asks=[])
    verdict = CONFLICT if cell.moved else CHANGE
    found = replace(cell, verdict=verdict, value=value, after=shown(value), asks=[])
    if cell.role == "deadline":
        guard_day(found)
    return found


def _beside(cell: Cell, role: str, value: Any) -> Cell:
    """The cell that a name after the first goes to."""
    before, now = cell.beside[role]
    return _with(
        Cell(role, CHANGE, cell.given, before, value=None, now=now, beside_of=cell.role), value
    )


def _asked(parts: Sequence[Any]) -> list[str]:
    flat = [item for part in parts for item in (part if isinstance(part, list) else [part])]
    return [item["ask"] for item in flat if isinstance(item, dict) and "ask" in item]


def _resolved(part: Any, answers: Answers) -> Any:
    """A value with its answers in their places; names that are left drop out of a list."""
    if isinstance(part, list):
        several = [_resolved(item, answers) for item in part]
        return [item for item in several if item != LEAVE]
    if not isinstance(part, dict) or "ask" not in part:
        return part
    answer = answers[part["ask"]]
    return {"yes": True, "no": False}.get(answer, answer) if isinstance(answer, str) else answer


def shown(value: Any) -> str:
    """A value in the words of the office's papers."""
    if isinstance(value, list):
        return "、".join(shown(item) for item in value)
    if isinstance(value, dict):
        return str(value["name"])
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in RECT_TYPES:
        return RECT_TYPES[value]
    try:
        return long_date(date.fromisoformat(str(value or "")))
    except ValueError:
        return str(value or "")
