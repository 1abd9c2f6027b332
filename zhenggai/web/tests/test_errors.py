"""security.md S12, D07: whatever goes wrong is one plain page with the request's number."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused, Unavailable
from zhenggai.people.roles import Role
from zhenggai.web import errors
from zhenggai.web.pages import help as help_pages
from zhenggai.web.tests.conftest import OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.request_id = "a1b2c3"  # type: ignore[attr-defined]
    return request


def middleware() -> errors.RefusalMiddleware:
    return errors.RefusalMiddleware(lambda request: pytest.fail("not reached"))


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("a.b", "不能销号"), 409),
        (NotFound("a.b", "没有找到"), 404),
        (NotAllowed("a.b", "没有权限"), 403),
        (BadInput("a.b", "要改"), 422),
        (Conflict("a.b", "已改"), 412),
        (Unavailable("a.b", "稍后"), 503),
    ],
)
def test_a_refusal_becomes_its_status_with_sentence_code_and_number(
    refused: Refused, status: int
) -> None:
    answer = middleware().process_exception(asked(), refused)

    assert answer is not None
    assert answer.status_code == status
    html = answer.content.decode()
    assert refused.sentence in html
    assert "a.b" in html
    assert "请求号 a1b2c3" in html


def test_what_is_missing_is_listed() -> None:
    answer = errors.refusal(asked(), Refused("closure", "尚不能销号", ["缺签到", "缺<记录>"]))

    html = answer.content.decode()
    assert "<li>缺签到</li>" in html
    assert "缺&lt;记录&gt;" in html


def test_htmx_gets_the_notice_alone() -> None:
    answer = errors.refusal(asked(**{"HX-Request": "true"}), Refused("a.b", "不能"))

    assert "<html" not in answer.content.decode()
    assert 'class="gate"' in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (InterfaceError("connection already closed"), 503),
        (OperationalError("database or disk is full"), 507),
        (DatabaseError("could not extend file: No space left on device"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EIO, "Input/output error"), 503),
    ],
)
def test_faults_of_database_and_disk_are_not_the_programs(error: Exception, status: int) -> None:
    answer = middleware().process_exception(asked(), error)

    assert answer is not None
    assert answer.status_code == status
    assert str(error) not in answer.content.decode()


def test_a_fault_of_the_program_is_left_to_the_last_resort() -> None:
    assert middleware().process_exception(asked(), ValueError("secret")) is None


def test_the_last_resort_shows_a_number_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    def broken(*args: Any) -> None:
        raise ValueError("secret path /etc/passwd")

    monkeypatch.setattr(help_pages, "safe_next", broken)
    client = Client(raise_request_exception=False)

    answer = client.post(reverse("language"), {"language": "en"})

    html = answer.content.decode()
    assert answer.status_code == 500
    assert "请求号" in html
    assert "secret" not in html
    assert "Traceback" not in html


def test_a_database_that_fails_in_a_middleware_is_told_as_such() -> None:
    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        answer = errors.server_error(asked())

    assert answer.status_code == 503


def test_an_oversized_request_is_refused_before_it_is_read() -> None:
    request = RequestFactory().post("/readings/receive/")
    request.META["CONTENT_LENGTH"] = str(errors.LARGEST_REQUEST + 1)

    answer = middleware()(request)

    assert answer.status_code == 413
    assert "50 MB" in answer.content.decode()


def test_an_oversized_form_is_413_and_another_malformed_request_400() -> None:
    assert errors.bad_request(asked(), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(asked(), ValueError()).status_code == 400


def test_a_method_that_is_not_taken_is_405_and_says_which_are(db: None) -> None:
    answer = Client().delete(reverse("sign-in"))

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"


def test_an_unknown_address_is_404_for_everyone(db: None, ours: OfficeOfTest, enter: Enter) -> None:
    assert Client().get("/nothing/here").status_code == 404
    answer = enter(ours, Role.RECT_OFFICE).get("/nothing/here")
    assert answer.status_code == 404
    assert "请求号" in answer.content.decode()


def test_every_answer_carries_the_headers_of_S03_to_S05(ours: OfficeOfTest, enter: Enter) -> None:
    for answer in (
        Client().get(reverse("sign-in")),
        enter(ours, Role.RECT_OFFICE).get(reverse("readings")),
        Client().get("/nothing"),
    ):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
