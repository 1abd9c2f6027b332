"""A workbook brought back into the ledger: compared, decided, confirmed, with the same guards as everywhere."""

from __future__ import annotations

from datetime import date

import pytest

from zhenggai.jobs.tests.working import work_off
from zhenggai.journal.models import Event
from zhenggai.journal.queries import GOOD, history, verify
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.tests.office import TODAY
from zhenggai.rectification.actions import (
    answer_import,
    assign,
    be_strict,
    choose_sides,
    compare_again,
    confirm_import,
    drop_import,
    edit_measure,
    leave_the_rest,
)
from zhenggai.rectification.exchange import queries
from zhenggai.rectification.lifecycle import IssueState
from zhenggai.rectification.models import (
    ImportLine,
    ImportState,
    Issue,
    LedgerImport,
    Measure,
    Progress,
)
from zhenggai.rectification.tests.bringing import (
    DEADLINE,
    MEASURE,
    OWNER,
    PROGRESS,
    brought,
    confirm,
    sheet_of,
    stored,
)
from zhenggai.rectification.tests.exchange import row_of

pytestmark = pytest.mark.usefixtures("fixed_today")


# -- a round trip -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marked", [True, False])
def test_a_round_trip_without_edits_changes_nothing(office, adopted, assigned, marked):
    sheet = sheet_of(office, adopted)
    if not marked:
        sheet.marks = []
    before = stored()

    batch = brought(office, adopted, sheet)

    assert batch.state == ImportState.READY
    assert batch.counts == {
        "asks": 0, "conflicts": 0, "changes": 0, "adds": 0, "refused": 0, "missing": 0,
        "rows": 3, "still": 3, "told": 0, "open": 0, "left": 0, "writes": 0, "same": 8, "lines": 8,
    }  # fmt: skip
    with pytest.raises(Refused) as refusal:
        confirm(office, batch)
    assert refusal.value.code == "import.nothing"
    assert stored() == before
    assert bool(batch.exported_on) is marked


