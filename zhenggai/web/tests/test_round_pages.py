"""A round's course, a stage, the leading group and instructions at the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhenggai.people.roles import Role
from zhenggai.web.tests.conftest import Adopted, OfficeOfTest
from zhenggai.web.tests.process import named, under_way

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def started(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return under_way(adopted, ours)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_round_says_where_it_stands_and_what_is_missing(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)

    page = text(client.get(reverse("round", args=[started.round.uuid])))

    assert "2021 年区级巡察实例" in page
    assert "逾期：" in page
    assert "还没有登记会议" in page
    assert "超期 70 天" in page  # the plan was due on 30 June; today is 8 September
    assert client.get(reverse("rounds")).status_code == 302


def test_the_course_takes_as_many_queries_for_a_large_round(
    ours: OfficeOfTest, started: Adopted, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    with django_assert_max_num_queries(48):
        client.get(reverse("round", args=[started.round.uuid]))


def test_a_profile_without_basis_comes_back_with_what_was_typed(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    address = reverse("round-profile", args=[adopted.round.uuid])

    refused = client.post(address, {"profile": "county_3m", "basis": " "})
    taken = client.post(address, {"profile": "county_3m", "basis": "反馈文件"}, follow=True)

    assert refused.status_code == 422
    assert "时限方案要写明依据" in text(refused)
    assert "县级巡察：集中整改 3 个月" in text(taken)
    assert "10月2日" in text(taken) or "9月17日" in text(taken)


def test_the_principal_signs_for_the_feedback_from_the_round(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.PRINCIPAL)
    assert "签收反馈意见" in text(client.get(reverse("round", args=[started.round.uuid])))

    client.post(reverse("sign-receipt", args=[started.round.uuid]))

    page = text(client.get(reverse("stage", args=[started.round.uuid, "receipt"])))
    assert "反馈意见签收（系统内签收）" in page
    assert "已完成" in page


def test_a_paper_is_registered_with_its_file_and_taken_out_again(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    page = text(client.get(reverse("stage", args=[started.round.uuid, "midterm"])))
    assert reverse("paper-file", args=[started.paper.uuid]) in page

    answer: Any = client.get(reverse("paper-file", args=[started.paper.uuid]))
    assert b"".join(answer.streaming_content) == "督查".encode()

    client.post(reverse("paper-withdraw", args=[started.paper.uuid]), {"reason": "传错了"})
    page = text(client.get(reverse("stage", args=[started.round.uuid, "midterm"])))
    assert "还没有登记" in page


def test_a_limit_is_changed_from_the_stage(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    address = reverse("stage-term", args=[started.round.uuid, "plan"])
    given = {"version": "1", "anchor": "feedback", "amount": "2", "unit": "month", "basis": "通知"}

    client.post(address, given)
    late = client.post(address, given)

    page = text(client.get(reverse("stage", args=[started.round.uuid, "plan"])))
    assert "自反馈之日起 2 个月" in page
    assert late.status_code == 412


def test_a_group_is_founded_by_its_form(ours: OfficeOfTest, adopted: Adopted, enter: Enter) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    address = reverse("group-found", args=[adopted.round.uuid])
    head = {"person0": str(named(ours, Role.PRINCIPAL).uuid), "role0": "head"}
    form = {"name": "领导小组", "doc_no": "8号", "founded_on": "2021-06-22"}

    refused = client.post(address, form | head)
    client.post(address, form | head | {"principal0": "on"})

    assert refused.status_code == 409
    assert "本级党组织主要负责人" in text(refused)
    assert "主要负责人" in text(client.get(reverse("group", args=[adopted.round.uuid])))


def test_an_instruction_is_registered_and_followed(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)
    form = {"author": "区长", "instructed_on": "2021-07-01", "text": "逐条落实"}
    client.post(reverse("instruction-register", args=[started.round.uuid]), form)

    answer = client.post(
        reverse("instruction-follow", args=[started.order.uuid]),
        {"text": "7月2日召开推进会", "done_on": "2021-07-02", "settled": "on"},
        follow=True,
    )

    assert "逐条落实" in text(answer)
    assert "7月2日召开推进会" in text(answer)
    assert "办结" in text(answer)


def test_late_stages_wait_in_the_inbox_of_the_rectification_office(
    ours: OfficeOfTest, started: Adopted, enter: Enter
) -> None:
    page = text(enter(ours, Role.RECT_OFFICE).get(reverse("inbox")))

    assert "推进阶段" in page
    assert reverse("round", args=[started.round.uuid]) in page
