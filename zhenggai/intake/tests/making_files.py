"""Files of every format by hand: one text as txt, docx, pdf, html, ofd and xlsx, and the parts that tests are about."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from zhenggai.intake.blocks import Block, Document
from zhenggai.intake.lines import logical_lines
from zhenggai.intake.tests.making_docx import docx, paragraph

WIDTH = 28
"""Characters a line of a printed page."""
LINES = 22
SEED = Path(__file__).resolve().parents[3] / "examples" / "三水区政协机关通报.txt"


def seed_text() -> str:
    return SEED.read_text(encoding="utf-8")


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, those that were broken for layout whole again."""
    document = Document("", "txt", "", tuple(Block(line, soft=True) for line in text.split("\n")))
    return [
        text[line.places[0] : line.places[-1] + 1].replace("\n", "")
        for line in logical_lines(document)
    ]


def as_docx(text: str) -> bytes:
    return docx("".join(paragraph(html.escape(line)) for line in paragraphs(text)))


def as_html(text: str) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs(text))
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def as_xlsx(text: str) -> bytes:
    return xlsx({"通报": [[line] for line in paragraphs(text)]})


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these rows; None leaves a cell out."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
    return file.getvalue()


def printed(text: str, width: int = WIDTH) -> list[list[tuple[int, str]]]:
    """The text on pages: each line with its indent in characters, two for the first of a paragraph."""
    lines: list[tuple[int, str]] = []
    for whole in paragraphs(text):
        lines.append((2, whole[: width - 2]))
        rest = whole[width - 2 :]
        lines += [(0, rest[at : at + width]) for at in range(0, len(rest), width)]
    return [lines[at : at + LINES] for at in range(0, len(lines), LINES)]


def as_pdf(text: str, *, head: str = "", numbered: bool = False) -> bytes:
    """Printed pages with a running head and page numbers, if wanted."""
    pages = []
    for number, lines in enumerate(printed(text), 1):
        page = [(0, head)] if head else []
        page += lines
        pages.append([*page, (12, f"— {number} —")] if numbered else page)
    return pdf(pages)


def pdf(pages: Sequence[Sequence[tuple[int, str]]], size: int = 16) -> bytes:
    """Pages of (indent in characters, words); the letters have no shapes, only their Unicode values. (A text of one
    letter without a shape is passed over by the library, hence the space behind each.)"""
    signs = sorted({" "} | {sign for page in pages for _, words in page for sign in words})
    code = {sign: number for number, sign in enumerate(signs, 1)}
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
        " /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_to_unicode(code)),
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(_stream(_drawn(page, code, size)))
    return _numbered(objects)


def _drawn(page: Sequence[tuple[int, str]], code: Mapping[str, int], size: int) -> str:
    return "\n".join(
        f"BT /F {size} Tf {72 + indent * size} {760 - line * 29} Td"
        f" <{''.join(f'{code[sign]:04X}' for sign in f'{words} ')}> Tj ET"
        for line, (indent, words) in enumerate(page)
    )


def _to_unicode(code: Mapping[str, int]) -> str:
    items = [f"<{number:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, number in code.items()]
    groups = [items[at : at + 100] for at in range(0, len(items), 100)]
    maps = "\n".join(
        f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def"
        " 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{maps}\nendcmap end end"
    )


def _stream(words: str) -> str:
    return f"<< /Length {len(words)} >>\nstream\n{words}\nendstream"


def _numbered(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>"
    return out + f"{tail}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def as_ofd(text: str) -> bytes:
    return ofd(printed(text))


Piece = tuple[int, str]
"""Words and how many characters from the left edge they begin."""


def ofd(pages: Sequence[Sequence[Piece | Sequence[Piece]]], size: float = 5.64) -> bytes:
    """Pages of lines, each of one or several pieces, as an OFD package."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="{number + 1}" BaseLoc="Pages/{number}.xml"/>'
            for number in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{100 + line}" Boundary="{28 + indent * size} {37 + line * 10} 160 8" Size="{size}">'
            f'<ofd:TextCode X="0" Y="6" DeltaX="g {len(words)} {size}">{html.escape(words)}</ofd:TextCode></ofd:TextObject>'
            for line, pieces in enumerate(page)
            for indent, words in ([pieces] if isinstance(pieces, tuple) else pieces)
        )
        parts[f"Doc_0/Pages/{number}.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()
