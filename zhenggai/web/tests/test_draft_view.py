"""A draft on its page: numbered as it will be adopted, each remark with the part that it speaks of, and what has to be
sent again after an edit."""

from __future__ import annotations

from typing import Any

from zhenggai.intake.draft import (
    Chosen,
    Citation,
    CitedDocument,
    Draft,
    DraftAspect,
    DraftIssue,
    DraftMeasure,
    Mention,
    Remark,
)
from zhenggai.intake.tests.editing_cases import Case, case
from zhenggai.web.draft_patch import Patch, patch
from zhenggai.web.draft_view import draft_view, found_words

_count = iter(range(10_000))


def measure(text: str = "开会", start: int | None = None, **facts: Any) -> DraftMeasure:
    source = None if start is None else Citation(start, start + 10)
    return DraftMeasure("一是", text, source=source, key=f"m{next(_count)}", **facts)


def issue(title: str, start: int, *measures: DraftMeasure, **facts: Any) -> DraftIssue:
    place = Citation(start, start + 5)
    return DraftIssue("1", title, measures=list(measures), source=place, key=f"i{start}", **facts)


def draft(*aspects: DraftAspect, **parts: Any) -> Draft:
    for place, aspect in enumerate(aspects):
        aspect.key = f"a{place}"
    return Draft(title="通报", aspects=list(aspects), **parts)


def test_issues_are_numbered_as_the_ledger_will_number_them() -> None:
    view = draft_view(
        draft(
            DraftAspect("一", "甲方面", [issue("问题甲", 0), issue("问题乙", 20)]),
            DraftAspect("二", "空方面", []),
            DraftAspect("三", "丙方面", [issue("问题丙", 40)]),
        ),
        "通报.txt",
    )

    assert [node.row.code for aspect in view.aspects for node in aspect.nodes] == [
        "1-1",
        "1-2",
        "2-1",
    ]
    assert view.issue_count == 3


def test_the_summary_counts_what_was_found() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题", 0, measure(), measure())]),
        general_measures=[measure()],
    )

    assert found_words(found) == "1 个方面、1 个问题、2 条措施"
    assert draft_view(found, "x").summary == "读出 1 个方面、1 个问题、2 条措施，另有面上措施 1 条"


def test_a_remark_stands_with_the_part_that_it_speaks_of() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题甲", 0, measure(start=10)), issue("问题乙", 30)]),
    )
    key = found.issues[0].measures[0].key
    found.remarks = [
        Remark("RD-1", "info", "全文", None),
        Remark("RD-2", "warning", "措施里", Citation(15, 16), key),
        Remark("RD-3", "error", "别处", Citation(500, 501)),
        Remark("RD-9", "warning", "已不在", None, "m-gone"),
    ]

    view = draft_view(found, "x")

    first, second = view.aspects[0].nodes
    assert [remark.code for remark in first.nodes[0].row.remarks] == ["RD-2"]
    assert (first.row.remarks, second.row.remarks) == ((), ())
    assert [remark.code for remark in view.remarks] == ["RD-3", "RD-9", "RD-1"]
    assert (view.remark_count, view.noted_count) == (4, 1)


def test_a_remark_that_was_dismissed_is_listed_apart() -> None:
    read = case()
    standing = draft_view(read.draft, "x")
    name = standing.aspects[0].nodes[0].nodes[2].row.remarks[0].name

    read.do("dismiss", "head", remark=name)

    view = draft_view(read.draft, "x")
    assert [remark.name for remark in view.dismissed] == [name]
    assert view.remark_count == standing.remark_count - 1


def test_a_certain_mend_is_offered_on_the_remark() -> None:
    view = draft_view(case().draft, "x")

    offered = {
        remark.code: remark.mend
        for aspect in view.aspects
        for node in aspect.nodes
        for one in node.nodes
        for remark in one.row.remarks
    }
    assert offered == {"RD-2": "改为“三是”", "RD-7": "移到 2-1", "RD-9": ""}


def test_facts_of_a_measure_are_told_by_name() -> None:
    told = measure(
        dates=[Mention("8月", "2021-08"), Mention("该月", "2021-08"), Mention("某日", None)],
        documents=[CitedDocument("制度", "政协办〔2020〕2号"), CitedDocument("无号", None)],
        owners=["办公室"],
        deadline="2021-09",
        trigger="换届后",
    )

    view = draft_view(draft(DraftAspect(None, None, [issue("问题", 0, told)])), "x")

    assert view.aspects[0].nodes[0].nodes[0].row.details == (
        "日期 2021-08　文号 政协办〔2020〕2号　责任 办公室　时限 2021-09　事件时限 换届后"
    )


def test_facts_of_an_issue_say_who_answers_for_it_and_until_when() -> None:
    told = issue(
        "问题",
        0,
        owners=["财务组"],
        deadline="2021-12",
        rect_type="timed",
        status="ongoing",
        chosen={"owner": Chosen("王某", "u")},
    )

    view = draft_view(draft(DraftAspect(None, None, [told, issue("别的", 10)])), "x")

    first, second = view.aspects[0].nodes
    assert first.row.details == "责任人 王某　文中责任 财务组　时限 2021-12　限期整改　称正在推进"
    assert (first.row.answered, second.row.answered, view.open_count) == (True, False, 1)


def test_a_draft_without_title_takes_the_files_name() -> None:
    assert draft_view(Draft(), "来文.docx").title == "来文.docx"


def test_every_cited_place_is_marked() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题", 0, measure(start=10), measure())]),
        general_measures=[measure(start=50)],
    )

    assert set(draft_view(found, "x").spans) == {(0, 5), (10, 20), (50, 60)}


# -- what is sent again --------------------------------------------------------------------------------


def patched(read: Case, name: str, part: str, **values: object) -> Patch:
    before = draft_view(read.draft, "x")
    read.do(name, part, **values)
    return patch(before, draft_view(read.draft, "x"), read.text)


def test_corrected_words_send_one_row() -> None:
    made = patched(case(), "set", "m1", text="修订制度。")

    assert [row.key for row in made.rows] == ["m1"]
    assert (made.gone, made.put, made.lines) == ([], [], [])


def test_a_measure_that_moved_leaves_and_comes_in_and_both_issues_count_anew() -> None:
    made = patched(case(), "move", "m5", to="i3", before="m6")

    assert made.gone == ["m5"]
    assert [(put.where, put.node.row.key) for put in made.put] == [("afterbegin:#l-i3", "m5")]
    assert [row.key for row in made.rows] == ["i2", "i3"]


def test_what_comes_behind_a_part_is_put_behind_it() -> None:
    made = patched(case(), "split", "m1", at=6)

    assert [put.where for put in made.put] == ["afterend:#m1"]
    assert {row.key for row in made.rows} == {"i1", "m1"}
    assert [line.start for line in made.lines] == [72]


def test_issues_behind_one_that_went_get_their_numbers_alone() -> None:
    made = patched(case(), "remove", "i1")

    assert made.gone == ["i1"]
    assert [(row.key, row.code) for row in made.codes] == [("i2", "1-1")]


def test_a_whole_aspect_comes_in_with_all_that_it_holds() -> None:
    made = patched(case(), "lower", "a2")

    assert made.gone == ["a2"]
    assert [(put.where, put.template) for put in made.put] == [
        ("afterend:#i2", "draft_issue.html"),
        (f"afterend:#{made.put[0].node.row.key}", "draft_issue.html"),
    ]
