"""R05 proposals, from rulebook.md: each check with a record that fails and one that passes, and the test vectors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhenggai.registers.models import Occurrence, Record
from zhenggai.registers.moves import Blocked
from zhenggai.registers.tests.conftest import DAY, Desk

LONG = "本区老旧小区停车位严重不足，消防通道常被占用，居民意见集中。"


@pytest.fixture
def desk(library: Desk) -> Desk:
    return library


def proposal(desk: Desk, state: str = "screened", **values: Any) -> Record:
    usual: dict[str, Any] = {
        "title": "关于增加停车位的提案",
        "kind": "小组",
        "lead": desk.office.people["甲"],
        "session": "十届",
        "submitted_on": "2021-03-01",
        "situation": LONG,
        "analysis": "规划滞后，车位配建标准偏低。",
        "suggestion": LONG,
        "single_matter": True,
    }
    return desk.put("proposal", state, **{**usual, **values})


def failing(desk: Desk, check: str, today: date = DAY) -> list[str | None]:
    return [row["record"] for row in desk.found(check, "proposal", today=today)]


def declined(desk: Desk, **values: Any) -> Record:
    usual = {"decision": "不立案", "reject_ground": "内容空泛", "decided_on": "2022-01-20"}
    return proposal(desk, "declined", **{**usual, **values})


def test_pr1_not_told_within_fifteen_days(desk: Desk) -> None:
    record = declined(desk)

    (row,) = [r for r in desk.found("PR-1", "proposal", today=date(2022, 2, 10)) if not r["period"]]
    assert (row["record"], row["level"], row["part"]) == (record.number, "E", "told")
    assert row["say"] == "不立案未在期限内书面告知"
    assert failing(desk, "PR-1", date(2022, 2, 4)) == []
    Record.objects.filter(pk=record.pk).update(data={**record.data, "notified_on": "2022-02-04"})
    desk.attach(record, "notice")
    assert failing(desk, "PR-1", date(2022, 3, 1)) == []


def test_pr1_told_without_the_paper(desk: Desk) -> None:
    record = declined(desk, notified_on="2022-01-25")

    assert [row["part"] for row in desk.found("PR-1", "proposal")] == ["paper"]
    desk.attach(record, "notice")
    assert failing(desk, "PR-1") == []


def test_pr2_a_ground_that_the_office_has_struck_off(desk: Desk) -> None:
    from zhenggai.registers.actions import set_setting

    record = declined(desk)
    assert failing(desk, "PR-2") == []

    set_setting(
        desk.admin, "proposal", "reject_grounds", ["诉讼仲裁程序"], basis="本会 2021 年目录"
    )

    assert failing(desk, "PR-2") == [record.number]


def test_pr3_too_short_or_not_one_matter(desk: Desk) -> None:
    short = proposal(desk, situation="车位不足")
    mixed = proposal(desk, single_matter=False)
    proposal(desk)

    assert failing(desk, "PR-3") == [short.number, mixed.number]


def test_pr4_the_proposer_is_a_member_in_office(desk: Desk) -> None:
    def member(session: str) -> None:
        desk.put(
            "member",
            "serving",
            name="甲",
            person=desk.office.people["甲"],
            sector="经济",
            session=session,
            term_from="2017-01-01",
            term_to="2021-12-31",
        )

    record = proposal(desk, kind="委员")
    member("九届")
    assert failing(desk, "PR-4") == [record.number]
    member("十届")
    assert failing(desk, "PR-4") == []
    late = proposal(desk, kind="委员", submitted_on="2022-01-05")
    assert failing(desk, "PR-4") == [late.number]


def test_pr5_filed_and_not_complete(desk: Desk) -> None:
    record = proposal(desk, "assigned", decision="立案", serial="12")
    proposal(
        desk,
        "assigned",
        decision="立案",
        serial="13",
        host=desk.office.finance,
        assigned_on="2021-09-01",
    )

    (row,) = desk.found("PR-5", "proposal")
    assert row["record"] == record.number


def test_pr5_one_number_one_proposal(desk: Desk) -> None:
    from zhenggai.lib.errors import Refused

    proposal(desk, serial="12")

    with pytest.raises(Refused) as refused:
        proposal(desk, serial="12")
    assert refused.value.code == "record.same_key"
    proposal(desk, serial="12", session="十一届")


def test_pr6_not_answered_in_three_months(desk: Desk) -> None:
    record = proposal(
        desk,
        "handling",
        decision="立案",
        serial="1",
        assigned_on="2021-06-08",
        host=desk.office.study,
    )

    assert record.data["due"] == "2021-09-08"
    assert failing(desk, "PR-6", date(2021, 9, 8)) == []
    assert failing(desk, "PR-6", date(2021, 9, 9)) == [record.number]


def test_pr7_not_satisfied_and_not_done_again(desk: Desk) -> None:
    record = proposal(desk, "replied", rating="不满意", replied_on="2021-08-01")
    proposal(desk, "redo", rating="不满意", replied_on="2021-08-01", redone_on="2021-08-31")

    assert failing(desk, "PR-7", date(2021, 8, 31)) == []
    assert failing(desk, "PR-7", date(2021, 9, 1)) == [record.number]


def test_pr8_published_without_consent(desk: Desk) -> None:
    values: dict[str, Any] = {"is_excellent": True, "disclosure": "已公开"}
    record = proposal(desk, "archived", consent=False, masked_by=desk.office.people["乙"], **values)
    proposal(desk, "archived", consent=True, masked_by=desk.office.people["乙"], **values)

    assert failing(desk, "PR-8") == [record.number]


def test_pr9_two_proposals_that_say_the_same(desk: Desk) -> None:
    first = proposal(desk)
    second = proposal(desk, title="另一件")
    other = "建议在镇街设立委员联络处，定期接待群众，收集社情民意并跟踪办理。"
    proposal(desk, situation=other, suggestion=other, analysis="联系渠道不足，反映问题难。")

    (row,) = desk.found("PR-9", "proposal")
    assert (row["record"], row["level"]) == (second.number, "W")
    assert first.number in row["say"]


def test_pr10_declined_without_talking(desk: Desk) -> None:
    record = declined(desk)
    declined(desk, talks=[{"date": "2022-01-18", "text": "电话沟通"}])

    assert failing(desk, "PR-10") == [record.number]


def test_pr11_few_were_solved(desk: Desk) -> None:
    for n in range(10):
        proposal(desk, "archived", result="A 已解决" if n < 3 else "B 正在解决", serial=str(n))

    (row,) = desk.found("PR-11", "proposal")
    assert (row["level"], row["record"], row["say"]) == ("I", "session=十届", "办成率 30%")
    proposal(desk, "archived", result="A 已解决", serial="10")
    proposal(desk, "archived", result="A 已解决", serial="11")
    assert [row["say"] for row in desk.found("PR-11", "proposal")] == []


def test_pr12_no_call_after_the_event(desk: Desk) -> None:
    record = desk.put(
        "proposal_call", session="十一届", trigger_event="换届", trigger_on="2021-08-01"
    )

    assert desk.found("PR-12", "proposal_call", today=date(2021, 8, 31)) == []
    (row,) = desk.found("PR-12", "proposal_call", today=date(2021, 9, 1))
    assert row["record"] == record.number


def test_from_submission_to_assignment(desk: Desk) -> None:
    office, clerk = desk.office, desk.clerk
    committee = desk.as_role("proposal_committee", office.yi)
    record = proposal(desk, "collected", kind="小组")
    with pytest.raises(Blocked) as blocked:
        desk.move(desk.jia, record, "submit")
    assert [item.code for item in blocked.value.obstacles] == ["move.evidence"]

    desk.attach(record, "original")
    record = desk.move(desk.jia, record, "submit")
    record = desk.move(
        committee, desk.move(clerk, record, "screen"), "file", serial="7", decision="立案"
    )
    record = desk.move(clerk, record, "assign", host=office.finance)

    assert (record.state, record.data["due"]) == ("assigned", "2021-12-08")
    assert record.data["pre_reviewer"] == office.people["办"].pk
    (reminder,) = Occurrence.objects.filter(record=record, state="open")
    assert (reminder.name, reminder.due_on) == ("sign", date(2021, 9, 17)), "七个工作日"
    host = desk.office.yi
    assert desk.move(host, record, "sign").state == "handling"
    assert not Occurrence.objects.filter(record=record, state="open").exists()
