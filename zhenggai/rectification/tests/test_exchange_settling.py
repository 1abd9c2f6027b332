"""Answers and sides decide what becomes of a cell; the page, the account and the import see the same."""

from __future__ import annotations

import json

import pytest

from zhenggai.rectification.exchange.plan import (
    ASK,
    CHANGE,
    CONFLICT,
    LEFT,
    REFUSED,
    Cell,
    Plan,
    cell_from_json,
    cell_to_json,
    flags_of,
)
from zhenggai.rectification.exchange.settling import MINE, THEIRS, open_questions, settled
from zhenggai.rectification.exchange.values import FIRST, LEAVE, NEXT, NEXT_TWO, who_value
from zhenggai.rectification.tests.exchange import (
    FINANCE,
    JIA,
    LEADER,
    STUDY,
    YI,
    exported,
    ledger,
    line_of,
    planned,
    row_of,
)

OWNER = "责任人"


def plan_with(code: str = "2-1", **cells: str) -> Plan:
    rows, marks = exported(ledger())
    row_of(rows, code).update(cells)
    return planned(rows, marks=marks)


def cells_with(code: str = "2-1", **cells: str) -> list[Cell]:
    return line_of(plan_with(code, **cells), code).cells


def outcome(cells: list[Cell], answers: dict, choice: str = "") -> list[tuple[str, str, str]]:  # type: ignore[type-arg]
    return [(cell.role, cell.verdict, cell.after) for cell in settled(cells, answers, choice)]


def test_an_unknown_person_is_chosen_or_left() -> None:
    cells = cells_with(责任人="赵某")
    key = "person:赵某"

    assert open_questions(cells, {}) == {key}
    assert outcome(cells, {key: who_value(YI)}) == [("owner", CHANGE, "李乙")]
    assert outcome(cells, {key: LEAVE}) == [("owner", LEFT, "赵某")]
    assert open_questions(cells, {key: LEAVE}) == set()


def test_an_answer_that_is_what_stands_here_changes_nothing() -> None:
    cells = cells_with("1-1", 责任人="赵某")

    assert outcome(cells, {"person:赵某": who_value(JIA)}) == [("owner", LEFT, "赵某")]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (FIRST, [("owner", CHANGE, "张甲")]),
        (NEXT, [("owner", CHANGE, "张甲"), ("handler", CHANGE, "李乙")]),
        (
            NEXT_TWO,
            [("owner", CHANGE, "张甲"), ("handler", CHANGE, "李乙"), ("liaison", CHANGE, "王领导")],
        ),
        (LEAVE, [("owner", LEFT, "张甲")]),
    ],
)
def test_of_several_names_those_count_that_are_chosen(
    taken: str, expected: list[tuple[str, str, str]]
) -> None:
    cells = cells_with(责任人="张甲、李乙、王领导")

    assert outcome(cells, {cells[0].take: taken}) == expected


def test_a_further_name_that_is_unknown_is_asked_only_where_it_counts() -> None:
    cells = cells_with(责任人="张甲、赵某")
    take = cells[0].take

    assert open_questions(cells, {}) == {take}
    assert open_questions(cells, {take: FIRST}) == set()
    assert open_questions(cells, {take: NEXT}) == {"person:赵某"}
    assert outcome(cells, {take: NEXT, "person:赵某": LEAVE}) == [
        ("owner", CHANGE, "张甲"),
        ("handler", LEFT, ""),
    ]


def test_further_departments_may_help() -> None:
    cells = cells_with(责任部门="财务组、党建办")

    found = settled(cells, {cells[0].take: NEXT})

    assert [(cell.role, cell.value) for cell in found] == [
        ("lead_dept", who_value(FINANCE)),
        ("co_depts", [who_value(STUDY)]),
    ]


def test_a_cell_of_its_own_comes_before_a_further_name() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1").update({OWNER: "张甲、李乙", "承办人": "王领导"})
    for row in rows:
        row.setdefault("承办人", "")
    cells = line_of(planned(rows, marks=marks), "2-1").cells
    take = next(cell.take for cell in cells if cell.take)

    assert outcome(cells, {take: NEXT}) == [
        ("owner", CHANGE, "张甲"),
        ("handler", CHANGE, "王领导"),
    ]


def test_answers_for_days_types_and_core() -> None:
    cells = cells_with(完成时限="尽快", 整改类型="马上办")

    assert outcome(cells, {"day:尽快": "2021-09-30", "type:马上办": "immediate"}) == [
        ("rect_type", CHANGE, "立行立改"),
        ("deadline", CHANGE, "2021年9月30日"),
    ]
    (early,) = settled(cells_with(完成时限="尽快"), {"day:尽快": "2021-06-01"})
    assert (early.verdict, early.notes[0][0]) == (REFUSED, "guard.assign.deadline")
    core = line_of(
        planned([{"问题编号": "1-1", "措施编号": "1-1-1", "措施": "", "核心": "看情况"}]), "1-1-1"
    ).cells
    assert [(cell.value, cell.after) for cell in settled(core, {"core:看情况": "no"})] == [
        (False, "否")
    ]


def test_in_a_list_of_departments_those_that_are_left_drop_out() -> None:
    cells = cells_with(协办部门="财务组、外单位")

    (found,) = settled(cells, {"office:外单位": LEAVE})

    assert (found.value, found.verdict) == ([who_value(FINANCE)], CHANGE)


def test_a_conflict_waits_for_a_side() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1")[OWNER] = "王领导"
    now = ledger()
    now[0].owner = YI
    cells = line_of(planned(rows, now, marks), "1-1").cells

    assert outcome(cells, {}) == [("owner", CONFLICT, "王领导")]
    assert outcome(cells, {}, MINE) == [("owner", CHANGE, "王领导")]
    assert outcome(cells, {}, THEIRS) == [("owner", LEFT, "王领导")]
    assert settled(cells, {}, MINE)[0].value == who_value(LEADER)


def test_an_answer_to_a_cell_that_moved_is_a_conflict() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1")[OWNER] = "赵某"
    now = ledger()
    now[0].owner = YI
    cells = line_of(planned(rows, now, marks), "1-1").cells

    assert outcome(cells, {"person:赵某": who_value(LEADER)}) == [("owner", CONFLICT, "王领导")]


def test_cells_are_kept_and_read_again_as_they_were() -> None:
    cells = cells_with(责任人="张甲、赵某", 完成时限="6月底", 责任部门="", 资金="1.2万元")

    stored = json.loads(json.dumps([cell_to_json(cell) for cell in cells], ensure_ascii=False))

    assert [cell_from_json(value) for value in stored] == cells
    false = Cell("is_core", CHANGE, value=False, now=None)
    assert cell_from_json(json.loads(json.dumps(cell_to_json(false)))) == false


def test_flags_say_under_what_a_line_falls() -> None:
    assert flags_of("issue", []).changes is False
    assert flags_of("row", []).refused
    assert flags_of("new", []).adds
    assert flags_of("issue", [Cell("owner", CONFLICT)]).conflicts
    assert flags_of("issue", [Cell("owner", ASK)]).asks
    assert not flags_of("issue", [Cell("owner", LEFT)]).changes
