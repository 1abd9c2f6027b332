"""The escalation desk and letters on their pages."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification.actions import letters
from zhenggai.rectification.models import SupervisionLetter
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.supervised import supervised

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def urged(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return supervised(adopted, ours)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_desk_lists_what_is_urged_with_the_paper_that_is_due(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    desk = text_of(enter(ours, Role.RECT_OFFICE).get(reverse("supervision")))

    assert "剩 9 天" in desk
    assert "预警〔2021〕" in desk
    assert "提醒书（督办〔2021〕1号）" in desk
    assert "已签发" in desk


def test_a_desk_without_warnings_and_letters_says_so(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)

    assert "没有在效的预警" in text_of(client.get(reverse("supervision")))
    assert "没有在办的督办文书" in text_of(client.get(reverse("supervision") + "?tab=letters"))
    assert "还没有办结或作废" in text_of(client.get(reverse("supervision") + "?tab=ended"))


def test_the_desk_costs_the_same_queries_at_any_length(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    from zhenggai.rectification.models import Issue
    from zhenggai.rectification.warnings import running

    client = enter(ours, Role.RECT_OFFICE)
    client.get(reverse("supervision"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("supervision"))
    clerk = ours.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        Issue.objects.update(deadline="2021-09-17")
    from zhenggai.people.queries import system_viewer

    with scope_for(system_viewer()):
        running.run(system_viewer(), today=TODAY, offices=[ours.organ.pk])
    with CaptureQueriesContext(connection) as many:
        answer = client.get(reverse("supervision"))

    assert text_of(answer).count("data-row") > 5
    assert len(many) <= len(few)


def test_a_letter_is_drafted_signed_received_and_answered_on_its_pages(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    office, letter = enter(ours, Role.RECT_OFFICE), urged.letter
    form = reverse("letter-draft", args=[urged.issue.uuid])
    refused = office.post(
        form, {"kind": "accountability", "demand": "请说明原因", "reply_by": "2021-09-12"}
    )
    assert 400 <= refused.status_code < 500
    assert "请说明原因" in text_of(refused)
    assert "不能提请问责" in text_of(refused)
    made = office.post(
        form, {"kind": "notice", "demand": "请报送台账", "reply_by": "2021-09-12", "findings": ""}
    )
    assert made.status_code == 302
    page = text_of(office.get(made["Location"]))
    assert "请报送台账" in page
    assert "拟稿，签发后编号" in page

    handler = enter(ours, Role.HANDLER)
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        mine = letter.recipients.get(role="handler")
    seen = text_of(handler.get(reverse("letter", args=[letter.uuid])))
    assert "签收" in seen
    handler.post(reverse("letter-receive", args=[mine.uuid]), {"received_on": "2021-09-08"})
    late = handler.post(
        reverse("letter-reply", args=[letter.uuid]),
        {"version": str(letter.version), "text": "正在推进", "replied_on": "2021-09-08"},
    )
    assert "正在推进" in text_of(late) and "没有事实" in text_of(late)
    handler.post(
        reverse("letter-reply", args=[letter.uuid]),
        {"version": str(letter.version), "text": "9月8日开会1次", "replied_on": "2021-09-08"},
    )
    assert "9月8日开会1次" in text_of(office.get(reverse("letter", args=[letter.uuid])))


def test_a_letter_is_a_paper_as_offices_write_them(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    answer = client.get(reverse("letter-file", args=[urged.letter.uuid]))
    paper = Document(BytesIO(b"".join(answer.streaming_content)))
    section, words = paper.sections[0], "\n".join(part.text for part in paper.paragraphs)
    facts = {row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}

    assert (round(section.page_width.mm), round(section.top_margin.mm)) == (210, 37)
    assert words.startswith("提醒书\n督办〔2021〕1号")
    assert list(facts) == [
        *("编号", "级别", "问题", "时限", "剩余/超期", "当前进展", "要求", "回复期限"),
    ]
    assert facts["剩余/超期"] == "剩余 9 天"
    assert "抄送：分管领导。" in words
    assert section.header.paragraphs[0].text == ""
    assert paper.tables[1].rows[0].cells[0].text == "收件人"


def test_a_letter_that_is_not_signed_says_so_on_every_page(
    urged: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    clerk = ours.viewer(Role.RECT_OFFICE)
    with scope_for(clerk):
        draft = letters.draft_letter(
            clerk,
            urged.letter.issue,
            kind="notice",
            findings="",
            demand="请报送台账",
            reply_by=TODAY,
            today=TODAY,
        )
        assert SupervisionLetter.objects.count() == 2
    answer = enter(ours, Role.RECT_OFFICE).get(reverse("letter-file", args=[draft.uuid]))
    paper = Document(BytesIO(b"".join(answer.streaming_content)))

    assert paper.sections[0].header.paragraphs[0].text == "送审稿"


def test_a_warning_has_its_letter(urged: Adopted, ours: OfficeOfTest, enter: Enter) -> None:
    answer = enter(ours, Role.RECT_OFFICE).get(reverse("warning-file", args=[urged.warning.uuid]))
    paper = Document(BytesIO(b"".join(answer.streaming_content)))

    assert paper.paragraphs[0].text == "黄色预警函"
    assert paper.tables[0].rows[1].cells[1].text == "黄色"
