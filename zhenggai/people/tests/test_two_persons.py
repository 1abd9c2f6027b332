"""Nobody alone grants a role, takes one away, resets a password or starts an account (security.md A06, S07)."""

from __future__ import annotations

import itertools
import logging
from datetime import date
from typing import Any

import pytest
from django.test import Client

from zhenggai.journal.models import Event, EventDetail
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import actions, passwords
from zhenggai.people.models import Account, Office, Proposal, RoleGrant
from zhenggai.people.queries import (
    Standing,
    account_row,
    accounts,
    find_account,
    system_viewer,
    viewer_for,
    waiting,
    waiting_count,
)
from zhenggai.people.roles import ADMINS, Role, conflicts_with
from zhenggai.people.tests.administration import TODAY, Administration, build, signed_in
from zhenggai.people.viewer import Viewer

pytestmark = pytest.mark.django_db
INCOMPATIBLE = sorted(
    {
        *((role, admin) for role in Role.values for admin in ADMINS if role != admin),
        *((admin, role) for role in Role.values for admin in ADMINS if role != admin),
        *itertools.permutations((Role.HANDLER, Role.DISCIPLINE_COMMITTEE)),
        *itertools.permutations((Role.RECT_OFFICE, Role.GROUP_LEADER)),
    }
)


@pytest.fixture(autouse=True)
def fixed_today(settings: Any) -> None:
    settings.ZHENGGAI_TODAY = TODAY


@pytest.fixture
def office() -> Administration:
    return build()


def ask(viewer: Viewer, office: Administration, role: str = "handler", **more: Any) -> RoleGrant:
    return actions.propose_role(viewer, office.account, role, office=office.organ, **more)


# -- granting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposer", "confirmer"), [("sec", "sys"), ("sys", "sec"), ("clerk", "sec")]
)
def test_one_proposes_and_another_confirms(
    office: Administration, proposer: str, confirmer: str
) -> None:
    grant = ask(getattr(office, proposer), office)
    before = Account.objects.get(username="jia").auth_version
    assert viewer_for(office.account).roles == frozenset()

    actions.confirm_role(getattr(office, confirmer), grant)

    assert viewer_for(office.account).roles == {"handler"}
    assert Account.objects.get(username="jia").auth_version == before + 1


@pytest.mark.parametrize(
    ("proposer", "confirmer"),
    [("sec", "sec"), ("sys", "sys"), ("clerk", "sys"), ("sys", "audit"), ("clerk", "clerk")],
)
def test_no_grant_without_the_security_administrator_and_a_second_person(
    office: Administration, proposer: str, confirmer: str
) -> None:
    grant = ask(getattr(office, proposer), office)

    with pytest.raises(Refused):
        actions.confirm_role(getattr(office, confirmer), grant)
    assert viewer_for(office.account).roles == frozenset()


def test_nobody_confirms_a_role_of_their_own(office: Administration) -> None:
    second = signed_in("sec2", Role.SEC_ADMIN, None)
    own = Account.objects.get(username="sec2")
    RoleGrant.objects.filter(account=own).delete()
    grant = actions.propose_role(office.sys, own, Role.SEC_ADMIN, office=None)

    with pytest.raises(Refused) as refused:
        actions.confirm_role(second, grant)
    assert refused.value.code == "role.same_person"


def test_the_leader_in_charge_confirms_for_the_own_office_what_security_proposes(
    office: Administration,
) -> None:
    leader = signed_in("fenguan", Role.CHARGE_LEADER, office.organ)
    outsider = signed_in("bieren", Role.CHARGE_LEADER, office.elsewhere)
    by_security, by_clerk = ask(office.sec, office), ask(office.clerk, office, "lead_dept")

    with pytest.raises(NotFound):
        actions.confirm_role(outsider, by_security)
    with pytest.raises(NotAllowed):
        actions.confirm_role(leader, by_clerk)
    actions.confirm_role(leader, by_security)
    assert viewer_for(office.account).roles == {"handler"}


def test_an_offices_administrator_proposes_for_its_own_and_no_administrators(
    office: Administration,
) -> None:
    with pytest.raises(NotFound):
        actions.propose_role(office.other, office.account, "handler", office=office.elsewhere)
    with pytest.raises(NotFound):
        actions.propose_role(office.clerk, office.account, "handler", office=office.elsewhere)
    for admin in ADMINS:
        with pytest.raises(NotAllowed) as refused:
            actions.propose_role(office.clerk, office.account, admin, office=None)
        assert refused.value.code == "role.admin"


