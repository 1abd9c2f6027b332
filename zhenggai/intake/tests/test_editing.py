"""Each way to correct a draft, and where its words are cited afterwards."""

from __future__ import annotations

import pytest

from zhenggai.intake.draft import Chosen
from zhenggai.intake.editing.edits import Edit
from zhenggai.intake.editing.mends import fingerprint, mends
from zhenggai.intake.editing.sentences import sentence
from zhenggai.intake.editing.tree import codes, find
from zhenggai.intake.tests.editing_cases import Case, case, outline
from zhenggai.lib.errors import BadInput, Conflict


@pytest.fixture
def read() -> Case:
    return case()


def cited(read: Case, key: str) -> str:
    source = find(read.draft, key).part.source
    return read.text[source.start : source.end]


def test_every_part_has_a_key_and_a_heading_its_place(read):
    assert [aspect.key for aspect in read.draft.aspects] == ["a1", "a2"]
    assert [issue.key for issue in read.draft.issues] == ["i1", "i2", "i3"]
    assert cited(read, "a1") == "（一）关于财务管理的问题"
    assert codes(read.draft)["m4"] == "1-2-1"


def test_words_of_a_measure_are_corrected_and_stay_cited(read):
    before = cited(read, "m1")

    read.do("set", "m1", text="修订报销制度（甲办〔2021〕3号），6月30日印发。", status="done")

    measure = find(read.draft, "m1").part
    assert measure.documents[0].number == "甲办〔2021〕3号"
    assert cited(read, "m1") == before


def test_facts_of_an_issue_are_set(read):
    read.do(
        "set",
        "i1",
        title="报销审批把关不严",
        owners="财务组、办公室",
        deadline="2021-12",
        rect_type="timed",
        owner={"name": "王某", "uuid": "u1"},
    )

    issue = read.draft.issues[0]
    assert (issue.title, issue.deadline, issue.rect_type) == (
        "报销审批把关不严",
        "2021-12",
        "timed",
    )
    assert issue.owners == ["财务组", "办公室"]
    assert issue.chosen == {"owner": Chosen("王某", "u1")}
    assert issue.as_json()["owners"] == ["财务组", "办公室", "王某"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "  "}, "draft.empty"),
        ({"deadline": "明年"}, "draft.date"),
        ({"rect_type": "soon"}, "draft.choice"),
        ({"marker": "一是"}, "draft.field"),
        ({"title": "\x00"}, "text.control"),
    ],
)
def test_what_cannot_be_taken_is_refused(read, values, code):
    with pytest.raises(BadInput) as refused:
        read.do("set", "i1", **values)

    assert refused.value.code == code


def test_facts_of_the_document_are_set(read):
    read.do("set", "head", **{"inspection.body": "区委第二巡察组", "issued_on": "2021-09-17"})

    assert read.draft.inspection.body == "区委第二巡察组"
    assert read.draft.issued_on == "2021-09-17"


def test_a_measure_goes_to_another_issue_and_to_the_general_ones(read):
    read.do("move", "m5", to="i3", before="m6")
    read.do("move", "m3", to="general")

    assert outline(read.draft) == [
        "（一）关于财务管理的问题",
        "  1 报销审批不严",
        "    一是 修订报销制度，6月30日印发。",
        "    二是 清理历史单据32份；已更正12份。",
        "  2 党费收缴管理不规范",
        "    一是 6月专题学习党费规定。缺失任免表的干部档案，已去函原单位补充。",
        "（二）关于干部队伍的问题",
        "  1 人事档案不完整",
        "    二是 按年度公示党费。",
        "    一是 对散件多未装订的干部档案已经装订；待机构改革结束后，计划全面核对。",
        "  * 一是 坚持党的领导。",
        "  * 二是 持续抓好整改。",
        "  * 三要 加强领导。",
    ]
    assert cited(read, "i2").endswith("已去函原单位补充。")


