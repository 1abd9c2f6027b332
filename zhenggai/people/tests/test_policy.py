"""Who may do what, and whose rows one knows of (security.md A01–A07)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import actions, policy
from zhenggai.people.models import Account, Office, Person, RoleGrant
from zhenggai.people.queries import (
    can,
    first_run_accounts,
    offices,
    persons,
    require,
    system_viewer,
    viewer_for,
    viewer_named,
    visible,
)
from zhenggai.people.roles import ADMINS, Role, conflicts_with

pytestmark = pytest.mark.django_db
DAY = date(2021, 9, 8)


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = DAY


@pytest.fixture
def organ() -> Office:
    return actions.create_office(system_viewer(), name="甲机关", kind="organ")


@pytest.fixture
def other() -> Office:
    return actions.create_office(system_viewer(), name="丙机关", kind="organ")


def _account(
    name: str, role: str | None, office: Office | None, person: Person | None = None
) -> Account:
    account, _ = actions.create_account(
        system_viewer(), username=name, display_name=name, person=person
    )
    if role is not None:
        actions.grant_as_system(account, [role], office)
    return account


def test_the_nearest_organ_is_the_tenant(organ: Office) -> None:
    system = system_viewer()
    department = actions.create_office(system, name="党建办", kind="department", parent=organ)
    branch = actions.create_office(system, name="第一支部", kind="branch", parent=department)

    assert department.organ == branch.organ == organ
    assert organ.organ == organ


def test_a_viewer_holds_the_roles_that_are_in_force_today(organ: Office) -> None:
    account = _account("jia", Role.HANDLER, organ)
    RoleGrant.objects.create(
        account=account,
        role=Role.LEAD_DEPT,
        office=organ,
        valid_from=date(2020, 1, 1),
        valid_to=date(2021, 9, 7),
    )
    RoleGrant.objects.create(
        account=account,
        role=Role.RECT_OFFICE,
        office=organ,
        valid_from=date(2020, 1, 1),
        confirmed_at=None,
    )

    viewer = viewer_for(account)

    assert viewer.roles == {"handler"}
    assert viewer.office_ids == {organ.pk}


def test_posts_count_while_they_last(organ: Office) -> None:
    system = system_viewer()
    department = actions.create_office(system, name="党建办", kind="department", parent=organ)
    left = actions.create_office(system, name="财务组", kind="department", parent=organ)
    person = actions.create_person(system, name="甲", organ=organ)
    actions.appoint(system, person, office=department, title="主任", valid_from=date(2021, 1, 1))
    old = actions.appoint(system, person, office=left, title="干事", valid_from=date(2020, 1, 1))
    old.valid_to = date(2020, 12, 31)
    old.save()

    viewer = viewer_for(_account("jia", Role.HANDLER, organ, person))

    assert viewer.department_ids == {department.pk}


def test_an_outsider_sees_neither_persons_nor_offices(organ: Office, other: Office) -> None:
    actions.create_person(system_viewer(), name="甲", organ=organ)
    丙 = viewer_for(_account("bing", Role.RECT_OFFICE, other))

    assert [office.name for office in offices(丙)] == ["丙机关"]
    assert list(persons(丙)) == []
    with pytest.raises(NotFound):
        require(丙, "person.appoint", Person.objects.get(name="甲"))


def test_a_superior_sees_the_offices_below(organ: Office) -> None:
    system = system_viewer()
    superior = actions.create_office(system, name="区委巡察办", kind="superior")
    below = actions.create_office(system, name="乙机关", kind="organ", parent=superior)
    viewer = viewer_for(_account("xun", Role.SUPERIOR_REVIEWER, superior))

    assert viewer.office_ids == {superior.pk, below.pk}


def test_a_superior_sees_however_deep_and_nothing_beside(organ: Office, other: Office) -> None:
    system = system_viewer()
    superior = actions.create_office(system, name="市委巡察办", kind="superior")
    first = actions.create_office(system, name="乙机关", kind="organ", parent=superior)
    second = actions.create_office(system, name="丁机关", kind="organ", parent=first)
    third = actions.create_office(system, name="戊机关", kind="organ", parent=second)
    actions.create_office(system, name="办公室", kind="department", parent=second)
    account = _account("shi", Role.SUPERIOR_REVIEWER, superior)

    assert viewer_for(account).office_ids == {superior.pk, first.pk, second.pk, third.pk}


def test_the_offices_below_are_one_question(
    organ: Office, django_assert_max_num_queries: Any
) -> None:
    system = system_viewer()
    superior = actions.create_office(system, name="市委巡察办", kind="superior")
    parent = superior
    for name in ("乙机关", "丁机关", "戊机关"):
        parent = actions.create_office(system, name=name, kind="organ", parent=parent)
    account = _account("shi", Role.SUPERIOR_REVIEWER, superior)

    with django_assert_max_num_queries(3):
        viewer_for(account)


def test_inside_ones_scope_without_the_right_is_not_allowed(organ: Office) -> None:
    乙 = viewer_for(_account("yi", Role.HANDLER, organ))

    assert not can(乙, "person.create")
    with pytest.raises(NotAllowed):
        actions.create_person(乙, name="丁", organ=organ)
    assert not Person.objects.filter(name="丁").exists()


def test_what_nobody_declared_is_denied(organ: Office) -> None:
    viewer = viewer_for(_account("jia", Role.PRINCIPAL, organ))

    assert not can(viewer, "nothing.declared")
    assert visible(viewer, Event).count() == 0


def test_an_action_may_not_be_declared_twice_with_different_rules() -> None:
    with pytest.raises(ValueError, match=r"account\.create"):
        policy.register_policy("other", {"account.create": policy.Rule(frozenset({"handler"}))})


@pytest.mark.parametrize("admin", sorted(ADMINS))
def test_administrators_have_no_business_rows(organ: Office, admin: str) -> None:
    account = _account("admin1", admin, None)

    viewer = viewer_for(account)

    assert viewer.office_ids == frozenset()
    assert offices(viewer).count() == 1


@pytest.mark.parametrize(
    ("role", "held", "refused_by"),
    [
        ("sys_admin", {"sec_admin"}, "sec_admin"),
        ("handler", {"audit_admin"}, "audit_admin"),
        ("group_leader", {"rect_office"}, "rect_office"),
        ("lead_dept", {"handler"}, None),
        ("sys_admin", set(), None),
    ],
)
def test_roles_that_do_not_go_together(role: str, held: set[str], refused_by: str | None) -> None:
    assert conflicts_with(role, frozenset(held)) == refused_by


def test_granting_needs_a_second_person(organ: Office) -> None:
    first, second = _account("sec", Role.SEC_ADMIN, None), _account("sys", Role.SYS_ADMIN, None)
    holder = _account("jia", None, None)
    proposer, confirmer = viewer_for(first), viewer_for(second)
    grant = actions.propose_role(proposer, holder, Role.HANDLER, office=organ)

    assert viewer_for(holder).roles == frozenset()
    with pytest.raises(Refused) as refused:
        actions.confirm_role(proposer, grant)
    assert refused.value.code == "role.same_person"
    before = holder.auth_version
    actions.confirm_role(confirmer, grant)

    holder.refresh_from_db()
    assert viewer_for(holder).roles == {"handler"}
    assert holder.auth_version == before + 1


def test_a_conflicting_role_is_refused_in_words(organ: Office) -> None:
    account = _account("jia", Role.RECT_OFFICE, organ)

    with pytest.raises(Refused) as refused:
        actions.propose_role(system_viewer(), account, Role.SYS_ADMIN, office=None)

    assert refused.value.code == "role.conflict"
    assert "整改办" in refused.value.sentence


def test_the_first_start_makes_three_administrators_once() -> None:
    made = actions.create_first_accounts()

    assert [account.username for account, _ in made] == ["sysadmin", "secadmin", "auditadmin"]
    assert len({password for _, password in made}) == 3
    assert actions.create_first_accounts() == []
    assert Event.objects.filter(action="account.first").count() == 1


def test_the_first_run_page_ends_with_the_first_sign_in(organ: Office) -> None:
    account, _ = actions.create_account(
        system_viewer(), username="demo1", display_name="办甲", is_demo=True
    )
    actions.grant_as_system(account, [Role.RECT_OFFICE], organ)

    assert [item.username for item in first_run_accounts()] == ["demo1"]
    account.last_sign_in_at = account.password_changed_at
    account.save()
    assert first_run_accounts() == []


def test_an_unknown_account_or_office_is_said_in_words(organ: Office, other: Office) -> None:
    _account("jia", Role.HANDLER, organ)

    with pytest.raises(BadInput, match="没有账号"):
        viewer_named("nobody")
    with pytest.raises(BadInput, match="没有单位"):
        viewer_named("jia", office="火星")
    with pytest.raises(NotFound):
        viewer_named("jia", office="丙机关")


def test_a_name_with_control_characters_is_refused(organ: Office) -> None:
    with pytest.raises(BadInput):
        actions.create_person(system_viewer(), name="甲\x00", organ=organ)
