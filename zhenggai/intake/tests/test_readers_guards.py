"""Guards: for each a file that trips it, and where there is a limit, one that just passes."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import partial
from pathlib import Path

import pytest

from zhenggai.intake import formats
from zhenggai.intake.classified import Classified
from zhenggai.intake.readers import checks, container, load, parse
from zhenggai.intake.readers.checks import plain_name
from zhenggai.intake.tests.making_docx import (
    TYPES,
    cell,
    docx,
    packed,
    paragraph,
    parts,
    row,
    table,
)
from zhenggai.lib.errors import FileRefused
from zhenggai.lib.tests.pace import takes_less

GOOD = parts(paragraph("一、学习不深入"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MACRO = TYPES.replace("document.main", "document.macroEnabled.main")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MB = 1024 * 1024


def code_of(data: bytes, name: str) -> str | None:
    """The code of the refusal; None where the file is read. Every refusal is a whole Chinese sentence."""
    try:
        parse(data, name)
    except FileRefused as refused:
        assert "——请" in refused.sentence or "；请" in refused.sentence
        assert not refused.sentence.endswith(("！", "。"))
        return refused.code
    return None


def with_doctype(encoding: str) -> bytes:
    text = str(GOOD["word/document.xml"])
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 2000} -->'
        f'<!DOCTYPE d [<!ENTITY a "b">]>{text}'
    ).encode(encoding)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without LibreOffice and without recognition of letters."""
    monkeypatch.setattr(formats, "may_convert", lambda: False)
    monkeypatch.setattr(formats, "may_recognise", lambda: False)


@pytest.mark.parametrize(
    "name",
    [
        "a.doc",
        "a.wps",
        "a.docm",
        "a.svg",
        "a.zip",
        "a.rar",
        "a.rtf",
        "a.et",
        "a.xlsm",
        "a.exe",
        "a",
        "a.DOC",
    ],
)
def test_F01_other_formats_are_told_what_to_do(name: str, bare: None) -> None:
    with pytest.raises(FileRefused, match="——请") as refusal:
        parse(b"x", name)

    assert refusal.value.code == "file.format"


@pytest.mark.parametrize("name", ["a.jpg", "a.PNG", "a.tiff"])
def test_a_photo_is_recognised_as_one(name: str, bare: None) -> None:
    with pytest.raises(FileRefused, match="文字识别") as refusal:
        parse(b"x", name)

    assert refusal.value.code == "file.scan"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (docx(paragraph("甲")), "a.txt", "file.misnamed"),
        (b"%PDF-1.7 \n", "a.txt", "file.misnamed"),
        (b"%PDF-1.7 \n", "a.docx", "file.misnamed"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "a.txt", "file.misnamed"),
        (b"<?xml version='1.0'?><svg/>", "a.txt", "file.misnamed"),
        (OLE, "a.docx", "file.misnamed"),
        ("整改".encode(), "a.docx", "file.misnamed"),
        (packed({"a.txt": "x"}), "a.docx", "file.misnamed"),
        (packed({"OFD.xml": "<x/>"}), "a.docx", "file.misnamed"),
        (packed(parts("", types=SHEET)), "a.docx", "file.misnamed"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "file.password"),
        (packed(parts("", types=MACRO)), "a.docx", "file.macro"),
        (packed({**GOOD, "word/vbaProject.bin": b"x"}), "a.docx", "file.macro"),
        (
            packed({k: v for k, v in GOOD.items() if "document.xml" not in k}),
            "a.docx",
            "file.damaged",
        ),
        (packed({**GOOD, "word/document.xml": "<w:p>"}), "a.docx", "file.damaged"),
        (packed(GOOD)[:-60], "a.docx", "file.damaged"),
        (packed(GOOD)[:200], "a.docx", "file.damaged"),
        (b"", "a.txt", "file.empty"),
        (b"", "a.docx", "file.empty"),
        (b"\xef\xbb\xbf \r\n", "a.txt", "file.empty"),
        ("　\n".encode(), "a.txt", "file.no_text"),
        (docx(paragraph("")), "a.docx", "file.no_text"),
    ],
)
def test_F01_extension_bytes_and_structure_must_agree(data: bytes, name: str, code: str) -> None:
    assert code_of(data, name) == code


