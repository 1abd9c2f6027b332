"""Sheets that are not what they should be, people who may not, and time that runs out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from zhenggai.intake.models import SheetFile
from zhenggai.intake.sheet import UNCOUNTED
from zhenggai.intake.tests.making_files import xlsx
from zhenggai.jobs.tests.working import work_off
from zhenggai.journal.models import Event
from zhenggai.lib.errors import NotAllowed, NotFound, Refused
from zhenggai.people.queries import scope_for, visible
from zhenggai.people.tests.office import TODAY, acting
from zhenggai.rectification import exchange_jobs, upkeep
from zhenggai.rectification.actions import (
    add_milestone,
    confirm_import,
    report_progress,
)
from zhenggai.rectification.exchange import queries
from zhenggai.rectification.lifecycle import IssueState
from zhenggai.rectification.models import (
    ImportLine,
    ImportState,
    Issue,
    IssueText,
    LedgerImport,
    Measure,
)
from zhenggai.rectification.tests.bringing import (
    DEADLINE,
    MEASURE,
    OWNER,
    PROGRESS,
    brought,
    confirm,
    sheet_of,
)
from zhenggai.rectification.tests.exchange import row_of

pytestmark = pytest.mark.usefixtures("fixed_today")


# -- cells and rows that say less than they seem -----------------------------------------------------------------------


def test_a_formula_without_result_is_no_empty_cell(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update({OWNER: UNCOUNTED, "整改目标": "#REF!"})

    batch = brought(office, adopted, sheet)

    (line,) = queries.import_page(office.clerk, batch.uuid, "told", 1).lines
    assert [(cell.label, cell.verdict, cell.before) for cell in line.cells] == [
        ("整改目标", "refused", "每季检查一次"),
        ("责任人", "refused", "甲"),
    ]
    assert all("公式" in cell.notes[0] for cell in line.cells)


def test_an_issue_whose_first_row_was_removed_is_not_emptied(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    sheet.rows.remove(row_of(sheet.rows, "1-1"))

    batch = brought(office, adopted, sheet)

    assert (batch.counts["changes"], batch.counts["missing"]) == (0, 1)


def test_a_new_issue_in_the_sheet_is_told_even_where_nothing_stands_beside_it(
    office, adopted, assigned
):
    sheet = sheet_of(office, adopted)
    sheet.rows.append({"问题编号": "9-9", "巡察反馈问题（原文）": "车辆管理混乱"})

    batch = brought(office, adopted, sheet)

    (line,) = queries.import_page(office.clerk, batch.uuid, "refused", 1).lines
    assert (line.kind, line.code, line.title) == ("row", "9-9", "车辆管理混乱")
    assert "读入文件" in line.notes[0]


def test_a_row_that_stands_twice_is_taken_where_both_agree(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    twice = dict(row_of(sheet.rows, "1-1-2"))
    row_of(sheet.rows, "1-1-2")[OWNER] = "乙"
    sheet.rows.append(twice | {OWNER: "甲"})

    batch = brought(office, adopted, sheet)

    (line,) = queries.import_page(office.clerk, batch.uuid, "told", 1).lines
    assert [(cell.label, cell.verdict) for cell in line.cells] == [("责任人", "refused")]
    assert "出现多次" in line.notes[0]


@pytest.mark.parametrize("words", ["昨天", "2021-02-30", "13月40日", "2021年99月"])
def test_a_day_that_cannot_be_is_asked(office, adopted, assigned, words):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "2-1")[DEADLINE] = words

    batch = brought(office, adopted, sheet)

    assert [item["kind"] for item in batch.questions] == ["day"]
    assert batch.counts["changes"] == 0


# -- refusals of whole sheets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (xlsx({"甲": [["随手记"], ["没有表头"]]}), "import.no_heads"),
        (xlsx({"甲": [["问题编号", "责任人"], ["9-9", "甲"]]}), "import.no_match"),
        (b"PK\x03\x04" + bytes(200), "file.damaged"),
    ],
)
def test_a_sheet_that_is_no_ledger_of_this_round_is_refused_with_a_sentence(
    office, adopted, data, code
):
    batch = brought(office, adopted, data)

    assert (batch.state, batch.refusal_code) == (ImportState.REFUSED, code)
    assert "——" in batch.refusal_sentence


def test_another_rounds_sheet_is_told_apart_by_its_marks(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    sheet.marks[0] = sheet.marks[0].replace(adopted.uuid.hex, "0" * 32)

    batch = brought(office, adopted, sheet)

    assert batch.refusal_code == "import.other_round"


def test_what_people_have_to_know_of_the_sheet_is_told(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    sheet.marks = []
    row_of(sheet.rows, "1-1").update({"备注": "抓紧", "领导批示": "同意"})
    for row in sheet.rows:
        row.setdefault("领导批示", "")

    batch = brought(office, adopted, sheet)

    notices = queries.import_row(office.clerk, batch.uuid).notices
    assert [notice[:10] for notice in notices] == [
        "“领导批示”不是台账",
        "“备注”没有导入——",
        "表里没有导出记号，看",
    ]


def test_a_sheet_of_which_most_rows_are_unknown_may_be_another_rounds(office, adopted):
    rows = [["问题编号", "问题", "责任人"], ["1-1", "学习不经常", "甲"]]
    rows += [[f"{n}-1", f"没有的问题{n}号", "甲"] for n in range(5, 9)]

    batch = brought(office, adopted, xlsx({"甲": rows}))

    assert batch.state == ImportState.READY
    assert any(
        "作为文件读入" in notice for notice in queries.import_row(office.clerk, batch.uuid).notices
    )


# -- people -------------------------------------------------------------------------------------------------------------


def test_only_the_rectification_office_imports_and_only_into_its_own_rounds(
    office, adopted, assigned
):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    batch = brought(office, adopted, sheet)

    for role in ("handler", "lead_dept", "group_leader", "superior_reviewer", "office_admin"):
        with pytest.raises((NotAllowed, NotFound)):
            confirm_import(acting(office.clerk, role), batch, version=batch.version, today=TODAY)
    for viewer in (office.jia, office.yi):
        assert not visible(viewer, LedgerImport).exists()
        with pytest.raises((NotAllowed, NotFound)):
            confirm_import(viewer, batch, version=batch.version, today=TODAY)
    with scope_for(office.bing):
        assert not visible(office.bing, LedgerImport).exists()
        with pytest.raises(NotFound):
            queries.import_page(office.bing, batch.uuid, "told", 1)
        with pytest.raises(NotFound):
            confirm_import(office.bing, batch, version=batch.version, today=TODAY)


def test_people_of_another_office_are_unknown_to_a_sheet(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "丙"

    batch = brought(office, adopted, sheet)

    assert batch.questions[0]["key"] == "person:丙"
    assert batch.questions[0]["options"] == []


def test_another_offices_file_is_not_taken(office, adopted):
    from zhenggai.intake.actions import receive_sheet
    from zhenggai.rectification.actions import COMPARE_JOB, begin_import

    with scope_for(office.bing):
        file = receive_sheet(office.bing, b"x", "a.xlsx", then=COMPARE_JOB)
    with pytest.raises(NotFound):
        begin_import(office.clerk, adopted, file)


# -- jobs and time ------------------------------------------------------------------------------------------------------


def test_reading_and_beginning_may_come_in_any_order(office, adopted, assigned):
    from zhenggai.intake.actions import receive_sheet
    from zhenggai.intake.sheet_jobs import read_sheet_now
    from zhenggai.people.queries import system_viewer
    from zhenggai.rectification.actions import COMPARE_JOB, begin_import

    data = sheet_of(office, adopted).bytes()
    file = receive_sheet(office.clerk, data, "a.xlsx", then=COMPARE_JOB)
    read_sheet_now(system_viewer(), file)
    work_off()
    begin_import(office.clerk, adopted, file)
    work_off()

    assert LedgerImport.objects.get().state == ImportState.READY


def test_a_preview_expires_and_says_so(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    batch = brought(office, adopted, sheet)
    LedgerImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    batch.refresh_from_db()

    assert queries.import_row(office.clerk, batch.uuid).has_expired
    with pytest.raises(Refused) as refusal:
        confirm(office, batch)
    assert refusal.value.code == "import.expired"

    exchange_jobs.expire()
    assert LedgerImport.objects.get().state == ImportState.EXPIRED
    assert not ImportLine.objects.exists()
    exchange_jobs.expire()
    assert Event.objects.filter(summary="1 份导入预览已过期").count() == 1


def test_a_list_of_progress_reports_sets_work_going(office, adopted, assigned):
    Issue.objects.filter(code="1-1").update(state=IssueState.PLANNED)
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    row_of(sheet.rows, "1-1-2")[PROGRESS] += "\n7月9日培训 41 人\n7月20日补课 3 人"

    confirm(office, brought(office, adopted, sheet))

    issue = Issue.objects.get(code="1-1")
    assert (issue.state, issue.owner.name, issue.last_progress_on) == (
        IssueState.IN_PROGRESS, "乙", date(2021, 7, 20),
    )  # fmt: skip


def test_what_issues_keep_equals_a_recount_after_an_import(office, adopted, assigned):
    add_milestone(
        office.clerk, Measure.objects.get(code="1-1-1"), title="初稿", deadline=date(2021, 8, 1)
    )
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update({OWNER: "乙", DEADLINE: "2021年10月1日"})
    row_of(sheet.rows, "1-1-2").update({DEADLINE: "2021年9月1日"})
    row_of(sheet.rows, "1-1-2")[PROGRESS] += "\n7月9日培训 41 人"
    sheet.rows.append({MEASURE: "二是补齐手续", DEADLINE: "2021年7月1日"})

    confirm(office, brought(office, adopted, sheet))

    for row in Issue.objects.all():
        kept = upkeep.kept_columns(row)
        assert {name: getattr(row, name) for name in kept} == kept
    assert "乙" in IssueText.objects.get(issue=assigned).grams.split()
    assert "补齐" in IssueText.objects.get(issue__code="2-1").grams.split()


def test_an_account_tells_of_every_line(office, adopted, assigned):
    report_progress(office.clerk, assigned, text="8月1日检查 3 次", today=TODAY)
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    sheet.rows.append({"问题编号": "9-9", OWNER: "甲"})
    batch = confirm(office, brought(office, adopted, sheet))

    lines = list(queries.import_lines(office.clerk, batch.uuid))

    assert [(line.code, line.done, line.same) for line in lines] == [
        ("1-1", True, 2), ("1-2", False, 2), ("2-1", False, 1), ("9-9", False, 0),
    ]  # fmt: skip
    assert lines[-1].notes[0].startswith("这一轮没有编号为 9-9")
    assert SheetFile.objects.get().cells is not None


def test_a_page_of_a_preview_takes_few_queries(
    office, adopted, assigned, django_assert_max_num_queries
):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "赵某"
    batch = brought(office, adopted, sheet)

    with django_assert_max_num_queries(4):
        page = queries.import_page(office.clerk, batch.uuid, "told", 1)

    assert [question.words for question in page.questions] == ["赵某"]
    assert page.page_count == 1
