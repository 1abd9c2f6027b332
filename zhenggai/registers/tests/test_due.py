"""What falls due: a year ahead, days off moved, nothing twice, nothing lost after days without planning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhenggai.archive.actions import store
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.queries import system_viewer
from zhenggai.registers import queries
from zhenggai.registers.actions import excuse_occurrence, finish_occurrence, plan_occurrences
from zhenggai.registers.declaration import Obligation
from zhenggai.registers.models import Occurrence
from zhenggai.registers.reminders import days_of, due_on
from zhenggai.registers.shapes import Lapse
from zhenggai.registers.tests.conftest import DAY, Desk
from zhenggai.registers.tests.declared import BASE

TEXT = (
    BASE.replace(", gate: [GE-1, GE-2, GE-3, GE-4, GE-6]", "").replace("\nchecks:\n", "\n")
    + """
due:
  monthly: {label: 月度汇总, rule: FREQ=MONTHLY;BYMONTHDAY=1, since: 2021-01-01, within: 5 workdays, by: clerk, proof: 汇总表}
  yearly:  {label: 年度盘点, rule: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31, since: 2020-12-31, until: 2021-12-31}
"""
)


def rule(text: str, since: str = "2021-01-01", until: str | None = None) -> Obligation:
    return Obligation("x", "甲", text, since, until)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=1", ["2021-01-01", "2021-02-01", "2021-03-01"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2021-01-29", "2021-02-26", "2021-03-26"]),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=15", ["2021-03-15"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", []),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31", ["2021-01-31", "2021-03-31"]),
    ],
)
@pytest.mark.outside_database
def test_the_days_of_a_rule(text: str, days: list[str]) -> None:
    found = days_of(rule(text), date(2020, 1, 1), date(2021, 3, 31))

    assert [day.isoformat() for day in found] == days


@pytest.mark.outside_database
def test_a_rule_ends_with_its_until_and_starts_with_its_since() -> None:
    monthly = rule("FREQ=MONTHLY;BYMONTHDAY=1", since="2021-02-15", until="2021-04-15")

    assert [day.month for day in days_of(monthly, date(2020, 1, 1), date(2022, 1, 1))] == [3, 4]


@pytest.mark.django_db
def test_the_last_day_is_a_working_day() -> None:
    friday_before_holidays = date(2021, 9, 30)

    assert due_on(date(2021, 10, 2), None) == date(2021, 10, 8)
    assert due_on(friday_before_holidays, Lapse(1, workdays=True)) == date(2021, 10, 8)
    assert due_on(friday_before_holidays, Lapse(2, workdays=True)) == date(2021, 10, 9), "调休上班"
    assert due_on(date(2021, 9, 1), Lapse(3)) == date(2021, 9, 6), "4日是周六"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.publish(TEXT)
    return replace(desk, clerk=desk.as_role("asset_clerk"))


def plan(today: date) -> int:
    return plan_occurrences(system_viewer(), today=today)


def mine(desk: Desk, name: str = "monthly") -> list[Occurrence]:
    return list(
        Occurrence.objects.filter(office=desk.office.organ, name=name).order_by("nominal_on")
    )


def test_a_year_ahead_is_stored_and_planning_again_changes_nothing(desk: Desk) -> None:
    made = plan(DAY)
    items = mine(desk)

    assert made == 2 * (len(items) + 2)
    assert items[0].nominal_on == date(2021, 1, 1)
    assert items[-1].nominal_on == date(2022, 9, 1)
    assert plan(DAY) == 0
    assert len(mine(desk)) == len(items)


def test_a_day_off_moves_and_says_from_where(desk: Desk) -> None:
    plan(DAY)

    october = next(item for item in mine(desk) if item.nominal_on == date(2021, 10, 1))
    assert (october.starts_on, october.moved_from) == (date(2021, 10, 8), date(2021, 10, 1))
    assert october.due_on == date(2021, 10, 14), "五个工作日，含 9 日调休上班"
    september = next(item for item in mine(desk) if item.nominal_on == date(2021, 9, 1))
    assert (september.starts_on, september.moved_from) == (date(2021, 9, 1), None)


def test_days_without_planning_are_caught_up(desk: Desk) -> None:
    plan(date(2021, 2, 15))
    plan(date(2021, 11, 20))

    days = [item.nominal_on for item in mine(desk)]
    assert len(days) == len(set(days))
    assert [day for day in days if day.year == 2021] == [
        date(2021, month, 1) for month in range(1, 13)
    ]


def test_what_is_due_stands_in_the_clerks_list_until_it_is_done(desk: Desk) -> None:
    plan(DAY)
    rows = queries.due(desk.clerk, DAY, DAY)
    assert [row.label for row in rows if row.is_late][:2] == ["年度盘点", "月度汇总"]
    item = queries.find_occurrence(desk.clerk, rows[-1].uuid)

    with pytest.raises(Refused) as refused:
        finish_occurrence(desk.clerk, item, today=DAY)
    assert "汇总表" in refused.value.sentence
    paper = store(desk.clerk, b"x", name="汇总.txt", office_id=desk.office.organ.pk)
    finish_occurrence(desk.clerk, item, today=DAY, attachment=paper)

    item.refresh_from_db()
    assert (item.state, item.done_on, item.done_by_name) == ("done", DAY, "办")
    assert len(queries.due(desk.clerk, DAY, DAY)) == len(rows) - 1
    with pytest.raises(Refused):
        finish_occurrence(desk.clerk, item, today=DAY, attachment=paper)


def test_excusing_says_why_and_others_cannot(desk: Desk) -> None:
    plan(DAY)
    item = mine(desk, "yearly")[0]

    with pytest.raises(BadInput):
        excuse_occurrence(desk.clerk, item, today=DAY, reason=" ")
    with pytest.raises(NotAllowed):
        excuse_occurrence(desk.yi, item, today=DAY, reason="已由上级统一盘点")
    excuse_occurrence(desk.clerk, item, today=DAY, reason="已由上级统一盘点")
    assert (item.state, item.note) == ("excused", "已由上级统一盘点")
    plan(DAY)
    assert len(mine(desk, "yearly")) == 2


def test_only_the_system_plans(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        plan_occurrences(desk.admin, today=DAY)
