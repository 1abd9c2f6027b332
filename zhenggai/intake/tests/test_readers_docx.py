"""docx: all that stands on the page, in order, once; nothing that does not."""

from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenggai.intake.blocks import Block
from zhenggai.intake.readers import parse
from zhenggai.intake.readers.content import Content
from zhenggai.intake.readers.docx import content
from zhenggai.intake.tests.making_docx import cell, docx, packed, paragraph, parts, row, run, table

_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029"),
    min_size=1,
)


def texts(body: str, **others: str) -> list[str]:
    return [block.text for block in content(docx(body, **others)).blocks]


def read(body: str, **others: str) -> Content:
    return content(docx(body, **others))


def in_paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def test_document_of_word_reads_in_body_order() -> None:
    written = python_docx.Document()
    written.add_heading("整改情况", level=1)
    written.add_paragraph("一、学习不深入")
    rows = written.add_table(2, 2)
    for place, text in enumerate(["问题", "措施", "甲", "乙"]):
        rows.cell(place // 2, place % 2).text = text
    written.add_paragraph("结尾")
    file = io.BytesIO()
    written.save(file)

    blocks = parse(file.getvalue(), "a.docx").blocks

    assert blocks == (
        Block("整改情况", heading=1),
        Block("一、学习不深入"),
        Block("问题\t措施", cells=("问题", "措施"), table=0),
        Block("甲\t乙", cells=("甲", "乙"), table=0),
        Block("结尾"),
    )


@given(st.lists(_TEXT, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_paragraph_is_lost(lines: list[str]) -> None:
    written = python_docx.Document()
    for line in lines:
        written.add_paragraph(line)
    file = io.BytesIO()
    written.save(file)

    assert "\n".join(b.text for b in content(file.getvalue()).blocks) == "\n".join(lines)


def test_tracked_insertions_stay_and_deletions_go() -> None:
    body = in_paragraph(
        run("保留")
        + f"<w:ins>{run('插入')}</w:ins><w:moveTo>{run('移到')}</w:moveTo>"
        + "<w:del><w:r><w:delText>删除</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run('移走')}</w:moveFrom>"
    )
    found = read(body)

    assert [block.text for block in found.blocks] == ["保留插入移到"]
    assert any("修订" in notice for notice in found.notices)


def test_paragraph_whose_end_was_deleted_joins_the_next() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"

    assert texts(paragraph("学习", gone) + paragraph("不深入")) == ["学习不深入"]
    assert texts(paragraph("甲") + paragraph("乙", gone)) == ["甲", "乙"]


def test_deleted_rows_and_cells_go() -> None:
    body = table(
        row(cell(paragraph("甲")), cell(paragraph("乙"), "<w:cellDel/>")),
        row(cell(paragraph("丙")), properties="<w:del/>"),
        row(cell(paragraph("丁")), cell(paragraph("戊"))),
    )

    assert texts(body) == ["甲", "丁\t戊"]


def test_content_controls_are_transparent() -> None:
    body = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inline = in_paragraph(run("责任人：") + body.format(run("张三")))
    cells = row(cell(paragraph("甲")), body.format(cell(paragraph("乙"))))
    rows = table(cells, body.format(row(cell(paragraph("丙")), cell(paragraph("丁")))))

    assert texts(body.format(paragraph("外")) + inline + rows) == [
        "外",
        "责任人：张三",
        "甲\t乙",
        "丙\t丁",
    ]


def test_codes_of_fields_go_and_results_stay() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
    nested = mark("begin") + run("码") + mark("separate") + run("内") + mark("end")
    body = in_paragraph(
        mark("begin") + code + nested + mark("separate") + run("结果") + mark("end") + run("后")
    )

    assert texts(body + in_paragraph(mark("begin") + run("未完"))) == ["结果后", ""]
    assert texts(in_paragraph(f'<w:fldSimple w:instr="DATE">{run("2021年")}</w:fldSimple>')) == [
        "2021年"
    ]


def test_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent>" + paragraph("框内") + "</w:txbxContent>"
    told_twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    alone = (
        f"<w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert texts(in_paragraph(told_twice + run("正文")) + paragraph("后")) == ["正文", "框内", "后"]
    assert texts(in_paragraph(alone)) == ["", "框内"]
    assert texts(table(row(cell(in_paragraph(told_twice + run("甲"))), cell("")))) == ["甲\n框内\t"]


def test_paragraphs_of_a_cell_stay_apart() -> None:
    held = cell(paragraph("1.加强学习") + paragraph("2.完善制度"))

    assert texts(table(row(held, cell(paragraph("甲科"))))) == ["1.加强学习\n2.完善制度\t甲科"]


def test_merged_cells_keep_the_columns_in_place() -> None:
    down = '<w:vMerge w:val="restart"/>'
    body = table(
        row(
            cell(paragraph("序号")),
            cell(paragraph("问题"), '<w:gridSpan w:val="2"/>'),
            properties="<w:tblHeader/>",
        ),
        row(cell(paragraph("一"), down), cell(paragraph("甲")), cell(paragraph("乙"))),
        row(cell(paragraph("藏"), "<w:vMerge/>"), cell(paragraph("丙")), cell(paragraph("丁"))),
        row(cell(paragraph("戊")), cell(""), properties='<w:gridBefore w:val="1"/>'),
    )
    blocks = read(body).blocks

    assert [block.cells for block in blocks] == [
        ("序号", "问题", ""),
        ("一", "甲", "乙"),
        ("", "丙", "丁"),
        ("", "戊", ""),
    ]
    assert [block.header for block in blocks] == [True, False, False, False]
    assert all(block.text == "\t".join(block.cells or ()) for block in blocks)


def test_nested_table_follows_the_row_that_holds_it() -> None:
    inner = table(row(cell(paragraph("内一")), cell(paragraph("内二"))))
    body = table(row(cell(paragraph("甲") + inner), cell(paragraph("乙")))) + table(
        row(cell(paragraph("丙")), cell(paragraph("丁")))
    )

    assert [(block.text, block.table) for block in read(body).blocks] == [
        ("甲\t乙", 0),
        ("内一\t内二", 1),
        ("丙\t丁", 2),
    ]


def test_table_of_one_cell_is_a_frame() -> None:
    body = table(row(cell(paragraph("一、甲") + paragraph("二、乙"))))

    assert read(body).blocks == [Block("一、甲"), Block("二、乙")]


def test_breaks_tabs_and_signs() -> None:
    body = in_paragraph(
        run("甲") + "<w:r><w:br/></w:r>" + run("乙") + "<w:r><w:tab/></w:r>" + run("丙")
    )
    signs = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:noBreakHyphen/><w:sym w:char="F123"/></w:r>'
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
    )
    found = read(body + in_paragraph(signs + ruby)).blocks

    assert found == [Block("甲", soft=True), Block("乙\t丙", soft=True), Block("☑-拼")]


def test_hidden_text_is_left_out_and_told() -> None:
    styles = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = in_paragraph(
        run("见")
        + run("藏", "<w:vanish/>")
        + run("藏", '<w:rStyle w:val="H"/>')
        + run("明", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    )
    found = read(body, styles=styles)

    assert [block.text for block in found.blocks] == ["见明"]
    assert any("隐藏" in notice for notice in found.notices)


def test_footnotes_stand_after_the_text() -> None:
    notes = (
        f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
        f"<w:footnote>{paragraph('注释')}</w:footnote>"
    )
    found = read(paragraph("正文"), footnotes=notes)

    assert [block.text for block in found.blocks] == ["正文", "注释"]
    assert any("脚注" in notice for notice in found.notices)


def test_headers_are_looked_through_but_not_read() -> None:
    found = read(paragraph("正文"), header=in_paragraph(run("页") + run("眉")))

    assert [block.text for block in found.blocks] == ["正文"]
    assert found.margins == "页眉"


@pytest.mark.parametrize(
    ("turn", "pages"),
    [
        ("<w:r><w:lastRenderedPageBreak/></w:r>", [1, 2, 2]),
        ('<w:r><w:br w:type="page"/></w:r>', [1, 2, 2]),
        ('<w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>', [1, 2, 2]),
        ("", [None, None, None]),
    ],
)
def test_pages_are_counted_once(turn: str, pages: list[int | None]) -> None:
    body = paragraph("甲") + in_paragraph(turn + run("乙")) + paragraph("丙")

    assert [block.page for block in read(body).blocks] == pages


def test_sections_turn_the_page_unless_they_go_on() -> None:
    section = "<w:sectPr/>"
    goes_on = '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    body = (
        paragraph("甲", section)
        + paragraph("乙", goes_on)
        + paragraph("丙", "<w:pageBreakBefore/>")
    )

    assert [block.page for block in read(body).blocks] == [1, 2, 3]


def test_outline_level_comes_from_paragraph_style_or_name() -> None:
    styles = (
        '<w:style w:styleId="a"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="d"/></w:style>'
        '<w:style w:styleId="d"><w:basedOn w:val="c"/></w:style>'
    )
    body = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in "abcz")
    own = paragraph("own", '<w:pStyle w:val="b"/><w:outlineLvl w:val="0"/>')

    assert [b.heading for b in read(body + own, styles=styles).blocks] == [2, None, None, None, 1]


def test_generated_contents_are_left_out_and_told() -> None:
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    found = read(
        paragraph("一、甲 3", '<w:pStyle w:val="11"/>') + paragraph("一、甲"), styles=styles
    )

    assert [block.text for block in found.blocks] == ["一、甲"]
    assert any("目录" in notice for notice in found.notices)


def test_pictures_and_comments_are_told() -> None:
    body = in_paragraph(f"<w:r><a:blip/></w:r><w:r><w:commentReference/></w:r>{run('图')}")
    notices = read(body).notices

    assert any("1 张图片" in notice for notice in notices)
    assert any("批注" in notice for notice in notices)


def test_main_part_is_found_by_its_relation_and_in_strict_form() -> None:
    members = parts(paragraph("正文"))
    strict = str(members.pop("word/document.xml")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    members["text/body.xml"] = strict
    members["_rels/.rels"] = str(members["_rels/.rels"]).replace("word/document", "/text/body")

    assert [block.text for block in content(packed(members)).blocks] == ["正文"]


def test_seed_reads_the_same_from_docx_as_from_text() -> None:
    seed = Path(__file__).parents[3] / "examples" / "三水区政协机关通报.txt"
    written = python_docx.Document()
    text = parse(seed.read_bytes(), "seed.txt").text
    for line in text.split("\n"):
        written.add_paragraph(line)
    file = io.BytesIO()
    written.save(file)

    assert parse(file.getvalue(), "seed.docx").text == text
