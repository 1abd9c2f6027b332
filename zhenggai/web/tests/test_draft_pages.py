"""Correcting a draft on its page: by keys and forms, by two people at once, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.intake import queries
from zhenggai.intake.actions import Edit
from zhenggai.intake.actions import edit as edit_draft
from zhenggai.intake.tests.editing_cases import TEXT
from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import OfficeOfTest, read_in

Enter = Callable[[OfficeOfTest, str], Client]


class Desk:
    """甲's browser on a draft. It remembers the version that it shows, as the page does."""

    def __init__(self, office: OfficeOfTest, client: Client, reading: Any) -> None:
        self.office, self.client, self.reading = office, client, reading
        self.version = reading.version

    def post(self, name: str, /, htmx: bool = True, **values: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self.client.post(
            reverse(name, args=[self.reading.uuid]),
            {"version": self.version, **values},
            headers=headers,
        )
        told = re.search(r'id="version" value="(\d+)"', answer.content.decode())
        self.version = int(told[1]) if told else self.version
        return answer

    def edit(self, do: str, part: str, **values: Any) -> Any:
        return self.post("draft-edit", do=do, part=part, **values)

    def get(self, name: str, *more: str, htmx: bool = False, **query: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        address = reverse(name, args=[self.reading.uuid, *more])
        return self.client.get(address, query, headers=headers)

    def draft(self) -> Any:
        viewer = self.office.viewer(Role.RECT_OFFICE)
        with scope_for(viewer):
            return queries.working_draft(queries.reading(viewer, self.reading.uuid))

    def by_colleague(self, edit: Edit, seen: int | None = None) -> None:
        """乙, who leads the group, changes something meanwhile."""
        viewer = self.office.viewer(Role.GROUP_LEADER)
        with scope_for(viewer):
            edit_draft(viewer, self.reading, edit, seen=self.version if seen is None else seen)


@pytest.fixture
def desk(ours: OfficeOfTest, enter: Enter) -> Desk:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        reading = read_in(viewer, TEXT.encode(), "通报.txt")
    return Desk(ours, enter(ours, Role.RECT_OFFICE), reading)


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_shows_every_part_with_its_edit_and_its_remarks(desk: Desk) -> None:
    html = page(desk.get("reading"))

    assert html.count("data-row=") == 2 + 3 + 6 + 2
    assert html.count(reverse("draft-part", args=[desk.reading.uuid, "m4"])) == 1
    assert "移到 2-1" in html
    assert html.count("不采纳") == 4
    assert "核对草稿：" in html


def test_an_edit_answers_with_what_differs_and_the_new_version(desk: Desk) -> None:
    answer = desk.edit("set", "m1", field="text", text="修订制度。")

    html = page(answer)
    assert 'id="r-m1"' in html and 'id="r-m2"' not in html
    assert "<html" not in html
    assert desk.version == desk.reading.version + 1
    assert "自动保存于" in html


def test_a_part_that_moves_is_taken_out_and_put_in_and_stays_the_current_one(desk: Desk) -> None:
    answer = desk.edit("move", "m5", to="i3")

    html = page(answer)
    assert '<div id="m5" hx-swap-oob="delete">' in html
    assert '<div hx-swap-oob="afterend:#m6"><li id="m5">' in html
    assert '"part": "m5"' in answer["HX-Trigger-After-Settle"]


@pytest.mark.parametrize(
    ("do", "part", "values"),
    [
        ("up", "m2", {}),
        ("down", "m1", {}),
        ("raise", "m2", {}),
        ("lower", "i2", {}),
        ("merge", "m2", {}),
        ("split", "m2", {"at": "8"}),
        ("remove", "m3", {}),
        ("renumber", "m2", {}),
        ("change", "m3", {"kind": "general"}),
        ("add", "i1", {"words": "新的措施"}),
        ("cite", "", {"kind": "aspect", "start": "52", "end": "58"}),
    ],
)
def test_every_key_has_its_edit(desk: Desk, do: str, part: str, values: dict[str, str]) -> None:
    before = desk.draft()

    answer = desk.edit(do, part, **values)

    assert answer.status_code == 200
    assert desk.draft() != before or do == "renumber"


def test_a_remark_is_mended_dismissed_and_restored(desk: Desk) -> None:
    html = page(desk.get("reading"))
    (name,) = re.findall(r'name="remark" value="(RD-7[^"]+)"', html)

    desk.edit("mend", "head", remark=name)
    assert desk.draft().issues[2].measures[-1].text.startswith("缺失任免表")
    settled = desk.edit("mend", "head", remark=name)
    assert settled.status_code == 412

    (vague,) = re.findall(r'name="remark" value="(RD-9[^"]+)"', html)
    assert "remark warning off" in page(desk.edit("dismiss", "head", remark=vague))
    assert "remark warning off" not in page(desk.edit("dismiss", "head", remark=vague, back="1"))


def test_undo_and_redo_answer_with_what_differs(desk: Desk) -> None:
    desk.edit("remove", "m1")

    undone = desk.post("draft-undo")
    redone = desk.post("draft-redo")

    assert '<div hx-swap-oob="afterbegin:#l-i1"><li id="m1">' in page(undone)
    assert '"part": "m1"' in undone["HX-Trigger-After-Settle"]
    assert '<div id="m1" hx-swap-oob="delete">' in page(redone)
    assert '"part": "m2"' in redone["HX-Trigger-After-Settle"]


def test_the_form_of_a_part_comes_by_itself_and_as_a_page(desk: Desk) -> None:
    part = page(desk.get("draft-part", "i1", htmx=True))
    whole = page(desk.get("draft-part", "i1"))
    head = page(desk.get("draft-part", "head", htmx=True))

    assert "<html" not in part and "<html" in whole
    for name in ("title", "deadline", "rect_type", "owner_words", "lead_dept_words", "owners"):
        assert f'name="{name}"' in part
    assert 'name="inspection.feedback_on" value="2021-06-17"' in head


def test_a_whole_form_without_scripts_saves_what_was_changed_in_it(desk: Desk) -> None:
    values = {
        "title": "报销审批不严",
        "deadline": "2021年12月",
        "rect_type": "timed",
        "status": "done",
    }

    answer = desk.post("draft-edit", htmx=False, do="set", part="i1", seen=desk.version, **values)

    assert answer["Location"] == reverse("reading", args=[desk.reading.uuid]) + "#i1"
    issue = desk.draft().issues[0]
    assert (issue.deadline, issue.rect_type, issue.status) == ("2021-12", "timed", "done")
    assert "改问题 1-1：时限、整改类型、文中进展" in page(desk.get("draft-changes"))


def test_a_form_that_is_older_than_a_colleagues_edit_of_another_field_takes_nothing_back(
    desk: Desk,
) -> None:
    desk.by_colleague(Edit("set", "i1", {"title": "乙改的标题"}))

    desk.post(
        "draft-edit", htmx=False, do="set", part="i1", title="报销审批不严", deadline="2021-12"
    )

    issue = desk.draft().issues[0]
    assert (issue.title, issue.deadline) == ("乙改的标题", "2021-12")


def test_people_and_offices_are_chosen_by_name_or_from_the_list(desk: Desk) -> None:
    department = desk.office.department

    desk.edit(
        "set", "i1", field="lead_dept", lead_dept=str(department.uuid), lead_dept_words="办公室"
    )
    desk.edit("set", "i1", field="owner", owner="", owner_words="单位管理员")

    chosen = desk.draft().issues[0].chosen
    assert chosen["lead_dept"].uuid == str(department.uuid)
    assert chosen["owner"].name == "单位管理员"
    desk.edit("set", "i1", field="owner", owner="", owner_words="")
    assert "owner" not in desk.draft().issues[0].chosen


def test_somebody_of_another_office_cannot_be_chosen(desk: Desk, theirs: OfficeOfTest) -> None:
    other = str(theirs.department.uuid)

    answer = desk.edit("set", "i1", field="lead_dept", lead_dept=other, lead_dept_words="外单位")

    assert answer.status_code == 422
    assert "没有叫“外单位”的部门" in page(answer)


def test_what_cannot_be_taken_stays_in_the_form_with_the_reason(desk: Desk) -> None:
    answer = desk.edit("set", "i1", field="deadline", deadline="尽快")

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#e-i1"
    html = page(answer)
    assert "“尽快”不是日期——请写成 2021-09-30、2021-09 或 2021" in html
    assert 'name="deadline" value="尽快"' in html


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2021-9-3", "2021-09-03"),
        ("2021年9月30日", "2021-09-30"),
        ("2021年9月", "2021-09"),
        ("2021.09", "2021-09"),
        ("2021年", "2021"),
        ("", None),
    ],
)
def test_days_are_taken_as_people_write_them(desk: Desk, typed: str, kept: str | None) -> None:
    desk.edit("set", "i1", field="deadline", deadline="2020-01")
    desk.edit("set", "i1", field="deadline", deadline=typed)

    assert desk.draft().issues[0].deadline == kept


