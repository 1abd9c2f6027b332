"""xlsx and xls: values as the sheet shows them, hidden sheets told, strays harmless, ledgers read as ledgers."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from zhenggai.intake.readers import grid, parse
from zhenggai.intake.readers.xlsx import content, workbook
from zhenggai.intake.segment import segment
from zhenggai.intake.sheet import UNCOUNTED
from zhenggai.intake.tests.making_docx import packed
from zhenggai.intake.tests.making_files import xlsx
from zhenggai.lib.errors import FileRefused

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

LEDGER: list[list[object]] = [
    ["某局整改台账"],
    ["序号", "方面", "存在问题", "整改措施", "责任\n部门", "整改时限"],
    [1, "党建方面", "理论学习\n不深入", "1.制定计划\n2.开展培训", "甲科\n乙科", date(2021, 12, 31)],
    [None, None, None, "建立学习台账", None, None],
    [2, "财务方面", "报销手续不全", "补齐手续", "财务科", date(2021, 11, 30)],
]


def parts(
    rows: str, *, styles: str = "", book: str = "", strings: str = ""
) -> dict[str, str | bytes]:
    """A workbook of one sheet with exactly these rows of XML."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override ContentType="{_TYPE}"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}'
        '<sheets><sheet name="甲" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/1.xml"/></Relationships>',
        "xl/worksheets/1.xml": f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    if styles:
        found["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
    if strings:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    return found


def texts(members: Mapping[str, str | bytes]) -> list[str]:
    return [block.text for block in content(packed(members)).blocks]


def code_of(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(FileRefused) as refusal:
        parse(data, name)
    assert "——请" in refusal.value.sentence
    return refusal.value.code


def test_a_ledger_is_read_with_its_measures_owners_and_days() -> None:
    draft = segment(parse(xlsx({"台账": LEDGER}), "a.xlsx"))

    first, second = draft.issues
    assert (draft.title, [aspect.title for aspect in draft.aspects]) == (
        "某局整改台账",
        ["党建方面", "财务方面"],
    )
    assert (first.title, first.owners, first.deadline) == (
        "理论学习不深入",
        ["甲科", "乙科"],
        "2021-12-31",
    )
    assert [measure.text for measure in first.measures] == ["制定计划", "开展培训", "建立学习台账"]
    assert (second.number, second.title, second.deadline) == ("2", "报销手续不全", "2021-11-30")


def test_a_row_that_names_its_issue_again_goes_on_with_it() -> None:
    rows: list[Sequence[object]] = [
        ["序号", "存在问题", "整改措施", "责任人"],
        [1, "台账不清", "清查登记", "张某"],
        [1, "台账不清", "盘点资产", "李某"],
        [2, "台账不清", "另一处也清查", "李某"],
    ]

    issues = segment(parse(xlsx({"台账": rows}), "a.xlsx")).issues

    assert [len(issue.measures) for issue in issues] == [2, 1]
    assert issues[0].owners == ["张某", "李某"]


def test_hidden_sheets_are_left_out_and_told() -> None:
    document = parse(xlsx({"台账": LEDGER, "底稿": [["秘书私用"]]}, hidden=["底稿"]), "a.xlsx")

    assert "秘书私用" not in document.text
    assert document.notices == ("隐藏的工作表“底稿”没有读入——需要的请取消隐藏后再读",)


def test_a_workbook_whose_sheets_are_all_hidden_is_refused() -> None:
    shown = parts("<row><c><v>1</v></c></row>")
    hidden = {
        name: str(part).replace('name="甲"', 'name="甲" state="veryHidden"')
        for name, part in shown.items()
    }

    assert parse(packed(shown), "a.xlsx").text == "1"
    assert code_of(packed(hidden)) == "file.no_text"


def test_a_stray_cell_at_the_far_corner_is_harmless_and_told() -> None:
    document = parse(xlsx({"台账": [*LEDGER, [None] * 5000 + ["角"]]}), "a.xlsx")
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'

    assert "角" not in document.text
    assert document.notices == ("有 1 个单元格远在表格之外（256 列、100000 行以后），没有读入",)
    assert texts(parts(corner)) == ["1"]


def test_F06_rows_past_the_limit_are_refused_and_as_many_as_it_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("zhenggai.intake.readers.xlsx.MOST_ROWS", 60)

    def rows(count: int) -> bytes:
        return packed(parts("".join(f"<row><c><v>{n}</v></c></row>" for n in range(count))))

    assert parse(rows(60), "a.xlsx").text.count("\n") == 59
    assert parse(rows(110), "a.xlsx").notices
    assert code_of(rows(111)) == "file.too_long"
    assert grid.MOST_ROWS == 100_000


def test_values_stand_as_the_sheet_shows_them() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
        '<numFmt numFmtId="171" formatCode="[$-804]yyyy/m/d;@"/><numFmt numFmtId="172" formatCode="0.0%"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs>'
    )
    strings = "<si><r><t>共享</t></r><r><t>文字</t></r><rPh><t>gongxiang</t></rPh></si>"
    row = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>内联</t></is></c><c t="str"><f>A1</f><v>公式</v></c>'
        '<c t="b"><v>1</v></c><c><v>3</v></c><c><v>1.2500</v></c><c><v>44561</v></c>'
        '<c s="1"><v>44561</v></c><c s="2"><v>44561</v></c><c s="3"><v>44561.75</v></c><c s="4"><v>0.765</v></c>'
        '<c t="e"><v>#REF!</v></c><c t="s"><v>9</v></c></row>'
    )

    assert texts(parts(row, styles=styles, strings=strings)) == [
        "共享文字\t内联\t公式\t是\t3\t1.25\t44561\t2021-12-31\t2021-12\t2021-12-31\t76.5%\t#REF!"
    ]


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    members = parts(
        '<row><c s="0"><v>43099</v></c></row>',
        styles=styles,
        book='<workbookPr date1904="1"/>',
    )

    assert texts(members) == ["2021-12-31"]