@pytest.mark.parametrize(("role", "held"), INCOMPATIBLE)
def test_roles_that_may_not_stand_together_are_refused_in_both_orders(role: str, held: str) -> None:
    system = system_viewer()
    organ = Office.objects.create(name="甲机关", kind="organ")
    account = Account.objects.create(username="jia", display_name="甲")
    RoleGrant.objects.create(
        account=account,
        role=held,
        office=None if held in ADMINS else organ,
        valid_from=TODAY,
        confirmed_at="2021-09-08T00:00Z",
    )

    with pytest.raises(Refused) as refused:
        actions.propose_role(system, account, role, office=organ)

    assert refused.value.code == "role.conflict"
    assert str(Role(held).label) in refused.value.sentence


def test_every_other_pair_of_roles_may_stand_together() -> None:
    for role, held in itertools.permutations(Role.values, 2):
        assert (conflicts_with(role, frozenset({held})) is not None) == (
            (role, held) in INCOMPATIBLE
        )


def test_a_proposal_that_waits_counts_for_what_may_stand_together(office: Administration) -> None:
    ask(office.clerk, office, "handler")

    with pytest.raises(Refused) as refused:
        ask(office.sec, office, "discipline_committee")
    assert refused.value.code == "role.conflict"
    with pytest.raises(BadInput) as twice:
        ask(office.sec, office, "handler")
    assert twice.value.code == "role.held"


def test_a_conflict_that_came_up_meanwhile_stops_the_second_word(office: Administration) -> None:
    grant = ask(office.clerk, office, "handler")
    RoleGrant.objects.create(
        account=office.account,
        role="discipline_committee",
        office=office.organ,
        valid_from=TODAY,
        confirmed_at="2021-09-08T00:00Z",
    )

    with pytest.raises(Refused) as refused:
        actions.confirm_role(office.sec, grant)
    assert refused.value.code == "role.conflict"


def test_a_role_for_a_while_ends_by_itself(office: Administration, settings: Any) -> None:
    with pytest.raises(BadInput) as refused:
        ask(office.sec, office, until=date(2021, 9, 7))
    assert refused.value.code == "role.until"

    actions.confirm_role(office.sys, ask(office.sec, office, until=date(2021, 9, 30)))
    assert viewer_for(office.account).roles == {"handler"}
    settings.ZHENGGAI_TODAY = date(2021, 10, 1)
    assert viewer_for(office.account).roles == frozenset()


def test_several_are_confirmed_at_once_or_none(office: Administration) -> None:
    good, own = ask(office.clerk, office), ask(office.sec, office, "lead_dept")

    with pytest.raises(Refused):
        actions.confirm_roles(office.sec, [good, own])
    assert viewer_for(office.account).roles == frozenset()

    other = ask(office.clerk, office, "co_dept")
    assert actions.confirm_roles(office.sec, [good, other]) == 2
    assert viewer_for(office.account).roles == {"handler", "co_dept"}
    assert Event.objects.filter(action="role.confirm", object_id=str(good.uuid)).count() == 1


def test_saying_no_needs_a_reason_and_leaves_only_its_events(office: Administration) -> None:
    grant = ask(office.clerk, office)
    with pytest.raises(BadInput):
        actions.decline_role(office.sec, grant, reason=" ")
    with pytest.raises(Refused):
        actions.decline_role(office.clerk, grant, reason="想想还是不要")

    actions.decline_role(office.sec, grant, reason="请先调离原岗位")

    assert not RoleGrant.objects.filter(account=office.account).exists()
    assert Event.objects.filter(object_id=str(grant.uuid), result="done").count() == 2


def test_the_proposer_may_take_it_back(office: Administration) -> None:
    grant = ask(office.clerk, office)
    with pytest.raises(NotAllowed):
        actions.withdraw_role(office.sec, grant)

    actions.withdraw_role(office.clerk, grant)

    assert waiting(office.sec) == []


# -- taking away --------------------------------------------------------------------------------------------------