def test_a_step_at_the_end_of_a_list_leads_into_the_next(read):
    read.do("step", "m3", by=1)
    assert find(read.draft, "m3").parent == "i2"
    assert find(read.draft, "m3").index == 0

    read.do("step", "m3", by=-1)
    assert (find(read.draft, "m3").parent, find(read.draft, "m3").index) == ("i1", 2)

    read.do("step", "i2", by=1)
    assert [issue.key for issue in read.draft.aspects[1].issues] == ["i2", "i3"]


def test_steps_beyond_the_ends_are_refused(read):
    for part, by in (("m1", -1), ("a1", -1), ("a2", 1), ("i1", -1)):
        with pytest.raises(BadInput) as refused:
            read.do("step", part, by=by)
        assert refused.value.code == "draft.edge"


def test_what_does_not_fit_is_refused(read):
    for part, to in (("m1", "a1"), ("i1", "i2"), ("a1", "a2"), ("i1", "general")):
        with pytest.raises(BadInput):
            read.do("move", part, to=to)
    with pytest.raises(Conflict):
        read.do("move", "m1", to="i99")


def test_a_measure_is_parted_at_a_place_of_its_words(read):
    text = find(read.draft, "m6").part.text

    read.do("split", "m6", at=text.index("待机构"))

    first, second = read.draft.issues[2].measures
    assert (first.text, first.status) == ("对散件多未装订的干部档案已经装订", "done")
    assert second.text == "待机构改革结束后，计划全面核对。"
    assert (second.status, second.trigger, first.trigger) == ("planned", "待机构改革结束后", None)
    assert cited(read, "m6") == "一是对散件多未装订的干部档案已经装订；"
    assert cited(read, second.key) == "待机构改革结束后，计划全面核对。"


def test_a_cut_finds_its_place_across_a_broken_line(read):
    text = find(read.draft, "m2").part.text

    read.do("split", "m2", at=text.index("已更正"))

    assert cited(read, "m2") == "二是清理历史单据\n32 份；"
    assert cited(read, read.draft.issues[0].measures[2].key) == "已更正 12 份。"


def test_an_ordinal_inside_a_measure_opens_the_part_behind_it(read):
    read.do("merge", "m2")
    text = find(read.draft, "m1").part.text
    assert text == "修订报销制度，6月30日印发。二是清理历史单据32份；已更正12份。"

    read.do("split", "m1", at=text.index("二是"))

    assert [m.marker for m in read.draft.issues[0].measures] == ["一是", "二是", "三要"]
    assert cited(read, read.draft.issues[0].measures[1].key).startswith("二是清理")


def test_words_being_corrected_are_parted_as_they_stand(read):
    read.do("split", "m3", at=3, words="加强领导和检查。")

    assert [m.text for m in read.draft.issues[0].measures[2:]] == ["加强领", "导和检查。"]


def test_a_cut_needs_words_on_both_sides(read):
    for at in (0, 99):
        with pytest.raises(BadInput) as refused:
            read.do("split", "m1", at=at)
        assert refused.value.code == "draft.cut"


def test_an_issue_is_parted_and_joined_again(read):
    read.do("set", "i1", title="报销审批不严；固定资产账实不符，多年未盘点")
    read.do("split", "i1", at=7, field="title")

    first, second = read.draft.issues[:2]
    assert (first.title, second.title) == ("报销审批不严", "固定资产账实不符，多年未盘点")
    assert [m.key for m in first.measures] == ["m1", "m2", "m3"]

    read.do("merge", second.key)
    assert read.draft.issues[0].text == "固定资产账实不符，多年未盘点"


def test_the_first_of_a_list_has_nothing_to_be_joined_with(read):
    with pytest.raises(BadInput) as refused:
        read.do("merge", "m1")

    assert refused.value.code == "draft.first"


def test_joined_aspects_keep_their_issues(read):
    read.do("merge", "a2")

    (aspect,) = read.draft.aspects
    assert aspect.title == "关于财务管理的问题；（二）关于干部队伍的问题"
    assert [issue.key for issue in aspect.issues] == ["i1", "i2", "i3"]