def test_days_that_do_not_exist_are_refused(desk: Desk) -> None:
    for typed in ("2021-02-30", "2021-13", "明年"):
        assert desk.edit("set", "i1", field="deadline", deadline=typed).status_code == 422


def test_kinds_are_set_by_ticks(desk: Desk) -> None:
    desk.edit("set", "m1", field="kinds", kinds="study,check")
    assert desk.draft().issues[0].measures[0].kinds == ["study", "check"]

    form = {"text": "修订报销制度，6月30日印发。", "kinds-given": "1", "kinds": ["policy"]}
    desk.post("draft-edit", htmx=False, do="set", part="m1", seen=desk.version, **form)
    assert desk.draft().issues[0].measures[0].kinds == ["policy"]


# -- two people ----------------------------------------------------------------------------------------


def test_an_edit_brings_in_what_a_colleague_changed_and_says_who(desk: Desk) -> None:
    desk.by_colleague(Edit("set", "i2", {"title": "乙改的标题"}))

    html = page(desk.edit("set", "m1", field="text", text="甲改。"))

    assert 'id="r-m1"' in html and 'id="r-i2"' in html
    assert re.search(r"领导小组组长 \d\d:\d\d 改问题 1-2：标题", html)


def test_the_page_asks_what_others_have_changed(desk: Desk) -> None:
    assert desk.get("draft-since", version=desk.version).status_code == 204

    desk.by_colleague(Edit("remove", "m1"))
    html = page(desk.get("draft-since", version=desk.version))

    assert '<div id="m1" hx-swap-oob="delete">' in html
    assert "删除措施 1-1-1" in html


