"""The office calendar: the years it ships with, one day changed, a year taken in."""

from __future__ import annotations

from datetime import date

import pytest
from chinese_calendar import is_workday as is_known_workday

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.lib.workdays import is_workday, workdays_between
from zhenggai.people.actions import announce_year, set_day
from zhenggai.people.calendar import announced_years, exceptions, fill, year_view
from zhenggai.people.models import Workday
from zhenggai.people.queries import system_viewer
from zhenggai.people.tests.office import acting, build
from zhenggai.people.viewer import Viewer

pytestmark = pytest.mark.django_db
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日至11日放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、国庆节：10月1日至7日放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.fixture
def admin() -> Viewer:
    return acting(build().clerk, "sys_admin")


def test_the_years_known_are_there_day_by_day() -> None:
    known = exceptions()

    assert announced_years() == list(range(2021, 2027))
    for year in range(2021, 2027):
        for month in range(1, 13):
            for day in (1, 3, 4, 7, 8, 9, 11, 20, 26, 28):
                each = date(year, month, day)
                assert is_workday(each, known) == is_known_workday(each), each


def test_filling_again_changes_nothing_that_was_set(admin: Viewer) -> None:
    set_day(admin, day=date(2021, 9, 8), kind="rest", text="市里统一安排")
    before = list(Workday.objects.values_list("day", "kind"))

    fill()

    assert list(Workday.objects.values_list("day", "kind")) == before


def test_a_year_has_twelve_months_of_whole_weeks(admin: Viewer) -> None:
    year = year_view(admin, 2021)
    october = [day for week in year.months[9] for day in week if day is not None]

    assert len(year.months) == 12
    assert all(len(week) == 7 for month in year.months for week in month)
    assert [day.day.day for day in october if not day.worked][:7] == [1, 2, 3, 4, 5, 6, 7]
    assert october[8].kind == "make_up" and october[8].note == "国庆节"
    assert (year.workday_count, year.provisional) == (250, False)


def test_a_year_that_is_not_announced_is_provisional(admin: Viewer) -> None:
    assert year_view(admin, 2027).provisional


def test_a_year_is_taken_in_from_the_notice(admin: Viewer) -> None:
    announce_year(admin, year=2027, text=NOTICE)

    assert announced_years()[-1] == 2027
    assert not year_view(admin, 2027).provisional
    assert workdays_between(date(2027, 9, 30), date(2027, 10, 9), exceptions()) == 2
    event = Event.objects.get(action="calendar.announce")
    assert event.summary == "导入 2027 年日历：放假 17 天，调休上班 4 天"


def test_taking_in_a_year_again_replaces_it(admin: Viewer) -> None:
    announce_year(admin, year=2027, text=NOTICE)
    announce_year(admin, year=2027, text=NOTICE.replace("10月9日", "10月10日"))

    assert not is_workday(date(2027, 10, 9), exceptions())
    assert is_workday(date(2027, 10, 10), exceptions())


@pytest.mark.parametrize("text", ["", "没有日期", "一、元旦：2019年1月1日放假。"])
def test_a_text_without_days_off_of_that_year_is_refused(admin: Viewer, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        announce_year(admin, year=2027, text=text)

    assert refused.value.code == "calendar.nothing"
    assert 2027 not in announced_years()


def test_a_new_year_told_of_in_advance_does_not_make_its_year_known(admin: Viewer) -> None:
    announce_year(
        admin, year=2027, text=NOTICE.replace("1月1日（周五）至3日", "2026年12月31日至2027年1月3日")
    )

    assert announced_years()[-1] == 2027
    assert not is_workday(date(2026, 12, 31), exceptions())


def test_one_day_is_changed_with_a_reason_and_changed_back(admin: Viewer) -> None:
    day = date(2021, 9, 8)
    with pytest.raises(BadInput) as refused:
        set_day(admin, day=day, kind="rest")
    assert refused.value.code == "calendar.no_reason"

    set_day(admin, day=day, kind="rest", text="防台风停工通知")
    assert not is_workday(day, exceptions())
    set_day(admin, day=day, kind="", text="")
    assert is_workday(day, exceptions())
    told = list(Event.objects.filter(action="calendar.edit", result="done").order_by("seq"))
    assert told[0].summary == "日历 2021-09-08：按星期 → 调休放假"


def test_a_day_of_a_year_not_announced_is_refused(admin: Viewer) -> None:
    with pytest.raises(Refused) as refused:
        set_day(admin, day=date(2030, 1, 1), kind="holiday", text="元旦")

    assert refused.value.code == "calendar.not_announced"


@pytest.mark.parametrize("role", ["office_admin", "sec_admin", "audit_admin", "handler"])
def test_only_the_system_administrator_keeps_the_calendar(role: str) -> None:
    office = build()

    with pytest.raises(NotAllowed):
        announce_year(acting(office.clerk, role), year=2027, text=NOTICE)
    with pytest.raises(NotAllowed):
        set_day(acting(office.clerk, role), day=date(2021, 9, 8), kind="", text="")
    assert year_view(acting(office.clerk, role), 2021).workday_count == 250
    set_day(system_viewer(), day=date(2021, 9, 8), kind="", text="")
