"""Robots of group chats and what was not sent, by their pages; what robots are told when something happens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhenggai.journal.models import Event, EventDetail
from zhenggai.people import outbox
from zhenggai.people.jobs import look, send
from zhenggai.people.models import Channel, Outgoing, OutgoingState, Robot
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.robots.sending import send_to_robot
from zhenggai.people.roles import Role
from zhenggai.people.tests.vendors import Vendor, vendor
from zhenggai.rectification import broadcasts
from zhenggai.rectification.warnings import running
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.robots import ADDRESS, unsent, with_robot
from zhenggai.web.tests.supervised import supervised

Enter = Callable[[OfficeOfTest, str], Client]
MOST_QUERIES = 14
FORM = {"name": "整改群", "kind": "dingtalk", "secret": "SEC-of-the-group", "event": ["digest"]}


@pytest.fixture
def server(settings: Any) -> Iterator[Vendor]:
    with vendor() as kept:
        settings.ROBOT_HOSTS = (
            ("http", "127.0.0.1", kept.port, True),
            ("https", "oapi.dingtalk.com", 443, False),
        )
        yield kept


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.OFFICE_ADMIN)


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def shown(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, said(answer)
    return str(answer.content.decode())


def local(server: Vendor, **changed: Any) -> dict[str, Any]:
    return {**FORM, "address": f"http://127.0.0.1:{server.port}/robot/send?key=k-1", **changed}


def test_a_robot_is_made_tried_and_its_outcome_seen(clerk: Client, server: Vendor) -> None:
    assert "还没有群机器人" in shown(clerk, "robots")

    answer = clerk.post(reverse("robot-new"), local(server), follow=True)
    assert "请点“发送测试”" in said(answer)
    robot = Robot.objects.get()
    clerk.post(reverse("robot-test", args=[robot.uuid]))
    assert "等待发送" in shown(clerk, "robots")
    look()
    send()
    assert "已送达" in shown(clerk, "robots")
    assert "已送达" in shown(clerk, "robot", robot.uuid)
    assert len(server.taken) == 1
    assert server.taken[0].body["text"]["content"].startswith("整改系统测试消息")


def test_a_vendor_that_refuses_is_seen_with_its_code(clerk: Client, server: Vendor) -> None:
    server.says({"errcode": 310000, "errmsg": "sign not match"})
    clerk.post(reverse("robot-new"), local(server))
    clerk.post(reverse("robot-test", args=[Robot.objects.get().uuid]))
    send()

    html = shown(clerk, "robots")
    assert "错误码 310000" in html
    assert "sign not match" not in html
    assert "没有送出的通知 1 件" in html


def test_what_was_typed_comes_back_but_for_its_secrets(clerk: Client, server: Vendor) -> None:
    answer = clerk.post(
        reverse("robot-new"),
        local(server, address="https://example.cn/send?key=k-1", event=["letter"]),
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "主机不在允许之列" in html
    assert 'value="整改群"' in html
    assert '<option value="dingtalk" selected>' in html
    assert re.findall(r'name="event" value="(\w+)" checked', html) == ["letter"]
    assert "k-1" not in html
    assert FORM["secret"] not in html


def test_a_robot_is_changed_and_retired_and_shows_no_secret(
    adopted: Adopted, ours: OfficeOfTest, clerk: Client, server: Vendor
) -> None:
    robot = with_robot(adopted, ours).robot
    html = shown(clerk, "robot", robot.uuid)
    assert "oapi.dingtalk.com" in html
    assert "access_token" not in html + shown(clerk, "robots")

    changed = {"name": "另一群", "kind": "dingtalk", "event": ["warning"], "version": 1}
    clerk.post(reverse("robot-edit", args=[robot.uuid]), changed)
    robot.refresh_from_db()
    assert (robot.name, robot.on_digest, robot.on_warning) == ("另一群", False, True)
    late = clerk.post(reverse("robot-edit", args=[robot.uuid]), changed | {"name": "又一群"})
    assert late.status_code == 412
    assert "又一群" in late.content.decode()
    clerk.post(reverse("robot-retire", args=[robot.uuid]), {"version": 2})
    assert "已停用" in shown(clerk, "robots")
    assert "已停用" in shown(clerk, "robot", robot.uuid)
    assert not Robot.objects.exclude(address="").exists()
    assert "the-key" not in "".join(EventDetail.objects.values_list("body", flat=True))
    assert Event.objects.filter(action__startswith="robot.", result="done").count() == 3


def test_the_list_asks_the_same_for_one_and_for_many(
    adopted: Adopted, ours: OfficeOfTest, clerk: Client
) -> None:
    robot = with_robot(adopted, ours).robot
    counts = []
    for number in range(2):
        for copy in range(number * 6):
            Robot.objects.create(office=ours.organ, name=f"群{copy}", kind="wecom", host="h")
        letters = [outbox.Letter(f"t:{number}", str(robot.uuid), "整改", "x", ours.organ.pk)]
        outbox.post(letters, Channel.ROBOT)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown(clerk, "robots")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_what_was_not_sent_is_sent_again_or_set_aside(
    ours: OfficeOfTest, theirs: OfficeOfTest, clerk: Client, enter: Enter
) -> None:
    assert "没有未送出的通知" in shown(clerk, "outgoing")
    first, second, other = unsent(ours), unsent(ours, "digest:2"), unsent(theirs, "digest:3")

    html = shown(clerk, "outgoing")
    assert html.count("z***@example.cn") == 2
    assert "zhangsan" not in html
    answer = clerk.post(reverse("outgoing-resend", args=[first.uuid]), follow=True)
    assert "已排队重发" in said(answer)
    again = clerk.post(reverse("outgoing-resend", args=[first.uuid]))
    assert again.status_code == 409
    clerk.post(reverse("outgoing-drop", args=[second.uuid]))
    assert clerk.post(reverse("outgoing-drop", args=[other.uuid])).status_code == 404
    states = dict(Outgoing.objects.values_list("key", "state"))
    assert states == {"digest:1": "waiting", "digest:2": "dropped", "digest:3": "dead"}

    system = enter(ours, Role.SYS_ADMIN)
    html = shown(system, "health")
    assert "有 1 件通知没有送出" in html
    assert reverse("outgoing") in html
    assert "丙机关" not in shown(clerk, "outgoing")
    assert shown(system, "outgoing").count("z***@example.cn") == 1


def test_pages_of_unsent_ask_the_same_for_one_and_for_many(
    adopted: Adopted, ours: OfficeOfTest, clerk: Client
) -> None:
    with_robot(adopted, ours)
    counts = []
    for number in range(2):
        for copy in range(1 + number * 8):
            unsent(ours, f"k:{number}:{copy}")
        with CaptureQueriesContext(connection) as captured:
            shown(clerk, "outgoing")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_robots_are_told_counts_and_links_of_what_happens(
    adopted: Adopted, ours: OfficeOfTest, server: Vendor
) -> None:
    with_robot(adopted, ours)
    supervised(adopted, ours)
    assert broadcasts.tell_digests(today=TODAY, hour=7) == 0
    assert broadcasts.tell_digests(today=TODAY, hour=8) == 1
    assert broadcasts.tell_digests(today=TODAY, hour=9) == 0
    late = TODAY + timedelta(days=30)
    for _twice in range(2):
        with scope_for(system_viewer()):
            running.run(system_viewer(), today=late, offices=[ours.organ.pk])

    told = list(Outgoing.objects.filter(channel=Channel.ROBOT).order_by("pk"))
    subjects = [row.subject for row in told]
    assert subjects[0] == "整改督办：新签发督办文书 1 份，请有关责任人登录签收"
    assert re.fullmatch(
        r"整改每日摘要 2021-09-08：在办问题 \d+ 项，其中超期 0 项、十日内到期 1 项", subjects[1]
    )
    assert re.fullmatch(r"整改预警 2021-10-08：当日新发红色预警 [1-9]\d* 项", subjects[2])
    assert len(told) == 3
    assert told[0].text.endswith(f"/letters/{adopted.letter.uuid}/")
    words = "".join(f"{row.subject}{row.text}" for row in told)
    assert adopted.issue.title not in words
    assert adopted.issue.title[:6] not in words
    assert Event.objects.filter(action="digest.broadcast").count() == 1


def test_a_robot_that_is_away_holds_up_nothing(
    adopted: Adopted, ours: OfficeOfTest, server: Vendor
) -> None:
    """security.md S12: the letter is issued whatever becomes of the message."""
    with_robot(adopted, ours)
    Robot.objects.update(address="damaged")
    supervised(adopted, ours)

    outbox.send_due(timezone.now(), {Channel.ROBOT: send_to_robot})
    assert adopted.letter.number is not None
    row = Outgoing.objects.get(channel=Channel.ROBOT)
    assert (row.state, row.fault) == (OutgoingState.DEAD, "robot sealed")
    assert ADDRESS not in str(Outgoing.objects.values())
