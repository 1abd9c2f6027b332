"""pdf, ofd and html: paragraphs out of lines, running heads left out, pages kept, and what may not come in."""

from __future__ import annotations

from itertools import pairwise

import pytest

from zhenggai.intake.readers import pages, parse
from zhenggai.intake.readers.pages import PageLine, blocks_of
from zhenggai.intake.segment import segment
from zhenggai.intake.tests.making_docx import docx, packed, paragraph
from zhenggai.intake.tests.making_files import as_ofd, as_pdf, ofd, pdf, printed, seed_text
from zhenggai.lib.errors import FileRefused
from zhenggai.lib.tests.pace import grows_in_line

LONG = "区文化馆党支部对反馈的问题逐条研究，明确了整改措施、责任人和完成时限，建立了台账并逐项对账销号，"


def code_of(data: bytes, name: str) -> str:
    with pytest.raises(FileRefused) as refusal:
        parse(data, name)
    assert "——请" in refusal.value.sentence
    return refusal.value.code


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for block in parse(data, name).blocks]


# -- paragraphs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "name"), [(as_pdf, "a.pdf"), (as_ofd, "a.ofd")])
def test_lines_of_a_paragraph_are_joined_and_paragraphs_stay_apart(make, name) -> None:
    text = f"关于整改情况的通报\n{LONG}至今已完成。\n一、问题整改情况\n1.学习不深入。{LONG}"

    assert texts(make(text), name) == text.split("\n")


def test_a_paragraph_goes_on_over_the_page_and_keeps_the_page_it_began_on() -> None:
    document = parse(as_pdf("\n".join([LONG * 14, "二、第二段"])), "a.pdf")

    assert [block.page for block in document.blocks] == [1, 2]
    assert document.blocks[0].text == LONG * 14


def test_every_issue_says_on_which_page_it_stands() -> None:
    draft = segment(parse(as_pdf(seed_text()), "a.pdf"))

    stood = [issue.source.page for issue in draft.issues if issue.source]
    assert stood[0] == 3
    assert len(stood) == 11
    assert all(before <= after for before, after in pairwise(stood))


def test_running_heads_and_page_numbers_are_left_out_and_told() -> None:
    text = "\n".join(f"{number}.第{number}个问题。{LONG}" for number in range(1, 60))

    document = parse(as_pdf(text, head="某区政协机关　内部", numbered=True), "a.pdf")

    assert document.notices == ("每页重复的页眉、页脚没有读入",)
    assert "某区政协机关" not in document.text
    assert "—" not in document.text
    assert [block.text for block in document.blocks] == text.split("\n")


def test_a_line_that_comes_again_inside_the_text_stays() -> None:
    text = "\n".join(["整改措施：", LONG] * 40)

    assert texts(as_pdf(text), "a.pdf").count("整改措施：") == 40


def test_a_page_without_words_among_others_is_told() -> None:
    document = parse(pdf([*printed(LONG), [], []]), "a.pdf")

    assert document.notices == ("有 2 页没有文字（可能是扫描页或图片），没有读入——请核对原件",)


def test_gaps_as_wide_as_columns_make_a_row() -> None:
    rows = [
        [(0, 10, "序号"), (5, 10, "存在问题"), (15, 10, "整改措施")],
        [(0, 20, "1"), (5, 20, "台账不清"), (15, 20, "清查登记")],
        [(0, 30, "2"), (5, 30, "手续不全"), (15, 30, "补齐手续")],
    ]
    lines = [PageLine("\t".join(words for _, _, words in row), 0, 20, 1) for row in rows]

    assert [block.text.split("\t")[1] for block in blocks_of([lines])] == [
        "存在问题",
        "台账不清",
        "手续不全",
    ]
    assert pages.notices([lines])[0].startswith("表格按行还原")


def test_a_table_on_a_page_of_ofd_is_read_by_its_columns() -> None:
    rows = [
        ("序号", "存在问题", "整改措施"),
        ("1", "台账不清", "清查登记"),
        ("2", "手续不全", "补齐"),
    ]
    data = ofd([[[(9 * place, cell) for place, cell in enumerate(row)] for row in rows]])

    issues = segment(parse(data, "a.ofd")).issues

    assert [(issue.title, issue.measures[0].text) for issue in issues] == [
        ("台账不清", "清查登记"),
        ("手续不全", "补齐"),
    ]


def test_no_pages_are_no_blocks() -> None:
    assert list(blocks_of([])) == []
    assert list(blocks_of([[], []])) == []


