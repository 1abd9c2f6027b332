"""Closure at the browser's side: what the issue's page shows, the review form of each level, the queue."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import actions
from zhenggai.rectification.closing import queries as closing
from zhenggai.rectification.models import ClosureApplication, Extension, Issue
from zhenggai.web.tests.closing import STATEMENT, applied, ready
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.process import agreed_to

Enter = Callable[[OfficeOfTest, str], Client]
MEETING = {
    "meeting_title": "领导小组第三次会议",
    "meeting_on": TODAY.isoformat(),
    "due": "7",
    "present": "6",
    "how": "unanimous",
}


@pytest.fixture
def issue(adopted: Adopted, ours: OfficeOfTest) -> Issue:
    return ready(adopted, ours)


@pytest.fixture
def application(ours: OfficeOfTest, issue: Issue) -> ClosureApplication:
    return applied(ours, issue)


def fresh(ours: OfficeOfTest, row: Any) -> Any:
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        return type(row).objects.get(pk=row.pk)


def page_of(client: Client, issue: Issue) -> str:
    return client.get(reverse("issue", args=[issue.uuid])).content.decode()


def send(client: Client, name: str, row: Any, **values: Any) -> Any:
    return client.post(reverse(name, args=[row.uuid]), values)


def office_form(ours: OfficeOfTest, application: ClosureApplication) -> dict[str, Any]:
    """What the second level asks, filled in."""
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        codes = list(application.issue.measures.values_list("code", flat=True))
    answers = {f"answer-{item.value}": "yes" for item in closing.Question}
    grounds = {f"basis-{item.value}": "抽查记录 12 份" for item in closing.Question}
    return {"ticks": codes, "found": application.sample, **answers, **grounds}


def pass_level(client: Client, ours: OfficeOfTest, row: Any, **values: Any) -> Any:
    return send(client, "closure-review", row, version=fresh(ours, row).version, **values)


# -- the issue's page ---------------------------------------------------------------------------------------------


def test_what_is_missing_stands_on_the_page_from_the_first_day_with_basis_and_link(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    html = page_of(enter(ours, Role.LEAD_DEPT), adopted.issue)

    assert re.search(r"销号还差 \d+ 项", html)
    assert "措施类型与最低佐证" in html
    assert 'href="?measure=1-1-1&amp;kind=notice#offer"' in html
    assert "部门负责人" in html


def test_the_handler_applies_and_the_form_keeps_what_was_typed(
    issue: Issue, ours: OfficeOfTest, enter: Enter
) -> None:
    client = enter(ours, Role.HANDLER)
    assert 'href="?apply=1#apply"' in page_of(client, issue)

    short = send(client, "apply-closure", issue, version=issue.version, statement="好了")
    assert short.status_code == 422
    assert "好了</textarea>" in short.content.decode()
    done = send(client, "apply-closure", issue, version=issue.version, statement=STATEMENT)
    assert done.status_code == 302
    html = page_of(client, issue)
    assert "正在审核销号" in html
    assert "撤回申请" in html


def test_of_two_tabs_the_second_application_is_told(
    issue: Issue, ours: OfficeOfTest, enter: Enter
) -> None:
    client, version = enter(ours, Role.HANDLER), issue.version
    send(client, "apply-closure", issue, version=version, statement=STATEMENT)
    again = send(client, "apply-closure", issue, version=version, statement=STATEMENT)

    assert again.status_code == 412
    assert "别人刚改过" in again.content.decode()


def test_a_measure_is_reported_done_and_verified_where_it_stands(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    issue = ready(adopted, ours, verify=False)
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        measure = issue.measures.order_by("position")[0]
    clerk = enter(ours, Role.RECT_OFFICE)
    assert reverse("verify-measure", args=[measure.uuid]) in page_of(clerk, issue)

    refused = send(clerk, "return-measure", measure, version=measure.version, reason="不行")
    assert refused.status_code == 422
    assert send(clerk, "verify-measure", measure, version=measure.version).status_code == 302
    assert fresh(ours, measure).state == "verified"


# -- review -------------------------------------------------------------------------------------------------------


def test_level_by_level_to_the_closure_and_back_to_the_list(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    clients = {
        role: enter(ours, role)
        for role in (
            Role.LEAD_DEPT,
            Role.RECT_OFFICE,
            Role.CHARGE_LEADER,
            Role.DISCIPLINE_COMMITTEE,
            Role.GROUP_LEADER,
        )
    }
    five = {k: v for k, v in office_form(ours, application).items() if "-" in k}
    assert pass_level(clients[Role.LEAD_DEPT], ours, application).status_code == 302
    form = office_form(ours, application)
    assert pass_level(clients[Role.RECT_OFFICE], ours, application, **form).status_code == 302
    assert pass_level(clients[Role.CHARGE_LEADER], ours, application).status_code == 302
    committee = clients[Role.DISCIPLINE_COMMITTEE]
    assert pass_level(committee, ours, application, opinion="无异议", **five).status_code == 302
    chair = clients[Role.GROUP_LEADER]
    assert pass_level(chair, ours, application, **MEETING).status_code == 302
    issue = fresh(ours, application.issue)
    assert issue.state == "closed"

    html = page_of(committee, issue)
    assert "历次销号" in html
    lookback = {
        "held_on": TODAY.isoformat(),
        "verdict": "relapsed",
        "findings": "抽查三份方案均未做评估",
    }
    assert send(committee, "lookback", issue, **lookback).status_code == 302
    again = send(
        committee,
        "reopen",
        issue,
        version=issue.version,
        cause="relapsed",
        reason="抽查三份均未评估，问题重现",
        deadline="2021-10-30",
    )
    assert again.status_code == 302
    html = page_of(committee, issue)
    assert "第 2 次立账" in html
    assert "回潮" in html


def test_an_incomplete_form_says_all_that_is_missing_and_keeps_ticks_and_answers(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    pass_level(enter(ours, Role.LEAD_DEPT), ours, application)
    clerk = enter(ours, Role.RECT_OFFICE)
    values = {
        "ticks": ["1-3-1"],
        "answer-fact": "yes",
        "basis-fact": "现场看过 3 处",
        "opinion": "原则同意",
    }

    answer = pass_level(clerk, ours, application, **values)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "没有勾验" in html
    assert re.search(r'value="1-3-1" checked', html)
    assert 'name="answer-fact" value="yes" checked' in html
    assert "现场看过 3 处" in html
    assert "原则同意</textarea>" in html


def test_a_photo_from_the_site_comes_with_the_form(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    from zhenggai.web.tests.test_work_pages import photo

    pass_level(enter(ours, Role.LEAD_DEPT), ours, application)
    form = office_form(ours, application) | {"on_site": ["1-3-2"]}
    clerk = enter(ours, Role.RECT_OFFICE)

    assert pass_level(clerk, ours, application, **form).status_code == 422
    form["photo-1-3-2"] = SimpleUploadedFile("现场.jpg", photo())
    assert pass_level(clerk, ours, application, **form).status_code == 302


def test_a_return_needs_reason_and_day_and_shows_on_the_issues_page(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    head = enter(ours, Role.LEAD_DEPT)
    values = {"version": application.version, "reason": "培训签到表缺第二页，请补齐"}
    assert send(head, "closure-return", application, **values).status_code == 422
    values["mend_by"] = "2021-09-15"
    assert send(head, "closure-return", application, **values).status_code == 302

    html = page_of(enter(ours, Role.HANDLER), application.issue)
    assert "培训签到表缺第二页" in html
    assert "补正期限 9月15日" in html


def test_whoever_may_not_speak_is_told_why_and_sees_no_form(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    html = clerk.get(reverse("closure", args=[application.uuid])).content.decode()
    assert "您没有这一级的角色" in html
    assert 'name="opinion"' not in html
    assert pass_level(clerk, ours, application).status_code == 403


# -- the queue and the inbox ----------------------------------------------------------------------------------------


def test_the_queue_and_the_inbox_say_whose_turn_it_is(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    head, clerk = enter(ours, Role.LEAD_DEPT), enter(ours, Role.RECT_OFFICE)
    address = reverse("closure", args=[application.uuid])

    assert address in head.get(reverse("closures")).content.decode()
    assert address in head.get(reverse("inbox")).content.decode()
    assert address not in clerk.get(reverse("closures")).content.decode()
    assert "没有等您审核" in clerk.get(reverse("closures")).content.decode()
    assert address in clerk.get(reverse("closures") + "?tab=open").content.decode()
    for tab in closing.QUEUE_TABS:
        assert clerk.get(reverse("closures") + f"?tab={tab}").status_code == 200


def test_several_are_signed_at_once_all_or_none(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    several = [applied(ours, ready(adopted, ours, code)) for code in ("1-3", "2-2")]
    head = enter(ours, Role.LEAD_DEPT)
    picks = [f"{row.uuid}:{row.version}" for row in several]

    stale = head.post(reverse("review-many"), {"pick": [picks[0], picks[1] + "0"]})
    assert stale.status_code == 409
    assert "2-2" in stale.content.decode()
    assert head.post(reverse("review-many"), {"pick": picks}).status_code == 302
    assert {fresh(ours, row).level for row in several} == {2}


def test_several_are_applied_for_at_once(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    several = [ready(adopted, ours, code) for code in ("1-3", "2-2")]
    handler = enter(ours, Role.HANDLER)
    html = handler.get(reverse("closures") + "?tab=ready").content.decode()
    picks = [f"{row.uuid}:{row.version}" for row in several]
    assert all(pick in html for pick in picks)

    answer = handler.post(reverse("apply-many"), {"pick": picks, "statement": STATEMENT})
    assert answer.status_code == 302
    assert {fresh(ours, row).state for row in several} == {"closing"}


def test_the_queue_takes_the_same_number_of_queries_however_long_it_is(
    adopted: Adopted, ours: OfficeOfTest, enter: Enter
) -> None:
    head = enter(ours, Role.LEAD_DEPT)
    counts = []
    for code in ("1-3", "2-2"):
        applied(ours, ready(adopted, ours, code))
        for address in (reverse("closures"), reverse("closures") + "?tab=open", reverse("inbox")):
            head.get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                head.get(address)
            counts.append((address, len(captured)))

    assert counts[:3] == counts[3:]


def test_the_group_points_at_the_meeting_that_agreed(
    application: ClosureApplication, ours: OfficeOfTest, enter: Enter
) -> None:
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        ClosureApplication.objects.filter(pk=application.pk).update(level=5)
        Issue.objects.filter(pk=application.issue.pk).update(state="reviewing")
        meeting = agreed_to(ours, application)
    chair = enter(ours, Role.GROUP_LEADER)

    html = chair.get(reverse("closure", args=[application.uuid])).content.decode()
    assert f'<option value="{meeting.uuid}" selected>领导小组会议' in html
    nowhere = pass_level(chair, ours, application, meeting="何处")
    assert nowhere.status_code == 404
    assert pass_level(chair, ours, application, meeting=str(meeting.uuid)).status_code == 302

    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        assert application.steps.get(level=5).meeting == meeting
    assert "领导小组会议" in page_of(chair, application.issue)


def test_a_stage_points_at_the_meeting_that_took_it_as_reached(
    ours: OfficeOfTest, issue: Issue, enter: Enter
) -> None:
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        Issue.objects.filter(pk=issue.pk).update(rect_type="staged")
        issue.measures.update(state="doing")
        measure = issue.measures.order_by("position")[0]
        step = actions.add_milestone(
            ours.viewer(Role.RECT_OFFICE), measure, title="初稿", deadline=TODAY
        )
        actions.reach_milestone(
            ours.viewer(Role.RECT_OFFICE), step, version=1, done_on=TODAY, today=TODAY
        )
        meeting = agreed_to(ours, fresh(ours, issue))
    chair = enter(ours, Role.GROUP_LEADER)
    assert f'<option value="{meeting.uuid}" selected>领导小组会议' in page_of(chair, issue)
    version = fresh(ours, issue).version

    unsaid = send(chair, "stage-done", issue, version=version)
    assert unsaid.status_code == 422 and "stage.no_meeting" in unsaid.content.decode()
    assert send(chair, "stage-done", issue, version=version, meeting="何处").status_code == 404
    done = send(chair, "stage-done", issue, version=version, meeting=str(meeting.uuid))

    assert done.status_code == 302
    assert fresh(ours, issue).state == "stage_done"
    assert "领导小组会议（2021-09-08）认定，已达节点 1 个" in page_of(chair, issue)


# -- extensions -----------------------------------------------------------------------------------------------------


def test_a_later_day_is_asked_for_and_decided_and_the_first_promise_stays(
    issue: Issue, ours: OfficeOfTest, enter: Enter
) -> None:
    handler, chair = enter(ours, Role.HANDLER), enter(ours, Role.GROUP_LEADER)
    values = {
        "reason": "等待上级批复，尚未下达",
        "done_share": "八成",
        "new_deadline": "2021-10-17",
    }
    refused = send(handler, "extend", issue, **values)
    assert refused.status_code == 422
    assert "八成" in refused.content.decode()
    assert send(handler, "extend", issue, **values | {"done_share": "80"}).status_code == 302
    with scope_for(ours.viewer(Role.RECT_OFFICE)):
        asked = Extension.objects.get()
    assert "申请延期到 2021-10-17" in chair.get(reverse("inbox")).content.decode()

    assert send(chair, "decide-extension", asked, version=1, grant="1").status_code == 302
    html = page_of(handler, issue)
    assert "<s>2021年9月27日</s>" in html or "<s>9月27日</s>" in html
    assert "10月17日" in html
