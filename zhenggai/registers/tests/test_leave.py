"""R11 leave, from rulebook.md: each check with a record that fails and one that passes, and the test vectors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zhenggai.people.models import Person
from zhenggai.registers.lookups import annual_leave_after, leave_days, natural_days
from zhenggai.registers.models import Record
from zhenggai.registers.moves import Blocked
from zhenggai.registers.tests.conftest import DAY, Desk


@pytest.fixture
def desk(library: Desk) -> Desk:
    Person.objects.filter(name="甲").update(worked_from=date(2010, 7, 1))
    return library


def leave(desk: Desk, state: str = "submitted", who: str = "甲", **values: Any) -> Record:
    usual: dict[str, Any] = {
        "applicant": desk.office.people[who],
        "kind": "事假",
        "start": "2021-09-06T08:30",
        "end": "2021-09-07T17:30",
        "reason": "家中有事",
        "destination": "本市",
        "phone": "13812345678",
        "delegate": desk.office.people["乙"],
    }
    return desk.put("leave", state, **{**usual, **values})


def failing(desk: Desk, check: str, today: date = DAY) -> list[str | None]:
    return [row["record"] for row in desk.found(check, "leave", today=today)]


@pytest.mark.django_db
def test_days_count_working_half_days() -> None:
    assert leave_days("2021-09-03T08:30", "2021-09-03T12:00") == 5
    assert leave_days("2021-09-03T14:00", "2021-09-06T12:00") == 10, "over a week-end"
    assert leave_days("2021-09-30T08:30", "2021-10-09T17:30") == 30, "30日、8日、9日（调休上班）"
    assert leave_days("2021-09-04T08:30", "2021-09-05T17:30") == 0
    assert natural_days("2021-09-04T08:30", "2021-09-05T17:30") == 20


@pytest.mark.parametrize(
    ("months", "days"), [(11, 0), (12, 5), (119, 5), (120, 10), (239, 10), (240, 15)]
)
def test_annual_leave_by_years_of_work(months: int, days: int) -> None:
    assert annual_leave_after(months) == days


def test_a_record_is_numbered_named_and_worked_out(desk: Desk) -> None:
    record = leave(desk, kind="年休")

    assert record.number == "假〔2021〕0001"
    assert record.title == "甲 年休 2021年9月6日 08:30 至 2021年9月7日 17:30"
    assert (record.data["days"], record.data["entitled"]) == (20, 10)


def test_maternity_leave_runs_over_days_off(desk: Desk) -> None:
    record = leave(desk, kind="产假", start="2021-09-03T00:00", end="2021-09-06T23:59")

    assert record.data["days"] == 40


def test_lv1_leave_taken_before_it_was_approved(desk: Desk) -> None:
    late = leave(desk, approved_at="2021-09-06T10:00")
    in_time = leave(desk, who="乙", approved_at="2021-09-03T10:00")
    urgent = leave(desk, who="办", urgent=True, approved_at="2021-09-08T10:00")

    assert failing(desk, "LV-1") == [late.number]
    assert in_time.number != urgent.number


def test_lv1_an_urgent_leave_has_two_working_days(desk: Desk) -> None:
    too_late = leave(desk, urgent=True, approved_at="2021-09-09T09:00")

    assert failing(desk, "LV-1") == [too_late.number]


def test_lv2_nobody_approves_the_own_leave(desk: Desk) -> None:
    own = leave(desk, approver=desk.office.people["甲"])
    leave(desk, who="乙", approver=desk.office.people["领导"])

    assert failing(desk, "LV-2") == [own.number]


def test_lv3_not_back_is_a_warning_then_an_error(desk: Desk) -> None:
    record = leave(desk, "on_leave")

    def level(today: date) -> list[str]:
        return [row["level"] for row in desk.found("LV-3", "leave", today=today)]

    assert level(date(2021, 9, 7)) == []
    assert level(date(2021, 9, 8)) == ["W"]
    assert level(date(2021, 9, 9)) == ["E"]
    Record.objects.filter(pk=record.pk).update(state="returned")
    assert level(date(2021, 9, 9)) == []


def test_lv4_more_annual_leave_than_there_is(desk: Desk) -> None:
    leave(desk, kind="年休", start="2021-03-01T08:30", end="2021-03-12T17:30")
    assert desk.found("LV-4", "leave") == []
    leave(desk, kind="年休", start="2021-05-06T08:30", end="2021-05-06T12:00")

    (row,) = desk.found("LV-4", "leave")
    assert (row["record"], row["period"], row["level"]) == ("applicant=甲", "2021", "E")
    assert row["say"] == "年休 10.5 天，应休 10 天"
    assert row["observed"] == "天数合计 10.5，最大应休天数 10"
    assert row["basis"] == "《职工带薪年休假条例》第三条"


def test_lv5_sick_leave_of_two_days_needs_a_proof(desk: Desk) -> None:
    without = leave(desk, "returned", kind="病假")
    proved = leave(desk, "returned", who="乙", kind="病假")
    leave(desk, "returned", who="办", kind="病假", end="2021-09-06T17:30")
    desk.attach(proved, "proof")

    assert failing(desk, "LV-5") == [without.number]


def test_lv6_compensatory_leave_must_be_covered_by_overtime(desk: Desk) -> None:
    record = leave(desk, kind="补休")
    overtime = {
        "person": desk.office.people["甲"],
        "kind": "加班",
        "start": "2021-08-07T08:00",
        "end": "2021-08-07T17:00",
        "hours": "8",
        "reason": "赶报告",
    }
    desk.put("overtime", "settled", used=[{"leave": record.pk, "days": 1}], **overtime)

    (row,) = desk.found("LV-6", "leave")
    assert row["say"] == "补休 2 天，可抵 1 天"
    desk.put("overtime", "settled", used=[{"leave": record.pk, "days": 1}], **overtime)
    assert desk.found("LV-6", "leave") == []


def test_lv7_two_leaves_of_one_person_may_not_overlap(desk: Desk) -> None:
    first = leave(desk)
    second = leave(desk, start="2021-09-07T14:00", end="2021-09-08T17:30")
    leave(desk, who="乙")
    leave(desk, start="2021-09-08T17:30", end="2021-09-09T17:30")
    leave(desk, "refused")

    rows = desk.found("LV-7", "leave")
    assert {row["record"] for row in rows} == {first.number, second.number}
    assert any(f"与 {first.number} 重叠" == row["observed"] for row in rows)


def test_lv8_leave_abroad_needs_an_approved_trip(desk: Desk) -> None:
    record = leave(desk, destination="境外", start="2021-10-01T08:30", end="2021-10-07T17:30")
    trip = {
        "person": desk.office.people["甲"],
        "reason": "旅游",
        "destinations": ["泰国"],
        "plan_out": "2021-10-02",
        "plan_back": "2021-10-06",
        "fund": "自费",
    }
    desk.put("private_trip", "submitted", **trip)
    assert failing(desk, "LV-8") == [record.number], "a trip that is not approved"

    desk.put("private_trip", "approved", approved_on="2021-09-10", **trip)
    assert failing(desk, "LV-8") == []


def test_lv9_annual_leave_left_over_is_told_from_december(desk: Desk) -> None:
    leave(desk, kind="年休", start="2021-03-01T08:30", end="2021-03-03T17:30")

    def told(today: date) -> list[tuple[Any, ...]]:
        rows = desk.found("LV-9", "leave", today=today)
        return [(row["record"], row["period"], row["level"]) for row in rows]

    assert told(date(2021, 11, 29)) == [("applicant=甲", "2020", "W")]
    assert ("applicant=甲", "2021", "W") in told(date(2021, 12, 1))
    leave(desk, kind="年休", start="2021-11-01T08:30", end="2021-11-02T17:30")
    assert ("applicant=甲", "2021", "W") not in told(date(2021, 12, 1))


def test_lv10_away_too_long(desk: Desk) -> None:
    record = leave(desk, "on_leave")

    assert failing(desk, "LV-10", date(2021, 9, 22)) == []
    assert failing(desk, "LV-10", date(2021, 9, 23)) == [record.number]


def test_lv10_absent_more_than_thirty_days_or_fifteen_in_a_row(desk: Desk) -> None:
    def absent(first: date, count: int, mark: str = "缺勤") -> None:
        for n in range(count):
            day = first + timedelta(days=n // 2)
            part = "下午" if n % 2 else "上午"
            desk.enter("attendance", person=desk.office.people["甲"], day=day, part=part, mark=mark)

    absent(date(2021, 3, 1), 30)
    assert failing(desk, "LV-10") == []
    absent(date(2021, 3, 16), 1)
    rows = desk.found("LV-10", "leave")
    assert [row["part"] for row in rows] == ["run"]
    absent(date(2021, 4, 1), 1, mark="出勤")
    absent(date(2021, 5, 1), 29)
    assert [row["part"] for row in desk.found("LV-10", "leave")] == ["run"]
    absent(date(2021, 5, 16), 1, mark="出勤")
    absent(date(2021, 6, 1), 1)
    rows = [row for row in desk.found("LV-10", "leave") if row["part"] == "year"]
    assert [(row["record"], row["period"]) for row in rows] == [("person=甲", "2021")]


def test_lv11_absent_without_leave(desk: Desk) -> None:
    jia = desk.office.people["甲"]
    missing = desk.enter("attendance", person=jia, day="2021-09-01", part="上午", mark="缺勤")
    desk.enter("attendance", person=jia, day="2021-09-06", part="上午", mark="缺勤")
    desk.enter("attendance", person=jia, day="2021-09-02", part="上午", mark="公出")
    leave(desk)

    rows = desk.found("LV-11", "leave")
    assert [row["record"] for row in rows] == [missing.number]
    assert rows[0]["observed"] == "请(休)假台账中没有相应记录"


def test_lv12_end_before_start(desk: Desk) -> None:
    record = leave(desk, start="2021-09-08T08:30")
    leave(desk, who="乙")

    (row,) = desk.found("LV-12", "leave")
    assert row["record"] == record.number
    assert row["observed"] == "结束 2021年9月7日 17:30，开始 2021年9月8日 08:30"
    assert row["expected"] == "结束 ≥ 开始"


def test_from_application_to_return(desk: Desk) -> None:
    record = leave(desk, "draft")
    record = desk.move(desk.jia, record, "submit", today=date(2021, 9, 3))
    with pytest.raises(Blocked) as blocked:
        desk.move(desk.charge, record, "approve_mid", today=date(2021, 9, 3))
    assert [item.field for item in blocked.value.obstacles] == ["form"]

    desk.attach(record, "form")
    record = desk.move(desk.charge, record, "approve_mid", today=date(2021, 9, 3))
    record = desk.move(desk.clerk, record, "return", today=date(2021, 9, 8))

    assert record.state == "returned"
    assert record.data["approver"] == desk.office.people["领导"].pk
    assert record.data["returned_at"].startswith("2021-09-08T")
    assert [step.move for step in record.steps.order_by("pk")] == [
        "submit",
        "approve_mid",
        "return",
    ]


def test_who_approves_depends_on_the_days(desk: Desk) -> None:
    record = leave(desk, "draft", end="2021-09-06T17:30")
    record = desk.move(desk.jia, record, "submit", today=date(2021, 9, 3))
    desk.attach(record, "form")

    with pytest.raises(Blocked) as blocked:
        desk.move(desk.principal, record, "approve_long", today=date(2021, 9, 3))
    assert blocked.value.obstacles[0].basis == "天数 > 分管可批天数"
    Record.objects.filter(pk=record.pk).update(department=desk.office.study)
    record.refresh_from_db()
    assert desk.move(desk.lead, record, "approve_short", today=date(2021, 9, 3)).state == "on_leave"
