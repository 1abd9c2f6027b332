"""Text files: every encoding that offices use, every line end, and not a character lost."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenggai.intake.readers import parse
from zhenggai.intake.readers.text import content
from zhenggai.lib.errors import FileRefused

TEXT = "一、学习不深入。\n（一）㐀𠮷𤭢 整改措施：“一是”…；２０２１年6月17日"
_SEEN = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t")
_LINES = st.lists(st.text(_SEEN.filter(lambda c: c not in "\u2028\u2029\ufeff")), min_size=1)


def text_of(data: bytes) -> str:
    return "\n".join(block.text for block in content(data).blocks)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        ("\ufeff" + TEXT).encode("gb18030"),
    ],
    ids=["utf8", "utf8-bom", "gb18030", "utf16", "utf16be", "utf16le", "utf32le", "gb18030-bom"],
)
def test_text_reads_the_same_in_every_encoding(data: bytes) -> None:
    assert text_of(data) == TEXT


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b"])
def test_every_line_end_counts_as_one(end: str) -> None:
    assert text_of(f"甲{end}{end}乙".encode()) == "甲\n\n乙"


def test_every_line_may_go_on_in_the_next() -> None:
    assert all(block.soft for block in content(TEXT.encode()).blocks)


def test_form_feed_begins_a_page_and_is_no_text() -> None:
    blocks = content("甲\n\f乙\f丙\r\n\f\f丁".encode()).blocks

    assert [(block.text, block.page) for block in blocks] == [
        ("甲", 1),
        ("乙", 2),
        ("丙", 3),
        ("", 4),
        ("丁", 5),
    ]


def test_without_form_feeds_no_page_is_claimed() -> None:
    assert {block.page for block in content(TEXT.encode()).blocks} == {None}


def test_few_stray_control_characters_become_spaces() -> None:
    assert text_of("单元\x07格\x1f甲".encode()) == "单元 格 甲"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("整改".encode("utf-16-le") + b"\n\x00", "file.binary"),
        (bytes(range(1, 32)) * 40, "file.binary"),
        (b"\x7fELF\x00\x00" + bytes(100), "file.binary"),
        (b"\xff\x41\x80" * 30, "file.encoding"),
        (codecs.BOM_UTF8 + "整改".encode("gb18030"), "file.encoding"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "file.encoding"),
        (codecs.BOM_UTF16_LE + "整".encode("utf-16-le") + b"\x11", "file.encoding"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        content(data)

    assert refusal.value.code == code


@given(_LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=150, deadline=None)
def test_nothing_of_a_text_is_lost(lines: list[str], end: str, encoding: str) -> None:
    text = end.join(lines)
    data = text.encode(encoding)
    if encoding == "gb18030" and _is_utf8(data):
        data = text.encode()

    assert text_of(data) == re.sub(r"\r\n|\r", "\n", text)


def test_invisible_characters_are_kept_and_told() -> None:
    document = parse("责任人：张\u200b三\u202e".encode(), "a.txt")

    assert document.text == "责任人：张\u200b三\u202e"
    assert any("2 个看不见的字符" in notice for notice in document.notices)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
