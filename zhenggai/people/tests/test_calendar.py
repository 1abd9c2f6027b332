"""The office calendar: the years it ships with, one day changed, a year taken in, numbers that follow."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday as is_known_workday

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.actions import announce_year, set_day
from zhenggai.people.calendar import LAST, announced_years, calendar, fill, year_view
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


@pytest.mark.parametrize(
    ("day", "kind", "note"),
    [
        (date(2021, 9, 8), "workday", ""),
        (date(2021, 9, 11), "weekend", ""),
        (date(2021, 10, 1), "holiday", "国庆节"),
        (date(2021, 10, 6), "rest", "国庆节"),
        (date(2021, 10, 9), "make_up", "国庆节"),
        (date(2025, 9, 28), "make_up", "国庆节"),
        (date(2026, 2, 17), "holiday", "春节"),
    ],
)
def test_the_announced_years_are_there(day: date, kind: str, note: str) -> None:
    found = Workday.objects.get(day=day)

    assert (found.kind, found.note, found.provisional) == (kind, note, False)


def test_the_years_known_are_there_day_by_day() -> None:
    known = calendar()

    assert announced_years() == list(range(2004, 2027))
    for day in (date(2021, 1, 1) + timedelta(days=ahead) for ahead in range(6 * 365)):
        assert known.is_workday(day) == is_known_workday(day), day


def test_years_not_announced_go_by_the_week_and_say_so(admin: Viewer) -> None:
    found = Workday.objects.get(day=date(2029, 10, 1))

    assert (found.kind, found.provisional) == ("workday", True)
    assert Workday.objects.order_by("-day")[0].day == LAST
    assert year_view(admin, 2027).provisional


def numbers_follow() -> bool:
    rows = list(Workday.objects.order_by("day"))
    return all(
        (row.day - before.day).days == 1
        and row.number - before.number == (row.kind in ("workday", "make_up"))
        for before, row in itertools.pairwise(rows)
    )


def test_every_day_is_there_once_and_numbers_rise_with_the_working_days() -> None:
    assert numbers_follow()


def test_filling_again_changes_nothing_that_was_set(admin: Viewer) -> None:
    set_day(admin, day=date(2021, 9, 8), kind="rest", text="市里统一安排")
    before = list(Workday.objects.values_list("day", "kind", "number"))

    fill()

    assert list(Workday.objects.values_list("day", "kind", "number")) == before


def test_a_year_that_a_newer_program_knows_is_taken_in() -> None:
    Workday.objects.filter(day__year=2026).update(provisional=True, kind="workday", note="")

    fill()

    assert Workday.objects.get(day=date(2026, 2, 17)).kind == "holiday"
    assert announced_years()[-1] == 2026
    assert numbers_follow()


def test_a_year_has_twelve_months_of_whole_weeks(admin: Viewer) -> None:
    year = year_view(admin, 2021)
    october = [day for week in year.months[9] for day in week if day is not None]

    assert len(year.months) == 12
    assert all(len(week) == 7 for month in year.months for week in month)
    assert [day.day.day for day in october if not day.worked][:7] == [1, 2, 3, 4, 5, 6, 7]
    assert october[8].kind == "make_up" and october[8].note == "国庆节"
    assert (year.workday_count, year.provisional) == (250, False)


def test_a_year_is_taken_in_from_the_notice(
    admin: Viewer, django_capture_on_commit_callbacks
) -> None:
    before = calendar().number("2029-01-10")
    weekdays_off, weekends_on = 1 + 5 + 5, 4

    with django_capture_on_commit_callbacks(execute=True):
        announce_year(admin, year=2027, text=NOTICE)

    assert announced_years()[-1] == 2027
    assert not year_view(admin, 2027).provisional
    assert calendar().after(date(2027, 9, 30), 2) == date(2027, 10, 9)
    assert calendar().number("2029-01-10") == before - weekdays_off + weekends_on
    assert numbers_follow()
    event = Event.objects.get(action="calendar.announce")
    assert event.summary == "导入 2027 年日历：放假 17 天，调休上班 4 天"


def test_a_year_beyond_the_table_lengthens_it(admin: Viewer) -> None:
    announce_year(admin, year=2032, text=NOTICE.replace("2027", "2032"))

    assert Workday.objects.order_by("-day")[0].day == date(2032, 12, 31)
    assert Workday.objects.get(day=date(2031, 6, 2)).provisional
    assert not calendar().is_workday(date(2032, 10, 4))
    assert numbers_follow()


def test_taking_in_a_year_again_replaces_it(admin: Viewer) -> None:
    announce_year(admin, year=2027, text=NOTICE)
    announce_year(admin, year=2027, text=NOTICE.replace("10月9日", "10月10日"))

    assert not calendar().is_workday(date(2027, 10, 9))
    assert calendar().is_workday(date(2027, 10, 10))


@pytest.mark.parametrize(
    ("year", "text", "code"),
    [
        (2027, "", "calendar.nothing"),
        (2027, "没有日期", "calendar.nothing"),
        (2027, "一、元旦：2019年1月1日放假。", "calendar.nothing"),
        (2003, NOTICE, "calendar.year"),
        (2099, NOTICE, "calendar.year"),
    ],
)
def test_a_text_without_days_off_of_that_year_is_refused(
    admin: Viewer, year: int, text: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        announce_year(admin, year=year, text=text)

    assert refused.value.code == code
    assert 2027 not in announced_years()


def test_a_new_year_told_of_in_advance_does_not_make_its_year_known(admin: Viewer) -> None:
    announce_year(
        admin,
        year=2028,
        text=NOTICE.replace("2027", "2028").replace(
            "1月1日（周五）至3日", "2027年12月31日至2028年1月3日"
        ),
    )

    assert announced_years()[-2:] == [2026, 2028]
    assert not calendar().is_workday(date(2027, 12, 31))


def test_one_day_is_changed_with_a_reason_and_changed_back(admin: Viewer) -> None:
    day = date(2021, 9, 8)
    with pytest.raises(BadInput) as refused:
        set_day(admin, day=day, kind="rest")
    assert refused.value.code == "calendar.no_reason"

    set_day(admin, day=day, kind="rest", text="防台风停工通知")
    assert not calendar().is_workday(day)
    assert numbers_follow()
    set_day(admin, day=day, kind="", text="")
    assert calendar().is_workday(day)
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
