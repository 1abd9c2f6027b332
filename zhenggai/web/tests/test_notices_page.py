"""How somebody wants to be told, their calendar, their digest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people import actions as accounts
from zhenggai.people.models import Account, Message, NoticeChoice, Outgoing
from zhenggai.people.queries import system_viewer
from zhenggai.people.roles import Role
from zhenggai.rectification import digest
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.supervised import supervised

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def urged(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return supervised(adopted, ours)


def address_in(answer: Any) -> str:
    found = re.search(r"<code>(http://testserver)?(/feed/[^<]+)</code>", answer.content.decode())
    assert found is not None
    return found.group(2)


def test_the_calendar_opens_with_its_secret_until_it_is_revoked(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    client, anybody = enter(ours, Role.HANDLER), Client()
    first = address_in(client.post(reverse("feed-make")))

    answer = anybody.get(first)
    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store"
    assert "SUMMARY:问题 1-1 到期" in lines
    assert "DTSTART;VALUE=DATE:20210917" in lines
    assert any(line.startswith("SUMMARY:提醒书（督办〔2021〕1号）回复期限") for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    assert first.split("/")[2].removesuffix(".ics") not in str(NoticeChoice.objects.values())

    second = address_in(client.post(reverse("feed-make")))
    assert anybody.get(first).status_code == 410
    assert anybody.get(second).status_code == 200
    client.post(reverse("feed-revoke"))
    assert anybody.get(second).status_code == 410


def test_a_stopped_account_has_no_calendar(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    address = address_in(enter(ours, Role.HANDLER).post(reverse("feed-make")))
    account = Account.objects.get(username=ours.username(Role.HANDLER))
    accounts.stop_account(system_viewer(), account, reason="离岗")

    assert Client().get(address).status_code == 410


def test_an_address_that_is_none_comes_back_as_it_was_typed(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    client = enter(ours, Role.HANDLER)

    refused = client.post(reverse("notices-choose"), {"email": "不是邮箱", "wants_digest": "on"})

    assert refused.status_code in (400, 422)
    assert "不是邮箱" in refused.content.decode()


def test_the_digest_goes_once_a_day_by_mail_or_to_the_inbox(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    enter(ours, Role.HANDLER).post(
        reverse("notices-choose"), {"email": "jia@example.cn", "wants_digest": "on"}
    )
    enter(ours, Role.PRINCIPAL).post(reverse("notices-choose"), {"email": ""})

    assert digest.send_all(today=TODAY, hour=7) == 0
    sent = digest.send_all(today=TODAY, hour=8)
    assert sent > 1
    assert digest.send_all(today=TODAY, hour=9) == 0

    letter = Outgoing.objects.get()
    assert (letter.target, letter.subject) == ("jia@example.cn", "整改每日摘要 2021-09-08")
    assert letter.text.startswith("今日待办 ")
    assert letter.text.rstrip().endswith("/inbox/")
    assert urged.issue.title not in letter.text
    told = set(Message.objects.filter(code="digest").values_list("person__name", flat=True))
    assert "整改办" in told
    assert "承办人" not in told
    assert "主要负责人" not in told
