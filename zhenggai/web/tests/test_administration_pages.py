"""Administration by its pages: each for those who may, nothing of the business in them, small at any size."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhenggai.journal.models import Event, EventDetail
from zhenggai.people import actions as people
from zhenggai.people.calendar import EXCEPTED
from zhenggai.people.models import Account, Office, Person, Post, RoleGrant, Workday
from zhenggai.people.queries import system_viewer, viewer_named
from zhenggai.people.roles import ADMINS, Role
from zhenggai.web.pages import health as health_page
from zhenggai.web.tests.conftest import PASSWORD, Adopted, OfficeOfTest, administered

Enter = Callable[[OfficeOfTest, str], Client]
PAGES = (
    *("people", "people-import", "offices", "accounts", "pending", "calendar"),
    *("settings", "health", "trail", "duty"),
)
MOST_QUERIES, MOST_BYTES = 12, 60_000


@pytest.fixture
def system(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.SYS_ADMIN)


@pytest.fixture
def security(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.SEC_ADMIN)


@pytest.fixture
def clerk(ours: OfficeOfTest, enter: Enter) -> Client:
    return enter(ours, Role.OFFICE_ADMIN)


def shown(client: Client, name: str, query: str = "", **args: Any) -> str:
    answer = client.get(reverse(name, **args) + query)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def sent(client: Client, view: str, /, *args: Any, **posted: Any) -> Any:
    return client.post(reverse(view, args=args), posted, follow=True)


def names_in(html: str) -> list[str]:
    return re.findall(r"data-open>([^<]+)</a>", html)


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sheet(*rows: list[str]) -> BytesIO:
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    page = workbook.add_worksheet("名单")
    for at, cells in enumerate(rows):
        page.write_row(at, 0, cells)
    workbook.close()
    out.seek(0)
    out.name = "名单.xlsx"
    return out


# -- who comes where -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            Role.SYS_ADMIN,
            ["人员", "部门", "账号与角色", "待复核", "登记簿声明", "日历", "系统状态"],
        ),
        (Role.SEC_ADMIN, ["人员", "部门", "账号与角色", "待复核", "日历"]),
        (Role.AUDIT_ADMIN, ["人员", "部门", "账号与角色", "日历", "留痕"]),
        (
            Role.OFFICE_ADMIN,
            ["人员", "部门", "账号与角色", "待复核", "登记簿声明", "日历", "参数", "群机器人"],
        ),
        (Role.CHARGE_LEADER, ["待复核", "日历", "参数"]),
        (Role.HANDLER, ["日历", "参数"]),
    ],
)
def test_the_menu_behind_the_name_holds_what_one_may_enter(
    ours: OfficeOfTest, enter: Enter, role: str, labels: list[str]
) -> None:
    html = shown(enter(ours, role), "keys")
    menu = re.search(r'<ul class="areas">(.*?)</ul>', html, re.DOTALL)

    assert menu
    assert re.findall(r">([^<>]+)</a>", menu[1]) == labels


@pytest.mark.parametrize("role", sorted(ADMINS))
def test_no_page_of_an_administrator_shows_business(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter, role: str
) -> None:
    client = enter(ours, role)

    for name in PAGES:
        answer = client.get(reverse(name))
        assert answer.status_code in (200, 403)
        for words in ("学习贯彻", "第一议题", "区委第四巡察组", "党费", "三水区"):
            assert words not in answer.content.decode(), (name, words)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "settings"])
def test_pages_say_what_to_do_where_there_is_nothing(name: str, enter: Enter, db: None) -> None:
    """The three administrators alone, before there is an office."""
    logins = {account.username: word for account, word in people.create_first_accounts()}
    username = {"trail": "auditadmin", "pending": "secadmin"}.get(name, "sysadmin")
    client = Client()
    client.post(reverse("sign-in"), {"username": username, "password": logins[username]})
    old = {"old": logins[username], "new": PASSWORD, "again": PASSWORD}
    client.post(reverse("change-password"), old)

    html = shown(client, name)

    if name in ("people", "people-import", "offices", "pending"):
        assert 'class="empty"' in html


# -- people and departments ----------------------------------------------------------------------------------------


def test_somebody_new_gets_a_post_and_an_account_whose_password_is_shown_once(
    ours: OfficeOfTest, system: Client
) -> None:
    sent(
        system,
        "person-new",
        organ=ours.organ.uuid,
        name="孙甲",
        office=ours.department.uuid,
        title="主任",
        since="2021-03-01",
    )
    person = Person.objects.get(name="孙甲")
    page = shown(system, "person", args=[person.uuid])
    assert "2021年3月1日" in page

    answer = sent(system, "account-new", person=person.uuid, person_words="孙甲", username="sunjia")

    word = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert word and answer.redirect_chain == []
    account = Account.objects.get(username="sunjia")
    assert account.person == person and account.check_password(word[1])
    assert answer["Cache-Control"] == "no-store"
    for later in (shown(system, "account", args=[account.uuid]), shown(system, "people")):
        assert word[1] not in later
    written = str(list(Event.objects.values_list())) + str(
        list(EventDetail.objects.values_list("body", flat=True))
    )
    assert word[1] not in written


def test_people_are_found_while_typing(ours: OfficeOfTest, clerk: Client) -> None:
    people.create_person(system_viewer(), name="欧阳小明", organ=ours.organ)

    whole = shown(clerk, "people", "?q=oyxm")
    part = clerk.get(reverse("people") + "?q=ouyang", headers={"HX-Request": "true"})

    assert names_in(whole) == ["欧阳小明"]
    assert part.content.decode().startswith('<div id="list">')
    assert "没有这样的人员" in shown(clerk, "people", "?q=zzz")


def test_leaving_shows_what_is_still_answered_for_and_ends_the_account(
    ours: OfficeOfTest, adopted: Adopted, clerk: Client, system: Client
) -> None:
    from zhenggai.people.queries import scope_for
    from zhenggai.rectification import actions

    handler = viewer_named(ours.username(Role.HANDLER))
    person = Person.objects.get(pk=handler.person_id)
    office = ours.viewer(Role.RECT_OFFICE)
    with scope_for(office):
        actions.assign(office, adopted.issue, version=adopted.issue.version, handler=person)

    by_office = shown(clerk, "person-leave", args=[person.uuid])
    by_system = shown(system, "person-leave", args=[person.uuid])
    assert "未办结的问题" in by_office and "学习贯彻" in by_office
    assert "未办结的问题" in by_system and "学习贯彻" not in by_system

    answer = sent(clerk, "person-leave", person.uuid, last_day="2021-09-07")

    assert "已离岗" in said(answer)
    assert not Account.objects.get(person=person).is_active


def test_a_refusal_keeps_what_was_typed(ours: OfficeOfTest, system: Client) -> None:
    answer = sent(
        system, "person-new", organ=ours.organ.uuid, name="甲\x00", title="组长", office=""
    )

    assert answer.status_code == 422
    assert 'value="组长"' in answer.content.decode()
    assert "text.control" in answer.content.decode()


def test_departments_are_kept_by_the_offices_administrator(
    ours: OfficeOfTest, theirs: OfficeOfTest, clerk: Client
) -> None:
    sent(
        clerk,
        "office-new",
        organ=ours.organ.uuid,
        parent=ours.organ.uuid,
        kind="branch",
        name="第一支部",
        short_name="一支",
    )
    made = Office.objects.get(name="第一支部")
    assert (made.organ, made.short_name) == (ours.organ, "一支")
    assert "第一支部" in shown(clerk, "offices")
    assert "丙机关" not in shown(clerk, "offices")

    stands = shown(clerk, "office", "?close=1", args=[ours.department.uuid])
    assert "还有人员任职" in stands and "还不能撤销" in stands
    answer = sent(clerk, "office-close", ours.department.uuid)
    assert answer.status_code == 409 and "office.in_use" in answer.content.decode()


# -- roles by two persons -------------------------------------------------------------------------------------------


def test_a_role_goes_from_the_office_to_security_and_counts_at_once(
    ours: OfficeOfTest, adopted: Adopted, clerk: Client, security: Client, system: Client
) -> None:
    spare = administered(adopted, ours).account
    answer = sent(
        clerk,
        "role-propose",
        spare.uuid,
        role=Role.LEAD_DEPT,
        office=ours.department.uuid,
        term="until",
        until="2021-12-31",
    )
    assert "等另一人复核" in said(answer)
    grant = RoleGrant.objects.get(account=spare, role=Role.LEAD_DEPT)
    assert grant.valid_to == date(2021, 12, 31)

    assert "等安全管理员" in said(system.get(reverse("pending")))
    html = shown(security, "pending")
    picks = re.findall(r'name="pick" form="bulk" value="([\w-]+)" checked', html)
    assert str(grant.uuid) in picks
    sent(security, "roles-confirm", pick=[str(grant.uuid)])

    grant.refresh_from_db()
    assert grant.confirmed_at is not None
    assert viewer_named(spare.username).roles == {Role.LEAD_DEPT, Role.CO_DEPT}


def test_a_temporary_role_without_its_last_day_is_refused(
    ours: OfficeOfTest, adopted: Adopted, clerk: Client
) -> None:
    spare = administered(adopted, ours).account

    answer = sent(
        clerk,
        "role-propose",
        spare.uuid,
        role=Role.LEAD_DEPT,
        office=ours.department.uuid,
        term="until",
    )

    assert answer.status_code == 422 and "role.no_until" in answer.content.decode()


def test_a_reset_is_agreed_to_by_security_who_gets_the_slip(
    ours: OfficeOfTest, adopted: Adopted, security: Client
) -> None:
    proposal = administered(adopted, ours).proposal

    answer = sent(security, "proposal-accept", proposal.uuid)

    word = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert word
    assert Account.objects.get(pk=adopted.account.pk).check_password(word[1])
    again = sent(security, "proposal-accept", proposal.uuid)
    assert again.status_code == 409 and "<code>" not in again.content.decode()


def test_a_change_of_roles_ends_the_sessions_of_its_account(
    ours: OfficeOfTest, enter: Enter, security: Client
) -> None:
    handler = enter(ours, Role.HANDLER)
    assert handler.get(reverse("keys")).status_code == 200
    grant = people.propose_role(
        ours.viewer(Role.OFFICE_ADMIN),
        Account.objects.get(username=ours.username(Role.HANDLER)),
        Role.CO_DEPT,
        office=ours.department,
    )

    sent(security, "roles-confirm", pick=[str(grant.uuid)])

    assert handler.get(reverse("keys")).status_code == 302


def test_somebody_of_two_offices_switches_between_them(
    ours: OfficeOfTest, theirs: OfficeOfTest, enter: Enter
) -> None:
    account = Account.objects.get(username=ours.username(Role.RECT_OFFICE))
    people.grant_as_system(account, [Role.DISCIPLINE_COMMITTEE], theirs.organ)
    client = enter(ours, Role.RECT_OFFICE)
    before = shown(client, "keys")
    assert 'name="office" value="' in before and "整改办" in before

    client.post(reverse("switch-office"), {"office": str(theirs.organ.uuid)})

    after = shown(client, "keys")
    assert f'value="{theirs.organ.uuid}" aria-current="true"' in after
    assert "纪检委 ·" in said(client.get(reverse("keys")))
    assert client.post(reverse("switch-office"), {"office": "x"}).status_code == 404
    assert Event.objects.filter(action="session.switch").count() == 1


# -- a list of people ------------------------------------------------------------------------------------------------

HEAD = ["序号", "姓名", "科室", "职务", "到岗日期", "账号", "角色", "手机"]


def test_a_sheet_is_looked_at_first_then_written_whole(ours: OfficeOfTest, system: Client) -> None:
    rows = sheet(
        ["甲机关干部名册"],
        HEAD,
        ["1", "李一", "办公室", "主任", "2021-03-01", "是", "承办人", "13800000000"],
        ["2", "王二", "宣传组", "组长", "", "", "", ""],
    )
    first = system.post(reverse("people-import"), {"file": rows, "organ": ours.organ.uuid})
    html = first.content.decode()
    assert "没有部门“宣传组”" in html and "手机" in said(first)
    assert "确认导入" not in html and not Person.objects.filter(name="李一").exists()

    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert text
    posted = {"text": text[1].strip(), "organ": ours.organ.uuid, "make": ["宣传组"]}
    second = system.post(reverse("people-import"), posted).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', second)
    assert digest and "建立账号 liyi" in second
    assert not Person.objects.filter(name="李一").exists()

    done = system.post(reverse("people-confirm"), posted | {"digest": digest[1]})

    assert "新增 2 人" in said(done) and "<code>" in done.content.decode()
    assert Post.objects.get(person__name="王二").office.name == "宣传组"
    waits = RoleGrant.objects.get(account__username="liyi")
    assert (waits.role, waits.confirmed_at) == ("handler", None)


def test_what_was_pasted_is_taken_like_a_sheet(ours: OfficeOfTest, clerk: Client) -> None:
    answer = clerk.post(
        reverse("people-import"),
        {"text": "姓名\t部门\t职务\n李一\t办公室\t干事", "organ": ours.organ.uuid},
    )

    assert "确认导入" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("名单.pdf", b"%PDF-1.7", "sheet.kind"),
        ("名单.xlsx", b"PK\x03\x04" + b"\x00" * 200, "file.damaged"),
        ("名单.xlsx", b"x" * 5_000_001, "sheet.large"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(
    ours: OfficeOfTest, system: Client, name: str, data: bytes, code: str
) -> None:
    upload = BytesIO(data)
    upload.name = name

    answer = system.post(reverse("people-import"), {"file": upload, "organ": ours.organ.uuid})

    assert answer.status_code == 422 and code in answer.content.decode()


def test_the_template_and_the_present_list_are_sheets_that_come_back_unchanged(
    ours: OfficeOfTest, system: Client
) -> None:
    query = f"?organ={ours.organ.uuid}"
    empty = system.get(reverse("people-template") + query)
    full = system.get(reverse("people-xlsx") + query)
    assert Event.objects.filter(action="person.export").count() == 1
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(empty.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[0][:3] == ["姓名", "部门", "职务"]
    assert "办公室" in [row[1] for row in book.get_sheet_by_index(1).to_python()]

    again = BytesIO(b"".join(full.streaming_content))
    again.name = "名单.xlsx"
    answer = system.post(reverse("people-import"), {"file": again, "organ": ours.organ.uuid})

    assert answer.status_code == 200
    assert re.findall(r'<span class="of">(\S+)</span><b>(\d+)</b>', answer.content.decode()) == [
        ("须改", "0"),
        ("新增", "0"),
        ("变动", "0"),
        ("不变", "13"),
    ]


# -- calendar, settings, health, journal -----------------------------------------------------------------------------


def test_a_year_stands_on_one_page_with_words_for_its_days(
    ours: OfficeOfTest, clerk: Client
) -> None:
    html = shown(clerk, "calendar", "?year=2021")

    assert html.count('class="month"') == 12
    assert "全年工作日 250 天" in html
    assert re.search(r'<td class="on">9<i>班</i>', html)
    assert re.search(r'<td class="off">1<i>休</i>', html)
    assert "暂按周一到周五" in shown(clerk, "calendar", "?year=2027")
    assert "calendar/day" not in html


def test_the_system_administrator_changes_a_day_and_takes_in_a_year(system: Client) -> None:
    day = sent(system, "calendar-day", day="2021-09-08", kind="rest", note="防台风停工")
    assert "防台风停工" in said(day)

    text = "关于2027年部分节假日安排的通知\n一、春节：2月5日至11日放假调休，共7天。2月14日（周日）上班。"
    taken = sent(system, "calendar-import", text=text)

    assert taken.redirect_chain[-1][0].endswith("?year=2027")
    assert Workday.objects.filter(day__year=2027, kind__in=EXCEPTED).count() == 8
    nothing = sent(system, "calendar-import", text="没有日期", year="2028")
    assert nothing.status_code == 422 and "没有日期" in nothing.content.decode()


def test_a_setting_is_changed_with_its_ground_and_the_legend_follows(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter, clerk: Client
) -> None:
    reader = enter(ours, Role.PRINCIPAL)
    assert "首次提醒）" in shown(reader, "ledger")

    without = sent(clerk, "setting-change", key="warning.green_meaning", value="on_track")
    assert without.status_code == 422 and "setting.no_reason" in without.content.decode()
    sent(
        clerk,
        "setting-change",
        key="warning.green_meaning",
        value="on_track",
        reason="市委巡察办通知",
    )

    ledger, own = shown(reader, "ledger"), shown(clerk, "settings")
    legend = re.findall(r'<p class="legend">.*?</p>', ledger)[0]
    assert "首次提醒" not in legend and "正常" in legend
    assert "市委巡察办通知" in own and "首次提醒 → 正常" in own


def test_the_settings_of_an_office_are_looked_at_and_kept(clerk: Client) -> None:
    answer = sent(clerk, "settings-keep")

    assert "参数已看过" in said(answer)


def test_the_health_page_and_a_job_that_is_tried_again(system: Client) -> None:
    from zhenggai.jobs.models import Job, JobState

    job = Job.objects.create(name="intake.read", state=JobState.DEAD, fault="KeyError: 党费")
    html = shown(system, "health")
    assert "KeyError" in html and "党费" not in html
    assert "备份" in html and "LibreOffice" in html

    sent(system, "job-retry", job=job.pk)

    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_readyz_says_ok_or_why_not(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_page, "_kept", None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")

    monkeypatch.setattr(health_page, "_kept", None)
    monkeypatch.setattr("zhenggai.people.health.journal.is_low", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "磁盘" in answer.content.decode()
    monkeypatch.setattr(health_page, "_kept", None)


def test_the_journal_is_verified_narrowed_and_taken_out(ours: OfficeOfTest, enter: Enter) -> None:
    auditor = enter(ours, Role.AUDIT_ADMIN)
    answer = sent(auditor, "trail-verify")
    assert "留痕完好" in said(answer)

    doors = shown(auditor, "trail", "?kind=door")
    assert (
        "登录" in doors
        and "建立账号" not in re.findall(r"<tbody>(.*?)</tbody>", doors, re.DOTALL)[0]
    )
    export = auditor.get(reverse("trail-xlsx") + "?kind=access")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(export.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )

    assert any("建立账号" in str(row) for row in rows)
    assert Event.objects.filter(action="journal.export").count() == 1


# -- the guide --------------------------------------------------------------------------------------------------------


def steps(html: str) -> list[str]:
    return re.findall(r'<li class="(done|next|)"><span class="ring"', html)


def test_the_guide_names_the_next_step_and_whose_it_is(
    ours: OfficeOfTest, enter: Enter, system: Client
) -> None:
    html = shown(system, "duty")

    assert steps(html) == ["done", "done", "done", "done", "next", ""]
    assert "由单位管理员、整改办办理" in html
    clerk = enter(ours, Role.RECT_OFFICE)
    assert steps(shown(clerk, "ledger")) == ["done", "done", "done", "done", "next", ""]


def test_the_guide_is_gone_when_all_is_done(
    ours: OfficeOfTest, adopted: Adopted, system: Client
) -> None:
    people.keep_settings(ours.viewer(Role.OFFICE_ADMIN))

    assert steps(shown(system, "duty")) == []


def test_what_waits_makes_the_fourth_step_securitys(
    ours: OfficeOfTest, adopted: Adopted, security: Client, system: Client
) -> None:
    administered(adopted, ours)

    html = shown(security, "duty")

    assert steps(html)[3] == "next" and "有 2 项等另一人复核" in html
    assert reverse("pending") in html
    assert "由安全管理员办理" in shown(system, "duty")


# -- small at any size -------------------------------------------------------------------------------------------------


@pytest.fixture
def many(ours: OfficeOfTest) -> None:
    """Hundreds of people with posts and accounts, dozens of roles that wait."""
    made = Person.objects.bulk_create(
        Person(name=f"人员{n:03}", pinyin=f"renyuan{n:03} ry", organ=ours.organ) for n in range(300)
    )
    Post.objects.bulk_create(
        Post(person=person, office=ours.department, title="干部", valid_from=date(2020, 1, 1))
        for person in made
    )
    held = Account.objects.bulk_create(
        Account(username=f"ren{n:03}", display_name=person.name, person=person, password="!")
        for n, person in enumerate(made)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            account=account,
            role=Role.HANDLER,
            office=ours.department,
            valid_from=date(2020, 1, 1),
            confirmed_at=None if n < 50 else "2021-01-01T00:00Z",
        )
        for n, account in enumerate(held)
    )
    Office.objects.bulk_create(
        Office(
            name=f"部门{n:02}",
            kind="department",
            parent=ours.organ,
            organ_key=ours.organ,
            pinyin=f"bumen{n:02} bm",
        )
        for n in range(45)
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_page_asks_few_questions_and_stays_small(
    ours: OfficeOfTest, enter: Enter, many: None, name: str, django_assert_max_num_queries: Any
) -> None:
    role = {"settings": Role.OFFICE_ADMIN, "trail": Role.AUDIT_ADMIN, "pending": Role.SEC_ADMIN}
    client = enter(ours, role.get(name, Role.SYS_ADMIN))
    address = reverse(name) + ("?organ=" + str(ours.organ.uuid) if name == "offices" else "")

    # The health page asks the database about itself, as often at any size.
    with django_assert_max_num_queries(20 if name == "health" else MOST_QUERIES):
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES, len(answer.content)


@pytest.mark.parametrize("name", ["person", "office", "account"])
def test_a_single_row_asks_few_questions(
    ours: OfficeOfTest,
    adopted: Adopted,
    enter: Enter,
    many: None,
    name: str,
    django_assert_max_num_queries: Any,
) -> None:
    found = administered(adopted, ours)
    subject = {"person": found.person, "office": ours.department, "account": found.account}[name]
    client = enter(ours, Role.OFFICE_ADMIN)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse(name, args=[subject.uuid]))

    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
