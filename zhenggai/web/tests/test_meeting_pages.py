"""Meetings at the browser: called, written down, signed; decisions settled; what a democratic-life meeting holds."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.rectification.actions.meetings import call_meeting
from zhenggai.rectification.process import queries as process
from zhenggai.registers import queries as registers
from zhenggai.registers.actions import publish, sweep
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.process import named, under_way

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def started(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return under_way(adopted, ours)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def stored(ours: OfficeOfTest, uuid: Any) -> Any:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        return process.meeting(viewer, uuid, TODAY)


def test_a_meeting_is_called_written_down_and_signed(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client, chair = enter(ours, Role.RECT_OFFICE), named(ours, Role.PRINCIPAL)
    address = reverse("meeting-call", args=[started.round.uuid])
    assert "班子会议（研究巡察整改）" in text(client.get(address + "?kind=committee"))
    form = {
        "kind": "committee",
        "title": "班子会议",
        "held_on": "2021-06-30",
        "chair": str(chair.uuid),
        "chair_words": chair.name,
        "recorder": str(named(ours, Role.RECT_OFFICE).uuid),
        "due": "主要负责人、分管领导",
        "agenda": "审议整改方案\n\n其他",
    }
    refused = client.post(address, form | {"due": "主要负责人、陌生人"})
    assert refused.status_code == 422
    assert "陌生人 不在册" in text(refused)
    assert "其他" in text(refused)

    page: Any = client.post(address, form, follow=True)
    meeting = page.redirect_chain[-1][0]
    uuid = meeting.rstrip("/").rsplit("/", 1)[-1]
    view = stored(ours, uuid)
    assert [row.title for row in view.agenda] == ["审议整改方案", "其他"]

    present = {
        "person0": str(chair.uuid),
        "present0": "yes",
        "person1": str(named(ours, Role.CHARGE_LEADER).uuid),
        "present1": "yes",
        "guests": "纪检委",
    }
    client.post(reverse("meeting-attendance", args=[uuid]), present)
    version = stored(ours, uuid).meeting.version
    client.post(
        reverse("meeting-minutes", args=[uuid]), {"version": version, "minutes": "审议通过。"}
    )
    assert "签字前还缺" in text(client.get(meeting))
    client.post(
        reverse("meeting-paper", args=[uuid]),
        {"paper_title": "扫描件", "file": SimpleUploadedFile("记录.txt", "签字".encode())},
    )
    version = stored(ours, uuid).meeting.version
    signed = client.post(
        reverse("meeting-sign", args=[uuid]),
        {"version": version, "signed_on": "2021-07-01"},
        follow=True,
    )

    assert "记录已签字" in text(signed)
    assert "应到 2 人，实到 2 人" in text(signed)
    assert "增加议题" not in text(signed)


def test_a_signature_too_early_comes_back_with_everything_that_is_missing(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    version = stored(ours, started.meeting.uuid).meeting.version

    refused = client.post(
        reverse("meeting-sign", args=[started.meeting.uuid]), {"version": version}
    )

    assert refused.status_code == 409
    page = text(refused)
    for words in ("没有记录人", "查摆材料", "没有列入整改措施清单", "meeting.incomplete"):
        assert words in page


def test_the_list_is_narrowed_by_kind_and_its_queries_do_not_grow(
    ours: OfficeOfTest, started: Adopted, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    with django_assert_max_num_queries(20):
        page = text(client.get(reverse("meetings")))
    assert "专题民主生活会" in page
    assert "1 项待落实" in page
    of_kind = text(client.get(reverse("round-meetings", args=[started.round.uuid]) + "?kind=staff"))
    assert "还没有会议" in of_kind


def test_materials_are_handed_in_by_oneself_and_hidden_from_others(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    leader, handler = enter(ours, Role.CHARGE_LEADER), enter(ours, Role.HANDLER)
    address = reverse("meeting", args=[started.meeting.uuid])

    leader.post(
        reverse("life-hand-in", args=[started.meeting.uuid]), {"text": "我的查摆：抓得不紧"}
    )

    assert "我的查摆：抓得不紧" in text(leader.get(address))
    assert "我的查摆" not in text(handler.get(address))
    assert "我的查摆" in text(enter(ours, Role.PRINCIPAL).get(address))


def test_the_action_list_is_kept_at_the_meeting(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    refused = client.post(reverse("life-fill", args=[started.meeting.uuid]))
    assert refused.status_code == 409
    assert "10 个问题未对应" in text(refused)

    client.post(reverse("life-drop", args=[started.line.uuid]))
    assert "11 个问题未对应" in text(client.get(reverse("meeting", args=[started.meeting.uuid])))


def test_what_was_decided_waits_in_the_inbox_only_once_it_is_signed(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    assert "落实会议决定" not in text(enter(ours, Role.HANDLER).get(reverse("inbox")))


def test_a_file_is_needed_to_upload_one(ours: OfficeOfTest, started: Adopted, enter: Enter) -> None:
    refused = enter(ours, Role.RECT_OFFICE).post(
        reverse("meeting-paper", args=[started.meeting.uuid]),
        {"paper_title": "坏文件", "file": BytesIO(b"PK\x03\x04" + b"\x00" * 300)},
    )

    assert refused.status_code == 422


def test_the_register_of_minutes_shows_the_meetings_and_its_checks_see_them(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    """R24 (readings.md 20): entered once, with the round; nothing is typed again."""
    system, clerk = system_viewer(), ours.viewer(Role.RECT_OFFICE)
    chair = named(ours, Role.PRINCIPAL)
    with scope_for(system):
        for source in registers.library_texts():
            if "code: minutes_archive" in source:
                publish(system, source, today=TODAY)
    with scope_for(clerk):
        found = process.find_round(clerk, started.round.uuid)
        call_meeting(
            clerk, found, kind="special", title="调度会", held_on=TODAY, chair=chair, recorder=chair
        )
    rows: list[dict[str, Any]] = []
    with scope_for(system):
        sweep(system, today=TODAY, registers=["minutes_archive"], store=False, tell=rows.append)

    page = text(enter(ours, Role.RECT_OFFICE).get(reverse("register", args=["minutes_archive"])))

    assert "整改进程的会议" in page and "调度会" in page
    assert [(row["check"], row["record"]) for row in rows if row["check"] == "MA-2"] == [
        ("MA-2", "调度会")
    ]