def test_what_was_edited_is_brought_in_through_the_same_actions(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update(
        {OWNER: "乙", "整改目标": "每月检查一次", "原因分析": "制度不全"}
    )
    row_of(sheet.rows, "1-1-2").update(
        {OWNER: "甲", PROGRESS: "文件称已完成\n2021年7月9日 培训 41 人"}
    )
    row_of(sheet.rows, "2-1").update({DEADLINE: "2021.9.30", "责任部门": "财务组"})
    sheet.rows.append({MEASURE: "二是补齐手续", OWNER: "乙"})

    batch = confirm(office, brought(office, adopted, sheet))

    first, third = Issue.objects.get(code="1-1"), Issue.objects.get(code="2-1")
    assert (first.owner.name, first.target) == ("乙", "每月检查一次")
    assert [cause.text for cause in first.causes.all()] == ["制度不全"]
    assert Measure.objects.get(code="1-1-2").owner.name == "甲"
    entry = Progress.objects.get(from_document=False)
    assert (entry.text, entry.happened_on, entry.reporter_name) == (
        "培训 41 人",
        date(2021, 7, 9),
        "办",
    )
    assert (third.deadline, third.lead_dept) == (date(2021, 9, 30), office.finance)
    made = Measure.objects.get(code="2-1-2")
    assert (made.content, made.owner.name) == ("二是补齐手续", "乙")
    assert (batch.state, batch.confirmed_by_name) == (ImportState.DONE, "办")
    assert set(batch.lines.filter(done=True).values_list("code", flat=True)) == {
        "1-1",
        "1-1-2",
        "2-1",
    }


def test_every_row_has_its_own_line_in_the_journal_and_the_import_one_of_its_own(
    office, adopted, assigned
):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    row_of(sheet.rows, "1-1-2")[PROGRESS] += "\n7月9日培训 41 人"
    row_of(sheet.rows, "2-1")["原因分析"] = "制度不全\n监督不力"
    batch = brought(office, adopted, sheet)
    before = Event.objects.count()

    confirm(office, batch)

    done = Event.objects.filter(seq__gt=before).order_by("seq")
    assert [event.action for event in done] == [
        "issue.assign",
        "issue.report_progress",
        "issue.add_cause",
        "issue.add_cause",
        "ledger.import",
    ]
    assert done.last().summary == "导入台账：台账.xlsx，写入 3 行，不能导入 0 行"
    told = history(office.clerk, "rectification.issue", str(assigned.uuid))
    assert [event.action for event in told] == [
        "issue.assign", "issue.assign", "issue.report_progress",
    ]  # fmt: skip
    assert verify().exit_code == GOOD


def test_the_same_sheet_brought_in_again_changes_nothing(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    row_of(sheet.rows, "1-1-2")[PROGRESS] += "\n7月9日培训 41 人"
    sheet.rows.append({MEASURE: "二是补齐手续"})
    confirm(office, brought(office, adopted, sheet))

    again = brought(office, adopted, sheet)

    assert (again.counts["changes"], again.counts["adds"], again.counts["conflicts"]) == (0, 0, 0)


def test_the_export_after_an_import_says_what_the_sheet_said(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update(
        {OWNER: "乙", "原因分析": "制度不全", DEADLINE: "2021年10月1日"}
    )
    row_of(sheet.rows, "1-1-2")[PROGRESS] = "文件称已完成\n2021年7月9日 培训 41 人"
    confirm(office, brought(office, adopted, sheet))

    for row, now in zip(sheet.rows, sheet_of(office, adopted).rows, strict=True):
        assert {k: v for k, v in row.items() if k != "预警色"} == {
            k: v for k, v in now.items() if k != "预警色"
        }


# -- nothing before it is confirmed, all or nothing -----------------------------------------------------------------


def test_comparing_and_deciding_write_nothing_of_the_ledger(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "赵某"
    before = stored()

    batch = brought(office, adopted, sheet)
    batch = leave_the_rest(office.clerk, batch, version=batch.version)
    drop_import(office.clerk, batch)

    assert stored() == before
    assert not ImportLine.objects.exists()
    assert LedgerImport.objects.get().state == ImportState.DROPPED


@pytest.mark.usefixtures("committed")
def test_one_row_that_cannot_be_brought_in_keeps_all_out_and_is_named(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    row_of(sheet.rows, "2-1")[OWNER] = "甲"
    batch = brought(office, adopted, sheet)
    Issue.objects.filter(code="2-1").update(state=IssueState.CLOSED)
    before = stored()

    with pytest.raises(Refused) as refusal:
        confirm(office, batch)

    assert (refusal.value.code, refusal.value.missing[0][:4]) == ("import.refused", "2-1 ")
    assert "已销号" in refusal.value.missing[0]
    assert stored() == before
    assert LedgerImport.objects.get().state == ImportState.READY
    assert Event.objects.latest("seq").result == "import.refused"


def test_what_is_undecided_is_not_confirmed(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "赵某"
    row_of(sheet.rows, "2-1")["整改目标"] = "改"
    batch = brought(office, adopted, sheet)
    assert batch.counts["asks"] == 1

    with pytest.raises(Refused) as refusal:
        confirm(office, batch)
    assert refusal.value.code == "import.asks"

    yi = office.people["乙"]
    batch = answer_import(
        office.clerk, batch, {"person:赵某": {"uuid": str(yi.uuid)}}, version=batch.version
    )
    assert batch.answers == {"person:赵某": {"uuid": str(yi.uuid), "name": "乙"}}
    assert (batch.counts["asks"], batch.counts["changes"]) == (0, 2)
    confirm(office, batch)
    assert Issue.objects.get(code="1-1").owner == yi


def test_answers_are_taken_back_and_only_those_that_were_asked_are_taken(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update({OWNER: "赵某", DEADLINE: "尽快", "整改类型": "马上办"})
    batch = brought(office, adopted, sheet)
    assert {item["key"]: item["kind"] for item in batch.questions} == {
        "person:赵某": "person", "day:尽快": "day", "type:马上办": "type",
    }  # fmt: skip

    def answer(**answers):
        nonlocal batch
        given = {key.replace("_", ":"): value for key, value in answers.items()}
        batch = answer_import(office.clerk, batch, given, version=batch.version)
        return batch.counts["asks"]

    assert answer(person_赵某="leave", day_尽快="2021-09-30", type_马上办="immediate") == 0
    assert answer(day_尽快=None) == 1
    for wrong in (
        {"person_赵某": {"uuid": str(office.people["丙"].uuid)}},
        {"person_赵某": "乙"},
        {"day_尽快": "月底"},
        {"type_马上办": "soon"},
        {"person_钱某": "leave"},
    ):
        with pytest.raises(BadInput):
            answer(**wrong)


def test_strictly_one_locked_cell_keeps_everything_out(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1").update({OWNER: "乙", "销号日期": "2021年9月1日"})
    batch = brought(office, adopted, sheet)
    assert (batch.counts["changes"], batch.counts["refused"]) == (1, 1)

    batch = be_strict(office.clerk, batch, version=batch.version, strict=True)
    with pytest.raises(Refused) as refusal:
        confirm(office, batch)
    assert refusal.value.code == "import.strict"
    batch = be_strict(office.clerk, batch, version=batch.version, strict=False)
    confirm(office, batch)
    assert Issue.objects.get(code="1-1").owner.name == "乙"


def test_a_row_may_be_left_out(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "赵某"
    row_of(sheet.rows, "2-1")[OWNER] = "甲"
    batch = brought(office, adopted, sheet)

    position = batch.lines.get(code="1-1").position
    batch = choose_sides(office.clerk, batch, "theirs", version=batch.version, positions=[position])

    assert (batch.counts["asks"], batch.counts["left"]) == (0, 1)
    confirm(office, batch)
    assert Issue.objects.get(code="1-1").owner.name == "甲"
    assert Issue.objects.get(code="2-1").owner.name == "甲"


# -- conflicts ------------------------------------------------------------------------------------------------------


def test_a_conflict_shows_both_values_and_waits_for_a_side(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    assign(office.clerk, assigned, version=2, owner=office.people["领导"])
    batch = brought(office, adopted, sheet)

    (line,) = queries.import_page(office.clerk, batch.uuid, "conflicts", 1).lines
    assert [(cell.label, cell.before, cell.after) for cell in line.cells] == [
        ("责任人", "领导", "乙")
    ]
    with pytest.raises(Refused) as refusal:
        confirm(office, batch)
    assert refusal.value.code == "import.conflicts"

    theirs = choose_sides(office.clerk, batch, "theirs", version=batch.version)
    with pytest.raises(Refused) as refusal:
        confirm(office, theirs)
    assert refusal.value.code == "import.nothing"
    mine = choose_sides(
        office.clerk, theirs, "mine", version=theirs.version, positions=[line.position]
    )
    confirm(office, mine)
    assert Issue.objects.get(code="1-1").owner.name == "乙"


@pytest.mark.parametrize("marked", [True, False])
def test_what_changes_between_preview_and_confirmation_is_a_conflict_again(
    office, adopted, assigned, marked
):
    sheet = sheet_of(office, adopted)
    if not marked:
        sheet.marks = []
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    row_of(sheet.rows, "1-1-2")[OWNER] = "甲"
    batch = brought(office, adopted, sheet)
    assign(office.clerk, assigned, version=2, owner=office.people["领导"])

    with pytest.raises(Conflict) as refusal:
        confirm(office, batch)
    assert (refusal.value.code, refusal.value.missing) == ("import.moved", ("1-1 学习不经常",))

    compare_again(office.clerk, LedgerImport.objects.get())
    work_off()
    batch = LedgerImport.objects.get()
    assert (batch.state, batch.counts["conflicts"], batch.counts["changes"]) == (
        ImportState.READY, 1, 2,
    )  # fmt: skip
    batch = choose_sides(office.clerk, batch, "mine", version=batch.version)
    confirm(office, batch)
    assert Issue.objects.get(code="1-1").owner.name == "乙"


def test_answers_and_sides_that_still_fit_outlive_a_new_comparison(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "赵某"
    row_of(sheet.rows, "1-1-2")[OWNER] = "甲"
    row_of(sheet.rows, "2-1")[OWNER] = "乙"
    batch = brought(office, adopted, sheet)
    batch = answer_import(office.clerk, batch, {"person:赵某": "leave"}, version=batch.version)
    positions = list(
        batch.lines.filter(code__in=["1-1-2", "2-1"]).values_list("position", flat=True)
    )
    batch = choose_sides(office.clerk, batch, "theirs", version=batch.version, positions=positions)
    edit_measure(
        office.clerk, Measure.objects.get(code="1-1-2"), version=1, owner=office.people["领导"]
    )

    compare_again(office.clerk, batch)
    work_off()

    batch.refresh_from_db()
    assert batch.answers == {"person:赵某": "leave"}
    assert batch.lines.get(code="2-1").choice == "theirs"
    assert batch.lines.get(code="1-1-2").choice == ""
    assert batch.counts["conflicts"] == 1


def test_a_preview_that_somebody_else_has_changed_is_not_confirmed_unseen(
    office, adopted, assigned
):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    batch = brought(office, adopted, sheet)
    seen = batch.version
    be_strict(office.clerk, batch, version=seen, strict=True)

    with pytest.raises(Conflict):
        confirm_import(office.clerk, LedgerImport.objects.get(), version=seen, today=TODAY)


def test_an_import_is_confirmed_once(office, adopted, assigned):
    sheet = sheet_of(office, adopted)
    row_of(sheet.rows, "1-1")[OWNER] = "乙"
    batch = brought(office, adopted, sheet)
    twin = LedgerImport.objects.get()
    confirm(office, batch)

    with pytest.raises(Conflict):
        confirm_import(office.clerk, twin, version=twin.version, today=TODAY)
    assert Event.objects.filter(action="issue.assign", result="done").count() == 2
