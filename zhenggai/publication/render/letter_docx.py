"""A letter on A4 as offices write them (GB/T 9704-2012 parameters of documents.md §3, without letterhead): title, number, whom it is
for, body, a table of the facts, who signs and when, and the slip on which it is signed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zhenggai.publication.render.xlsx import chinese_date

_TITLE, _BODY, _HEAD, _PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
_LINE = Pt(28.95)
"""22 lines a page."""
_FIRST = 200
"""Hundredths of a character by which a paragraph begins further in."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands in a letter. `facts` are the rows of its table; `is_draft` marks every page as 送审稿; `slip` are the rows
    of names with the days on which they signed for it, None where no slip is wanted."""

    title: str
    number: str
    to: str
    body: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    office: str
    signed_on: date | None
    copies: str = ""
    signer: str = ""
    is_draft: bool = False
    slip: tuple[tuple[str, str, str], ...] | None = None


def write_letter(paper: Paper, target: IO[bytes]) -> None:
    """Write the letter as docx."""
    document = Document()
    _lay_out(document, paper)
    _line(document, paper.title, _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    if paper.number:
        _line(document, paper.number, _BODY, 16, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "", _BODY, 16)
    _line(document, f"{paper.to}：", _BODY, 16)
    for words in paper.body:
        for part in words.split("\n"):
            _indented(document, part)
    _table(document, paper.facts)
    _close(document, paper)
    if paper.slip is not None:
        _slip(document, paper.slip)
    document.save(target)


def _lay_out(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24.7)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    document.core_properties.title = paper.title
    document.core_properties.author = paper.office
    if paper.is_draft:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(head, "送审稿", _HEAD, 16)
    _number_pages(section)


def _line(
    document: Any, words: str, font: str, size: float, align: Any = WD_ALIGN_PARAGRAPH.LEFT
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    _set_lines(paragraph)
    _write(paragraph, words, font, size)
    return paragraph


def _indented(document: Any, words: str) -> None:
    paragraph = _line(document, words, _BODY, 16, WD_ALIGN_PARAGRAPH.JUSTIFY)
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), str(_FIRST))
    indent.set(qn("w:firstLine"), "640")
    paragraph._p.get_or_add_pPr().append(indent)


def _table(document: Any, facts: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(34), Mm(122)
    for head, words in facts:
        cells = table.add_row().cells
        for cell, text, font, width in (
            (cells[0], head, _HEAD, Mm(34)),
            (cells[1], words, _BODY, Mm(122)),
        ):
            cell.width = width
            _write(cell.paragraphs[0], text, font, 14)


def _close(document: Any, paper: Paper) -> None:
    """Who signs, and the day two characters further in from the right."""
    _line(document, "", _BODY, 16)
    if paper.signer:
        _line(document, f"签发：{paper.signer}", _BODY, 16)
    _line(document, f"{paper.office}　　", _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    day = chinese_date(paper.signed_on) if paper.signed_on else "　　年　月　日"
    _line(document, f"{day}　　", _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    if paper.copies:
        _line(document, f"抄送：{paper.copies}。", _BODY, 14)


def _slip(document: Any, rows: tuple[tuple[str, str, str], ...]) -> None:
    _line(document, "", _BODY, 16)
    _line(document, "送达和签收", _HEAD, 16)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    table.autofit = False
    widths = (Mm(46), Mm(40), Mm(35), Mm(35))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    heads = ("收件人", "送达", "签收", "签字")
    for row, font in (
        (heads, _HEAD),
        *(((name, sent, got, ""), _BODY) for name, sent, got in rows),
    ):
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        for cell, words, width in zip(cells, row, widths, strict=True):
            cell.width = width
            _write(cell.paragraphs[0], words, font, 12)


def _set_lines(paragraph: Any) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = _LINE
    form.widow_control = False


def _write(paragraph: Any, words: str, font: str, size: float) -> None:
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.font.name = font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _number_pages(section: Any) -> None:
    """— 1 — at the foot."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", _PAGE, 14)
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
    _write(paragraph, " —", _PAGE, 14)