def test_taking_a_role_away_takes_two_and_ends_the_sessions(office: Administration) -> None:
    actions.grant_as_system(office.account, ["handler"], office.organ)
    grant = RoleGrant.objects.get(account=office.account)
    before = Account.objects.get(username="jia").auth_version
    proposal = actions.propose_end(office.clerk, grant, reason="调离")
    with pytest.raises(Refused):
        actions.propose_end(office.sec, grant, reason="再提")
    with pytest.raises(NotAllowed):
        actions.confirm_end(office.sys, proposal)

    actions.confirm_end(office.sec, proposal)

    assert viewer_for(office.account).roles == frozenset()
    assert Account.objects.get(username="jia").auth_version == before + 1


def test_the_last_administrator_of_a_kind_keeps_the_role(office: Administration) -> None:
    grant = RoleGrant.objects.get(role=Role.AUDIT_ADMIN)

    with pytest.raises(Refused) as refused:
        actions.propose_end(office.sys, grant, reason="精简")
    assert refused.value.code == "role.last"

    signed_in("audit2", Role.AUDIT_ADMIN, None)
    proposal = actions.propose_end(office.sys, grant, reason="换人")
    actions.confirm_end(office.sec, proposal)
    assert viewer_for(Account.objects.get(username="audit")).roles == frozenset()


# -- passwords and accounts -----------------------------------------------------------------------------------------


def test_a_password_is_reset_by_two_and_shown_once(office: Administration, client: Client) -> None:
    proposal = actions.propose_reset(office.sys, office.account, reason="本人忘记")
    with pytest.raises(NotAllowed):
        actions.approve_reset(office.sys, proposal)

    word = actions.approve_reset(office.sec, proposal)

    account = Account.objects.get(username="jia")
    assert passwords.matches(word, account.password)
    assert account.must_change_password and account.initial_password_until is not None
    with pytest.raises(Refused) as refused:
        actions.approve_reset(office.sec, proposal)
    assert refused.value.code == "proposal.decided"


def test_nobody_resets_their_own_password_through_others(office: Administration) -> None:
    proposal = actions.propose_reset(
        office.sys, Account.objects.get(username="sec"), reason="本人忘记"
    )

    with pytest.raises(Refused):
        actions.approve_reset(office.sec, proposal)


def test_stopping_is_one_persons_starting_again_takes_two(office: Administration) -> None:
    actions.stop_account(office.sys, office.account, reason="借出")
    assert account_row(office.sys, find_account(office.sys, office.account.uuid)).standing == (
        Standing.STOPPED
    )
    office.account.refresh_from_db()
    proposal = actions.propose_start(office.sys, office.account, reason="回来了")
    with pytest.raises(Refused):
        actions.approve_start(office.sys, proposal)
    actions.approve_start(office.sec, proposal)

    assert Account.objects.get(username="jia").is_active


def test_nobody_stops_themselves_nor_the_last_administrator(office: Administration) -> None:
    own = Account.objects.get(username="sys")
    with pytest.raises(Refused) as refused:
        actions.stop_account(office.sys, own, reason="试")
    assert refused.value.code == "account.own"
    with pytest.raises(Refused) as last:
        actions.stop_account(office.sec, own, reason="试")
    assert last.value.code == "role.last"


def test_an_account_that_was_asked_for_comes_with_its_roles_waiting(
    office: Administration,
) -> None:
    proposal = actions.propose_account(
        office.clerk,
        office.yi,
        username="yi",
        roles=[("handler", office.study, None), ("lead_dept", office.study, date(2021, 12, 31))],
    )
    with pytest.raises(NotAllowed):
        actions.create_proposed(office.sec, proposal)

    account, word = actions.create_proposed(office.sys, proposal)

    assert passwords.matches(word, account.password)
    grants = RoleGrant.objects.filter(account=account).order_by("pk")
    assert [(grant.role, grant.office, grant.proposed_by_id) for grant in grants] == [
        ("handler", office.study, office.clerk.account_id),
        ("lead_dept", office.study, office.clerk.account_id),
    ]
    assert actions.confirm_roles(office.sec, grants) == 2
    assert viewer_for(account).department_ids == {office.study.pk}