def test_ones_own_change_in_another_window_comes_in_without_a_name(desk: Desk) -> None:
    seen = desk.version
    desk.edit("remove", "m1")

    html = page(desk.get("draft-since", version=seen))

    assert '<div id="m1" hx-swap-oob="delete">' in html
    assert 'class="note" role="status"' not in html


def test_when_it_was_adopted_meanwhile_the_page_is_loaded_anew(desk: Desk) -> None:
    seen = desk.version
    desk.client.post(reverse("adopt", args=[desk.reading.uuid]), {"version": seen})

    assert desk.get("draft-since", version=seen)["HX-Refresh"] == "true"
    refused = desk.edit("remove", "m1")
    assert refused.status_code == 409
    assert "已经立账" in page(refused)
    html = page(desk.get("reading"))
    assert "data-edit" not in html and "不采纳" not in html


def test_the_same_words_changed_twice_show_both_versions(desk: Desk) -> None:
    seen = desk.version
    desk.by_colleague(Edit("set", "m1", {"text": "乙改。"}))

    answer = desk.edit("set", "m1", field="text", text="甲改。", seen=seen)

    assert answer.status_code == 412
    html = page(answer)
    assert ">甲改。</textarea>" in html
    assert "现在是：乙改。" in html
    assert "改措施 1-1-1：文字" in html
    fresh = re.findall(r'name="seen" value="(\d+)"', html)[0]
    desk.edit("set", "m1", field="text", text="甲改。", seen=fresh)
    assert desk.draft().issues[0].measures[0].text == "甲改。"


def test_an_edit_of_what_a_colleague_removed_is_refused_with_who_did_it(desk: Desk) -> None:
    desk.by_colleague(Edit("remove", "i1"))

    answer = desk.edit("set", "m1", field="text", text="甲改。")

    assert answer.status_code == 412
    assert "删除问题 1-1“报销审批不严”" in page(answer)


