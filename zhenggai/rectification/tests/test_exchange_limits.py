"""What a returning sheet cannot change, what guards refuse, what it leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.rectification.exchange.paper import PaperIssue
from zhenggai.rectification.exchange.plan import ADD, CHANGE, CONFLICT, LOCKED, REFUSED
from zhenggai.rectification.tests.exchange import (
    FINANCE,
    JIA,
    LEADER,
    SEAL,
    YI,
    cell_of,
    exported,
    issue,
    ledger,
    measure,
    planned,
    row_of,
    verdicts,
)

OWNER, DEADLINE, PROGRESS = "责任人", "完成时限", "整改进展（日期+事实）"
MEASURE = "整改措施（逐条编号）"


# -- what never changes ---------------------------------------------------------------------------------------------


def test_a_changed_locked_cell_is_told_and_blocks_nothing() -> None:
    rows, marks = exported(ledger())
    row = row_of(rows, "1-1")
    row |= {
        "巡察反馈问题（原文）": "学习不够经常",
        MEASURE: "1-1-1 一是6月、7月各召开会议研究。",
        "是否完成": "是",
        "佐证材料（编号）": "1-1-1-1",
        "销号日期": "2021年9月1日",
        "方面（类别）": "（二）别的方面",
        OWNER: "李乙",
    }

    assert set(verdicts(planned(rows, marks=marks))) == {
        ("1-1", "owner", CHANGE),
        ("1-1", "title", LOCKED),
        ("1-1", "aspect", LOCKED),
        ("1-1", "closed_on", LOCKED),
        ("1-1-1", "measure", LOCKED),
        ("1-1-1", "complete", LOCKED),
        ("1-1-1", "evidence", LOCKED),
    }


def test_what_the_program_itself_has_moved_on_since_is_not_the_sheets_doing() -> None:
    rows, marks = exported(ledger())
    now = ledger()
    now[0].measures[0].state = "verified"
    now[0].measures[0].evidence = ["1-1-1-1"]

    assert verdicts(planned(rows, now, marks)) == []


def test_a_measure_that_waits_for_an_event_gets_no_day_by_import() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-2")[DEADLINE] = "2021年12月1日"

    cell = cell_of(planned(rows, marks=marks), "1-2-1", "deadline")

    assert (cell.verdict, cell.notes[0][0]) == (LOCKED, "locked.trigger")


def test_money_is_understood_and_told_that_it_is_not_kept() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1")["资金（万元）"] = "１.２万元"

    cell = cell_of(planned(rows, marks=marks), "2-1", "money")

    assert (cell.verdict, cell.notes) == (LOCKED, [("money", {"sum": "12,000.00 元"})])


# -- guards ------------------------------------------------------------------------------------------------------


def test_a_settled_issue_takes_nothing() -> None:
    issues = ledger()
    issues[0].state = "closed"
    rows, marks = exported(issues)
    row_of(rows, "1-1").update({OWNER: "赵某", "原因分析": "不重视\n又一条"})
    row_of(rows, "1-1-2")[PROGRESS] = "8月1日培训 3 次"
    rows.insert(2, {MEASURE: "三是建立学习台账"})

    plan = planned(rows, issues, marks)

    assert {verdict for _, _, verdict in verdicts(plan)} == {REFUSED}
    assert {cell.notes[0][1]["sentence"][:6] for line in plan.lines for cell in line.cells} == {
        "问题已销号，"
    }


def test_a_finished_measure_takes_no_change_but_progress() -> None:
    issues = ledger()
    issues[0].measures[1].state = "done"
    rows, marks = exported(issues)
    row_of(rows, "1-1-2").update({OWNER: "张甲", PROGRESS: "8月1日培训 3 次"})

    assert verdicts(planned(rows, issues, marks)) == [
        ("1-1-2", "owner", REFUSED),
        ("1-1-2", "progress", ADD),
    ]


def test_a_deadline_before_the_feedback_is_refused_with_the_guards_sentence() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1")[DEADLINE] = "2021年6月1日"

    cell = cell_of(planned(rows, marks=marks), "2-1", "deadline")

    assert (cell.verdict, cell.notes[0]) == (
        REFUSED,
        ("guard.assign.deadline", {"day": "2021-06-17"}),
    )


@pytest.mark.parametrize("text", ["长" * 501, "目标\x07"])
def test_words_that_no_form_would_take_are_refused(text: str) -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1")["整改目标"] = text

    assert cell_of(planned(rows, marks=marks), "2-1", "target").verdict == REFUSED


def test_rows_that_say_different_things_in_one_cell_are_told() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1-2").update({"整改目标": "每月检查一次", "问题编号": "1-1"})

    cell = cell_of(planned(rows, marks=marks), "1-1", "target")

    assert (cell.verdict, cell.notes[0][0]) == (REFUSED, "differs")


# -- missing rows ---------------------------------------------------------------------------------------------------


def test_rows_that_are_missing_from_the_sheet_are_told_and_never_deleted() -> None:
    rows, marks = exported(ledger())
    part = [
        row for row in rows if not row[MEASURE].startswith("1-1-2") and row["问题编号"] != "2-1"
    ]

    for known in (marks, ()):
        plan = planned(part, marks=known)
        assert [line.code for line in plan.lines if line.missing] == ["1-1-2", "2-1"]
        assert verdicts(plan) == []


def test_what_was_not_exported_is_not_missed() -> None:
    rows, marks = exported(ledger()[:1])

    plan = planned(rows, marks=marks)

    assert [line.code for line in plan.lines if line.missing] == []
    assert {line.code for line in plan.lines} == {"1-1", "1-1-1", "1-1-2"}


def test_one_departments_part_without_marks_leaves_the_rest_missing() -> None:
    rows = [{"问题编号": "1-2", "责任人": "张甲"}]

    plan = planned(rows)

    assert [line.code for line in plan.lines if line.missing] == ["1-1", "2-1"]
    assert verdicts(plan) == [("1-2", "owner", CHANGE)]


def test_rows_of_no_issue_come_last_with_their_reason() -> None:
    rows, marks = exported(ledger())
    rows.append({"问题编号": "9-9", OWNER: "张甲"})

    line = planned(rows, marks=marks).lines[-1]

    assert (line.kind, line.code, line.notes[0][0]) == ("row", "9-9", "row.unknown")
    assert line.places == ["整改总台账!7"]


# -- properties ---------------------------------------------------------------------------------------------------

_PEOPLE = [JIA, YI, LEADER, None]


@given(*(st.sampled_from(_PEOPLE) for _ in range(3)))
def test_three_values_in_a_cell_decide_what_becomes_of_it(base, now, mine) -> None:  # type: ignore[no-untyped-def]
    def with_owner(who) -> list[PaperIssue]:  # type: ignore[no-untyped-def]
        return [issue("1-1", "甲", measure("1-1-1", "乙"), owner=who)]

    rows, marks = exported(with_owner(base))
    rows[0][OWNER] = mine.name if mine else ""

    found = verdicts(planned(rows, with_owner(now), marks))

    expected = None
    if mine not in (base, now):
        expected = CHANGE if now == base else CONFLICT
    assert found == ([("1-1", "owner", expected)] if expected else [])


def test_digests_say_nothing_to_whoever_has_not_the_key() -> None:
    _, marks = exported(ledger())

    assert SEAL.digest("张甲") in " ".join(marks)
    assert "张甲" not in " ".join(marks)
    assert SEAL.digest("张 甲\n") == SEAL.digest("张甲") != SEAL.digest("李乙")
    assert FINANCE.name not in " ".join(marks)
