"""A file on its way in: upload, progress, draft, adoption."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhenggai.intake import queries
from zhenggai.intake.jobs import read_now
from zhenggai.lib.errors import FileRefused
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import CIRCULAR, Adopted, OfficeOfTest, read_in

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.RECT_OFFICE)


def upload(client: Client, data: bytes, name: str) -> Any:
    return client.post(reverse("receive"), {"file": SimpleUploadedFile(name, data)})


def readings_of(office: OfficeOfTest) -> Any:
    viewer = office.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        return queries.readings(viewer)


def taken(office: OfficeOfTest, data: bytes, name: str) -> Any:
    viewer = office.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        return read_in(viewer, data, name)


def test_an_uploaded_file_waits_to_be_read_and_its_page_asks_for_progress(
    ours: OfficeOfTest, clerk: Client
) -> None:
    answer = upload(clerk, CIRCULAR.read_bytes(), CIRCULAR.name)

    (reading,) = readings_of(ours)
    assert answer["Location"] == reverse("reading", args=[reading.uuid])
    html = clerk.get(answer["Location"]).content.decode()
    assert reverse("reading-progress", args=[reading.uuid]) in html
    assert "<noscript><meta http-equiv" in html
    assert "可以离开这一页" in html


def test_progress_is_a_part_while_waiting_and_a_refresh_afterwards(
    ours: OfficeOfTest, clerk: Client
) -> None:
    upload(clerk, CIRCULAR.read_bytes(), CIRCULAR.name)
    (reading,) = readings_of(ours)
    address = reverse("reading-progress", args=[reading.uuid])

    waiting = clerk.get(address)
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        read_now(system_viewer(), reading)
    ready = clerk.get(address)

    assert 'id="progress"' in waiting.content.decode()
    assert "<html" not in waiting.content.decode()
    assert ready["HX-Refresh"] == "true"


def test_the_draft_stands_beside_its_source_with_its_remarks(
    ours: OfficeOfTest, clerk: Client
) -> None:
    reading = taken(ours, CIRCULAR.read_bytes(), CIRCULAR.name)

    html = clerk.get(reverse("reading", args=[reading.uuid])).content.decode()

    assert "读出 3 个方面、11 个问题、34 条措施，另有面上措施 6 条" in html
    assert "确认立账（11 个问题）" in html
    assert html.count('class="card"') >= 11
    assert html.count("<mark id=") >= 34
    assert "审读意见" in html


def test_adopting_makes_the_ledger_and_locks_the_draft(ours: OfficeOfTest, clerk: Client) -> None:
    reading = taken(ours, CIRCULAR.read_bytes(), CIRCULAR.name)

    answer = clerk.post(reverse("adopt", args=[reading.uuid]), {"version": reading.version})

    assert answer.status_code == 302
    assert clerk.get(answer["Location"]).content.decode().count("data-row") == 11
    draft = clerk.get(reverse("reading", args=[reading.uuid])).content.decode()
    assert "已立账：这份草稿和原文都已锁定" in draft
    assert "确认立账" not in draft


def test_adopting_what_somebody_else_has_dealt_with_shows_the_conflict(
    ours: OfficeOfTest, clerk: Client
) -> None:
    reading = taken(ours, CIRCULAR.read_bytes(), CIRCULAR.name)

    answer = clerk.post(reverse("adopt", args=[reading.uuid]), {"version": reading.version - 1})

    assert answer.status_code == 412
    assert "已被他人办理" in answer.content.decode()


def test_adopting_the_same_document_twice_is_refused(
    ours: OfficeOfTest, clerk: Client, adopted: Adopted
) -> None:
    again = taken(ours, CIRCULAR.read_bytes(), "同一份.txt")

    answer = clerk.post(reverse("adopt", args=[again.uuid]), {"version": again.version})

    assert answer.status_code == 409
    assert "同一份文件在一个单位只立账一次" in answer.content.decode()


def test_a_text_without_issues_cannot_be_adopted(ours: OfficeOfTest, clerk: Client) -> None:
    reading = taken(ours, "春游通知\n\n本周五组织春游，请准时集合。".encode(), "春游.txt")

    html = clerk.get(reverse("reading", args=[reading.uuid])).content.decode()

    assert "没有读出问题" in html
    assert "disabled" in html


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "空.txt"),
        (b"\x00\x01\x02\xff" * 200, "乱码.txt"),
        (b"MZ" + b"\x00" * 100, "程序.exe"),
        (b"PK\x03\x04broken", "坏.docx"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words_at_the_door_or_on_its_page(
    ours: OfficeOfTest, clerk: Client, data: bytes, name: str
) -> None:
    answer = upload(clerk, data, name)

    if answer.status_code == 302:
        (reading,) = readings_of(ours)
        with scope_for(ours.viewer(Role.RECT_OFFICE)), pytest.raises(FileRefused):
            read_now(system_viewer(), reading)
        answer = clerk.get(answer["Location"])
    else:
        assert answer.status_code == 422

    html = answer.content.decode()
    assert 'class="gate"' in html
    assert "Traceback" not in html


def test_no_file_chosen_leaves_the_form_with_the_reason(clerk: Client) -> None:
    answer = clerk.post(reverse("receive"))

    assert answer.status_code == 422
    assert "还没有选择文件" in answer.content.decode()


def test_the_draft_is_handed_over_as_the_contracts_object(clerk: Client, adopted: Adopted) -> None:
    answer = clerk.get(reverse("draft-json", args=[adopted.reading.uuid]))

    assert json.loads(answer.content)["schema"] == "zhenggai.draft/1"


def test_files_are_listed_newest_first_within_few_queries(
    ours: OfficeOfTest, clerk: Client, adopted: Adopted, django_assert_max_num_queries: Any
) -> None:
    upload(clerk, "一份说明".encode(), "后来的.txt")

    with django_assert_max_num_queries(12):
        html = clerk.get(reverse("readings")).content.decode()

    assert html.index("后来的.txt") < html.index(CIRCULAR.name)
    assert "已立账" in html
