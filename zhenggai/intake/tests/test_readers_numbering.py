"""Automatic numbers: what Word shows before a paragraph, computed from its lists."""

from __future__ import annotations

import pytest

from zhenggai.intake.readers.docx import content
from zhenggai.intake.readers.spelling import chinese, spell
from zhenggai.intake.tests.making_docx import docx, paragraph
from zhenggai.lib.numerals import chinese_number


def level(place: int, kind: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def abstract(*levels: str, number: int = 0, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, base: int = 0, inner: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{base}"/>{inner}</w:num>'


def override(place: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def item(text: str, number: int = 1, place: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, listed)


def texts(body: str, **others: str) -> list[str]:
    return [block.text for block in content(docx(body, **others)).blocks]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一"}),
        ("chineseCountingThousand", {100: "一百", 105: "一百零五", 110: "一百一十"}),
        ("japaneseCounting", {3: "三", 12: "十二"}),
        ("chineseLegalSimplified", {1: "壹", 12: "壹拾贰"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographDigital", {10: "一〇", 21: "二一"}),
        ("decimal", {7: "7"}),
        ("decimalZero", {7: "07", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 781: "781"}),
        ("upperLetter", {28: "BB"}),
        ("lowerRoman", {4: "iv", 9: "ix"}),
        ("upperRoman", {1949: "MCMXLIX"}),
        ("unheardOf", {5: "5"}),
    ],
)
def test_numbers_are_spelled_in_their_kind(kind: str, numbers: dict[int, str]) -> None:
    assert {number: spell(kind, number) for number in numbers} == numbers


def test_chinese_numbers_read_back_as_themselves() -> None:
    for number in [*range(1, 1200), 2000, 2021, 9999, 10_000, 10_203, 32_767]:
        assert chinese_number(chinese(number)) == number


def test_levels_count_within_their_parents() -> None:
    numbering = abstract(
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimal", "%1.%3.%4", "<w:isLgl/>"),
    ) + num(1)
    body = "".join(
        [
            item("甲", place=0),
            item("乙", place=1),
            item("丙", place=2),
            item("丁", place=2),
            item("戊", place=3),
            item("己", place=1),
            item("庚", place=2),
            item("辛", place=0),
            item("壬", place=1),
        ]
    )

    assert texts(body, numbering=numbering) == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "1.2.1 戊",
        "（二）己",
        "1.庚",
        "二、辛",
        "（一）壬",
    ]


def test_lists_of_one_kin_go_on_and_a_start_of_its_own_begins_anew() -> None:
    numbering = (
        abstract(level(0, "decimal", "%1.", start=3))
        + num(1)
        + num(2)
        + num(3, inner=override(0, 1))
    )
    body = item("甲") + item("乙", 2) + item("丙", 3) + item("丁", 3) + item("戊", 1)

    assert texts(body, numbering=numbering) == ["3.甲", "4.乙", "1.丙", "2.丁", "3.戊"]


def test_level_that_never_restarts_counts_on() -> None:
    never = level(1, "decimal", "问题%2：", '<w:lvlRestart w:val="0"/>')
    numbering = abstract(level(0, "chineseCounting", "%1、"), never) + num(1)
    body = item("甲") + item("乙", place=1) + item("丙") + item("丁", place=1)

    assert texts(body, numbering=numbering) == ["一、甲", "问题1：乙", "二、丙", "问题2：丁"]


def test_style_carries_its_list_and_the_list_says_the_level() -> None:
    numbering = abstract(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="A"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="B"/>'),
    ) + num(1)
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{}"/></w:pPr>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}">{listed.format(outline)}</w:style>'
        for name, outline in (("A", 0), ("B", 1))
    )
    based = '<w:style w:styleId="C"><w:basedOn w:val="B"/></w:style>'
    body = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in "ABCA")
    blocks = content(docx(body, styles=styles + based, numbering=numbering)).blocks

    assert [block.text for block in blocks] == ["一、A", "（一）B", "（二）C", "二、A"]
    assert [block.heading for block in blocks] == [1, 2, 2, 1]


def test_list_style_lends_its_levels() -> None:
    numbering = (
        abstract(level(0, "ideographTraditional", "%1、"), number=0)
        + abstract(number=1, more='<w:numStyleLink w:val="L"/>')
        + num(1, 0)
        + num(2, 1)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )

    assert texts(item("子", 2) + item("丑", 2), styles=styles, numbering=numbering) == [
        "甲、子",
        "乙、丑",
    ]


def test_number_zero_takes_a_paragraph_out_of_its_list() -> None:
    numbering = abstract(level(0, "decimal", "%1.")) + num(1)

    assert texts(item("甲") + item("乙", 0) + item("丙"), numbering=numbering) == [
        "1.甲",
        "乙",
        "2.丙",
    ]


def test_bullets_are_signs_that_can_be_read() -> None:
    numbering = abstract(level(0, "bullet", "\uf0b7"), level(1, "bullet", "◆")) + num(1)

    assert texts(item("甲") + item("乙", place=1), numbering=numbering) == ["•甲", "◆乙"]


def test_bare_number_keeps_a_gap_to_the_text() -> None:
    numbering = abstract(level(0, "decimal", "%1")) + num(1)
    close = abstract(level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')) + num(1)

    assert texts(item("2020年"), numbering=numbering) == ["1 2020年"]
    assert texts(item("）甲"), numbering=close) == ["1）甲"]


def test_faulty_numbers_in_a_file_do_no_harm() -> None:
    huge = level(0, "upperRoman", "%1.", start=999_999_999)
    odd = '<w:lvl w:ilvl="x"><w:start w:val="-3"/></w:lvl><w:lvl w:ilvl="99"/>'
    numbering = abstract(huge, odd) + num(1) + num(7, 55)

    found = texts(item("甲") + item("乙", 7) + item("丙", 1, 44), numbering=numbering)

    assert len(found) == 3
    assert len(found[0]) < 100