def test_a_measure_that_rises_takes_along_what_follows_it(read):
    read.do("raise", "m2")

    assert outline(read.draft)[1:6] == [
        "  1 报销审批不严",
        "    一是 修订报销制度，6月30日印发。",
        "  二是 清理历史单据32份；已更正12份",
        "    三要 加强领导。",
        "  2 党费收缴管理不规范",
    ]
    fresh = read.draft.issues[1]
    assert cited(read, fresh.key) == "二是清理历史单据\n32 份；已更正 12 份。三要加强领导。"
    assert cited(read, "i1").endswith("6月30日印发。")


def test_an_issue_that_sinks_becomes_a_measure_of_the_one_before(read):
    read.do("lower", "i2")

    issue = read.draft.issues[0]
    assert [m.text[:6] for m in issue.measures][3:] == [
        "党费收缴管理",
        "6月专题学习",
        "按年度公示党",
    ]
    assert issue.measures[3].marker == "2"
    assert cited(read, issue.measures[3].key) == "2. 党费收缴管理不规范。"


def test_an_issue_without_measures_may_become_a_heading(read):
    with pytest.raises(BadInput) as refused:
        read.do("raise", "i2")
    assert refused.value.code == "draft.has_measures"

    for key in ("m4", "m5"):
        read.do("move", key, to="i1")
    read.do("raise", "i2")

    assert [aspect.title for aspect in read.draft.aspects] == [
        "关于财务管理的问题",
        "党费收缴管理不规范",
        "关于干部队伍的问题",
    ]


def test_a_heading_may_become_an_issue(read):
    read.do("lower", "a2")
    read.do("lower", "a1")

    (aspect,) = read.draft.aspects
    assert aspect.title is None
    assert [issue.title for issue in aspect.issues] == [
        "关于财务管理的问题",
        "报销审批不严",
        "党费收缴管理不规范",
        "关于干部队伍的问题",
        "人事档案不完整",
    ]


@pytest.mark.parametrize(
    ("part", "kind"),
    [("m1", "issue"), ("m7", "issue"), ("i2", "measure"), ("m1", "general"), ("m7", "measure")],
)
def test_a_part_becomes_what_it_is_called(read, part, kind):
    read.do("change", part, kind=kind)

    letter = "i" if kind == "issue" else "m"
    assert any(key.startswith(letter) for key in codes(read.draft))


def test_parts_are_added_in_words_or_from_the_source(read):
    start = read.text.index("二、下一步打算")
    read.do("add", "", words="关于作风的问题")
    aspect = read.draft.aspects[-1]
    read.do("add", aspect.key, span=(start, start + len("二、下一步打算")))
    issue = read.draft.issues[-1]
    read.do("add", issue.key, words="6月30日印发《会议制度》。")

    assert cited(read, issue.key) == "二、下一步打算"
    measure = issue.measures or read.draft.issues[-1].measures
    assert (measure[0].status, measure[0].kinds) == ("done", ["meeting", "policy"])
    assert measure[0].source is None


def test_a_passage_of_the_source_becomes_a_part_at_its_place(read):
    read.do("remove", "m4")
    read.do("remove", "m1")
    first = read.text.index("修订报销")
    read.do("cite", "", kind="measure", start=first, end=first + 7)
    second = read.text.index("缺失任免表")
    read.do("cite", "", kind="measure", start=second, end=second + 11)
    last = read.text.index("二、下一步打算")
    read.do("cite", "", kind="aspect", start=last, end=last + 7)

    assert read.draft.issues[0].measures[0].text == "修订报销制度，"
    assert [m.text[:7] for m in read.draft.issues[1].measures] == [
        "缺失任免表的干",
        "按年度公示党费",
    ]
    assert read.draft.aspects[-1].title == "二、下一步打算"


def test_words_of_a_measure_are_not_taken_in_twice(read):
    start = read.text.index("修订报销")

    with pytest.raises(BadInput) as refused:
        read.do("cite", "", kind="issue", start=start, end=start + 4)

    assert refused.value.code == "draft.cited"


