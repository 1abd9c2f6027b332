"""Registers taken into use on a page, and signing in by a code: what is shown, refused in words, and to whom it is open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhenggai.people.queries import scope_for, system_viewer
from zhenggai.registers import actions, signing_in
from zhenggai.registers.models import Record, RegisterVersion
from zhenggai.registers.tests.declared import GEAR
from zhenggai.registers.tests.test_signing_in import MEETING, at
from zhenggai.web.tests.conftest import TODAY, OfficeOfTest
from zhenggai.web.tests.register_desk import Desk, sit_down, somebody

PAGE, LOOK = reverse("declarations"), reverse("declaration-look")
PUBLISH, DRAFT = reverse("declaration-publish"), reverse("declaration-draft")
SIMPLE = {
    "code": "visit_log",
    "label": "来访登记",
    "clerk": "recorder",
    "reviewer": "general_office",
    "label.0": "来访人",
    "kind.0": "text",
    "required.0": "1",
    "label.1": "事由",
    "kind.1": "choice",
    "words.1": "联系工作、反映情况",
}


@pytest.fixture
def desk(ours: OfficeOfTest) -> Desk:
    return sit_down(ours)


@pytest.fixture
def admin(desk: Desk) -> Client:
    with scope_for(system_viewer()):
        return somebody(desk.office, "keeper", ["office_admin"])[0]


def in_use(code: str) -> int | None:
    row = RegisterVersion.objects.filter(code=code, is_current=True).first()
    return row.number if row else None


def test_the_page_lists_what_is_in_use_and_what_the_library_holds(
    desk: Desk, admin: Client
) -> None:
    rows = {row.code: row for row in admin.get(PAGE).context["rows"]}

    assert rows["gear"].in_use and not rows["leave"].in_use


def test_a_register_of_the_library_is_taken_into_use(desk: Desk, admin: Client) -> None:
    assert admin.post(PUBLISH, {"code": "personnel_file"}).status_code == 302

    assert in_use("personnel_file") == 1
    assert admin.post(PUBLISH, {"code": "nothing"}).status_code == 404


def test_a_faulty_file_is_told_with_line_and_mend_and_stays_in_the_box(
    desk: Desk, admin: Client
) -> None:
    text = GEAR.replace("version: 1", "version: 2").replace("by: [keeper, clerk]", "by: keper")

    answer = admin.post(LOOK, {"text": text})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "keper" in page and "keeper" in page and "行" in page
    assert in_use("gear") == 1


def test_a_new_version_is_looked_at_before_it_is_published(desk: Desk, admin: Client) -> None:
    desk.enter(name="电脑", kind="电脑")
    text = GEAR.replace("version: 1", "version: 2").replace("label: 名称", "label: 品名")

    looked = admin.post(LOOK, {"text": text})
    assert looked.status_code == 200 and looked.context["looked"]
    assert in_use("gear") == 1, "looking writes nothing"
    assert admin.post(PUBLISH, {"text": text}).status_code == 302

    assert in_use("gear") == 2
    again = admin.post(PUBLISH, {"text": text.replace("品名", "名目")})
    assert again.status_code in (409, 422), "a published version never changes"


def test_files_that_are_too_large_or_no_text_are_refused(desk: Desk, admin: Client) -> None:
    for data in (b"a: 1\n" * 50_000, b"\xff\xfe\x00\x01"):
        answer = admin.post(LOOK, {"file": SimpleUploadedFile("a.yaml", data)})
        assert answer.status_code in (413, 422)


def test_a_simple_register_is_made_by_a_form_that_shows_its_file(desk: Desk, admin: Client) -> None:
    made = admin.post(DRAFT, SIMPLE)

    text = made.context["typed"].values["text"]
    assert made.status_code == 200 and "visit_log" in text
    assert admin.post(PUBLISH, {"text": text}).status_code == 302
    assert in_use("visit_log") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "来访"},
        {"label": ""},
        {"reviewer": "recorder"},
        {"clerk": "nobody"},
        {"words.1": ""},
        {"label.0": "", "label.1": ""},
    ],
)
def test_a_form_that_makes_no_register_is_refused_and_kept(
    desk: Desk, admin: Client, changes: dict[str, str]
) -> None:
    answer = admin.post(DRAFT, {**SIMPLE, **changes})

    assert answer.status_code == 422
    assert answer.context["typed"].values["kind.1"] == "choice"


def test_a_clerk_publishes_nothing(desk: Desk) -> None:
    assert desk.clerk.get(PAGE).status_code == 403
    assert desk.clerk.post(PUBLISH, {"code": "leave"}).status_code == 403
    assert in_use("leave") is None


# -- signing in by a code ------------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(desk: Desk, monkeypatch: Any) -> Record:
    monkeypatch.setattr(signing_in, "_now", lambda: at(9, 10))
    system = system_viewer()
    with scope_for(system):
        actions.publish(system, MEETING, today=TODAY)
        recorder, _ = somebody(desk.office, "recorder", ["recorder"])
    desk.clerk = recorder
    viewer = desk.viewer("recorder")
    with scope_for(viewer):
        values = {"topic": "学习会", "held_at": "2021-09-08T09:00"}
        return actions.create_record(viewer, "gathering", values, today=TODAY)


def sheet(meeting: Record) -> str:
    return reverse("sign-in-sheet", args=[signing_in.token_of(meeting)])


def test_the_code_for_the_wall_leads_to_the_sheet(desk: Desk, meeting: Record) -> None:
    answer = desk.clerk.get(reverse("sign-in-code", args=[meeting.uuid]))

    assert "<svg" in answer.content.decode()
    led_to = Client().get(urlsplit(answer.context["address"]).path)
    assert led_to.status_code == 200 and "学习会" in led_to.content.decode()
    other = desk.reviewer.get(reverse("sign-in-code", args=[meeting.uuid]))
    assert other.status_code == 404 or not other.context["address"]


def test_somebody_without_an_account_signs_in_by_name(desk: Desk, meeting: Record) -> None:
    phone = Client()
    assert "学习会" in phone.get(sheet(meeting)).content.decode()

    signed = phone.post(sheet(meeting), {"name": "管gear"})

    assert signed.status_code == 200 and "已签到" in signed.content.decode()
    with scope_for(system_viewer()):
        assert Record.objects.get(pk=meeting.pk).data["present"] == [desk.person.pk]


def test_an_unknown_name_is_refused_and_stays_in_the_box(desk: Desk, meeting: Record) -> None:
    answer = Client().post(sheet(meeting), {"name": "没这人"})

    assert 400 <= answer.status_code < 500
    assert "没这人" in answer.content.decode()


def test_outside_the_hours_nobody_signs(desk: Desk, meeting: Record, monkeypatch: Any) -> None:
    monkeypatch.setattr(signing_in, "_now", lambda: at(23, 10))

    answer = Client().post(sheet(meeting), {"name": "管gear"})

    assert 400 <= answer.status_code < 500
    with scope_for(system_viewer()):
        assert not Record.objects.get(pk=meeting.pk).data.get("present")


def test_a_code_that_was_made_up_tells_nothing(desk: Desk, meeting: Record) -> None:
    answer = Client().get(reverse("sign-in-sheet", args=["x" * 40]))

    assert answer.status_code == 410
    assert "学习会" not in answer.content.decode()
