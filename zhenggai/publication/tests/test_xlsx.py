import resource
from datetime import date
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from zhenggai.publication.render.master_ledger import MASTER_LEDGER
from zhenggai.publication.render.xlsx import (
    Meta,
    Row,
    chinese_date,
    write_table,
)
from zhenggai.rectification.exchange.columns import role_of

META = Meta("第四巡察组反馈意见整改台账", "甲单位", "办甲", date(2021, 9, 8))


def written(tmp_path, rows):
    path = tmp_path / "ledger.xlsx"
    write_table(rows, path, META, MASTER_LEDGER)
    return path


def cells(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def part(path, name):
    with ZipFile(path) as container:
        return container.read(name).decode()


def a_row(*first, opens=True):
    return Row([*first, *[""] * (len(MASTER_LEDGER.columns) - len(first))], opens)


def test_the_columns_are_those_of_the_office_in_their_order():
    assert [column.heading for column in MASTER_LEDGER.columns] == [
        "序号",
        "方面（类别）",
        "问题编号",
        "巡察反馈问题（原文）",
        "具体表现",
        "原因分析",
        "整改类型",
        "整改目标",
        "整改措施（逐条编号）",
        "牵头领导",
        "责任部门",
        "协办部门",
        "责任人",
        "完成时限",
        "整改进展（日期+事实）",
        "是否完成",
        "佐证材料（编号）",
        "制度成果",
        "资金（万元）",
        "处理人数",
        "销号日期",
        "销号级次",
        "预警色",
        "回头看结果",
        "备注",
    ]


def test_every_column_is_known_when_the_workbook_comes_back():
    roles = [role_of(column.heading) for column in MASTER_LEDGER.columns]

    assert None not in roles
    assert len(set(roles)) == len(roles)


def test_title_two_header_rows_lines_and_foot(tmp_path):
    sheet = cells(written(tmp_path, [a_row("1", "（一）学习"), a_row("", "", opens=False)]))

    assert sheet[0][0] == META.title
    assert [text for text in sheet[1] if text] == [
        heading.heading for heading in MASTER_LEDGER.headings
    ]
    assert sheet[2] == [column.heading for column in MASTER_LEDGER.columns]
    assert sheet[3][:3] == ["1", "（一）学习", ""]
    foot = [text for text in sheet[-1] if text]
    assert foot == ["填报单位：甲单位", "填报人：办甲", "审核人：", "填报日期：2021年9月8日"]


def test_the_sheet_is_laid_out_for_print(tmp_path):
    path = written(tmp_path, [a_row("1")])
    sheet, book = part(path, "xl/worksheets/sheet1.xml"), part(path, "xl/workbook.xml")

    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'xSplit="2" ySplit="3" topLeftCell="C4"' in sheet
    assert "第 &amp;P 页" in sheet
    assert "$1:$3" in book, "the title and both header rows are repeated"
    assert '<mergeCell ref="A1:Y1"/>' in sheet
    assert '<mergeCell ref="A2:F2"/>' in sheet


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "http://example.org/", "0012", "1e5", "2-1"],
)
def test_F10_every_cell_is_text_whatever_it_looks_like(tmp_path, text):
    path = written(tmp_path, [a_row(text)])

    assert cells(path)[3][0] == text
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert 't="n"' not in sheet


def test_a_row_is_tall_enough_for_its_longest_cell_and_no_taller_than_allowed(tmp_path):
    rows = [a_row(*[""] * 8, "措" * length) for length in (30, 60, 9000)]

    sheet = part(written(tmp_path, rows), "xl/worksheets/sheet1.xml")

    heights = [float(row.split('ht="')[1].split('"')[0]) for row in sheet.split("<row ")[4:7]]
    assert heights[:2] == [27, 51]
    assert 408 < heights[2] <= 409, "the tallest that the format allows"


def test_memory_stays_flat_while_lines_are_written(tmp_path):
    def lines(count):
        return (a_row(str(number), "关于财务管理不规范的问题" * 4) for number in range(count))

    write_table(lines(100), tmp_path / "small.xlsx", META, MASTER_LEDGER)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = write_table(lines(8000), tmp_path / "large.xlsx", META, MASTER_LEDGER)

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert count == 8000
    assert grown < 30, "MiB"


def test_dates_are_written_as_offices_write_them():
    assert chinese_date(date(2021, 9, 6)) == "2021年9月6日"
    assert chinese_date(None) == ""
