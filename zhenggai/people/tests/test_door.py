"""The door: one answer whatever is wrong, three limits, first password, sessions that end (S06, S07, S09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput
from zhenggai.people import actions, limits, passwords
from zhenggai.people.middleware import IDLE_SECONDS, LONGEST_SECONDS
from zhenggai.people.models import Account, Office, PasswordHistory, SignInAttempt
from zhenggai.people.queries import system_viewer
from zhenggai.people.roles import Role

pytestmark = pytest.mark.django_db
GOOD = "Qingshan-7431-lu"


@pytest.fixture
def organ() -> Office:
    return actions.create_office(system_viewer(), name="甲机关", kind="organ")


@pytest.fixture
def 甲(organ: Office) -> Account:
    """With a password of its own."""
    account, _ = actions.create_account(system_viewer(), username="jia", display_name="甲")
    actions.grant_as_system(account, [Role.RECT_OFFICE], organ)
    passwords.put(account, GOOD)
    account.must_change_password, account.initial_password_until = False, None
    account.save()
    return account


def sign_in(client: Client, username: str, password: str) -> Any:
    return client.post("/sign-in/", {"username": username, "password": password})


def test_the_right_password_opens_the_ledger(client: Client, 甲: Account) -> None:
    assert sign_in(client, "jia", GOOD).status_code == 302
    assert client.get("/").status_code == 200
    甲.refresh_from_db()
    assert 甲.last_sign_in_at is not None
    assert Event.objects.filter(action="session.sign_in", result="done").count() == 1


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    client: Client, 甲: Account
) -> None:
    wrong = sign_in(client, "jia", "wrong")
    unknown = sign_in(client, "nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 429
    assert wrong.content.decode().count("账号或口令不对") == 1
    assert unknown.content.decode().count("账号或口令不对") == 1


def test_after_five_failures_the_right_password_is_refused_for_a_while(
    client: Client, 甲: Account
) -> None:
    for _ in range(limits.PAIR_TRIES):
        sign_in(client, "jia", "wrong")

    assert sign_in(client, "jia", GOOD).status_code == 429
    SignInAttempt.objects.update(at=timezone.now() - limits.PAIR_PAUSE - timedelta(seconds=1))
    assert sign_in(client, "jia", GOOD).status_code == 302


def test_another_address_is_not_locked_out_with_it(甲: Account) -> None:
    attacker, owner = Client(REMOTE_ADDR="10.0.0.9"), Client(REMOTE_ADDR="10.0.0.1")
    for _ in range(limits.PAIR_TRIES):
        sign_in(attacker, "jia", "wrong")

    assert sign_in(owner, "jia", GOOD).status_code == 302


def test_twenty_failures_lock_the_account_until_it_is_unlocked(甲: Account) -> None:
    for number in range(limits.ACCOUNT_TRIES):
        limits.count_failure("jia", f"10.0.0.{number}")

    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), "jia", GOOD).status_code == 429
    actions.unlock(system_viewer(), 甲)
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), "jia", GOOD).status_code == 302


def test_a_hundred_failures_stop_an_address(甲: Account) -> None:
    for number in range(limits.ADDRESS_TRIES):
        limits.count_failure(f"u{number}", "10.0.0.9")

    assert limits.is_stopped("jia", "10.0.0.9")
    assert not limits.is_stopped("jia", "10.0.0.1")


def test_an_account_that_does_not_exist_is_counted_alike() -> None:
    for _ in range(limits.PAIR_TRIES):
        limits.count_failure("nobody", "10.0.0.9")

    assert limits.is_stopped("nobody", "10.0.0.9")


def test_before_the_first_change_nothing_else_can_be_reached(client: Client, organ: Office) -> None:
    account, password = actions.create_account(system_viewer(), username="yi", display_name="乙")
    actions.grant_as_system(account, [Role.HANDLER], organ)
    sign_in(client, "yi", password)

    assert client.get("/").headers["Location"] == "/password/"
    changed = client.post("/password/", {"old": password, "new": GOOD, "again": GOOD})
    assert changed.status_code == 302
    assert client.get("/").status_code == 200


def test_a_one_time_password_ends_after_a_day(client: Client) -> None:
    account, password = actions.create_account(system_viewer(), username="yi", display_name="乙")
    account.initial_password_until = timezone.now() - timedelta(minutes=1)
    account.save()

    assert sign_in(client, "yi", password).status_code == 429


@pytest.mark.parametrize("column", ["is_active", "auth_version"])
def test_stopping_an_account_or_changing_its_roles_ends_its_sessions(
    client: Client, 甲: Account, column: str
) -> None:
    sign_in(client, "jia", GOOD)
    changed = False if column == "is_active" else 甲.auth_version + 1
    Account.objects.filter(pk=甲.pk).update(**{column: changed})

    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("key", "seconds"),
    [("zhenggai_seen_at", IDLE_SECONDS + 5), ("zhenggai_started_at", LONGEST_SECONDS + 5)],
    ids=["idle", "too long"],
)
def test_sessions_end_by_the_clock(client: Client, 甲: Account, key: str, seconds: int) -> None:
    sign_in(client, "jia", GOOD)
    session = client.session
    session[key] -= seconds
    session.save()

    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(甲: Account) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, "jia", GOOD)
    sign_in(elsewhere, "jia", GOOD)

    here.post("/password/", {"old": GOOD, "new": "Lvshui-8642-he", "again": "Lvshui-8642-he"})

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_pages_of_a_session_are_kept_in_no_cache(client: Client, 甲: Account) -> None:
    sign_in(client, "jia", GOOD)

    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("password", "lacks"),
    [
        ("Ab1-", "长度"),
        ("a" * 129 + "B1", "长度"),
        ("abcdefghijkl", "三类"),
        ("Zhenggai-2024", "常见"),
        ("Jia-jiguan-99", "常见"),
        ("Xx-jiajiguan-99x", "常见"),
    ],
)
def test_weak_passwords_are_refused_with_what_is_missing(
    甲: Account, password: str, lacks: str
) -> None:
    with pytest.raises(BadInput) as refused:
        passwords.check(甲, password)

    assert any(lacks in sentence for sentence in refused.value.missing)


def test_the_last_five_passwords_may_not_come_again(甲: Account) -> None:
    used = [f"Qingshan-{number}-Lu" for number in range(1000, 1006)]
    for password in used:
        passwords.put(甲, password)
        甲.save()

    for password in used[1:]:
        with pytest.raises(BadInput):
            passwords.check(甲, password)
    passwords.check(甲, used[0])
    assert PasswordHistory.objects.filter(account=甲).count() == 7


def test_an_old_password_must_be_changed_at_sign_in(client: Client, 甲: Account) -> None:
    Account.objects.update(password_changed_at=timezone.now() - passwords.LASTS - timedelta(days=1))

    sign_in(client, "jia", GOOD)

    assert client.get("/").headers["Location"] == "/password/"


def test_one_time_passwords_are_strong_and_never_the_same() -> None:
    made = {passwords.one_time_password() for _ in range(200)}

    assert len(made) == 200
    assert all(len(password) >= 18 for password in made)