def test_F01_good_files_pass() -> None:
    assert code_of(packed(GOOD), "a.docx") is None
    assert code_of(packed(GOOD), "通报.DOCX") is None
    assert code_of("MZ 一是".encode(), "a.txt") is None


def test_F01_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    line = ("一" * 340 + "\n").encode()
    text = line * (5 * MB // len(line))

    assert code_of(text, "a.txt") is None
    assert code_of(text + line * 2, "a.txt") == "file.too_large"
    monkeypatch.setattr(checks, "MOST_BYTES", len(packed(GOOD)) - 1)
    assert code_of(packed(GOOD), "a.docx") == "file.too_large"


def test_texts_that_are_too_long_are_refused_before_they_are_read() -> None:
    assert code_of("是\n".encode() * 99_999, "a.txt") is None
    assert code_of("是\n".encode() * 100_000, "a.txt") == "file.too_long"


def test_F02_names_keep_their_last_part_only() -> None:
    assert plain_name("../../etc/通报\u202e\x07.txt") == "通报.txt"
    assert plain_name("C:\\文件\\a.docx") == "a.docx"
    assert plain_name("e\u0301.txt") == "é.txt"
    assert len(plain_name("长" * 300 + ".txt")) == 120
    assert plain_name("\u202e") == "未命名"


def test_F03_number_of_members() -> None:
    def members(count: int) -> bytes:
        fill = {f"x/{number}": b"" for number in range(count - len(GOOD))}
        return packed({**GOOD, **fill})

    assert code_of(members(container.MOST_MEMBERS), "a.docx") is None
    assert code_of(members(container.MOST_MEMBERS + 1), "a.docx") == "file.container"
    assert code_of(members(40_000), "a.docx") == "file.container"


def test_F03_ratio() -> None:
    harmless = {**GOOD, "a.bin": bytes(MB)}

    assert code_of(packed(harmless), "a.docx") is None
    assert code_of(packed({**GOOD, "a.bin": bytes(MB + 1)}), "a.docx") == "file.zip_bomb"


def test_F03_sizes_are_counted_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = packed({**GOOD, "a.bin": bytes(2 * MB)}, zipfile.ZIP_STORED)

    monkeypatch.setattr(container, "MOST_MEMBER_BYTES", 2 * MB)
    assert code_of(stored, "a.docx") is None
    monkeypatch.setattr(container, "MOST_MEMBER_BYTES", 2 * MB - 1)
    assert code_of(stored, "a.docx") == "file.zip_bomb"
    monkeypatch.setattr(container, "MOST_MEMBER_BYTES", 2 * MB)
    monkeypatch.setattr(container, "MOST_BYTES", 2 * MB)
    assert code_of(stored, "a.docx") == "file.zip_bomb"


def test_F03_a_lying_size_does_not_let_more_in() -> None:
    data = bytearray(packed({**GOOD, "word/document.xml": GOOD["word/document.xml"]}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<L", 10)

    assert code_of(bytes(data), "a.docx") == "file.damaged"


@pytest.mark.parametrize("name", ["../a", "/a", "x/../../a", "c:/a"])
def test_F03_members_stay_inside(name: str) -> None:
    assert code_of(packed({**GOOD, name: "x"}), "a.docx") == "file.container"


def test_F03_members_have_names_of_their_own() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in [*GOOD.items(), ("a.xml", "<a/>"), ("a.xml", "<b/>")]:
                archive.writestr(name, data)

    assert code_of(file.getvalue(), "a.docx") == "file.container"
    assert code_of(packed({**GOOD, "Word/Document.xml": "<a/>"}), "a.docx") == "file.container"


def test_F03_links_ciphers_and_strange_methods_are_refused() -> None:
    link = zipfile.ZipInfo("a.lnk")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO(packed(GOOD))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    locked = bytearray(packed({"z": "x", **GOOD}))
    locked[locked.find(b"PK\x01\x02") + 8] |= 1

    assert code_of(file.getvalue(), "a.docx") == "file.container"
    assert code_of(bytes(locked), "a.docx") == "file.password"
    assert code_of(packed(GOOD, zipfile.ZIP_LZMA), "a.docx") == "file.container"


def test_F03_members_do_not_lie_over_one_another() -> None:
    data = bytearray(packed({**GOOD, "a": b"1" * 100, "b": b"1" * 100}, zipfile.ZIP_STORED))
    first = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]

    assert code_of(bytes(data), "a.docx") == "file.container"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "ascii"])
