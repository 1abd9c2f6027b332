"""The password once more before what cannot be taken back or carries much away (security.md S09)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from zhenggai.journal.models import Event
from zhenggai.people import actions as people
from zhenggai.people import limits
from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers.models import Record
from zhenggai.web.page import asks_for_proof
from zhenggai.web.proving import BACK, NEXT, PROOF
from zhenggai.web.tests.conftest import PASSWORD, OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down

ACTS = {
    # 销号审定
    *("closure-review", "closure-return", "review-many", "leader-sign", "leader-return"),
    # 导出
    *("ledger-xlsx", "register-xlsx", "people-xlsx", "trail-xlsx", "list-file"),
    *("cutoff-xlsx", "dispatch-xlsx"),
    # 脱敏还原、授权、作废、恢复
    *("record-reveal", "role-propose", "roles-confirm", "proposal-accept"),
    *("record-void", "letter-drop", "account-start"),
}
FORMS_TO_FILL_IN = {"people-template", "register-blank"}


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


@pytest.fixture
def record(desk: Desk) -> Record:
    return desk.enter(name="甲件", kind="电脑", count=1)


def some_time_ago(client: Client) -> Client:
    """The password was given so long ago that it counts no more."""
    session = client.session
    session[people.PROVED] -= settings.PROOF_SECONDS + 1
    session.save()
    return client


def void(client: Client, record: Record, **more: str) -> str:
    address = reverse("record-void", args=[record.uuid])
    sent = {"version": str(record.version), "reason": "重复登记", **more}
    answer = client.post(address, sent, headers={"Referer": "http://testserver/registers/gear/"})
    return f"{answer.status_code} {answer.content.decode()}"


def is_void(record: Record) -> bool:
    with scope_for(system_viewer()):
        return Record.objects.get(pk=record.pk).voided_at is not None


def patterns() -> list[URLPattern]:
    return [item for item in get_resolver().url_patterns if isinstance(item, URLPattern)]


def test_every_act_that_s09_names_asks() -> None:
    asking = {item.name for item in patterns() if asks_for_proof(item.callback)}
    sheets = {item.name for item in patterns() if str(item.pattern).endswith(".xlsx")}

    assert asking == ACTS
    assert sheets - FORMS_TO_FILL_IN <= asking


def test_who_has_just_signed_in_is_not_asked(desk: Desk, record: Record) -> None:
    assert void(desk.clerk, record).startswith("302")
    assert is_void(record)


def test_after_a_while_the_page_asks_and_keeps_what_was_sent(desk: Desk, record: Record) -> None:
    html = void(some_time_ago(desk.clerk), record)

    assert html.startswith("403") and "请再输一次口令" in html
    assert '<input type="hidden" name="reason" value="重复登记">' in html
    assert f'action="{reverse("record-void", args=[record.uuid])}"' in html
    assert "csrfmiddlewaretoken" in html and 'href="http://testserver/registers/gear/"' in html
    assert not is_void(record)


def test_the_password_lets_it_through_once_and_for_the_next_minutes(
    desk: Desk, record: Record
) -> None:
    number = some_time_ago(desk.clerk).session.session_key
    other = desk.enter(name="乙件", kind="电脑", count=1)

    assert void(desk.clerk, record, **{PROOF: PASSWORD}).startswith("302")
    assert is_void(record)
    assert desk.clerk.session.session_key != number
    assert void(desk.clerk, other).startswith("302")


def test_a_wrong_password_does_nothing_and_too_many_stop_the_door(
    desk: Desk, record: Record
) -> None:
    some_time_ago(desk.clerk)

    for _ in range(limits.PAIR_TRIES):
        html = void(desk.clerk, record, **{PROOF: "x"})
        assert html.startswith("422") and "proof.wrong" in html and 'value="重复登记"' in html
        assert 'name="proof" value' not in html
    assert void(desk.clerk, record, **{PROOF: PASSWORD}).startswith("429")
    assert not is_void(record)
    told = Event.objects.filter(action="session.prove").values_list("result", flat=True)
    assert list(told.order_by("pk")) == ["proof.wrong"] * limits.PAIR_TRIES + ["session.stopped"]


def test_a_file_is_handed_over_after_the_password(desk: Desk, record: Record) -> None:
    address = reverse("register-xlsx", args=["gear"]) + "?" + urlencode({"f.kind": "电脑"})
    page = some_time_ago(desk.clerk).get(address)
    wanted = re.search(f'name="{NEXT}" value="([^"]+)"', page.content.decode())

    assert page.status_code == 403 and wanted
    assert f'action="{reverse("prove")}"' in page.content.decode()
    sent = {NEXT: wanted[1].replace("&amp;", "&"), BACK: "/registers/gear/", PROOF: PASSWORD}
    went_on = desk.clerk.post(reverse("prove"), sent)
    assert went_on.status_code == 200 and 'href="/registers/gear/"' in went_on.content.decode()
    refresh = went_on.headers["Refresh"].removeprefix("0; url=")
    sheet = desk.clerk.get(refresh)
    assert sheet.status_code == 200, sheet.content.decode()
    assert sheet.headers["Content-Disposition"].startswith("attachment")


def test_a_wrong_password_before_a_file_asks_again_for_the_same_file(desk: Desk) -> None:
    some_time_ago(desk.clerk)

    answer = desk.clerk.post(reverse("prove"), {NEXT: "/journal/list.xlsx", PROOF: "x"})

    assert answer.status_code == 422
    assert f'name="{NEXT}" value="/journal/list.xlsx"' in answer.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:x"])
def test_nobody_is_led_elsewhere(desk: Desk, elsewhere: str) -> None:
    some_time_ago(desk.clerk)

    sent = {NEXT: elsewhere, BACK: elsewhere, PROOF: PASSWORD}
    answer = desk.clerk.post(reverse("prove"), sent)

    assert answer.headers["Refresh"] == "0; url=/"
    assert elsewhere not in answer.content.decode()


def test_a_file_that_was_sent_has_to_be_chosen_again(desk: Desk, record: Record) -> None:
    sent = {"reason": "重复登记", "paper": SimpleUploadedFile("会议记录.pdf", b"%PDF-1.7")}
    address = reverse("record-void", args=[record.uuid])
    html = some_time_ago(desk.clerk).post(address, sent).content.decode()

    assert "附件请重新选择（会议记录.pdf）" in html
    assert '<input type="file" name="paper">' in html and "multipart/form-data" in html


def test_a_right_that_one_lacks_is_refused_before_the_password_is_asked(
    desk: Desk,
) -> None:
    answer = some_time_ago(desk.clerk).get(reverse("trail-xlsx"))

    assert answer.status_code == 403
    assert "请再输一次口令" not in answer.content.decode()
