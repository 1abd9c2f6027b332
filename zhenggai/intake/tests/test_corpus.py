"""The corpus: invented documents, each with what a careful clerk would read in it (corpus/README.md).

`python -m zhenggai.intake.tests.test_corpus [WORD…]` reads the cases whose names contain a word (all
without one), prints what differs, and counts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue, DraftMeasure
from zhenggai.intake.segment import segment
from zhenggai.intake.tests.corpus.case import Case, Expected, load
from zhenggai.intake.tests.corpus.checks import NOTHING, choices, plain
from zhenggai.intake.tests.corpus.compare import differences, outline

PATHS = sorted((Path(__file__).parent / "corpus").glob("[0-9]*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_case_is_read_as_a_clerk_would(path: Path) -> None:
    case = load(path)

    draft = segment(case.document)

    found = differences(case, draft)
    assert not found, "\n".join([path.name, *found, "——读出的是——", outline(draft)])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_expectations_quote_their_document(path: Path) -> None:
    case = load(path)

    foreign = [
        choice
        for node in case.nodes
        for choice in choices(node.text)
        if choice != NOTHING and plain(choice.rstrip("…")) not in plain(case.text)
    ]

    assert not foreign
    assert case.has_no_issue or case.aspects or case.issues


def test_corpus_is_large_and_its_numbers_are_unique() -> None:
    numbers = [path.name[:3] for path in PATHS]

    assert len(numbers) >= 80
    assert len(set(numbers)) == len(numbers)


def test_a_wrong_reading_is_told_in_words() -> None:
    measure = Expected("措施", "一是", "乙")
    case = Case(
        name="甲",
        text="",
        issues=[Expected("问题", "1", "甲", {"状态": "done"}, [measure])],
        fields=[("标题", "丙"), ("统计", "反馈 3 个"), ("批注不含", "RD-1")],
    )
    issue = DraftIssue("1", "甲", status="ongoing")
    draft = Draft(title="丁", aspects=[DraftAspect(None, None, [issue])])

    title, statistic, status, measures = differences(case, draft)

    assert title == "标题：应为“丙”，读出“丁”"
    assert "反馈 3 个" in statistic
    assert "状态：应为“done”，读出“ongoing”" in status
    assert "措施应有 1 个，读出 0 个" in measures


def test_the_reading_that_was_expected_differs_in_nothing() -> None:
    case = Case(
        name="甲",
        text="",
        issues=[Expected("问题", "1", "甲…", {"责任": "丙、丁"}, [Expected("措施", "无", "乙")])],
        fields=[("检查", "audit | 无 | | |"), ("机关", "无")],
    )
    measure = DraftMeasure(None, "乙做了")
    issue = DraftIssue("1.", "甲不到位", owners=["丙", "丁"], measures=[measure])
    draft = Draft(aspects=[DraftAspect(None, None, [issue])])
    draft.inspection.kind = "audit"

    assert differences(case, draft) == []


def test_a_line_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    path = tmp_path / "001-x.txt"
    path.write_text("甲\n=====期望=====\n标体: 甲\n", "utf-8")

    with pytest.raises(ValueError, match="标体"):
        load(path)


def main(words: Sequence[str]) -> int:
    paths = [path for path in PATHS if not words or any(word in path.stem for word in words)]
    failed = 0
    for path in paths:
        case = load(path)
        draft = segment(case.document)
        found = differences(case, draft)
        failed += bool(found)
        print(f"{'✗' if found else '✓'} {path.stem}")
        for sentence in found:
            print(f"    {sentence}")
        if found and words:
            print(outline(draft))
    print(f"{len(paths) - failed} / {len(paths)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
