"""A draft on its page: numbered as it will be adopted, each remark with the issue that it speaks of."""

from __future__ import annotations

from zhenggai.intake.draft import (
    Citation,
    CitedDocument,
    Draft,
    DraftAspect,
    DraftIssue,
    DraftMeasure,
    Mention,
    Remark,
)
from zhenggai.web.draft_view import draft_view, found_words


def measure(text: str = "开会", start: int | None = None, **facts: object) -> DraftMeasure:
    source = None if start is None else Citation(start, start + 10)
    return DraftMeasure("一是", text, source=source, **facts)  # type: ignore[arg-type]


def issue(title: str, start: int, *measures: DraftMeasure) -> DraftIssue:
    return DraftIssue("1", title, measures=list(measures), source=Citation(start, start + 5))


def draft(*aspects: DraftAspect, **parts: object) -> Draft:
    return Draft(title="通报", aspects=list(aspects), **parts)  # type: ignore[arg-type]


def test_issues_are_numbered_as_the_ledger_will_number_them() -> None:
    view = draft_view(
        draft(
            DraftAspect("一", "甲方面", [issue("问题甲", 0), issue("问题乙", 20)]),
            DraftAspect("二", "空方面", []),
            DraftAspect("三", "丙方面", [issue("问题丙", 40)]),
        ),
        "通报.txt",
    )

    assert [i.code for a in view.aspects for i in a.issues] == ["1-1", "1-2", "3-1"]
    assert view.issue_count == 3


def test_the_summary_counts_what_was_found() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题", 0, measure(), measure())]),
        general_measures=[measure()],
    )

    assert found_words(found) == "1 个方面、1 个问题、2 条措施"
    assert draft_view(found, "x").summary == "读出 1 个方面、1 个问题、2 条措施，另有面上措施 1 条"


def test_a_remark_stands_with_the_issue_whose_text_it_points_into() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题甲", 0, measure(start=10)), issue("问题乙", 30)]),
        remarks=[
            Remark("RD-1", "info", "全文", None),
            Remark("RD-2", "warning", "措施里", Citation(15, 16)),
            Remark("RD-3", "error", "别处", Citation(500, 501)),
        ],
    )

    view = draft_view(found, "x")

    first, second = view.aspects[0].issues
    assert [remark.code for remark in first.remarks] == ["RD-2"]
    assert second.remarks == []
    assert [remark.code for remark in view.remarks] == ["RD-3", "RD-1"]
    assert view.remark_count == 3


def test_facts_of_a_measure_are_told_by_name() -> None:
    told = measure(
        dates=[Mention("8月", "2021-08"), Mention("该月", "2021-08"), Mention("某日", None)],
        documents=[CitedDocument("制度", "政协办〔2020〕2号"), CitedDocument("无号", None)],
        owners=["办公室"],
        deadline="2021-09",
        trigger="换届后",
    )

    line = draft_view(draft(DraftAspect(None, None, [issue("问题", 0, told)])), "x")

    assert line.aspects[0].issues[0].measures[0].details == (
        "日期 2021-08　文号 政协办〔2020〕2号　责任 办公室　时限 2021-09　事件时限 换届后"
    )


def test_a_draft_without_title_takes_the_files_name() -> None:
    assert draft_view(Draft(), "来文.docx").title == "来文.docx"


def test_every_cited_place_is_marked() -> None:
    found = draft(
        DraftAspect("一", "甲", [issue("问题", 0, measure(start=10), measure())]),
        general_measures=[measure(start=50)],
    )

    assert set(draft_view(found, "x").spans) == {(0, 5), (10, 20), (50, 60)}