@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml", "customXml/item1.xml"])
def test_F04_doctype_is_refused_in_every_part(encoding: str, part: str) -> None:
    members = {**GOOD, part: with_doctype("utf-8").replace(b"utf-8", b"UTF-8")}
    if encoding != "ascii":
        members[part] = with_doctype(encoding)

    assert code_of(packed(members), "a.docx") == "file.doctype"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-7", "utf-32", "big5", "cp037"])
def test_F04_encoding_that_could_hide_a_declaration_is_refused(encoding: str) -> None:
    members = {
        **GOOD,
        "word/document.xml": with_doctype("utf-8").decode().encode(encoding, "ignore"),
    }
    refused = code_of(packed(members), "a.docx")

    assert refused in ("file.damaged", "file.doctype")


def test_F04_utf16_without_declaration_passes() -> None:
    members = {**GOOD, "word/document.xml": str(GOOD["word/document.xml"]).encode("utf-16")}

    assert code_of(packed(members), "a.docx") is None


def test_F04_outer_relations_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<x/>")
    outside = str(GOOD["word/_rels/document.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Type="x/styles" TargetMode="External" Target="file://{secret}"/>'
        '<Relationship Type="x/styles" Target="../../../../etc/passwd"/></Relationships>',
    )

    assert code_of(packed({**GOOD, "word/_rels/document.xml.rels": outside}), "a.docx") is None


def test_nesting_has_an_end() -> None:
    def controls(depth: int) -> bytes:
        return docx("<w:sdt>" * depth + paragraph("内") + "</w:sdt>" * depth)

    def tables(depth: int) -> bytes:
        inner = paragraph("内")
        for _ in range(depth):
            inner = table(row(cell(inner), cell("")))
        return docx(inner)

    assert code_of(controls(240), "a.docx") is None
    assert code_of(controls(5000), "a.docx") == "file.nesting"
    assert code_of(tables(8), "a.docx") is None
    assert code_of(tables(9), "a.docx") == "file.nesting"


def test_F08_hostile_texts_take_linear_time() -> None:
    parse(b"x", "a.txt")
    for hostile in ("一是", "（", "\f甲\n", "\x07" + "一二三四五六七八九十" * 6, "绝密 "):
        data = (hostile * 20_000).encode()[: 4 * MB]

        assert takes_less(3, partial(parse, data, "a.txt"))


@pytest.mark.parametrize("mark", ["机密★10年", "绝  密", "秘密"])
def test_F11_marks_of_secrecy_block_a_file(mark: str) -> None:
    in_text = f"{mark}\n关于整改情况的通报".encode()
    in_header = docx(paragraph("通报"), header=paragraph(mark))

    for data, name in ((in_text, "a.txt"), (in_header, "a.docx")):
        with pytest.raises(Classified) as refusal:
            parse(data, name)
        assert refusal.value.code == "file.classified"


def test_F11_sentence_about_secrets_passes() -> None:
    assert code_of("一、存在泄露国家秘密的风险".encode(), "a.txt") is None


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50 * MB + 1)

    for path, code in (
        (tmp_path, "file.folder"),
        (tmp_path / "none.txt", "file.missing"),
        (Path("/dev/zero"), "file.unreadable"),
        (Path("a\0b"), "file.unreadable"),
        (large, "file.too_large"),
    ):
        with pytest.raises(FileRefused) as refusal:
            load(path)
        assert refusal.value.code == code