# -- lists of changes, comparison, size ---------------------------------------------------------------


def test_every_change_is_listed_and_can_be_undone_from_the_list(desk: Desk) -> None:
    desk.edit("remove", "m1")
    desk.edit("set", "i2", field="title", title="党费不规范")
    html = page(desk.get("draft-changes"))
    which = re.findall(r'name="which" value="(\d+)"', html)[-1]

    desk.post("draft-undo", htmx=False, which=which)

    assert len(desk.draft().issues[0].measures) == 3
    html = page(desk.get("draft-changes"))
    assert html.count("重做这一步") == 1
    assert "撤销：删除措施 1-1-1" in html


def test_the_draft_is_compared_with_what_was_read_and_with_an_earlier_file(desk: Desk) -> None:
    assert "没有不同" in page(desk.get("draft-compare"))
    viewer = desk.office.viewer(Role.RECT_OFFICE)
    later = TEXT.replace("已更正 12 份", "已更正 30 份") + "附注\n"
    with scope_for(viewer):
        again = Desk(desk.office, desk.client, read_in(viewer, later.encode(), "通报（二稿）.txt"))

    html = page(again.get("draft-compare"))
    assert "与“通报.txt”比较" in html
    assert "<del>12</del>" in html and "<ins>30</ins>" in html
    assert "与上次比较" in page(again.get("reading"))

    again.edit("set", "i1", field="owner", owner="", owner_words="单位管理员")
    assert "责任人 单位管理员" in page(again.get("draft-compare", **{"with": "read"}))
    again.edit("move", "m5", to="i3")
    html = page(again.get("draft-compare", **{"with": "read"}))
    assert "移动 1" in html and "<ins>" not in html
    assert page(again.get("draft-compare", **{"with": "read", "all": "1"})).count("<tr") > 10


def test_a_file_that_is_none_of_the_earlier_ones_is_not_compared_with(desk: Desk) -> None:
    for other in ("00000000-0000-4000-8000-000000000000", "x", str(desk.reading.uuid)):
        assert desk.get("draft-compare", **{"with": other}).status_code == 404


def test_what_was_corrected_is_downloaded_and_adopted(desk: Desk) -> None:
    desk.edit("set", "i1", field="title", title="审批不严")

    assert '"审批不严"' in page(desk.get("draft-json"))
    assert '"报销审批不严"' in page(desk.get("draft-json", **{"as": "read"}))
    answer = desk.client.post(reverse("adopt", args=[desk.reading.uuid]), {"version": desk.version})
    assert "审批不严" in page(desk.client.get(answer["Location"]))


def test_adopting_a_version_that_a_colleague_has_changed_shows_the_conflict(desk: Desk) -> None:
    desk.by_colleague(Edit("remove", "i1"))

    answer = desk.client.post(reverse("adopt", args=[desk.reading.uuid]), {"version": desk.version})

    assert answer.status_code == 412


@pytest.mark.parametrize(
    "values", [{"do": "explode"}, {"do": "split", "at": "x"}, {"do": "change"}]
)
def test_an_edit_that_is_none_is_refused(desk: Desk, values: dict[str, str]) -> None:
    assert desk.edit(values.pop("do"), "m1", **values).status_code == 422


def test_a_long_draft_stays_usable(desk: Desk, django_assert_max_num_queries: Any) -> None:
    """Two hundred issues: few queries, a page of bounded size, an edit that sends little."""
    rows = "".join(
        f"{n}. 第{n}项制度不落实。一是6月召开会议研究第{n}项。二是组织培训{n}次。三是正在规范登记。\n"
        for n in range(1, 201)
    )
    text = f"关于整改情况的通报\n（一）关于制度的问题\n{rows}"
    viewer = desk.office.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        long = Desk(desk.office, desk.client, read_in(viewer, text.encode(), "长.txt"))

    with django_assert_max_num_queries(12):
        html = page(long.get("reading"))
    assert html.count("data-row=") == 801
    assert len(html.encode()) < 900_000
    with django_assert_max_num_queries(24):
        answer = long.edit("set", "m300", field="text", text="组织培训两次。")
    assert len(answer.content) < 20_000
    assert len(long.edit("up", "i150").content) < 40_000
