"""A marked text shows every character once, in order, whatever the spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhenggai.web.marking import paragraphs

TEXT = "标题\n　　一是开会。二是检查。\n\n联系电话"


def said(found: tuple[object, ...]) -> list[str]:
    return ["".join(run.text for run in paragraph.runs) for paragraph in found]  # type: ignore[attr-defined]


def test_lines_become_paragraphs_without_their_indent() -> None:
    assert said(paragraphs(TEXT, [])) == ["标题", "一是开会。二是检查。", "", "联系电话"]


def test_a_cited_sentence_is_marked_and_its_neighbours_are_not() -> None:
    start = TEXT.index("二是")

    runs = paragraphs(TEXT, [(start, start + 5)])[1].runs

    assert [(run.text, run.cited) for run in runs] == [("一是开会。", False), ("二是检查。", True)]
    assert runs[1].start == start


def test_nested_spans_stay_marked_after_the_inner_one_ends() -> None:
    start = TEXT.index("一是")

    runs = paragraphs(TEXT, [(start, start + 10), (start, start + 5)])[1].runs

    assert [run.cited for run in runs] == [True, True]


def test_the_wanted_sentence_stands_out_wherever_others_cut_it() -> None:
    start = TEXT.index("一是")

    runs = paragraphs(TEXT, [(start + 2, start + 4)], (start, start + 5))[1].runs

    assert [run.text for run in runs if run.here] == ["一是", "开会", "。"]


def test_a_span_over_a_line_end_marks_both_lines() -> None:
    found = paragraphs("甲乙\n丙丁", [(1, 4)])

    assert [[(run.text, run.cited) for run in line.runs] for line in found] == [
        [("甲", False), ("乙", True)],
        [("丙", True), ("丁", False)],
    ]


def test_spans_outside_the_text_are_passed_over() -> None:
    assert said(paragraphs("甲乙", [(-5, 1), (1, 99), (50, 60), (2, 1)])) == ["甲乙"]


def test_an_empty_text_has_no_paragraphs() -> None:
    assert paragraphs("", [(0, 3)], (0, 1)) == ()


def test_numbered_headings_are_told_from_sentences() -> None:
    found = paragraphs("一、提高认识\n（二）四风问题\n一是开会\n二、" + "长" * 80, [])

    assert [paragraph.is_heading for paragraph in found] == [True, True, False, False]


@given(
    st.text("甲乙。\n　", max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=8),
)
def test_nothing_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    expected = [line.lstrip(" \t\u3000\xa0") for line in text.split("\n")]
    if text == "" or text.endswith("\n"):
        expected.pop()

    found = paragraphs(text, spans)

    assert said(found) == expected
    starts = [run.start for paragraph in found for run in paragraph.runs]
    assert len(starts) == len(set(starts))
    for paragraph in found:
        for run in paragraph.runs:
            covered = any(a <= run.start < b for a, b in spans)
            assert run.cited == covered
