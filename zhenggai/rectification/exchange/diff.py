"""One cell of a returning sheet beside the same cell here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhenggai.lib.errors import Refused
from zhenggai.rectification import guards
from zhenggai.rectification.exchange import values
from zhenggai.rectification.exchange.matching import digest
from zhenggai.rectification.exchange.names import squeezed
from zhenggai.rectification.exchange.notes import SENTENCES, Note, note
from zhenggai.rectification.exchange.paper import (
    RECT_TYPES,
    PaperIssue,
    PaperMeasure,
    Who,
    day_words,
    several,
    words_of,
)
from zhenggai.rectification.exchange.plan import (
    ASK,
    CHANGE,
    CONFLICT,
    LOCKED,
    REFUSED,
    Around,
    Cell,
    Plan,
)
from zhenggai.rectification.exchange.values import Read


@dataclass(frozen=True, slots=True)
class Given:
    """What a sheet says in a cell; `blank` where the column is there and the cell is empty."""

    text: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """A cell as it stands here: its words on paper, its value, and how a sheet's words are read."""

    words: str
    value: Any
    read: Callable[[str], Read]
    started_on: date | None = None
    part: str = "issue"


def issue_currents(issue: PaperIssue, around: Around) -> dict[str, Current]:
    """The cells of an issue that an import may change, causes and progress aside."""
    directory = around.directory

    def person(who: Who | None, *, others: bool = False) -> Current:
        return Current(
            words_of(who),
            values.who_value(who) if who else None,
            lambda text: values.read_one_person(text, directory, others=others),
        )

    return {
        "rect_type": Current(
            RECT_TYPES.get(issue.rect_type or "", ""), issue.rect_type, values.read_type
        ),
        "target": Current(
            issue.target or "", issue.target, values.words_reader(values.LONGEST_TARGET)
        ),
        "charge_leader": person(issue.charge_leader),
        "lead_dept": Current(
            words_of(issue.lead_dept),
            values.who_value(issue.lead_dept) if issue.lead_dept else None,
            lambda text: values.read_one_office(text, directory),
        ),
        "co_depts": Current(
            several(issue.co_depts),
            [values.who_value(who) for who in issue.co_depts],
            lambda text: values.read_several_offices(text, directory),
        ),
        "owner": person(issue.owner, others=True),
        "handler": person(issue.handler),
        "liaison": person(issue.liaison),
        "deadline": Current(
            day_words(issue.deadline),
            issue.deadline.isoformat() if issue.deadline else None,
            lambda text: values.read_deadline(text, around.start or issue.started_on),
            issue.started_on,
        ),
    }


def measure_currents(
    measure: PaperMeasure, issue: PaperIssue, around: Around
) -> dict[str, Current]:
    """The cells of a measure that an import may change, progress aside."""
    words = values.words_reader(values.LONGEST_WORDS)
    start = around.start or issue.started_on
    core = {True: "是", False: "否", None: ""}
    return {
        "owner": Current(
            words_of(measure.owner),
            values.who_value(measure.owner) if measure.owner else None,
            lambda text: values.read_one_person(text, around.directory, others=False),
        ),
        "deadline": Current(
            measure.deadline_words,
            measure.deadline.isoformat() if measure.deadline else None,
            lambda text: values.read_deadline(text, start),
            measure.started_on,
            "measure",
        ),
        "deliverable": Current(measure.deliverable or "", measure.deliverable, words),
        "done_criteria": Current(measure.done_criteria or "", measure.done_criteria, words),
        "is_core": Current(core[measure.is_core], measure.is_core, values.read_core),
    }


def compare_cell(
    role: str, given: Given, current: Current, base: str | None, around: Around, plan: Plan
) -> Cell | None:
    """What would become of the cell; None where the sheet changes nothing. Without a base an empty cell says nothing
    and every difference is a change."""
    if given.text == current.words or squeezed(given.text) == squeezed(current.words):
        return None
    mine = around.seal.digest(given.text)
    if base is not None and mine == base:
        return None
    empty = values.is_nothing(given.text)
    if empty and (base is None or not around.marks):
        return None
    read = Read(None, notes=[note("cleared")]) if empty else current.read(given.text)
    unclear = read.questions or read.error
    if not unclear and same_value(read.value, current.value):
        return None
    moved = base is not None and around.seal.digest(current.words) != base
    return _cell(role, given.text, current, read, moved=moved, plan=plan)


def same_value(one: Any, other: Any) -> bool:
    """People and departments are the same by their public names, in whatever order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return bool(one.get("uuid") == other.get("uuid"))
    if isinstance(one, list) and isinstance(other, list):
        return {item.get("uuid") for item in one} == {item.get("uuid") for item in other}
    return bool(one == other or (not one and not other and one is not False and other is not False))


def _cell(role: str, given: str, current: Current, read: Read, *, moved: bool, plan: Plan) -> Cell:
    cell = Cell(
        role=role,
        verdict=CONFLICT if moved else CHANGE,
        given=given,
        before=current.words,
        after=read.words,
        value=read.value,
        now=current.value,
        notes=list(read.notes),
        asks=plan.ask(read.questions),
        take=read.take,
        moved=moved,
        least=current.started_on.isoformat() if current.started_on else "",
        part=current.part,
    )
    if read.error:
        cell.verdict, cell.notes = REFUSED, [read.error]
    elif cell.asks:
        cell.verdict = ASK
    elif role == "deadline" and read.value:
        guard_day(cell)
    return cell


def beside_of(role: str, cell: Cell, currents: Mapping[str, Current]) -> dict[str, tuple[str, Any]]:
    """The cells that names after the first may go to, with what stands there."""
    if not cell.take:
        return {}
    others = {"owner": ("handler", "liaison"), "lead_dept": ("co_depts",)}.get(role, ())
    return {
        other: (currents[other].words, currents[other].value)
        for other in others
        if other in currents
    }


def guard_day(cell: Cell) -> None:
    """Refuse a deadline before its term begins, in the guard's own words."""
    if not cell.least or not cell.value:
        return
    started_on, deadline = date.fromisoformat(cell.least), date.fromisoformat(str(cell.value))
    check = guards.refuse_early_deadline if cell.part == "issue" else guards.refuse_early_measure
    if refusal := guarded(lambda: check(started_on, deadline), day=started_on):
        cell.verdict, cell.notes = REFUSED, [refusal]


def guarded(check: Callable[[], object], **words: Any) -> Note | None:
    """What a guard would say; None where it lets pass."""
    try:
        check()
    except Refused as refused:
        known = f"guard.{refused.code}"
        if known in SENTENCES:
            return note(known, **words)
        return note("guard", sentence=refused.sentence)
    return None


def locked_cell(role: str, given: str, stands: Sequence[str], why: str) -> Cell | None:
    """A cell that never changes by import, where the sheet says something else than any of the words that stand
    for it here."""
    if not given.strip() or given in stands or digest(given) in {digest(it) for it in stands}:
        return None
    return Cell(role, LOCKED, given, stands[0] if stands else "", notes=[note(why)])