def test_a_draft_without_parts_is_filled_from_its_source():
    empty = case("春游通知\n本周五组织春游。请准时集合。\n")
    with pytest.raises(BadInput):
        empty.do("cite", "", kind="measure", start=5, end=13)
    start = empty.text.index("本周五")
    empty.do("cite", "", kind="issue", start=start, end=start + 8)
    empty.do("cite", "", kind="measure", start=start + 8, end=start + 14)

    assert outline(empty.draft) == ["", "  · 本周五组织春游", "    · 请准时集合。"]


def test_a_part_is_removed_with_all_that_it_holds(read):
    read.do("remove", "i1")

    assert [issue.key for issue in read.draft.issues] == ["i2", "i3"]
    with pytest.raises(Conflict):
        read.do("set", "m1", text="x")


def test_ordinals_are_numbered_anew_in_the_manner_of_the_first(read):
    read.do("move", "m5", to="i1", before="m1")
    read.do("set", "m5", marker="1.")
    read.do("renumber", "m2")

    assert [m.marker for m in read.draft.issues[0].measures] == ["1.", "2.", "3.", "4."]


def test_a_remark_is_settled_by_its_mend(read):
    offered = {
        remark.code: mends(read.draft)[fingerprint(remark)]
        for remark in read.draft.remarks
        if remark.code in ("RD-2", "RD-7")
    }
    assert offered["RD-2"].label == "改为“三是”"
    assert offered["RD-7"].label == "移到 2-1"

    for mend in offered.values():
        read.do(mend.edit.do, mend.edit.part, **mend.edit.values)

    assert {remark.code for remark in read.draft.remarks} == {"RD-4", "RD-9"}
    assert find(read.draft, "m3").part.marker == "三是"
    moved = read.draft.issues[2].measures[-1]
    assert moved.text == "缺失任免表的干部档案，已去函原单位补充。"
    assert cited(read, moved.key) == moved.text
    assert cited(read, "m4") == "一是6月专题学习党费规定。"


def test_numbers_that_skip_are_mended_by_numbering_anew(read):
    read.do("set", "i2", number="4")
    (remark,) = [remark for remark in read.draft.remarks if remark.code == "RD-11"]
    mend = mends(read.draft)[fingerprint(remark)]

    read.do(mend.edit.do, mend.edit.part)

    assert [issue.number for issue in read.draft.issues] == ["1", "2", "1"]
    assert "RD-11" not in {remark.code for remark in read.draft.remarks}


def test_counts_are_reviewed_anew(read):
    assert "RD-1" not in {remark.code for remark in read.draft.remarks}

    read.do("remove", "i3")

    (remark,) = [remark for remark in read.draft.remarks if remark.code == "RD-1"]
    assert remark.message == "文中称问题3个，正文读出2个，请核对是否漏项或编号有误"


def test_a_remark_is_dismissed_and_taken_back(read):
    name = fingerprint(read.draft.remarks[1])

    read.do("dismiss", "head", remark=name)
    assert read.draft.dismissed == [name]
    read.do("dismiss", "head", remark=name, back=True)
    assert read.draft.dismissed == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Edit("set", "i2", {"title": "x", "deadline": ""}), "改问题 1-2：标题、时限"),
        (Edit("move", "m4", {"to": "i3"}), "移动措施 1-2-1，到问题 2-1"),
        (Edit("move", "m4", {"to": "general"}), "移动措施 1-2-1，到面上措施"),
        (Edit("step", "i2", {"by": -1}), "上移问题 1-2"),
        (Edit("remove", "m7"), "删除面上措施 1“坚持党的领导。”"),
        (Edit("add", "a1", {"words": "账实不符"}), "在方面“关于财务管理的问题”下添加“账实不符”"),
        (Edit("add", "", {"span": (1, 2)}), "在草稿下添加“原文一段”"),
        (Edit("dismiss", "head", {"remark": "RD-9:m3:x"}), "不采纳审读意见 RD-9"),
        (Edit("change", "m1", {"kind": "issue"}), "改类别：措施 1-1-1 → 问题"),
        (Edit("set", "head", {"inspection.body": "x"}), "改文件信息：检查单位"),
    ],
)
def test_an_edit_is_told_in_a_sentence(read, edit, said):
    assert sentence(edit, read.draft) == said
