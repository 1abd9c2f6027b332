"""A list of people: any order of columns, every row judged, all of it or nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from zhenggai.lib.tests.pace import takes_less
from zhenggai.people import actions, passwords
from zhenggai.people.actions import import_people
from zhenggai.people.models import Account, Office, Person, Proposal, RoleGrant
from zhenggai.people.queries import (
    LineKind,
    Plan,
    person_row,
    plan_for,
    read_roster,
    table_of,
    text_of,
    waiting,
)
from zhenggai.people.roster.plan import MOST_ACCOUNTS
from zhenggai.people.roster.reading import MOST_ROWS
from zhenggai.people.tests.administration import TODAY, Administration, build
from zhenggai.people.viewer import Viewer

pytestmark = pytest.mark.django_db
HEAD = "姓名\t部门\t职务\t任职日期\t账号\t角色\t角色到期日"


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def office() -> Administration:
    return build()


def planned(office: Administration, text: str, *make: str, viewer: Viewer | None = None) -> Plan:
    roster = read_roster(table_of(text))
    return plan_for(viewer or office.sys, office.organ, roster, make=make, today=TODAY)


def imported(
    office: Administration, text: str, *make: str, viewer: Viewer | None = None
) -> actions.Imported:
    plan = planned(office, text, *make, viewer=viewer)
    return import_people(
        viewer or office.sys,
        organ=office.organ,
        roster=plan.roster,
        make=make,
        digest=plan.digest,
        today=TODAY,
    )


def kinds(plan: Plan) -> list[str]:
    return [line.kind.value for line in plan.lines]


# -- reading rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "姓名\t部门\t职务\n张三\t党建办\t主任",
        "序号\t职务\t姓名*\t所在部门（科室）\n1\t主任\t张 三\t党建办",
        "某某机关人员名单\n\n科室，姓名，岗位\n党建办，张三，主任",
        "职务名称\t人员姓名\t科室\n主任\t张三\t党建办\n填报人：李四\t\t",
        "张三\t党建办\t主任",
        "张三  党建办  主任",
    ],
)
def test_the_same_person_in_any_order_of_columns(text: str) -> None:
    (row,) = read_roster(table_of(text)).rows

    assert (row.name, row.office, row.title) == ("张三", "党建办", "主任")


def test_columns_that_mean_nothing_are_named() -> None:
    roster = read_roster(table_of("序号\t姓名\t手机\t身份证号\n1\t张三\t138\t440"))

    assert roster.left_out == ("手机", "身份证号")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2021-09-01", date(2021, 9, 1)),
        ("2021年9月1日", date(2021, 9, 1)),
        ("2021.9", date(2021, 9, 1)),
        ("2021/9/1", date(2021, 9, 1)),
        ("2021年9月", date(2021, 9, 1)),
    ],
)
def test_days_are_read_as_offices_write_them(words: str, day: date) -> None:
    (row,) = read_roster(table_of(f"姓名\t任职日期\n张三\t{words}")).rows

    assert (row.since, row.bad) == (day, ())


def test_a_day_that_is_none_is_said(office: Administration) -> None:
    (line,) = planned(office, "姓名\t任职日期\n张三\t去年").lines

    assert line.kind == LineKind.PROBLEM
    assert "去年" in line.problems[0]


@pytest.mark.parametrize("text", ["", "部门\t职务\n\t", "姓名\n\n", "姓名\n填报人：张三"])
def test_a_table_without_people_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_roster(table_of(text))

    assert refused.value.code in ("roster.empty", "roster.no_name")


def test_a_very_long_list_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read_roster([["姓名"], *([f"人{n}"] for n in range(MOST_ROWS + 1))])

    assert refused.value.code == "roster.many"


def test_rows_survive_being_shown_and_sent_again() -> None:
    table = [["姓名", "部门"], ["张三", "党建办"], ["李四", ""]]

    assert table_of(text_of(table)) == table
    assert table_of('姓名\t备注\n张三\t"两行\n备注"\n')[1] == ["张三", "两行\n备注"]


@pytest.mark.parametrize("piece", ["a ", "，", "\t", "（", '"'])
def test_hostile_text_is_read_in_time(piece: str) -> None:
    def read() -> None:
        with suppress(BadInput):
            read_roster(table_of(piece * 120_000))

    assert takes_less(6, read)


# -- the plan ------------------------------------------------------------------------------------------------------


def test_new_changed_and_unchanged_rows_are_told_apart(office: Administration) -> None:
    plan = planned(office, f"{HEAD}\n张三\t党建办\t主任\n甲\t财务组\t组长\n乙\t党建办\t干部")

    assert kinds(plan) == ["new", "changed", "same"]
    assert plan.lines[1].what == ["党建办 干部 → 财务组 组长"]
    assert plan.is_ready
    assert Person.objects.filter(name="张三").count() == 0


def test_an_unknown_department_is_asked_about_with_the_one_that_may_be_meant(
    office: Administration,
) -> None:
    text = f"{HEAD}\n张三\t党建室\t主任\n李四\t党建室\t干部"
    plan = planned(office, text)

    assert kinds(plan) == ["problem", "problem"]
    assert [(item.name, item.similar, item.make) for item in plan.unknown] == [
        ("党建室", "党建办", False)
    ]
    assert kinds(planned(office, text, "党建室")) == ["new", "new"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("甲\t党建办\t主任\t2019-01-01", "不晚于现任职务"),
        ("张三\t\t主任", "没有部门"),
        ("张三\t党建办\t主任\t\t\t整改办", "没有账号"),
        ("张三\t党建办\t主任\t\tjia", "已有"),
        ("甲\t党建办\t干部\t\tother2", "与名单不同"),
        ("张三\t党建办\t主任\t\tzhang\t局长", "没有业务角色"),
        ("张三\t党建办\t主任\t\tzhang\t系统管理员", "没有业务角色"),
        ("张三\t党建办\t主任\t\tzhang\t承办人、纪检委", "由一人兼任"),
        ("张三\t党建办\t主任\t\tzhang\t整改办，领导小组组长", "由一人兼任"),
    ],
)
def test_what_is_wrong_with_a_row_is_one_clear_sentence(
    office: Administration, row: str, says: str
) -> None:
    (line,) = planned(office, f"{HEAD}\n{row}").lines

    assert line.kind == LineKind.PROBLEM
    assert any(says in sentence for sentence in line.problems), line.problems


def test_the_same_row_twice_is_a_problem_two_posts_of_one_are_not(office: Administration) -> None:
    assert kinds(planned(office, f"{HEAD}\n张三\t党建办\t主任\n张三\t党建办\t主任")) == [
        "new",
        "problem",
    ]
    imported(office, f"{HEAD}\n张三\t党建办\t主任\n张三\t财务组\t出纳")

    person = Person.objects.get(name="张三")
    assert person.posts.count() == 2


def test_somebody_of_two_rows_gets_one_account(office: Administration) -> None:
    text = f"{HEAD}\n张三\t党建办\t主任\t\t是\t整改办\n张三\t财务组\t出纳\t\t是\t承办人"

    done = imported(office, text)

    assert [account.username for account, _ in done.accounts] == ["zhangsan"]
    assert {g.role for g in RoleGrant.objects.filter(account__username="zhangsan")} == {
        "rect_office",
        "handler",
    }
    (first, second) = planned(office, text.replace("张三", "李四"), viewer=office.clerk).lines
    assert not first.problems
    assert "写在第一行" in second.problems[0]


def test_namesakes_are_told_apart_by_where_they_work(office: Administration) -> None:
    other = actions.create_person(office.sys, name="甲", organ=office.organ)
    actions.appoint(office.sys, other, office=office.finance, title="出纳", valid_from=TODAY)

    (same,) = planned(office, f"{HEAD}\n甲\t财务组\t出纳").lines
    (unclear,) = planned(office, f"{HEAD}\n甲\t\t").lines

    assert (same.person, same.kind) == (other, LineKind.SAME)
    assert "分不清" in unclear.problems[0]


def test_somebody_who_has_left_is_not_taken_back_by_a_list(office: Administration) -> None:
    actions.leave(office.sys, office.jia, last_day=TODAY, today=TODAY)

    (line,) = planned(office, f"{HEAD}\n甲\t党建办\t干部").lines

    assert "返岗" in line.problems[0]


def test_a_plan_costs_the_same_for_any_length(
    office: Administration, django_assert_max_num_queries: Any
) -> None:
    text = HEAD + "".join(f"\n人{n}\t党建办\t干部" for n in range(500))

    with django_assert_max_num_queries(8):
        assert len(planned(office, text).lines) == 500


# -- writing ------------------------------------------------------------------------------------------------------


def test_an_import_writes_people_posts_accounts_and_proposed_roles(office: Administration) -> None:
    text = (
        f"{HEAD}\n张三\t宣传组\t组长\t2021-03-01\t是\t承办人、牵头室委\t2021-12-31\n"
        "李四\t党建办\t\t\tlisi\n甲\t财务组\t组长\n乙\t党建办\t干部"
    )

    done = imported(office, text, "宣传组")

    assert (done.new, done.changed, done.offices, done.proposed) == (2, 1, 1, 2)
    assert [account.username for account, _ in done.accounts] == ["zhangsan", "lisi"]
    assert all(passwords.matches(word, account.password) for account, word in done.accounts)
    row = person_row(office.sys, Person.objects.get(name="张三"))
    assert [(post.office, post.title, post.since) for post in row.posts] == [
        ("宣传组", "组长", date(2021, 3, 1))
    ]
    grants = RoleGrant.objects.filter(account__username="zhangsan")
    assert {(g.role, str(g.office), g.valid_to, g.confirmed_at) for g in grants} == {
        ("handler", "宣传组", date(2021, 12, 31), None),
        ("lead_dept", "宣传组", date(2021, 12, 31), None),
    }
    assert kinds(planned(office, text, "宣传组")) == ["same"] * 4


def test_every_row_has_its_events_and_no_password_is_in_them(office: Administration) -> None:
    done = imported(office, f"{HEAD}\n张三\t党建办\t主任\t\tzhangsan\n甲\t财务组\t组长")

    person = Person.objects.get(name="张三")
    told = Event.objects.filter(object_id=str(person.uuid)).order_by("seq")
    assert [event.action for event in told] == ["person.create", "person.edit"]
    assert Event.objects.get(object_id=str(office.jia.uuid), action="person.edit").summary == (
        "甲：党建办 干部 → 财务组 组长"
    )
    main = Event.objects.get(action="person.import")
    assert main.summary == "导入名单：新增 1 人，变动 1 人，建账号 1 个"
    assert done.accounts[0][1] not in str(list(Event.objects.values_list()))


def test_one_row_in_the_way_keeps_all_as_it_was(office: Administration) -> None:
    with pytest.raises(Refused) as refused:
        imported(office, f"{HEAD}\n张三\t党建办\t主任\n李四\t无此组\t干部")

    assert refused.value.code == "roster.problems"
    assert "第 3 行 李四" in refused.value.missing[0]
    assert not Person.objects.filter(name="张三").exists()


def test_what_changed_after_the_preview_stops_the_import(office: Administration) -> None:
    plan = planned(office, f"{HEAD}\n张三\t党建办\t主任")
    actions.create_person(office.sys, name="张三", organ=office.organ)

    with pytest.raises(Conflict) as refused:
        import_people(
            office.sys,
            organ=office.organ,
            roster=plan.roster,
            make=(),
            digest=plan.digest,
            today=TODAY,
        )
    assert refused.value.code == "roster.changed"


def test_an_offices_administrator_asks_for_accounts_with_their_roles(
    office: Administration,
) -> None:
    done = imported(office, f"{HEAD}\n张三\t党建办\t主任\t\t是\t整改办", viewer=office.clerk)

    assert (done.accounts, done.proposed) == ([], 1)
    proposal = Proposal.objects.get()
    assert proposal.wanted["username"] == "zhangsan"
    assert [item.detail for item in waiting(office.sys)] == ["zhangsan　整改办"]
    account, _ = actions.create_proposed(office.sys, proposal)
    assert RoleGrant.objects.get(account=account).office == office.organ


def test_nobody_takes_in_a_list_for_another_office(office: Administration) -> None:
    plan = planned(office, f"{HEAD}\n张三\t党建办\t主任")
    for viewer, refusal in ((office.other, NotFound), (office.sec, NotAllowed)):
        with pytest.raises(refusal):
            import_people(
                viewer,
                organ=office.organ,
                roster=plan.roster,
                make=(),
                digest=plan.digest,
                today=TODAY,
            )


def test_so_many_accounts_at_once_are_refused(office: Administration) -> None:
    text = HEAD + "".join(f"\n人{n}\t党建办\t干部\t\tren{n}" for n in range(MOST_ACCOUNTS + 1))

    with pytest.raises(Refused) as refused:
        planned(office, text)
    assert refused.value.code == "roster.accounts"


def test_offices_and_accounts_of_others_stay_as_they_are(office: Administration) -> None:
    before = set(Office.objects.values_list("pk", flat=True))
    imported(office, f"{HEAD}\n张三\t党建办\t主任")

    assert set(Office.objects.values_list("pk", flat=True)) == before
    assert Account.objects.filter(person__name="张三").count() == 0
