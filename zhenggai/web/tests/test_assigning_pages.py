"""Responsibility set where it is read: in a cell, in a form, for many rows; and what happens to what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people.actions import create_person
from zhenggai.people.queries import persons, scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.rectification import actions, queries
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.RECT_OFFICE)


def stored(ours: OfficeOfTest, adopted: Adopted) -> queries.IssueRow:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        return queries.issue_row(viewer, adopted.issue.uuid, TODAY)


def cell(client: Client, adopted: Adopted, name: str, **posted: Any) -> Any:
    version = posted.pop("version", adopted.issue.version)
    return client.post(
        reverse("cell", args=[adopted.issue.uuid, name]),
        posted | {"version": version},
        headers=HTMX | {"HX-Current-URL": "http://testserver/?open=1-1&cols=owner,deadline"},
    )


def test_a_cell_opens_as_a_form_with_what_stands_there(clerk: Client, adopted: Adopted) -> None:
    html = clerk.get(reverse("cell", args=[adopted.issue.uuid, "deadline"])).content.decode()

    assert 'type="date" name="deadline" value="2021-09-17"' in html
    assert f'name="version" value="{adopted.issue.version}"' in html


def test_a_saved_cell_answers_with_its_row_in_the_state_of_the_page(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = cell(clerk, adopted, "deadline", deadline="2021-9-30")
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "9月30日" in html
    assert "saved" in html
    assert html.count('class="measure"') == 3
    assert "待分解" not in html
    assert stored(ours, adopted).deadline == date(2021, 9, 30)


def test_a_person_is_taken_by_choice_or_by_name(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        handler = persons(viewer).get(name="承办人")

    cell(clerk, adopted, "owner", owner=str(handler.uuid), owner_words="承办人")
    assert stored(ours, adopted).owner == queries.Named(handler.uuid, "承办人")
    cell(clerk, adopted, "owner", owner="", owner_words="纪检委", version=adopted.issue.version + 1)
    found = stored(ours, adopted)
    assert found.owner and found.owner.name == "纪检委"
    cell(clerk, adopted, "owner", owner="", owner_words="", version=found.version)
    assert stored(ours, adopted).owner is None


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("owner", {"owner_words": "没有此人"}, "没有叫“没有此人”的人员"),
        ("deadline", {"deadline": "下周三"}, "“下周三”不是日期"),
        ("deadline", {"deadline": "2021-06-01"}, "时限早于反馈日期"),
        ("deadline", {"deadline": "2021-02-30"}, "不是日期"),
        ("rect_type", {"rect_type": "soon"}, "整改类型只有"),
    ],
)
def test_what_cannot_be_saved_stays_in_the_cell_with_the_reason(
    clerk: Client,
    ours: OfficeOfTest,
    adopted: Adopted,
    name: str,
    typed: dict[str, str],
    said: str,
) -> None:
    answer = cell(clerk, adopted, name, **typed)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert said in html
    assert answer.headers["HX-Retarget"] == "closest td"
    if name != "rect_type":
        assert next(iter(typed.values())) in html
    assert stored(ours, adopted).version == adopted.issue.version


def test_two_of_one_name_must_be_told_apart(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    with scope_for(system_viewer()):
        create_person(system_viewer(), name="承办人", organ=ours.organ)

    answer = cell(clerk, adopted, "owner", owner_words="承办人")

    assert answer.status_code == 422
    assert "有几位“承办人”" in answer.content.decode()


def test_the_second_of_two_sees_both_values_and_loses_nothing(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    cell(clerk, adopted, "deadline", deadline="2021-09-20")
    answer = cell(clerk, adopted, "deadline", deadline="2021-09-25")
    html = answer.content.decode()

    assert answer.status_code == 412
    assert "别人刚改为“2021年9月20日”" in html
    assert 'value="2021-09-25"' in html
    assert stored(ours, adopted).deadline == date(2021, 9, 20)
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    assert (
        cell(clerk, adopted, "deadline", deadline="2021-09-25", version=version[1]).status_code
        == 200
    )


def test_the_form_keeps_what_was_typed_after_a_conflict(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    cell(clerk, adopted, "target", target="每季检查一次")
    answer = clerk.post(
        reverse("assign", args=[adopted.issue.uuid]),
        {
            "version": adopted.issue.version,
            "target": "每月检查一次",
            "lead_dept_words": "办公室",
            "deadline": "2021-09-17",
        },
    )
    html = answer.content.decode()

    assert answer.status_code == 412
    assert "每月检查一次</textarea>" in html
    assert "现在是：每季检查一次" in html
    assert html.count("现在是：") == 1


def test_the_form_saves_every_field(clerk: Client, ours: OfficeOfTest, adopted: Adopted) -> None:
    answer = clerk.post(
        reverse("assign", args=[adopted.issue.uuid]),
        {
            "version": adopted.issue.version,
            "charge_leader_words": "分管领导",
            "lead_dept_words": "办公室",
            "owner_words": "牵头室委",
            "handler_words": "承办人",
            "liaison_words": "整改办",
            "deadline": "2021年9月30日",
            "rect_type": "timed",
            "target": "台账齐全",
        },
    )

    found = stored(ours, adopted)
    assert answer.status_code == 302
    assert (found.handler and found.handler.name, found.liaison and found.liaison.name) == (
        "承办人",
        "整改办",
    )
    assert (found.deadline, found.rect_type, found.target) == (
        date(2021, 9, 30),
        "timed",
        "台账齐全",
    )


# -- many at once ---------------------------------------------------------------------------------------------------


def picks(ours: OfficeOfTest, adopted: Adopted, *codes: str) -> list[str]:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        page = queries.ledger(viewer, adopted.round, queries.LedgerFilters(), TODAY)
    return [f"{row.uuid}:{row.version}" for row in page.issues if row.code in codes]


def test_many_rows_get_what_was_filled_in_with_an_account(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = clerk.post(
        reverse("assign-many"),
        {"pick": picks(ours, adopted, "1-1", "2-1"), "owner_words": "承办人", "deadline": ""},
        headers=HTMX | {"HX-Current-URL": "http://testserver/?sort=deadline"},
    )
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "已改 2 个问题" in html
    assert "2-1　学风文风作风不实：责任人 未定 → 承办人" in html
    assert 'hx-swap-oob="innerHTML"' in html
    assert 'aria-sort="ascending"' in html
    assert stored(ours, adopted).deadline == date(2021, 9, 17)


def test_one_stale_row_stops_all_and_says_which(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    chosen = picks(ours, adopted, "1-1", "2-1")
    cell(clerk, adopted, "target", target="刚改的")

    answer = clerk.post(
        reverse("assign-many"), {"pick": chosen, "owner_words": "承办人"}, headers=HTMX
    )

    assert answer.status_code == 409
    assert "1-1 学习贯彻" in answer.content.decode()
    assert stored(ours, adopted).owner is None


def test_all_that_the_filters_leave_can_be_changed_at_once(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    answer = clerk.post(
        reverse("assign-many"),
        {"all": "1", "rect_type": "timed"},
        headers=HTMX | {"HX-Current-URL": "http://testserver/?size=5&q=管理"},
    )

    said = re.search(r"已改 (\d+) 个问题", answer.content.decode())
    assert said
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        filters = queries.LedgerFilters(type=queries.RectType.TIMED)
        timed = queries.ledger(viewer, adopted.round, filters, TODAY)
        found = queries.ledger(viewer, adopted.round, queries.LedgerFilters(q="管理"), TODAY)
    assert int(said[1]) == timed.issue_count == found.issue_count
    assert 5 < timed.issue_count < 11


def test_nothing_filled_in_or_picked_is_said(clerk: Client, adopted: Adopted) -> None:
    nothing = clerk.post(reverse("assign-many"), {"pick": []}, headers=HTMX)
    nobody = clerk.post(reverse("assign-many"), {"owner_words": "承办人"}, headers=HTMX)
    broken = clerk.post(
        reverse("assign-many"), {"owner_words": "承办人", "pick": "x:1"}, headers=HTMX
    )

    assert (nothing.status_code, nobody.status_code, broken.status_code) == (422, 422, 404)


# -- choosing, views, columns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["承办", "chengban", "cbr", "CBR"])
def test_people_are_found_by_name_pinyin_and_initials(
    clerk: Client, adopted: Adopted, words: str
) -> None:
    html = clerk.get(reverse("choose", args=["person"]), {"q": words}).content.decode()

    assert 'data-name="承办人"' in html
    assert 'data-name="纪检委"' not in html
    assert "办公室 干部" in html


def test_nobody_of_another_office_is_offered(
    clerk: Client, theirs: OfficeOfTest, adopted: Adopted
) -> None:
    html = clerk.get(reverse("choose", args=["person"]), {"q": "承办人"}).content.decode()
    offices = clerk.get(reverse("choose", args=["office"]), {"q": "机关"}).content.decode()

    assert html.count('data-name="承办人"') == 1
    assert "丙机关" not in offices


def test_a_view_is_kept_offered_and_forgotten(
    clerk: Client, ours: OfficeOfTest, enter: Enter, adopted: Adopted
) -> None:
    answer = clerk.post(
        reverse("view-save"), {"name": "急的", "query": "warning=yellow&cols=owner&page=3&x=1"}
    )
    assert answer["Location"] == "/?warning=yellow&cols=owner"

    html = clerk.get("/").content.decode()
    assert ">急的</a>" in html
    other = enter(ours, Role.GROUP_LEADER)
    assert ">急的</a>" not in other.get("/").content.decode()
    forget = re.search(r'action="(/views/[^"]+)"', html)
    assert forget
    assert other.post(forget[1]).status_code == 404
    clerk.post(forget[1])
    assert ">急的</a>" not in clerk.get("/").content.decode()


def test_the_address_chooses_the_columns(clerk: Client, adopted: Adopted) -> None:
    html = clerk.get("/?cols=leader,target,evil").content.decode()
    head = html[html.index("<thead>") : html.index("</thead>")]

    assert re.findall(r">(\w+)(?:</a>)?</th>", head) == ["编号", "问题与措施", "责任领导", "目标"]
    assert 'data-cell="charge_leader"' in html
    assert 'data-cell="deadline"' not in html


def test_sorting_by_department_puts_its_issues_under_one_head(
    clerk: Client, adopted: Adopted
) -> None:
    html = clerk.get("/?sort=department").content.decode()

    heads = re.findall(r'scope="rowgroup">([^<]+)<', html)
    assert sorted(heads) == ["办公室", "未定牵头部门"]


def test_who_may_not_assign_sees_no_way_to(
    ours: OfficeOfTest, enter: Enter, adopted: Adopted
) -> None:
    html = enter(ours, Role.PRINCIPAL).get("/").content.decode()

    assert "data-editable" not in html
    assert 'name="pick"' not in html
    assert 'id="bulk"' not in html


def test_what_is_seen_can_be_taken_along(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    answer = clerk.get(
        reverse("ledger-xlsx", args=[adopted.round.uuid])
        + "?warning=yellow&cols=owner,deadline&open=all&as=seen"
    )
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()

    assert rows[1] == ["编号", "问题与措施", "责任人", "时限"]
    assert [row[0] for row in rows[2:6]] == ["1-1", "1-1-1", "1-1-2", "1-1-3"]
    assert rows[2][3] == "2021年9月17日（剩 9 天）"


def test_words_of_a_person_find_their_issues_by_initials(
    clerk: Client, ours: OfficeOfTest, adopted: Adopted
) -> None:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        issue = queries.find_issue(viewer, adopted.issue.uuid)
        person = persons(viewer).get(name="承办人")
        actions.assign(viewer, issue, version=issue.version, handler=person)

    html = clerk.get("/?q=cbr").content.decode()

    assert re.findall(r'id="open-([\d-]+)"', html) == ["1-1"]
