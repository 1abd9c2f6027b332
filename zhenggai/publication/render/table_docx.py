"""A table as a paper to be signed: A4 landscape, title, head on every page, who filled it in (documents.md §1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zhenggai.publication.render.xlsx import Column, Layout, Meta, Row, chinese_date

_TITLE, _BODY, _HEAD = "方正小标宋简体", "仿宋_GB2312", "黑体"
_WIDTH_MM = 297 - 2 * 18
"""Millimetres between the margins."""


def write_paper(rows: Iterable[Row], target: IO[bytes], meta: Meta, layout: Layout) -> int:
    """Write the document; answers with the number of lines."""
    document = Document()
    _lay_out(document)
    document.core_properties.title = meta.title
    document.core_properties.author = meta.office
    _paragraph(document, meta.title, _TITLE, 18, WD_ALIGN_PARAGRAPH.CENTER)
    table = document.add_table(rows=1, cols=len(layout.columns))
    table.style = "Table Grid"
    table.autofit = False
    widths = _widths(layout.columns)
    _fill(table.rows[0], [column.heading for column in layout.columns], widths, _HEAD)
    _repeat(table.rows[0])
    lines = 0
    for row in rows:
        lines += 1
        _fill(table.add_row(), row.cells, widths, _BODY)
    foot = (
        f"填报单位：{meta.office}　　填报人：{meta.filled_by}　　审核人：　　　　"
        f"填报日期：{chinese_date(meta.filled_on)}"
    )
    _paragraph(document, foot, _BODY, 12, WD_ALIGN_PARAGRAPH.LEFT)
    _number_pages(document)
    document.save(target)
    return lines


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)


def _widths(columns: tuple[Column, ...]) -> list[Any]:
    whole = sum(column.width for column in columns)
    return [Mm(_WIDTH_MM * column.width / whole) for column in columns]


def _fill(row: Any, cells: Iterable[str], widths: list[Any], font: str) -> None:
    for cell, words, width in zip(row.cells, cells, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        for number, line in enumerate(words.split("\n")):
            if number:
                paragraph = cell.add_paragraph()
            _write(paragraph, line, font, 10.5)


def _paragraph(document: Any, words: str, font: str, size: float, align: Any) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    _write(paragraph, words, font, size)


def _write(paragraph: Any, words: str, font: str, size: float) -> None:
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.font.name = font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _repeat(row: Any) -> None:
    """The head stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _number_pages(document: Any) -> None:
    """— 1 — in the middle of the foot."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", "宋体", 14)
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
    _write(paragraph, " —", "宋体", 14)
