"""doc and wps where LibreOffice is installed, photos and scans where the extra `ocr` is."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from zhenggai.intake import formats
from zhenggai.intake.readers import office, parse, read_file, scan
from zhenggai.intake.readers.scan import Spot, lines_of
from zhenggai.intake.tests.making_docx import docx, paragraph
from zhenggai.intake.tests.test_readers_sheets import biff, compound
from zhenggai.lib.errors import FileRefused

OLE = compound({"WordDocument": b"\xec\xa5"})
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
WORDS = ["关于巡察整改情况的通报", "一、关于财务管理的问题", "1. 报销审批不严。一是修订报销制度。"]


def spot(words: str, left: float, top: float, right: float, score: float = 1.0) -> Spot:
    return Spot(words, left, top, right, top + 30, score)


@pytest.fixture
def convertible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "may_convert", lambda: True)


@pytest.fixture
def recognisable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "may_recognise", lambda: True)


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "png")
    return file.getvalue()


def code_of(data: bytes, name: str) -> str:
    with pytest.raises(FileRefused, match="——请") as refusal:
        parse(data, name)
    return refusal.value.code


@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_an_old_format_that_cannot_be_converted_is_told_what_to_do(
    name: str, convertible: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_run", lambda folder, source: None)

    assert code_of(OLE, name) == "file.format"
    assert code_of(b"%PDF-1.7", name) == "file.misnamed"


@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_what_holds_no_text_is_never_given_to_the_converter(
    name: str, convertible: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_run", lambda folder, source: pytest.fail("it was converted"))

    assert code_of(OLE[:8], name) == "file.damaged"
    assert code_of(OLE[:8] + bytes(600), name) == "file.damaged"
    assert code_of(biff([["序号"]]), name) == "file.misnamed"
    assert code_of(compound({"EncryptedPackage": b""}), name) == "file.password"


def test_what_was_converted_is_read_and_said_to_be_so(
    convertible: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(folder: Path, source: Path) -> None:
        (folder / "out").mkdir()
        (folder / "out" / "source.docx").write_bytes(docx(paragraph("整改情况")))

    monkeypatch.setattr(office, "_run", run)

    read = parse(OLE, "旧.wps")

    assert (read.format, read.text) == ("wps", "整改情况")
    assert "LibreOffice" in read.notices[0]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_doc_reads_as_the_docx_that_it_was(tmp_path: Path) -> None:
    source = tmp_path / "甲.docx"
    source.write_bytes(docx("".join(paragraph(line) for line in WORDS)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", tmp_path]
    subprocess.run([*command, source], check=False, capture_output=True, timeout=120)
    if not (tmp_path / "甲.doc").is_file():
        pytest.skip("LibreOffice Writer is not installed")

    assert read_file(tmp_path / "甲.doc").text == read_file(source).text


def test_spots_at_one_height_are_a_line_and_wide_gaps_part_columns() -> None:
    spots = [
        spot("问题", 400, 102, 460),
        spot("序号", 100, 100, 160),
        spot("下一行", 100, 150, 190),
        spot("续", 192, 152, 222),
    ]

    lines = list(lines_of(spots))

    assert [line.text for line in lines] == ["序号\t问题", "下一行续"]
    assert (lines[0].left, lines[0].right) == (100, 460)
    assert list(lines_of([])) == []


def test_a_photo_says_that_its_words_were_recognised_and_how_many_are_in_doubt(
    recognisable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = [[100, 100], [400, 100], [400, 130], [100, 130]]
    found = SimpleNamespace(boxes=[box], txts=["整改情况"], scores=[0.6])
    monkeypatch.setattr(scan, "_engine", lambda: lambda picture: found)

    read = parse(png(600, 400), "照片.png")

    assert read.text == "整改情况"
    assert "请与原件核对" in read.notices[0]
    assert read.notices[1] == "其中 1 处识别把握不大"


def test_a_photo_without_words_is_not_a_document(
    recognisable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Any = SimpleNamespace(boxes=None)
    monkeypatch.setattr(scan, "_engine", lambda: lambda picture: found)

    assert code_of(png(60, 40), "照片.png") == "file.no_text"


def test_F06_pictures_are_measured_before_they_are_unpacked(
    recognisable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_engine", lambda: None)

    assert code_of(png(10_000, 5_001), "大.png") == "file.too_large"
    assert code_of(png(60, 40)[:40], "坏.png") == "file.damaged"
    assert code_of(png(60, 40), "不是.jpg") == "file.misnamed"


@pytest.mark.slow
@pytest.mark.skipif(not FONT.exists(), reason="no Chinese font to draw with")
@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_scan_is_read(ending: str, tmp_path: Path) -> None:
    if not formats.may_recognise():
        pytest.skip("the extra `ocr` is not installed")
    picture = Image.new("RGB", (1240, 700), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 32)
    for number, line in enumerate(WORDS):
        draw.text((120, 100 + 80 * number), line, fill="black", font=font)
    path = tmp_path / f"扫描.{ending}"
    picture.save(path, resolution=150)

    read = read_file(path).text

    assert "报销审批不严" in read and "关于财务管理的问题" in read