def test_a_formula_that_was_never_counted_is_told() -> None:
    found = content(
        packed(parts('<row><c><v>1</v></c><c><f>1+1</f></c><c t="str"><f>A1</f><v/></c></row>'))
    )

    assert [block.text for block in found.blocks] == ["1"]
    assert found.notices[0].startswith("有 2 个公式单元格没有保存计算结果")


def test_as_cells_a_formula_that_was_never_counted_is_not_empty() -> None:
    found = workbook(
        packed(parts('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1+1</f></c></row>'))
    )

    assert found.sheets[0].rows[0].cells == {0: "1", 1: UNCOUNTED}


def test_rows_that_a_filter_hides_are_read_and_told() -> None:
    found = content(packed(parts('<row hidden="1"><c><v>1</v></c></row>')))

    assert [block.text for block in found.blocks] == ["1"]
    assert found.notices == ["有 1 行处于隐藏（筛选）状态，已一并读入"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed({"a.txt": "x"}), "file.misnamed"),
        (packed({"OFD.xml": "x"}), "file.misnamed"),
        (b"%PDF-1.4", "file.misnamed"),
        (xlsx({"a": [["甲"]]})[:-40], "file.damaged"),
        (packed({**parts(""), "xl/vbaProject.bin": b"x"}), "file.macro"),
        (
            packed({k: v for k, v in parts("").items() if "workbook.xml" not in k[-12:]}),
            "file.damaged",
        ),
        (packed({**parts(""), "xl/worksheets/1.xml": "<worksheet><row>"}), "file.damaged"),
        (packed(parts("<row><c><v> </v></c></row>")), "file.no_text"),
        (
            packed(
                {**parts(""), "xl/worksheets/1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'}
            ),
            "file.doctype",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file.password",
        ),
    ],
)
def test_a_workbook_that_may_not_come_in_is_told_why(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    document = parse(biff([["序号", "存在问题", "整改措施"], [1, "台账不清", "清查登记"]]), "a.xls")

    (issue,) = segment(document).issues
    assert (issue.number, issue.title, [measure.text for measure in issue.measures]) == (
        "1",
        "台账不清",
        ["清查登记"],
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "file.misnamed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.damaged"),
    ],
)
def test_an_old_workbook_that_is_none_is_told_why(data: bytes, code: str) -> None:
    assert code_of(data, "a.xls") == code


def test_macros_and_other_contents_of_an_old_workbook_are_refused() -> None:
    macro, text = (
        compound({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}),
        compound({"WordDocument": b"x"}),
    )

    assert code_of(macro, "a.xls") == "file.macro"
    assert code_of(text, "a.xls") == "file.misnamed"


# -- BIFF8 by hand: enough for cells of text and numbers ------------------------------------------------


def biff(rows: Sequence[Sequence[str | float]]) -> bytes:
    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                words = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x0204, place + words)
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    begins = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    sheet = record(0x0809, begins[:2] + b"\x10\x00" + begins[4:]) + cells + record(0x000A, b"")
    name = struct.pack("<BB", 1, 0) + b"A"
    head = record(0x0809, begins)
    at = len(head) + 4 + 6 + len(name) + 4
    bound = record(0x0085, struct.pack("<IH", at, 0) + name)
    return compound({"Workbook": (head + bound + record(0x000A, b"") + sheet).ljust(4096, b"\x00")})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container with these streams, each in whole sectors."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, child=1 if streams else -1)]
    for place, (name, body) in enumerate(streams.items(), 1):
        padded = body.ljust(-(-max(len(body), 4096) // 512) * 512, b"\x00")
        start, count = len(sectors), len(padded) // 512
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        fat += [*range(start + 1, start + count), -2]
        after = place + 1 if place < len(streams) else -1
        entries.append(_entry(name, 2, right=after, start=start, size=len(padded)))
    directory = len(sectors)
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\x00")
    sectors += [listed[at : at + 512] for at in range(0, len(listed), 512)]
    fat += [*range(directory + 1, len(sectors)), -2]
    table = len(sectors)
    fat.append(-3)
    sectors.append(struct.pack("<128i", *fat, *[-1] * (128 - len(fat))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIiIiI", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, -2, 0, -2, 0
    )
    return header + struct.pack("<109i", table, *[-1] * 108) + b"".join(sectors)


def _entry(
    name: str, kind: int, *, child: int = -1, right: int = -1, start: int = -2, size: int = 0
) -> bytes:
    words = (name + "\x00").encode("utf-16-le")
    return words.ljust(64, b"\x00") + struct.pack(
        "<HBBiii16xI8x8xiQ", len(words), kind, 1, -1, right, child, 0, start, size
    )
