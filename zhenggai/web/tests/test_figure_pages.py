"""Figures at the browser: formulas beside numbers, past days, cut-offs that stay, the dispatch table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import actions
from zhenggai.rectification.models import ClosureApplication, Issue
from zhenggai.web.pacing import Pace
from zhenggai.web.tests.closing import STATEMENT, ready, with_closure
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest
from zhenggai.web.tests.figures import counted

Enter = Callable[[OfficeOfTest, str], Client]


@pytest.fixture
def frozen(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    return counted(adopted, ours)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_figure_stands_with_its_formula(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("statistics", args=[adopted.round.uuid])
    clerk.get(address)

    with django_assert_max_num_queries(30):
        page = text(clerk.get(address))

    assert "问题完成率" in page
    assert "阶段性完成不计入" in page
    assert "0.00%" in page
    assert "还没有截过数" in page
    assert "2021-09-08" in page


def test_a_day_to_come_is_refused_and_a_day_before_the_ledger_has_no_rates(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("statistics", args=[adopted.round.uuid])

    refused: Any = clerk.get(f"{address}?as_of=2021-09-09")
    long_ago: Any = clerk.get(f"{address}?as_of=2020-01-01")

    assert refused.status_code == 422
    assert "figures.future" in text(refused)
    assert "按系统里当时登记的内容" in text(long_ago)
    assert "100.00%" not in text(long_ago)


def test_a_cut_off_is_frozen_once_and_later_changes_show_beside_it(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    form = {"rhythm": "week", "cut_on": "2021-09-08", "note": "第 12 周"}
    freeze = reverse("cutoff-freeze", args=[adopted.round.uuid])

    assert "已截数" in text(clerk.post(freeze, form, follow=True))
    again: Any = clerk.post(freeze, form)
    assert again.status_code == 409
    assert "cutoff.order" in text(again)
    assert "第 12 周" in text(again)
    once: Any = clerk.post(freeze, form | {"rhythm": "once"}, follow=True)
    assert once.status_code == 200

    page = text(clerk.get(reverse("statistics", args=[adopted.round.uuid])))
    address = page.split('href="/cutoffs/')[1].split('"')[0]
    cutoff = f"/cutoffs/{address}"
    assert "现在的数与截数时一样" in text(clerk.get(cutoff))
    Issue._base_manager.filter(pk=adopted.issue.pk).update(state="closed", rect_type="timed")
    changed = text(clerk.get(cutoff))
    assert "问题完成率" in changed
    assert "9.09%（1/11）" in changed
    assert "0.00%（0/11）" in changed


def test_a_public_text_is_held_against_the_cut_off(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("cutoff", args=[frozen.cutoff.uuid])

    assert "与截数一致" in text(clerk.get(f"{address}?issues=11&done=0"))
    wrong = text(clerk.get(f"{address}?issues=11&done=11"))
    assert "ST-2" in wrong
    assert "公开稿称完成 11，截数日快照为 0" in wrong
    bad: Any = clerk.get(f"{address}?issues=十一")
    assert bad.status_code == 422
    assert 'value="十一"' in text(bad)


def test_the_dispatch_table_comes_as_a_sheet_with_its_formulas(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    page = text(clerk.get(reverse("dispatch", args=[frozen.round.uuid, "week"])))
    empty = text(clerk.get(reverse("dispatch", args=[frozen.round.uuid, "month"])))

    assert "本期新增销号" in page
    assert "还没有截过数" in empty
    rows = sheet(clerk.get(reverse("dispatch-xlsx", args=[frozen.round.uuid, "week"])))
    assert rows[1][:3] == ["截止日期", "总数", "完成"]
    assert rows[2][:2] == ["2021-09-08", "11"]
    assert any("注：问题完成率" in str(row[0]) for row in rows)
    departments = sheet(clerk.get(reverse("cutoff-xlsx", args=[frozen.cutoff.uuid])))
    assert sum(int(row[1]) for row in departments[2:4]) == 11


def sheet(answer: Any) -> list[list[Any]]:
    data = b"".join(answer.streaming_content)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_whoever_does_not_keep_the_ledger_freezes_nothing(
    ours: OfficeOfTest, theirs: OfficeOfTest, frozen: Adopted, enter: Enter
) -> None:
    form = {"rhythm": "week", "cut_on": TODAY.isoformat()}
    address = reverse("cutoff-freeze", args=[frozen.round.uuid])

    assert enter(ours, Role.HANDLER).post(address, form).status_code == 403
    stranger = enter(theirs, Role.RECT_OFFICE)
    assert stranger.post(address, form).status_code == 404
    hidden = stranger.get(reverse("cutoff", args=[frozen.cutoff.uuid]))
    assert hidden.status_code == 404
    assert date.fromisoformat(frozen.cutoff.body["as_of"]) == TODAY


def test_outcomes_are_recorded_counted_and_withdrawn(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter
) -> None:
    clerk, handler = enter(ours, Role.RECT_OFFICE), enter(ours, Role.HANDLER)
    address = reverse("outcomes", args=[frozen.round.uuid])
    form = {
        "change": "made",
        "title": "采购制度",
        "doc_no": "〔2021〕9号",
        "issued_on": "2021-08-01",
    }

    assert "记-17" in text(clerk.get(address))
    post = reverse("outcome-rule", args=[frozen.round.uuid])
    assert "采购制度" in text(clerk.post(post, form | {"issue": "1-1"}, follow=True))
    refused: Any = clerk.post(post, form | {"issue": "9-9", "title": "另一项"})
    assert refused.status_code == 422
    assert "另一项" in text(refused)
    money = reverse("outcome-money", args=[frozen.round.uuid])
    bad: Any = clerk.post(
        money, {"kind": "saved", "amount": "三百", "happened_on": "2021-08-01", "words": ""}
    )
    assert bad.status_code == 422
    person = reverse("outcome-person", args=[frozen.round.uuid])
    taken: Any = clerk.post(
        person,
        {"treatment": "admonition", "mark": "干部一", "decided_on": "2021-08-01"},
        follow=True,
    )
    assert "干部一" in text(taken)
    assert "干部一" not in text(handler.get(address))
    voucher = reverse("outcome-voucher", args=[frozen.money.uuid])
    more = {"number": "记-20", "amount": "5", "paid_on": "2021-08-03"}
    assert "ST-4" in text(clerk.post(voucher, more, follow=True))
    gone = reverse("outcome-withdraw", args=[frozen.money.uuid, "money"])
    assert "登记错了金额" in text(clerk.post(gone, {"reason": "登记错了金额"}, follow=True))


def test_the_leader_signs_and_returns_where_they_read(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    issue = ready(adopted, ours)
    with scope_for(ours.viewer(Role.HANDLER)):
        issue.refresh_from_db()
        application = actions.apply_closure(
            ours.viewer(Role.HANDLER),
            issue,
            version=issue.version,
            statement=STATEMENT,
            today=TODAY,
        )
    ClosureApplication._base_manager.filter(pk=application.pk).update(level=3)
    Issue._base_manager.filter(pk=issue.pk).update(state="reviewing")
    leader = enter(ours, Role.CHARGE_LEADER)

    page = text(leader.get(reverse("leader")))
    assert "签批同意" in page
    assert page.count('class="figures"') == 1
    bad: Any = leader.post(
        reverse("leader-return", args=[application.uuid]),
        {"version": application.version, "reason": "太短", "mend_by": "2021-09-20"},
    )
    assert bad.status_code == 422
    assert "太短" in text(bad)
    signed: Any = leader.post(
        reverse("leader-sign", args=[application.uuid]),
        {"version": application.version, "opinion": "同意"},
        follow=True,
    )
    assert "已签批" in text(signed)
    assert "没有等您签批的事项" in text(signed)
    assert ClosureApplication._base_manager.get(pk=application.pk).level == 4


def test_the_leaders_page_asks_a_constant_number_of_queries(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    head = enter(ours, Role.GROUP_LEADER)
    head.get(reverse("leader"))

    with django_assert_max_num_queries(45):
        page = text(head.get(reverse("leader")))

    assert "薄弱环节" in page
    assert "没有等您签批的事项" in page
    assert enter(ours, Role.HANDLER).get(reverse("leader")).status_code == 403


def test_units_stand_side_by_side_and_lead_to_their_lists(
    ours: OfficeOfTest,
    theirs: OfficeOfTest,
    adopted: Adopted,
    enter: Enter,
    django_assert_max_num_queries: Any,
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("comparison")
    clerk.get(address)

    with django_assert_max_num_queries(12):
        page = text(clerk.get(address))

    assert f"department={ours.department.uuid}" in page
    assert "按单位" not in page
    rounds = text(clerk.get(f"{address}?by=round&sort=overdue"))
    assert f"round={adopted.round.uuid}" in rounds
    assert "0/11" in rounds
    assert "还没有可以对比的问题" in text(enter(theirs, Role.RECT_OFFICE).get(address))
    assert clerk.get(f"{address}?office=x").status_code == 404


def test_a_survey_is_printed_answered_without_an_account_and_told_when_it_has_ended(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter, settings: Any
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    page = text(clerk.post(reverse("survey-slips", args=[frozen.survey.uuid]), {"count": "2"}))
    addresses = re.findall(r"http://testserver(/answer/[\w-]+/)", page)
    assert len(set(addresses)) == 2
    assert "<svg" in page
    assert addresses[0] not in text(clerk.get(reverse("survey", args=[frozen.survey.uuid])))

    somebody = Client()
    assert "整改效果" in text(somebody.get(addresses[0]))
    half: Any = somebody.post(addresses[0], {"q0": "fair", "words": "还要加快"})
    assert half.status_code == 422
    assert "还要加快" in text(half)
    done = {"q0": "fair", "q1": "poor", "words": "还要加快"}
    assert "已收到" in text(somebody.post(addresses[0], done))
    assert "已经用过" in text(somebody.post(addresses[0], done))
    assert somebody.get("/answer/nothing/").status_code == 410

    shown = text(clerk.get(reverse("survey", args=[frozen.survey.uuid])))
    assert "收回 1 张" in shown
    assert "满意率" not in shown
    closed: Any = clerk.post(reverse("survey-close", args=[frozen.survey.uuid]), follow=True)
    assert "满意率" in text(closed)
    assert "还要加快" not in text(closed)


def test_whoever_tries_too_often_is_held_back() -> None:
    pace = Pace(2, 60)

    assert [pace.takes("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert pace.takes("b", 2)
    assert pace.takes("a", 61)


def test_a_sheet_is_filled_in_kept_and_printed(
    ours: OfficeOfTest, frozen: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("assessment-record", args=[frozen.round.uuid])
    form = {
        "template": "effect",
        "side": "own",
        "assessed_on": "2021-09-08",
        "times-overdue": "2",
        "ground-overdue": "",
    }

    refused: Any = clerk.post(address, form)
    assert refused.status_code == 422
    assert 'name="times-overdue" inputmode="numeric" maxlength="3" size="3" value="2"' in text(
        refused
    )
    taken: Any = clerk.post(address, form | {"ground-overdue": "两个问题超期"}, follow=True)
    assert "94" in text(taken)
    assert "优秀" in text(taken)
    page = text(clerk.get(reverse("assessment", args=[frozen.assessment.uuid])))
    assert "2-2 超期 39 天" in page
    assert "97 分，好" in page


def test_the_form_fills_in_what_surveys_say_and_the_stage_shows_the_sheet(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    clerk = enter(ours, Role.RECT_OFFICE)
    address = reverse("assessments", args=[adopted.round.uuid])
    filled = 'name="times-no_survey" inputmode="numeric" maxlength="3" size="3" value="1"'
    assert filled in text(clerk.get(address))
    assert 'value="没有结束并收到答卷的满意度测评"' in text(clerk.get(address))
    stage = reverse("stage", args=[adopted.round.uuid, "assessment"])
    assert "还没有评估表" in text(clerk.get(stage))

    form = {"template": "hundred", "side": "own", "assessed_on": "2021-09-08"}
    more = {"times-no_survey": "1", "ground-no_survey": "没有开展测评"}
    clerk.post(reverse("assessment-record", args=[adopted.round.uuid]), form | more)

    assert "自评 90 分，好" in text(clerk.get(stage))
    assert "还没有测评" in text(clerk.get(stage))


def test_a_refused_decision_on_a_later_day_keeps_what_was_typed(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    with_closure(adopted, ours)
    Issue._base_manager.filter(pk=adopted.extension.issue_id).update(
        state="in_progress", deadline=adopted.extension.old_deadline
    )
    head = enter(ours, Role.GROUP_LEADER)
    address = reverse("leader-extension", args=[adopted.extension.uuid])
    version = adopted.extension.version

    assert "等待上级批复" in text(head.get(reverse("leader")))
    refused: Any = head.post(address, {"version": version, "grant": "0", "opinion": "不够"})
    assert refused.status_code == 422
    assert 'value="不够"' in text(refused)
    done: Any = head.post(
        address, {"version": version, "grant": "1", "opinion": "同意延期"}, follow=True
    )
    assert "已批复" in text(done)
    assert "等待上级批复" not in text(done)
