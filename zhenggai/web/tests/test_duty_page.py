"""The three administrators see their duty, and nothing of the business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people.roles import ADMINS, Role
from zhenggai.web.tests.conftest import Adopted, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.mark.parametrize("role", sorted(ADMINS))
def test_an_administrator_is_led_from_home_to_the_duty_page(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter, role: str
) -> None:
    client = enter(ours, role)

    page: Any = client.get("/", follow=True)

    assert page.redirect_chain == [(reverse("duty"), 302)]
    text = page.content.decode()
    assert str(Role(role).label) in text
    assert "学习贯彻" not in text


def test_the_audit_administrator_sees_whether_the_journal_holds(
    ours: OfficeOfTest, enter: Enter
) -> None:
    seen = enter(ours, Role.AUDIT_ADMIN).get(reverse("duty")).content.decode()
    unseen = enter(ours, Role.SYS_ADMIN).get(reverse("duty")).content.decode()

    assert "留痕完好" in seen
    assert "留痕完好" not in unseen


def test_who_has_a_ledger_is_not_led_away(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    assert enter(ours, Role.HANDLER).get("/").status_code == 200
