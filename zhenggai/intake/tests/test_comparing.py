"""Two drafts of one document beside each other."""

from __future__ import annotations

from zhenggai.intake.comparing import compared, walk
from zhenggai.intake.tests.editing_cases import TEXT, case
from zhenggai.lib.tests.pace import takes_less


def told(comparison):
    """What differs, a line a part."""
    return [
        (line.kind, line.state, said(line.before), said(line.after))
        for line in walk((*comparison.lines, *comparison.general))
        if line.state != "same"
    ]


def said(pieces):
    """Words, those that differ in brackets."""
    return "".join(f"[{piece.words}]" if piece.marked else piece.words for piece in pieces)


def against(text):
    return compared(case().draft, case(text).draft)


def test_the_same_text_twice_does_not_differ():
    comparison = against(TEXT)

    assert not comparison.differs
    assert told(comparison) == []


def test_words_that_changed_are_marked_on_both_sides():
    changed = TEXT.replace("已更正 12 份", "已更正 30 份").replace(
        "报销审批不严", "报销审批把关不严"
    )

    assert told(against(changed)) == [
        ("issue", "changed", "报销审批不严", "报销审批[把关]不严"),
        (
            "measure",
            "changed",
            "清理历史单据32份；已更正[12]份。",
            "清理历史单据32份；已更正[30]份。",
        ),
    ]


def test_what_is_new_and_what_is_gone_stand_on_one_side():
    changed = TEXT.replace("三要加强领导。", "").replace(
        "二、下一步打算", "2. 考勤制度不落实。一是8月起按月公布考勤。\n二、下一步打算"
    )

    found = told(against(changed))

    assert ("measure", "removed", "[加强领导。]", "") in found
    assert ("issue", "added", "", "[考勤制度不落实]") in found
    assert against(changed).count("added", "issue") == 1


def test_a_sentence_that_went_to_another_issue_counts_as_moved():
    read = case()
    before = read.draft
    read.do("move", "m5", to="i3")

    found = told(compared(before, read.draft, related=True))

    assert found == [
        ("measure", "moved", "按年度公示党费。", ""),
        ("measure", "moved", "", "按年度公示党费。"),
    ]


def test_of_one_reading_a_part_is_itself_however_its_words_changed():
    read = case()
    before = read.draft
    read.do("set", "i1", title="完全不同的标题文字", deadline="2021-12")

    (line,) = [
        line
        for line in walk(compared(before, read.draft, related=True).lines)
        if line.state != "same"
    ]

    assert line.facts == (("deadline", None, "2021-12"),)
    assert said(line.after).replace("[", "").replace("]", "") == "完全不同的标题文字"


def test_facts_of_the_document_that_differ_are_named():
    changed = TEXT.replace("第四巡察组", "第五巡察组")

    assert {name: after for name, _, after in against(changed).head} == {
        "inspection.body": "区委第五巡察组"
    }


def test_two_long_drafts_that_have_nothing_in_common_are_compared_in_time():
    def text(word):
        rows = "".join(
            f"{n}. {word}第{n}项{word}不落实。一是{word}{n * 7}。二是{n * 13}{word}。\n"
            for n in range(1, 201)
        )
        return f"关于整改情况的通报\n一、整改情况\n（一）关于{word}的问题\n{rows}"

    one, other = case(text("学习")).draft, case(text("财务")).draft
    assert len(one.issues) == 200

    assert takes_less(5, lambda: compared(one, other))
