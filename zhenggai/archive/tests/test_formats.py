"""What may be handed in as evidence: extension, first bytes and inside agree (security.md F01, F03)."""

from __future__ import annotations

import io
import zipfile

import pytest

from zhenggai.archive.formats import ACCEPTED, FORMATS, mime_of
from zhenggai.lib.errors import FileRefused


def container(*members: str, sizes: int = 10, encrypted: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, "x" * sizes)
    data = bytearray(stream.getvalue())
    if encrypted:
        for place in range(len(data)):
            if data[place : place + 4] == b"PK\x01\x02":
                data[place + 8] |= 1
    return bytes(data)


DOCX = container("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("纪要.docx", DOCX, FORMATS["docx"].mime),
        ("台账.XLSX", container("xl/workbook.xml"), FORMATS["xlsx"].mime),
        ("公文.ofd", container("OFD.xml"), "application/ofd"),
        ("扫描.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("照片.jpeg", b"\xff\xd8\xff\xe0 ...", "image/jpeg"),
        ("截图.png", b"\x89PNG\r\n\x1a\n ...", "image/png"),
        ("说明.txt", "说明".encode("gb18030"), "text/plain"),
        ("说明.txt", "\ufeff说明".encode("utf-16-le"), "text/plain"),
        ("名单.csv", b"a,b", "text/csv"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, data: bytes, mime: str) -> None:
    assert mime_of(io.BytesIO(data), name) == mime


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("程序.exe", b"MZ", "file.format"),
        ("旧稿.doc", b"\xd0\xcf\x11\xe0", "file.format"),
        ("资料.zip", DOCX, "file.format"),
        ("图.svg", b"<svg/>", "file.format"),
        ("没有扩展名", b"x", "file.format"),
        ("空.pdf", b"", "file.empty"),
        ("照片.jpg", b"\x89PNG\r\n\x1a\n", "file.misnamed"),
        ("说明.txt", b"%PDF-1.4", "file.misnamed"),
        ("说明.txt", b"a\x00b", "file.misnamed"),
        ("纪要.docx", container("xl/workbook.xml"), "file.misnamed"),
        ("纪要.docx", b"PK\x03\x04 broken", "file.damaged"),
        ("纪要.docx", container("word/document.xml", "word/vbaProject.bin"), "file.macro"),
        ("纪要.docx", container("word/document.xml", "../evil"), "file.container"),
        ("纪要.docx", container("word/document.xml", "/evil"), "file.container"),
        ("纪要.docx", container("word/document.xml", encrypted=True), "file.password"),
    ],
)
def test_what_is_not_is_refused_by_a_stable_code(name: str, data: bytes, code: str) -> None:
    with pytest.raises(FileRefused, match="——") as refusal:
        mime_of(io.BytesIO(data), name)

    assert refusal.value.code == code


def test_too_many_members_and_too_much_inside_are_refused() -> None:
    many = container("word/document.xml", *(f"word/{n}.xml" for n in range(2001)))
    large = container("word/document.xml", *(f"word/{n}.xml" for n in range(5)), sizes=45_000_000)

    for data in (many, large):
        with pytest.raises(FileRefused) as refusal:
            mime_of(io.BytesIO(data), "纪要.docx")
        assert refusal.value.code == "file.container"


def test_a_text_may_be_five_megabytes_another_file_fifty() -> None:
    with pytest.raises(FileRefused) as refusal:
        mime_of(io.BytesIO(b"x" * (5 * 2**20 + 1)), "说明.txt")
    assert refusal.value.code == "file.too_large"
    assert mime_of(io.BytesIO(b"%PDF-" + b"x" * (6 * 2**20)), "扫描.pdf")


def test_the_forms_field_offers_what_is_taken() -> None:
    assert set(ACCEPTED.split(",")) == {f".{extension}" for extension in FORMATS}
