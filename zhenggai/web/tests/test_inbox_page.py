"""待办 待阅 已办: what waits, why, until when, and the act in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people.queries import persons, scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import actions, queries
from zhenggai.web.tests.conftest import CIRCULAR, TODAY, Adopted, OfficeOfTest, read_in

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def handled(ours: OfficeOfTest, adopted: Adopted) -> Adopted:
    """The first issue, handled by whoever is the handler, due in a few days."""
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        issue = queries.find_issue(viewer, adopted.issue.uuid)
        handler = persons(viewer).get(name="承办人")
        actions.assign(
            viewer, issue, version=issue.version, handler=handler, deadline=date(2021, 9, 10)
        )
    return adopted


def shown(client: Client, tab: str = "todo") -> str:
    return str(client.get(reverse("inbox"), {"tab": tab}).content.decode())


def test_a_task_says_what_why_and_until_when(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    html = shown(enter(ours, Role.HANDLER))

    assert "学习贯彻习近平" in html
    assert "您是承办人" in html
    assert "9月10日" in html
    assert "剩 2 天" in html
    assert reverse("quick", args=[handled.issue.uuid]) in html


def test_progress_is_reported_where_the_task_stands(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    client = enter(ours, Role.HANDLER)
    form = client.get(reverse("quick", args=[handled.issue.uuid])).content.decode()
    assert 'name="next" value="inbox"' in form

    answer = client.post(
        reverse("report", args=[handled.issue.uuid]),
        {"text": "9月6日检查 4 次", "next": "inbox", "measure": ""},
    )

    assert answer["Location"] == reverse("inbox")
    assert "填报进展：1-1" in shown(client, "done")


def test_being_made_responsible_is_told_and_can_be_put_aside(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    client = enter(ours, Role.HANDLER)
    html = shown(client, "unread")
    assert "您是这个问题的承办人" in html
    message = re.search(r'name="message" value="([^"]+)"', html)
    assert message

    enter(ours, Role.LEAD_DEPT).post(reverse("inbox-read"), {"message": message[1]})
    assert 'name="message"' in shown(client, "unread")
    client.post(reverse("inbox-read"), {"message": message[1]})

    html = shown(client, "unread")
    assert 'name="message"' not in html
    assert "您是这个问题的承办人" in html


def test_the_mark_counts_what_waits_and_is_empty_where_nothing_does(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    handler, reader = enter(ours, Role.HANDLER), enter(ours, Role.PRINCIPAL)

    assert handler.get(reverse("inbox-count")).content == b"2"
    assert reader.get(reverse("inbox-count")).content == b""


def test_a_draft_waits_for_whoever_may_adopt_it(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        read_in(viewer, CIRCULAR.read_bytes() + "\n附。".encode(), "第二份.txt")

    assert "第二份.txt" in shown(enter(ours, Role.RECT_OFFICE))
    assert "第二份.txt" not in shown(enter(ours, Role.HANDLER))


def test_an_empty_inbox_says_what_will_stand_there(
    ours: OfficeOfTest, enter: Enter, adopted: Adopted
) -> None:
    client = enter(ours, Role.SUPERIOR_REVIEWER)

    assert "没有待办" in shown(client)
    assert "没有消息" in shown(client, "unread")
    assert "没有待办" in shown(client, "nonsense")


def test_the_inbox_asks_few_queries(
    ours: OfficeOfTest, enter: Enter, handled: Adopted, django_assert_max_num_queries: Any
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    shown(client)

    with django_assert_max_num_queries(25):
        shown(client)


def test_the_overview_links_every_number_and_draws_the_line_of_time(
    ours: OfficeOfTest, enter: Enter, handled: Adopted
) -> None:
    html = enter(ours, Role.PRINCIPAL).get(reverse("overview")).content.decode()

    for filters in ("due=7", "due=20", "stalled=1", "words_only=1", "returned=1", "unassigned=1"):
        assert filters in html
    assert html.count("<rect") >= 1
    assert 'class="gantt"' in html
    assert "未结问题的起算日和时限" in html
    assert TODAY.year == 2021