# -- what may not come in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (pdf([[]]), "a.pdf", "file.scan"),
        (pdf([[(0, "章")], [], []]), "a.pdf", "file.scan"),
        (b"%PDF-1.7 \nnothing", "a.pdf", "file.damaged"),
        (as_pdf(LONG)[:200], "a.pdf", "file.damaged"),
        (docx(paragraph("甲")), "a.pdf", "file.misnamed"),
        (LONG.encode(), "a.pdf", "file.misnamed"),
        (pdf([[(0, "\ue001\ue002\ue003" * 9)]]), "a.pdf", "file.no_text"),
        (ofd([[]]), "a.ofd", "file.scan"),
        (packed({"OFD.xml": "<OFD"}), "a.ofd", "file.damaged"),
        (packed({"a.txt": "x"}), "a.ofd", "file.misnamed"),
        (as_pdf(LONG), "a.ofd", "file.misnamed"),
        (packed({"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><OFD/>'}), "a.ofd", "file.doctype"),
        (packed({"OFD.xml": "<OFD/>", "big.xml": " " * 9_000_000}), "a.ofd", "file.zip_bomb"),
        ("只有文字，没有标记".encode(), "a.html", "file.misnamed"),
        (as_pdf(LONG), "a.html", "file.misnamed"),
        (b"<svg xmlns='x'><text>a</text></svg>", "a.html", "file.misnamed"),
        (b"<html><body><script>1</script></body></html>", "a.html", "file.no_text"),
        (b"<p>" + b"\xff\xfe\x00\x81" * 9, "a.html", "file.encoding"),
        (b"<p>" + b"x" * 5 * 1024 * 1024, "a.html", "file.too_large"),
    ],
)
def test_a_file_that_may_not_come_in_is_told_why(data: bytes, name: str, code: str) -> None:
    assert code_of(data, name) == code


def test_a_locked_pdf_asks_for_its_password_to_be_taken_off() -> None:
    locked = as_pdf(LONG).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"11" * 32
        + b"> /U <"
        + b"22" * 32
        + b"> >>",
    )

    assert code_of(locked, "a.pdf") == "file.password"


@pytest.mark.parametrize(("make", "name"), [(pdf, "a.pdf"), (ofd, "a.ofd")])
def test_F06_pages_past_the_limit_are_refused(make, name, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pdf", "ofd"):
        monkeypatch.setattr(f"zhenggai.intake.readers.{module}.MOST_PAGES", 3)
    page = [(0, LONG[:20])]

    assert len(parse(make([page] * 3), name).blocks) >= 1
    assert code_of(make([page] * 4), name) == "file.too_long"
    assert pages.MOST_PAGES == 2_000


# -- html ----------------------------------------------------------------------------------------------


def html(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_a_web_page_is_read_by_its_blocks() -> None:
    body = (
        "<div>导语<p>一、<b>问题</b>整改<br>情况</p><ul><li>甲<li>乙</ul></div><h2>标题</h2>"
        "<!-- 注释 --><script>1</script><style>x</style><textarea>输入</textarea>尾"
    )

    document = parse(html(body), "a.html")

    assert document.text.split("\n") == ["导语", "一、问题整改", "情况", "甲", "乙", "标题", "尾"]
    assert [block.heading for block in document.blocks if block.heading] == [2]


def test_what_a_web_page_hides_is_left_out_and_told() -> None:
    body = '<p>显</p><p hidden>藏</p><p style="color:red; DISPLAY : none">藏</p>'

    document = parse(html(body), "a.html")

    assert (document.text, document.notices) == ("显", ("网页中隐藏的文字没有读入",))


def test_a_table_of_data_is_rows_and_one_that_lays_out_a_page_is_not() -> None:
    data = (
        "<table><tr><th>序号<th>存在问题<th>整改措施</tr>"
        "<tr><td>1<td colspan=1>台账<br>不清<td><p>1.清查</p><p>2.登记</p></tr></table>"
    )
    layout = f"<table><tr><td>左<td><div>{data}</div></table>"

    rows = [block.cells for block in parse(html(data), "a.htm").blocks]
    issues = segment(parse(html(layout), "a.html")).issues

    assert rows == [("序号", "存在问题", "整改措施"), ("1", "台账\n不清", "1.清查\n2.登记")]
    assert [(issue.title, len(issue.measures)) for issue in issues] == [("台账不清", 2)]


def test_a_page_says_its_encoding_or_shows_it() -> None:
    body = "<p>整改情况</p>"
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">{body}'

    assert parse(declared.encode("gb18030"), "a.html").text == "整改情况"
    assert parse(body.encode("gb18030"), "a.html").text == "整改情况"
    assert parse(declared.encode("utf-8-sig"), "a.html").text == "整改情况"
    assert parse(body.encode("utf-16"), "a.html").text == "整改情况"


def test_nesting_without_end_is_refused_and_length_costs_in_proportion() -> None:
    def read(count: int) -> None:
        parse(html("<div><p>一是学习。</p></div>" * count), "a.html")

    assert code_of(html("<div>" * 5_000 + "深" + "</div>" * 5_000), "a.html") == "file.nesting"
    assert grows_in_line(read, 2_000)
