"""What a returning sheet would change: three values meet in every cell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenggai.rectification.exchange.paper import Entry
from zhenggai.rectification.exchange.plan import ADD, ASK, CHANGE, CONFLICT, LOCKED, REFUSED
from zhenggai.rectification.tests.exchange import (
    JIA,
    ONE,
    OTHER,
    STUDY,
    YI,
    cell_of,
    exported,
    issue,
    ledger,
    line_of,
    measure,
    planned,
    row_of,
    verdicts,
)

OWNER, DEADLINE, PROGRESS = "责任人", "完成时限", "整改进展（日期+事实）"
MEASURE = "整改措施（逐条编号）"


# -- a round trip -----------------------------------------------------------------------------------------------


def test_a_sheet_that_was_not_edited_changes_nothing() -> None:
    rows, marks = exported(ledger())

    for known in (marks, ()):
        plan = planned(rows, marks=known)
        assert verdicts(plan) == []
        assert not any(line.missing or line.notes for line in plan.lines)
        assert plan.questions == {}
        assert [line.code for line in plan.lines] == [
            *("1-1", "1-1-1", "1-1-2", "1-2", "1-2-1", "2-1"),
        ]


def test_rows_in_another_order_and_without_columns_change_nothing() -> None:
    rows, marks = exported(ledger())
    rows.reverse()
    for row in rows:
        del row["整改目标"], row["协办部门"], row["预警色"]

    assert verdicts(planned(rows, marks=marks)) == []
    assert verdicts(planned(rows)) == []


def test_what_programs_do_to_white_space_changes_nothing() -> None:
    rows, marks = exported(ledger())
    for row in rows:
        for head, text in row.items():
            row[head] = f" {text}\n" if text else ""

    assert verdicts(planned(rows, marks=marks)) == []


_TEXTS = st.text("甲乙 \n（）12、。=+-@\t", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(
    st.lists(
        st.builds(
            lambda title, target, causes, content, entry, day, types: (
                title, target, causes, content, entry, day, types
            ),
            _TEXTS,
            st.none() | _TEXTS,
            st.lists(_TEXTS, max_size=2),
            _TEXTS,
            _TEXTS,
            st.none() | st.dates(date(2021, 6, 17), date(2021, 9, 8)),
            st.sampled_from([None, "immediate", "timed", "staged", "long_term"]),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_whatever_the_ledger_holds_its_own_export_changes_nothing(several: list[tuple]) -> None:  # type: ignore[type-arg]
    issues = [
        issue(
            f"1-{number}",
            title,
            measure(f"1-{number}-1", content, progress=[Entry(day, entry)], deadline=day),
            measure(f"1-{number}-2", content + "又", owner=JIA if day else None),
            target=target,
            causes=causes,
            rect_type=types,
            deadline=day,
            owner=YI,
            lead_dept=STUDY,
        )
        for number, (title, target, causes, content, entry, day, types) in enumerate(several, 1)
    ]
    rows, marks = exported(issues)

    assert verdicts(planned(rows, issues, marks)) == []


# -- changes ------------------------------------------------------------------------------------------------------


def test_a_cell_that_the_sheet_changed_is_a_change() -> None:
    rows, marks = exported(ledger())
    row = row_of(rows, "2-1")
    row |= {OWNER: "张甲", DEADLINE: "2021.9.30", "责任部门": "财务组", "整改类型": "立即整改"}

    plan = planned(rows, marks=marks)

    assert {
        (cell.role, cell.verdict, cell.before, cell.after) for cell in line_of(plan, "2-1").cells
    } == {
        ("owner", CHANGE, "", "张甲"),
        ("deadline", CHANGE, "", "2021年9月30日"),
        ("lead_dept", CHANGE, "", "财务组"),
        ("rect_type", CHANGE, "", "立行立改"),
    }
    assert cell_of(plan, "2-1", "owner").value == {"uuid": str(JIA.uuid), "name": "张甲"}
    assert cell_of(plan, "2-1", "deadline").notes == [
        ("day.form", {"given": "2021.9.30", "day": "2021年9月30日"})
    ]
    assert cell_of(plan, "2-1", "rect_type").notes[0][0] == "type.read"


def test_the_same_value_in_other_words_changes_nothing() -> None:
    rows, marks = exported(ledger())
    row = row_of(rows, "1-1")
    row |= {
        OWNER: "党建办主任张甲",
        DEADLINE: "2021/9/17",
        "整改类型": "限期",
        "协办部门": "财务组 ",
    }

    assert verdicts(planned(rows, marks=marks)) == []


def test_an_emptied_cell_takes_the_value_away_only_where_it_was_exported() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1")["整改目标"] = ""

    cell = cell_of(planned(rows, marks=marks), "1-1", "target")
    assert (cell.verdict, cell.before, cell.value) == (CHANGE, "每季检查一次", None)
    assert cell.notes == [("cleared", {})]
    assert verdicts(planned(rows)) == []


def test_a_value_that_the_sheet_left_alone_stays_as_it_is_here_now() -> None:
    rows, marks = exported(ledger())
    now = ledger()
    now[0].owner, now[0].target, now[2].lead_dept = YI, None, STUDY

    assert verdicts(planned(rows, now, marks)) == []


def test_a_cell_changed_on_both_sides_is_a_conflict_unless_both_say_the_same() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1").update({OWNER: "王领导", DEADLINE: "2021年10月1日"})
    now = ledger()
    now[0].owner, now[0].deadline = YI, date(2021, 10, 1)

    plan = planned(rows, now, marks)

    assert verdicts(plan) == [("1-1", "owner", CONFLICT)]
    cell = cell_of(plan, "1-1", "owner")
    assert (cell.before, cell.after, cell.moved) == ("李乙", "王领导", True)


def test_what_changed_between_two_looks_is_a_conflict_even_without_marks() -> None:
    rows, _ = exported(ledger())
    row_of(rows, "1-1")[OWNER] = "王领导"
    first = planned(rows)
    assert cell_of(first, "1-1", "owner").verdict == CHANGE

    now = ledger()
    now[0].owner = YI
    seen = {line.key: line.seen for line in first.lines}

    assert cell_of(planned(rows, now, seen=seen), "1-1", "owner").verdict == CONFLICT
    assert cell_of(planned(rows, seen=seen), "1-1", "owner").verdict == CHANGE


def test_marks_of_another_installation_still_match_but_tell_no_conflict() -> None:
    rows, marks = exported(ledger())
    forged = [marks[0].rsplit(" ", 1)[0] + " 00000000", *marks[1:]]
    row_of(rows, "1-1")[OWNER] = "王领导"
    now = ledger()
    now[0].owner = YI

    assert cell_of(planned(rows, now, forged), "1-1", "owner").verdict == CHANGE


# -- the first line of an issue shows either the issue's owner or the measure's ------------------------------------


def test_owner_and_deadline_of_the_first_line_are_the_issues_unless_the_measure_has_its_own() -> (
    None
):
    issues = ledger()
    issues[0].state = "draft"
    rows, marks = exported(issues)
    row_of(rows, "1-1-1").update({OWNER: "李乙", DEADLINE: "2021年9月20日"})
    row_of(rows, "1-1-2").update({OWNER: "张甲", DEADLINE: "2021年8月9日"})

    for known in (marks, ()):
        assert verdicts(planned(rows, issues, known)) == [
            ("1-1", "owner", CHANGE),
            ("1-1", "deadline", CHANGE),
            ("1-1-2", "owner", CHANGE),
            ("1-1-2", "deadline", CHANGE),
        ]


def test_a_deadline_that_was_promised_with_the_plan_moves_by_an_extension_only() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1-1").update({DEADLINE: "2021年9月20日"})

    assert verdicts(planned(rows, marks=marks)) == [("1-1", "deadline", REFUSED)]


def test_a_first_measure_with_its_own_owner_keeps_the_cell() -> None:
    issues = [
        issue("1-1", "甲", measure("1-1-1", "乙", owner=YI, deadline=date(2021, 9, 1)), owner=JIA)
    ]
    rows, marks = exported(issues)
    assert rows[0][OWNER] == "李乙"
    rows[0] |= {OWNER: "王领导", DEADLINE: "2021年9月2日"}

    for known in (marks, ()):
        assert verdicts(planned(rows, issues, known)) == [
            ("1-1-1", "owner", CHANGE),
            ("1-1-1", "deadline", CHANGE),
        ]


def test_what_the_first_line_showed_decides_though_the_measure_has_an_owner_since() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1-1")[OWNER] = "王领导"
    now = ledger()
    now[0].measures[0].owner = YI

    assert verdicts(planned(rows, now, marks)) == [("1-1", "owner", CHANGE)]


def test_a_row_that_repeats_the_issues_owner_says_nothing_of_its_measure() -> None:
    issues = [issue("1-1", "甲", measure("1-1-1", "乙"), measure("1-1-2", "丙"), owner=JIA)]
    rows, marks = exported(issues)
    rows[1] |= {OWNER: "张甲", "问题编号": "1-1"}

    assert verdicts(planned(rows, issues, marks)) == []
    assert verdicts(planned(rows, issues)) == []


def test_in_a_list_of_tasks_every_cell_is_the_measures() -> None:
    rows = [
        {
            "问题编号": "1-1",
            "措施编号": "1-1-1",
            "措施": "6月召开会议研究。",
            "预期成果": "会议记录 1 份",
            "时限": "2021年7月1日",
            "完成判据": "有记录",
            "整改目标": "每月检查一次",
            "是否核心": "是",
        }
    ]

    assert (
        verdicts(planned(rows))
        == [
            ("1-1", "target", CHANGE),
            ("1-1-1", "deadline", CHANGE),
            ("1-1-1", "deliverable", CHANGE),
            ("1-1-1", "done_criteria", CHANGE),
            ("1-1-1", "is_core", CHANGE),
            ("1-1-2", "", ""),
        ][:5]
    )


def test_a_list_of_duties_speaks_of_issues_alone() -> None:
    rows = [
        {
            "序号": "1",
            "问题编号": "2-1",
            "责任领导": "王领导",
            "牵头部门": "财务组",
            "协办部门": "党建办、财务组",
            "责任人": "张甲",
            "联络员": "李乙",
            "时限": "9月底",
            "承诺签字": "",
        }
    ]

    plan = planned(rows)

    assert verdicts(plan) == [
        ("2-1", role, CHANGE)
        for role in ("charge_leader", "lead_dept", "co_depts", "owner", "liaison", "deadline")
    ]
    assert cell_of(plan, "2-1", "deadline").after == "2021年9月30日"
    assert [item["name"] for item in cell_of(plan, "2-1", "co_depts").value] == ["党建办", "财务组"]
    assert [line.code for line in plan.lines if line.missing] == ["1-1", "1-2"]


# -- questions ---------------------------------------------------------------------------------------------------


def test_what_is_not_certain_is_asked_once_for_all_rows() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1")[OWNER] = "赵某"
    row_of(rows, "2-1").update({OWNER: "赵某", DEADLINE: "尽快", "整改类型": "马上办"})
    row_of(rows, "1-2")[OWNER] = "陈静"

    plan = planned(rows, marks=marks)

    assert [(code, role) for code, role, verdict in verdicts(plan) if verdict == ASK] == [
        ("1-1", "owner"),
        ("1-2", "owner"),
        ("2-1", "rect_type"),
        ("2-1", "owner"),
        ("2-1", "deadline"),
    ]
    assert {key: question.kind for key, question in plan.questions.items()} == {
        "person:赵某": "person",
        "person:陈静": "person",
        "type:马上办": "type",
        "day:尽快": "day",
    }
    assert plan.questions["person:陈静"].options == (
        (str(ONE.uuid), "陈静"),
        (str(OTHER.uuid), "陈静"),
    )


def test_of_several_people_the_first_owns_it_and_the_rest_is_asked() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1")[OWNER] = "张甲、李乙、王领导"

    plan = planned(rows, marks=marks)

    cell = cell_of(plan, "2-1", "owner")
    assert (cell.verdict, cell.asks, cell.take) == (ASK, [cell.take], cell.take)
    (question,) = plan.questions.values()
    assert [value for value, _ in question.options] == ["first", "next", "next_two"]
    assert [item["name"] for item in cell.value] == ["张甲", "李乙", "王领导"]


def test_of_several_lead_departments_the_rest_may_help() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "2-1")["责任部门"] = "财务组、党建办"

    plan = planned(rows, marks=marks)

    (question,) = plan.questions.values()
    assert (question.kind, [value for value, _ in question.options]) == (
        "rest_office",
        ["first", "next"],
    )


# -- new measures, causes and progress ------------------------------------------------------------------------------


def test_a_row_with_new_words_is_a_new_measure_of_the_issue_above() -> None:
    rows, marks = exported(ledger())
    rows.insert(2, {MEASURE: "三是建立学习台账", OWNER: "李乙", DEADLINE: "9月底"})

    plan = planned(rows, marks=marks)

    (line,) = [line for line in plan.lines if line.kind == "new"]
    assert (line.code, line.title) == ("1-1", "三是建立学习台账")
    assert [(cell.role, cell.verdict, cell.after) for cell in line.cells] == [
        ("owner", CHANGE, "李乙"),
        ("deadline", CHANGE, "2021年9月30日"),
    ]


def test_a_new_measure_with_a_number_that_nobody_has_is_new_as_well() -> None:
    rows, marks = exported(ledger())
    rows.insert(2, {MEASURE: "1-1-3 建立学习台账"})

    (line,) = [line for line in planned(rows, marks=marks).lines if line.kind == "new"]
    assert (line.code, line.title) == ("1-1", "建立学习台账")


def test_a_sheet_brought_in_twice_adds_nothing_twice() -> None:
    rows, marks = exported(ledger())
    rows.insert(2, {MEASURE: "三是建立学习台账"})
    row_of(rows, "1-1-2")[PROGRESS] = "2021年7月9日 培训 41 人\n7月20日补课1次"
    row_of(rows, "2-1")["原因分析"] = "制度不全\n监督不力"
    now = ledger()
    now[0].measures.append(measure("1-1-3", "三是建立学习台账"))
    now[0].measures[1].progress = [
        Entry(date(2021, 7, 9), "培训 41 人"),
        Entry(date(2021, 7, 20), "7月20日补课1次"),
    ]
    now[2].causes = ["制度不全", "监督不力"]

    assert verdicts(planned(rows, now, marks)) == []


def test_lines_added_to_progress_become_entries_of_their_day() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1-1")[PROGRESS] += "\n2021年7月9日 培训 41 人\n7月20日召开会议\n修订制度2项"

    cell = cell_of(planned(rows, marks=marks), "1-1-1", "progress")

    assert cell.verdict == ADD
    assert cell.value == [
        {"text": "培训 41 人", "day": "2021-07-09"},
        {"text": "7月20日召开会议", "day": "2021-07-20"},
        {"text": "修订制度2项", "day": None},
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("正在推进", "guard"),
        ("2021年12月1日 培训 41 人", "guard.date.future"),
        ("培训 41 人" * 500, "guard"),
    ],
)
def test_progress_without_a_fact_or_of_the_future_is_refused_by_the_guards(
    line: str, code: str
) -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1-2")[PROGRESS] = line

    cell = cell_of(planned(rows, marks=marks), "1-1-2", "progress")

    assert (cell.verdict, cell.notes[0][0]) == (REFUSED, code)


def test_progress_that_was_told_is_neither_changed_nor_taken_away() -> None:
    issues = ledger()
    issues[0].measures[1].progress = [
        Entry(date(2021, 7, 9), "组织培训 41 人，讲解制度"),
        Entry(date(2021, 7, 20), "补课 1 次"),
    ]
    rows, marks = exported(issues)
    row = row_of(rows, "1-1-2")

    row[PROGRESS] = row[PROGRESS].replace("41", "51")
    assert verdicts(planned(rows, issues, marks)) == [("1-1-2", "progress", LOCKED)]
    row[PROGRESS] = "2021年7月20日 补课 1 次\n8月1日考试 40 人"
    assert verdicts(planned(rows, issues, marks)) == [
        ("1-1-2", "progress", ADD),
        ("1-1-2", "progress", LOCKED),
    ]
    row[PROGRESS] = ""
    assert verdicts(planned(rows, issues, marks)) == [("1-1-2", "progress", LOCKED)]


def test_progress_that_was_told_since_the_export_is_not_missed() -> None:
    rows, marks = exported(ledger())
    now = ledger()
    now[0].measures[0].progress.append(Entry(date(2021, 9, 1), "检查 3 个支部"))
    now[0].progress.append(Entry(date(2021, 9, 2), "专题研究 1 次"))

    assert verdicts(planned(rows, now, marks)) == []


def test_new_causes_are_added_and_missing_ones_stay() -> None:
    rows, marks = exported(ledger())
    row_of(rows, "1-1")["原因分析"] = "制度不健全\n监督不力"

    plan = planned(rows, marks=marks)

    assert verdicts(plan) == [("1-1", "causes", ADD), ("1-1", "causes", LOCKED)]
    assert cell_of(plan, "1-1", "causes").value == ["制度不健全", "监督不力"]
