from __future__ import annotations

import itertools
from datetime import date

import pytest

from zhenggai.lib.errors import BadInput, NotAllowed
from zhenggai.people.calendar import LAST, announce_year, calendar, fill
from zhenggai.people.models import Workday
from zhenggai.people.queries import system_viewer
from zhenggai.people.tests.office import acting, build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2021, 9, 8), "workday"),
        (date(2021, 9, 11), "rest"),
        (date(2021, 10, 1), "holiday"),
        (date(2021, 10, 6), "rest"),
        (date(2021, 10, 9), "make_up"),
        (date(2025, 9, 28), "make_up"),
        (date(2026, 2, 17), "holiday"),
    ],
)
def test_the_announced_years_are_there(day: date, kind: str) -> None:
    found = Workday.objects.get(day=day)

    assert (found.kind, found.provisional) == (kind, False)


def test_years_not_announced_go_by_the_week_and_say_so() -> None:
    found = Workday.objects.get(day=date(2029, 10, 1))

    assert (found.kind, found.provisional) == ("workday", True)
    assert Workday.objects.order_by("-day")[0].day == LAST


def test_every_day_is_there_once_and_numbers_rise_with_the_working_days() -> None:
    rows = list(Workday.objects.order_by("day"))

    assert all((b.day - a.day).days == 1 for a, b in itertools.pairwise(rows))
    for before, row in itertools.pairwise(rows):
        assert row.number - before.number == (row.kind in ("workday", "make_up"))


def test_filling_again_changes_nothing() -> None:
    before = Workday.objects.count()

    fill()

    assert Workday.objects.count() == before


def test_an_announced_year_shifts_all_that_follows(django_capture_on_commit_callbacks) -> None:
    saturday, monday = date(2029, 10, 6), date(2029, 10, 1)
    before = calendar().number("2030-01-10")

    with django_capture_on_commit_callbacks(execute=True):
        announce_year(
            system_viewer(), 2029, holidays=[monday, date(2029, 10, 2)], make_up=[saturday]
        )

    assert Workday.objects.get(day=saturday).kind == "make_up"
    assert calendar().is_workday(saturday)
    assert not calendar().is_workday(monday)
    assert calendar().number("2030-01-10") == before - 1


def test_a_day_of_another_year_or_both_off_and_worked_is_refused() -> None:
    day = date(2029, 10, 1)

    for holidays, make_up in (([date(2028, 1, 1)], []), ([day], [day])):
        with pytest.raises(BadInput):
            announce_year(system_viewer(), 2029, holidays=holidays, make_up=make_up)
    with pytest.raises(BadInput):
        announce_year(system_viewer(), 2099, holidays=[], make_up=[])


def test_only_administrators_announce() -> None:
    office = build()

    with pytest.raises(NotAllowed):
        announce_year(office.clerk, 2029, holidays=[], make_up=[])
    announce_year(acting(office.clerk, "office_admin"), 2029, holidays=[], make_up=[])
