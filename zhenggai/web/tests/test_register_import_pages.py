"""Sheets taken into a register: looked at row by row, nothing written before it is confirmed, all of it or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers.models import Record
from zhenggai.web.tests.conftest import OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down, somebody

SHEET = "名称\t类别\t数量\t购置日\t单价\n电脑一\t电脑\t2\t2021.6.30\t1.2万元\n打印机\t打印机\t1\t六月三日\t900"
ADDRESS = reverse("register-import", args=["gear"])
CONFIRM = reverse("register-import-confirm", args=["gear"])


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


def names() -> set[str]:
    with scope_for(system_viewer()):
        return {record.data["name"] for record in Record.objects.filter(register="gear")}


def look(desk: Desk, text: str) -> Any:
    return desk.clerk.post(ADDRESS, {"text": text})


def confirm(desk: Desk, text: str, **more: str) -> Any:
    plan = look(desk, text).context["plan"]
    return desk.clerk.post(CONFIRM, {"text": text, "digest": plan.digest, **more})


def test_the_page_says_what_a_sheet_may_hold(desk: Desk) -> None:
    answer = desk.clerk.get(ADDRESS)

    assert set(answer.context["columns"]) >= {"名称", "类别", "数量"}


def test_nothing_is_refused_in_words(desk: Desk) -> None:
    answer = look(desk, "  ")

    assert answer.status_code == 422
    assert "还没有内容" in answer.content.decode()


def test_a_preview_says_row_by_row_and_writes_nothing(desk: Desk) -> None:
    answer = look(desk, SHEET)

    counts = {key: count for key, _, count in answer.context["counts"]}
    assert answer.status_code == 200
    assert counts["new"] + counts["asked"] + counts["problem"] == 2
    assert "电脑一" in answer.content.decode()
    assert names() == set()


def test_what_was_looked_at_is_written_when_it_is_confirmed(desk: Desk) -> None:
    whole = "名称\t类别\t数量\n电脑一\t电脑\t2\n打印机\t打印机\t1"

    answer = confirm(desk, whole)

    assert answer.status_code == 302
    assert names() == {"电脑一", "打印机"}


def test_a_sheet_with_a_faulty_row_writes_nothing_at_all(desk: Desk) -> None:
    answer = confirm(desk, "名称\t类别\t数量\n电脑一\t电脑\t2\n打印机\t飞机\t许多")

    assert answer.status_code == 409
    assert "打印机" in answer.content.decode(), "the preview stands again"
    assert names() == set()


def test_a_sheet_that_was_changed_after_it_was_looked_at_is_refused(desk: Desk) -> None:
    seen = look(desk, "名称\t数量\n电脑一\t2").context["plan"]

    answer = desk.clerk.post(CONFIRM, {"text": "名称\t数量\n别的\t9", "digest": seen.digest})

    assert answer.status_code in (409, 422)
    assert names() == set()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_however_it_was_saved(desk: Desk, encoding: str) -> None:
    data = "名称,类别,数量\n电脑一,电脑,2\n".encode(encoding)

    answer = desk.clerk.post(ADDRESS, {"file": SimpleUploadedFile("器材.csv", data)})

    assert answer.status_code == 200 and "电脑一" in answer.content.decode()


def test_a_file_that_is_no_sheet_is_refused(desk: Desk) -> None:
    for name, data in (("a.xlsx", b"no sheet"), ("a.csv", b"\xff\xff\xff\xff")):
        answer = desk.clerk.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})
        assert 400 <= answer.status_code < 500
        assert names() == set()


def test_only_those_who_enter_records_take_sheets_in(desk: Desk, theirs: OfficeOfTest) -> None:
    with scope_for(system_viewer()):
        other, _ = somebody(desk.office, "other", ["hr_clerk"])
        outsider, _ = somebody(theirs, "gear", ["hr_clerk"])
    plan = look(desk, "名称\t数量\n电脑一\t2").context["plan"]

    for client in (other, outsider):
        posted = {"text": "名称\t数量\n电脑一\t2", "digest": plan.digest}
        answer = client.post(CONFIRM, posted)
        assert answer.status_code == 409 and "请由台账员导入" in answer.content.decode()
    assert names() == set()
