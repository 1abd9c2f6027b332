"""The ledger goes out as a workbook and comes back: what the pages show, ask, and write."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhenggai.intake.tests.making_files import xlsx
from zhenggai.people import actions as people
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.publication.tests.editing import edited
from zhenggai.rectification import actions, queries
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest, bring_back, export

OWNER, TARGET, DEADLINE = "责任人", "整改目标", "完成时限"


@pytest.fixture
def client(ours: OfficeOfTest, enter: Callable[[OfficeOfTest, str], Client]) -> Client:
    return enter(ours, Role.RECT_OFFICE)


@pytest.fixture
def bring(adopted: Adopted) -> Callable[..., Any]:
    """The ledger as it is exported now, edited and brought back; `meanwhile` happens between."""

    def brought(edits: Any, *, meanwhile: Callable[[], object] = lambda: None, **more: Any) -> Any:
        with scope_for(adopted.clerk):
            data = export(adopted.clerk, adopted.round)
            meanwhile()
            return bring_back(adopted.clerk, adopted.round, edited(data, edits, **more))

    return brought


def issue_of(adopted: Adopted, code: str) -> Any:
    with scope_for(adopted.clerk):
        page = queries.ledger(adopted.clerk, adopted.round, queries.LedgerFilters(), TODAY)
        row = next(item for item in page.issues if item.code == code)
        return queries.find_issue(adopted.clerk, row.uuid)


def address(name: str, batch: Any) -> str:
    return reverse(name, args=[batch.uuid])


def fresh(batch: Any) -> Any:
    batch.refresh_from_db()
    return batch


def test_the_ledger_leads_there_only_whoever_may(
    client: Client, ours: OfficeOfTest, adopted: Adopted, enter: Callable[..., Client]
) -> None:
    way = reverse("imports", args=[adopted.round.uuid])

    assert way in client.get("/").content.decode()
    assert way not in enter(ours, Role.LEAD_DEPT).get("/").content.decode()


def test_a_workbook_is_taken_in_and_waits(client: Client, adopted: Adopted) -> None:
    with scope_for(adopted.clerk):
        data = export(adopted.clerk, adopted.round)
    way = reverse("imports", args=[adopted.round.uuid])

    answer = client.post(way, {"file": SimpleUploadedFile("台账.xlsx", data)}, follow=True)

    assert answer.redirect_chain[-1][1] == 302
    assert "正在比对" in answer.content.decode()
    assert "台账.xlsx" in client.get(way).content.decode()


def test_without_a_file_the_form_says_what_is_missing(client: Client, adopted: Adopted) -> None:
    way = reverse("imports", args=[adopted.round.uuid])

    none = client.post(way)
    assert (none.status_code, "还没有选择文件" in none.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\x00" * 400, "file.damaged"),
        (xlsx({"通讯录": [["姓名", "电话"], ["甲", "1"]]}), "import.no_heads"),
        (xlsx({"台账": [["问题编号", "责任人"], ["77-1", "甲"]]}), "import.no_match"),
    ],
)
def test_what_is_no_ledger_of_ours_is_said_with_a_way_on(
    client: Client, adopted: Adopted, data: bytes, said: str
) -> None:
    with scope_for(adopted.clerk):
        batch = bring_back(adopted.clerk, adopted.round, data)

    page = client.get(address("import", batch)).content.decode()

    assert said in page
    assert "换一份表" in page


def test_without_edits_there_is_nothing_to_confirm(
    client: Client, bring: Callable[..., Any]
) -> None:
    page = client.get(address("import", bring({}))).content.decode()

    assert "表与库中一致" in page
    assert "确认导入" not in page


def test_both_values_stand_beside_each_other_and_a_conflict_waits_for_a_side(
    client: Client, adopted: Adopted, bring: Callable[..., Any]
) -> None:
    def meanwhile() -> None:
        issue = issue_of(adopted, "1-1")
        actions.assign(adopted.clerk, issue, version=issue.version, target="每周检查")

    batch = bring({"1-1": {TARGET: "每月检查"}}, meanwhile=meanwhile)
    page = client.get(address("import", batch)).content.decode()
    assert "每周检查" in page and "每月检查" in page and "冲突" in page
    assert "确认导入" not in page

    early = client.post(address("import-confirm", batch), {"version": batch.version})
    assert (early.status_code, "import.conflicts" in early.content.decode()) == (409, True)
    client.post(
        address("import-decide", batch), {"version": fresh(batch).version, "side": "1:mine"}
    )
    client.post(address("import-confirm", batch), {"version": fresh(batch).version})

    assert issue_of(adopted, "1-1").target == "每月检查"
    assert "写入 1 行" in client.get(address("import", batch)).content.decode()


def test_questions_are_answered_in_place(
    client: Client, ours: OfficeOfTest, adopted: Adopted, bring: Callable[..., Any]
) -> None:
    system = system_viewer()
    with scope_for(system):
        zhou = people.create_person(system, name="周某", organ=ours.organ)
    batch = bring({"1-1": {OWNER: "老周", DEADLINE: "尽快"}, "1-2": {"整改类型": "马上办"}})
    number = {item["kind"]: place for place, item in enumerate(batch.questions, 1)}
    page = client.get(address("import", batch)).content.decode()
    assert "“老周”是名册里的哪一位" in page

    wrong = client.post(
        address("import-decide", batch),
        {"version": batch.version, f"o{number['person']}_words": "无此人"},
    )
    assert (wrong.status_code, "没有叫“无此人”的人员" in wrong.content.decode()) == (422, True)
    client.post(
        address("import-decide", batch),
        {
            "version": batch.version,
            f"o{number['person']}_words": "周某",
            f"q{number['day']}": "other",
            f"o{number['day']}": "2021-12-31",
            f"q{number['type']}": "leave",
        },
    )
    assert fresh(batch).counts["asks"] == 0
    client.post(address("import-confirm", batch), {"version": batch.version})

    issue = issue_of(adopted, "1-1")
    assert (issue.owner, str(issue.deadline)) == (zhou, "2021-12-31")
    assert issue_of(adopted, "1-2").rect_type != "immediate"


def test_htmx_gets_the_preview_alone_and_the_address_stays_readable(
    client: Client, bring: Callable[..., Any]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查"}})

    answer = client.post(
        address("import-decide", batch),
        {"version": batch.version, "side": "1:theirs", "show": "changes"},
        headers={"HX-Request": "true"},
    )

    assert answer.content.decode().lstrip().startswith('<div id="preview"')
    assert answer["HX-Replace-Url"] == f"{address('import', batch)}?show=changes"
    assert "仍要导入" in answer.content.decode()


def test_a_refusal_for_htmx_goes_into_its_place_and_leaves_the_address(
    client: Client, bring: Callable[..., Any]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查"}})

    answer = client.post(
        address("import-decide", batch), {"version": 99, "rest": 1}, headers={"HX-Request": "true"}
    )

    assert (answer["HX-Reswap"], answer["HX-Push-Url"]) == ("innerHTML", "false")


def test_strictly_nothing_is_written_where_anything_cannot_be(
    client: Client, adopted: Adopted, bring: Callable[..., Any]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查", "销号日期": "2021-09-01"}})

    refused = client.post(
        address("import-confirm", batch), {"version": batch.version, "strict": "1"}
    )
    assert "import.strict" in refused.content.decode()
    assert issue_of(adopted, "1-1").target != "每月检查"

    client.post(address("import-confirm", batch), {"version": fresh(batch).version})
    assert issue_of(adopted, "1-1").target == "每月检查"


def test_what_moved_after_the_comparison_is_compared_again(
    client: Client, adopted: Adopted, bring: Callable[..., Any]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查"}})
    with scope_for(adopted.clerk):
        issue = issue_of(adopted, "1-1")
        actions.assign(adopted.clerk, issue, version=issue.version, target="每周检查")

    refused = client.post(address("import-confirm", batch), {"version": batch.version})

    assert "import.moved" in refused.content.decode()
    assert issue_of(adopted, "1-1").target == "每周检查"
    again = client.post(address("import-again", batch), follow=True)
    assert "正在比对" in again.content.decode()


def test_what_is_dropped_leaves_everything_as_it_was(
    client: Client, adopted: Adopted, bring: Callable[..., Any]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查"}})

    page = client.post(address("import-drop", batch), follow=True).content.decode()

    assert "台账没有因它改动" in page
    assert issue_of(adopted, "1-1").target != "每月检查"
    late = client.post(address("import-confirm", batch), {"version": fresh(batch).version})
    assert late.status_code == 412


@pytest.mark.parametrize(
    "posted",
    [{}, {"version": "x"}, {"version": "1", "side": "x:mine"}, {"version": "1", "every": "both"}],
)
def test_a_form_that_somebody_has_made_up_is_refused(
    client: Client, bring: Callable[..., Any], posted: dict[str, str]
) -> None:
    batch = bring({"1-1": {TARGET: "每月检查"}})
    posted = {name: str(batch.version) if value == "1" else value for name, value in posted.items()}

    assert client.post(address("import-decide", batch), posted).status_code == 422


def test_a_page_of_fifty_lines_is_light_and_asks_little(
    client: Client, bring: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    further = [{"问题编号": f"77-{at}", "巡察反馈": f"没有的问题 {at}"} for at in range(1, 61)]
    batch = bring({"1-1": {TARGET: "每月检查"}}, further=further)

    with django_assert_max_num_queries(12):
        answer = client.get(f"{address('import', batch)}?show=all")

    page = answer.content.decode()
    assert len(re.findall(r'<tbody id="line-', page)) == 50
    assert len(answer.content) < 60_000
    second = client.get(f"{address('import', batch)}?show=all&page=2").content.decode()
    assert "没有的问题 60" in second


def test_the_exported_sheet_stays_the_same_after_a_round_trip(adopted: Adopted) -> None:
    with scope_for(adopted.clerk):
        first = export(adopted.clerk, adopted.round)
        batch = bring_back(adopted.clerk, adopted.round, first)
        second = export(adopted.clerk, adopted.round)

    assert {name: batch.counts[name] for name in ("told", "missing", "writes")} == {
        "told": 0, "missing": 0, "writes": 0,
    }  # fmt: skip
    assert cells(first) == cells(second)


def cells(data: bytes) -> Any:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
