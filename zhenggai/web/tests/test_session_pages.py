"""The door: sign-in, first password, sign-out, language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people import actions as people
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import PASSWORD, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


def test_the_first_sign_in_leads_to_a_new_password_and_nowhere_else(ours: OfficeOfTest) -> None:
    client, username = Client(), ours.username(Role.HANDLER)

    answer = client.post(
        reverse("sign-in"), {"username": username, "password": ours.one_time[username]}
    )

    assert answer.status_code == 302
    assert client.get("/")["Location"] == reverse("change-password")
    assert "一次性口令" in client.get(reverse("change-password")).content.decode()


def test_a_changed_password_opens_the_ledger(ours: OfficeOfTest, enter: Enter) -> None:
    assert enter(ours, Role.RECT_OFFICE).get("/").status_code == 200


def test_two_new_passwords_that_differ_are_refused(ours: OfficeOfTest, enter: Enter) -> None:
    client = enter(ours, Role.HANDLER)

    answer = client.post(
        reverse("change-password"), {"old": PASSWORD, "new": "Baihe-5528-yun", "again": "Other"}
    )

    assert answer.status_code == 422
    assert "不一致" in answer.content.decode()


def test_wrong_name_and_wrong_password_look_the_same(ours: OfficeOfTest) -> None:
    known = Client().post(
        reverse("sign-in"), {"username": ours.username(Role.HANDLER), "password": "x"}
    )
    unknown = Client().post(reverse("sign-in"), {"username": "nobody", "password": "x"})

    assert known.status_code == unknown.status_code
    assert "账号或口令不对" in known.content.decode()
    assert known.content.decode().count("<input") == unknown.content.decode().count("<input")


def test_one_comes_back_to_the_page_one_asked_for(ours: OfficeOfTest, enter: Enter) -> None:
    enter(ours, Role.RECT_OFFICE)
    client = Client()
    door = client.get(reverse("overview"))["Location"]

    answer = client.post(
        door,
        {"username": ours.username(Role.RECT_OFFICE), "password": PASSWORD, "next": "/overview/"},
    )

    assert door == "/sign-in/?next=%2Foverview%2F"
    assert answer["Location"] == "/overview/"


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_one_is_never_sent_to_another_site(ours: OfficeOfTest, enter: Enter, foreign: str) -> None:
    enter(ours, Role.RECT_OFFICE)

    answer = Client().post(
        reverse("sign-in"),
        {"username": ours.username(Role.RECT_OFFICE), "password": PASSWORD, "next": foreign},
    )

    assert answer["Location"] == "/"


def test_signing_out_ends_the_session_and_clears_the_browser(
    ours: OfficeOfTest, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)

    answer = client.post(reverse("sign-out"))

    assert "cache" in answer["Clear-Site-Data"]
    assert client.get("/").status_code == 302


def test_htmx_is_sent_to_the_door_as_a_whole_page(db: None) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == reverse("sign-in")


def test_the_first_run_names_the_demo_accounts_until_one_has_signed_in(db: None) -> None:
    system = system_viewer()
    with scope_for(system):
        organ = people.create_office(system, name="演示机关", kind="organ")
        account, one_time = people.create_account(
            system, username="zhenggaiban", display_name="办甲", is_demo=True
        )
        people.grant_as_system(account, [Role.RECT_OFFICE], organ)

    first = Client().get(reverse("sign-in")).content.decode()
    chosen = Client().get(reverse("sign-in") + "?account=zhenggaiban").content.decode()
    Client().post(reverse("sign-in"), {"username": "zhenggaiban", "password": one_time})
    later = Client().get(reverse("sign-in")).content.decode()

    assert "第一次使用" in first
    assert "终端" in first
    assert "zhenggaiban" in first
    assert one_time not in first
    assert 'value="zhenggaiban"' in chosen
    assert "第一次使用" not in later
    assert "zhenggaiban" not in later


def test_the_reader_chooses_the_language_and_goes_back(db: None) -> None:
    client = Client()

    answer = client.post(reverse("language"), {"language": "en", "next": "/sign-in/"})

    assert answer["Location"] == "/sign-in/"
    english = client.get(reverse("sign-in"))
    assert '<html lang="en">' in english.content.decode()
    assert "Sign in" in english.content.decode()
    assert english["Content-Language"] == "en"


def test_the_browsers_language_does_not_decide(db: None) -> None:
    answer = Client().get(reverse("sign-in"), headers={"Accept-Language": "en-US"})

    assert "登录" in answer.content.decode()


def test_a_language_that_is_not_there_is_refused(db: None) -> None:
    assert Client().post(reverse("language"), {"language": "xx"}).status_code == 422


def test_the_process_says_that_it_lives_without_asking_the_database() -> None:
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.content == b"ok\n"
