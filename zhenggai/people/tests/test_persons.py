"""People, posts in time, leaving and coming back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import actions, holdings
from zhenggai.people.holdings import Holding
from zhenggai.people.models import Account, Person
from zhenggai.people.queries import find_persons, held_by_person, people, person_row, viewer_for
from zhenggai.people.tests.administration import TODAY, Administration, build
from zhenggai.people.tests.office import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def office() -> Administration:
    return build()


def names(page: Any) -> list[str]:
    return [row.name for row in page.rows]


def test_people_are_found_by_name_pinyin_and_initials(office: Administration) -> None:
    actions.create_person(office.clerk, name="张三丰", organ=office.organ)

    for words in ("三丰", "zhangs", "zsf", " 张 "):
        assert names(people(office.clerk, words=words)) == ["张三丰"]
    assert names(people(office.clerk, words="李")) == []


def test_the_list_is_of_ones_own_office(office: Administration) -> None:
    assert names(people(office.clerk)) == ["管", "甲", "乙"]
    assert names(people(office.other)) == ["丙", "外管"]
    assert len(people(office.sys).rows) == 5
    assert names(people(office.sys, office=office.study)) == ["甲", "乙"]
    assert names(people(office.sys, office=office.elsewhere)) == ["丙", "外管"]


def test_an_office_keeps_its_own_people_and_nobody_elses(office: Administration) -> None:
    made = actions.create_person(office.clerk, name="丁", organ=office.study)
    assert made.organ == office.organ

    with pytest.raises(NotFound):
        actions.create_person(office.clerk, name="丁", organ=office.elsewhere)
    with pytest.raises(NotFound):
        actions.rename_person(office.clerk, office.bing, name="丙二")
    with pytest.raises(NotFound):
        actions.appoint(
            office.clerk, office.jia, office=office.elsewhere, title="干部", valid_from=TODAY
        )
    for role in ("sec_admin", "audit_admin", "handler", "rect_office"):
        with pytest.raises(NotAllowed):
            actions.create_person(acting(office.clerk, role), name="丁", organ=office.organ)


def test_a_new_name_is_the_accounts_too_and_the_rooms_hear_of_it(
    office: Administration,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(holdings, "_renamed", [lambda *who: told.append(who)])

    with django_capture_on_commit_callbacks(execute=True):
        actions.rename_person(office.clerk, office.jia, name="甲二")

    assert Account.objects.get(username="jia").display_name == "甲二"
    assert told == [("person", office.jia.pk, office.organ.pk)]
    assert Event.objects.get(action="person.edit").summary == "人员改名：甲 → 甲二"


def test_moving_ends_the_old_post_the_day_before(office: Administration) -> None:
    post = office.jia.posts.get()

    actions.move_post(
        office.clerk, post, office=office.finance, title="组长", first_day=date(2021, 9, 1)
    )

    row = person_row(office.clerk, office.jia)
    assert [(item.office, item.title, item.since, item.until) for item in row.posts] == [
        ("财务组", "组长", date(2021, 9, 1), None),
        ("党建办", "干部", date(2020, 1, 1), date(2021, 8, 31)),
    ]
    assert viewer_for(office.account).department_ids == {office.finance.pk}


def test_the_same_post_is_not_held_twice_at_a_time(office: Administration) -> None:
    with pytest.raises(BadInput) as refused:
        actions.appoint(
            office.clerk, office.jia, office=office.study, title="干部", valid_from=TODAY
        )
    assert refused.value.code == "post.held"

    actions.appoint(office.clerk, office.jia, office=office.study, title="组长", valid_from=TODAY)
    assert office.jia.posts.count() == 2


def test_a_post_ends_once_and_not_before_it_began(office: Administration) -> None:
    post = office.jia.posts.get()
    with pytest.raises(BadInput):
        actions.end_post(office.clerk, post, last_day=date(2019, 1, 1))

    actions.end_post(office.clerk, post, last_day=TODAY)
    with pytest.raises(Refused) as refused:
        actions.end_post(office.clerk, post, last_day=TODAY)
    assert refused.value.code == "post.ended"


def test_leaving_ends_posts_account_and_sessions_and_keeps_the_person(
    office: Administration,
) -> None:
    actions.appoint(
        office.clerk, office.jia, office=office.finance, title="组长", valid_from=date(2021, 10, 1)
    )
    before = Account.objects.get(username="jia").auth_version

    actions.leave(office.clerk, office.jia, last_day=date(2021, 9, 7), today=TODAY)

    account = Account.objects.get(username="jia")
    assert (account.is_active, account.auth_version) == (False, before + 1)
    row = person_row(office.clerk, office.jia)
    assert (row.active, row.left_on) == (False, date(2021, 9, 7))
    assert [(item.title, item.until) for item in row.posts] == [("干部", date(2021, 9, 7))]
    assert names(people(office.clerk)) == ["管", "乙"]
    assert names(people(office.clerk, left=True)) == ["甲"]
    assert find_persons(office.clerk, "甲") == []
    assert Person.objects.filter(pk=office.jia.pk).exists()


def test_leaving_is_not_written_down_in_advance_nor_twice(office: Administration) -> None:
    with pytest.raises(BadInput):
        actions.leave(office.clerk, office.jia, last_day=date(2021, 9, 9), today=TODAY)
    actions.leave(office.clerk, office.jia, last_day=TODAY, today=TODAY)
    with pytest.raises(Refused) as refused:
        actions.leave(office.clerk, office.jia, last_day=TODAY, today=TODAY)
    assert refused.value.code == "person.left"


def test_coming_back_takes_a_post_and_leaves_the_account_stopped(office: Administration) -> None:
    actions.leave(office.clerk, office.jia, last_day=date(2021, 9, 1), today=TODAY)
    office.jia.refresh_from_db()
    with pytest.raises(BadInput) as refused:
        actions.come_back(
            office.clerk,
            office.jia,
            office=office.finance,
            title="组长",
            first_day=date(2021, 9, 1),
        )
    assert refused.value.code == "person.back_too_early"

    actions.come_back(
        office.clerk, office.jia, office=office.finance, title="组长", first_day=TODAY
    )

    assert person_row(office.clerk, office.jia).active
    assert not Account.objects.get(username="jia").is_active


def test_the_last_of_the_three_administrators_cannot_leave(office: Administration) -> None:
    account = Account.objects.get(username="sys")
    account.person = office.yi
    account.save()

    with pytest.raises(Refused) as refused:
        actions.leave(office.clerk, office.yi, last_day=TODAY, today=TODAY)

    assert refused.value.code == "role.last"
    office.yi.refresh_from_db()
    assert office.yi.active


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(holdings, "_of_person", [lambda viewer, person: [Holding("问题", 2)]])
    yield


def test_what_is_still_held_is_told_by_the_rooms_above(office: Administration, held: None) -> None:
    assert held_by_person(office.clerk, office.jia) == [Holding("问题", 2)]


def test_the_list_costs_the_same_at_any_size(
    office: Administration, django_assert_max_num_queries: Any
) -> None:
    Person.objects.bulk_create(
        Person(name=f"人{n}", pinyin=f"ren{n} r", organ=office.organ) for n in range(300)
    )

    with django_assert_max_num_queries(4):
        page = people(office.sys, page=3)

    assert (len(page.rows), page.count, page.page_count) == (50, 305, 7)
    assert people(office.sys, page=99).page == 7