def test_one_person_has_one_account_and_a_name_is_taken_once(office: Administration) -> None:
    for username, person, code in (
        ("jia2", office.jia, "account.held"),
        ("JIA", office.yi, "account.exists"),
        ("y i", office.yi, "account.name"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.create_account(office.sys, username=username, display_name="乙", person=person)
        assert refused.value.code == code


def test_only_the_system_administrator_creates_accounts(office: Administration) -> None:
    for viewer in (office.sec, office.audit, office.clerk):
        with pytest.raises(NotAllowed):
            actions.create_account(viewer, username="yi", display_name="乙", person=office.yi)


def test_an_account_is_reissued_on_the_server_when_nobody_else_can(office: Administration) -> None:
    made = actions.reissue_as_system("sec")

    assert made is not None
    assert passwords.matches(made[1], Account.objects.get(username="sec").password)
    assert Event.objects.get(action="account.reissue").actor_name == "system"
    assert actions.reissue_as_system("nobody") is None


# -- what waits -------------------------------------------------------------------------------------------------


def test_what_waits_says_for_whom(office: Administration) -> None:
    grant = ask(office.clerk, office)
    actions.propose_reset(office.sys, office.account, reason="忘记")

    for_security, for_system = waiting(office.sec), waiting(office.sys)

    assert [item.may_decide for item in for_security] == [True, True]
    assert [item.may_decide for item in for_system] == [False, False]
    assert {item.waits_for for item in for_system} == {"安全管理员"}
    assert waiting_count(office.sec) == 2
    assert waiting_count(office.sys) == 0
    assert [item.uuid for item in waiting(office.clerk)] == [
        grant.uuid,
        Proposal.objects.get().uuid,
    ]
    assert waiting(office.other) == []


def test_accounts_are_found_by_name_pinyin_and_standing(office: Administration) -> None:
    actions.stop_account(office.sys, office.account, reason="试")

    assert [row.username for row in accounts(office.sec, words="jia").rows] == ["jia"]
    assert [row.username for row in accounts(office.sec, words="g").rows] == ["clerk"]
    assert [row.username for row in accounts(office.sec, standing="stopped").rows] == ["jia"]
    assert [row.username for row in accounts(office.clerk).rows] == ["clerk", "jia"]
    for standing in Standing.values:
        for row in accounts(office.sys, standing=standing).rows:
            assert row.standing == standing


def test_no_password_stands_in_the_journal_or_the_log(
    office: Administration, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = [
        actions.create_account(office.sys, username="yi", display_name="乙", person=office.yi)[1],
        actions.approve_reset(
            office.sec, actions.propose_reset(office.sys, office.account, reason="忘记")
        ),
        (actions.reissue_as_system("audit") or ("", ""))[1],
    ]
    first, *_rest = passwords.one_time_password().split("-")
    assert len(first) == 6

    written = "\n".join(
        [
            *EventDetail.objects.values_list("body", flat=True),
            *(str(row) for row in Event.objects.values_list()),
            *(str(row) for row in Proposal.objects.values_list()),
            caplog.text,
        ]
    )
    for word in words:
        assert word not in written
    assert "md5$" not in written and "argon2" not in written


def test_the_session_ends_when_a_role_is_granted(office: Administration, client: Client) -> None:
    passwords.put(office.account, "Qingshan-7431-lu")
    office.account.must_change_password = False
    office.account.save()
    client.post("/sign-in/", {"username": "jia", "password": "Qingshan-7431-lu"})
    assert client.get("/duty/").status_code == 200

    actions.confirm_role(office.sys, ask(office.sec, office))

    assert client.get("/duty/").headers["Location"].startswith("/sign-in/")


def test_somebody_of_two_offices_chooses_where_to_act(
    office: Administration, client: Client
) -> None:
    actions.grant_as_system(office.account, ["handler"], office.organ)
    actions.grant_as_system(office.account, ["lead_dept"], office.elsewhere)
    passwords.put(office.account, "Qingshan-7431-lu")
    office.account.must_change_password = False
    office.account.save()

    viewer = viewer_for(office.account)
    assert (viewer.office_id, viewer.roles) == (office.organ.pk, {"handler"})
    assert [name for _, name in viewer.offices] == ["丙机关", "甲机关"]
    there = viewer_for(office.account, preferred=str(office.elsewhere.uuid))
    assert (there.office_id, there.roles) == (office.elsewhere.pk, {"lead_dept"})
    gone = viewer_for(office.account, preferred="00000000-0000-4000-8000-000000000000")
    assert gone.office_id == office.organ.pk
