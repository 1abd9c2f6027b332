import io
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from zhenggai.archive.actions import put
from zhenggai.intake.sheet import MARKS
from zhenggai.journal.models import Event
from zhenggai.lib.errors import NotFound, Refused
from zhenggai.people.queries import scope_for
from zhenggai.people.tests.office import TODAY
from zhenggai.publication import actions
from zhenggai.publication.actions import export_ledger, export_seen
from zhenggai.publication.render.master_ledger import MASTER_LEDGER
from zhenggai.rectification.actions import (
    Offer,
    add_cause,
    assign,
    attach_evidence,
    report_progress,
)
from zhenggai.rectification.exchange.marks import Seal, marks_in
from zhenggai.rectification.models import Measure
from zhenggai.rectification.queries import Colour, LedgerFilters

NAMES = [column.heading for column in MASTER_LEDGER.columns]


def exported(viewer, found_round, **filters):
    target = io.BytesIO()
    export_ledger(viewer, found_round, target, TODAY, LedgerFilters(**filters))
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(NAMES, row, strict=True)) for row in rows[3:-2]]


def test_one_line_a_measure_with_the_issues_cells_in_its_first(office, adopted, issues):
    assign(
        office.clerk,
        issues["1-1"],
        version=1,
        charge_leader=office.people["领导"],
        lead_dept=office.study,
        co_depts=[office.finance],
        owner=office.people["甲"],
        deadline=date(2021, 9, 17),
        rect_type="long_term",
        target="每季检查一次",
    )

    lines = exported(office.clerk, adopted)

    assert [line["问题编号"] for line in lines] == ["1-1", "", "1-2", "", "2-1"]
    assert lines[0] == dict.fromkeys(NAMES, "") | {
        "序号": "1",
        "方面（类别）": "（一）学习不够的问题",
        "问题编号": "1-1",
        "巡察反馈问题（原文）": "学习不经常",
        "整改类型": "长期坚持",
        "整改目标": "每季检查一次",
        "整改措施（逐条编号）": "1-1-1 一是6月召开会议研究。",
        "牵头领导": "领导",
        "责任部门": "党建办",
        "协办部门": "财务组",
        "责任人": "甲",
        "完成时限": "2021年9月17日",
        "整改进展（日期+事实）": "文件称已完成",
        "是否完成": "否",
        "预警色": "黄 临期",
    }
    assert lines[4]["具体表现"] == "检查发现多张单据缺签字。"
    assert lines[2]["完成时限"] == "待：换届结束后"


def test_progress_and_evidence_stand_beside_their_measure(office, adopted, issues):
    measure = Measure.objects.get(code="1-1-2")
    report_progress(
        office.clerk,
        issues["1-1"],
        text="培训 41 人",
        today=TODAY,
        measure=measure,
        happened_on=date(2021, 7, 9),
    )
    attachment = put(BytesIO(b"x"), "签到.txt")
    attach_evidence(
        office.clerk,
        issues["1-1"],
        offers=[Offer(file=attachment, name="签到", kind="sign_in")],
        today=TODAY,
        measure=measure,
    )

    line = exported(office.clerk, adopted)[1]

    assert line["整改进展（日期+事实）"] == "文件称已完成\n2021年7月9日 培训 41 人"
    assert line["佐证材料（编号）"] == "1-1-2-1"


def test_causes_stand_in_their_column(office, adopted, issues):
    add_cause(office.clerk, issues["1-1"], text="制度不健全")
    add_cause(office.clerk, issues["1-1"], text="学习计划没有落实到人")

    assert exported(office.clerk, adopted)[0]["原因分析"] == "制度不健全\n学习计划没有落实到人"


def test_an_export_carries_hidden_marks_of_every_line(office, adopted, issues):
    assign(office.clerk, issues["1-1"], version=1, owner=office.people["甲"])
    target = io.BytesIO()
    export_ledger(office.clerk, adopted, target, TODAY)

    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    assert [(sheet.name, sheet.visible) for sheet in book.sheets_metadata] == [
        ("整改总台账", SheetVisibleEnum.Visible),
        (MARKS, SheetVisibleEnum.VeryHidden),
    ]
    lines = [row[0] for row in book.get_sheet_by_name(MARKS).to_python()]
    seal = Seal(settings.SECRET_KEY)
    found = marks_in(lines, seal)
    assert (found.round, found.exported_on, found.sealed) == (adopted.uuid, "2021-09-08", True)
    assert sorted(found.issues) == ["1-1", "1-2", "2-1"]
    assert sorted(found.measures) == ["1-1-1", "1-1-2", "1-2-1", "1-2-2", "2-1-1"]
    mark = found.issues["1-1"]
    assert (mark.uuid, mark.version) == (issues["1-1"].uuid, 2)
    assert mark.cells["owner"] == seal.digest("甲")
    assert mark.cells["target"] == "-"
    assert found.measures["1-1-1"].entries == 1
    assert marks_in(lines, Seal("another")).sealed is False
    assert marks_in(["台账 1 2 3", *lines[1:]], seal) is None


def test_what_is_seen_carries_no_marks(office, adopted):
    target = io.BytesIO()
    columns = ["code", "what", "owner"]
    export_seen(office.clerk, adopted, target, TODAY, LedgerFilters(), columns, with_measures=False)

    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    assert book.sheet_names == ["台账所见"]


def test_what_is_filtered_is_what_is_exported(office, adopted, issues):
    lines = exported(office.clerk, adopted, warning=Colour.RED)

    assert [line["问题编号"] for line in lines] == ["2-1"]


def test_an_export_is_journaled_and_an_outsider_gets_none(office, adopted):
    exported(office.clerk, adopted)

    event = Event.objects.latest("seq")
    assert (event.action, event.actor_name) == ("ledger.export", "办")
    assert "5 行" in event.summary
    with scope_for(office.bing), pytest.raises(NotFound):
        exported(office.bing, adopted)


def test_a_handler_exports_the_own_issues(office, adopted, issues):
    assign(office.clerk, issues["2-1"], version=1, handler=office.people["甲"])

    assert {line["问题编号"] for line in exported(office.jia, adopted)} == {"2-1"}


def test_an_export_beyond_the_limit_is_refused_with_the_limit(office, adopted, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST_EXPORT", 4)

    with pytest.raises(Refused) as refusal:
        exported(office.clerk, adopted)

    assert (refusal.value.code, "4 行" in refusal.value.sentence) == ("export.too_large", True)
