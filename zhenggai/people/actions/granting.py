"""Roles: one proposes, another confirms (security.md A06). A security administrator is one of the two, always:
either proposes, and a system administrator or the leader in charge confirms; or confirms what others propose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people.actions.stopping import end_sessions, refuse_last
from zhenggai.people.clock import today
from zhenggai.people.models import Account, Office, RoleGrant
from zhenggai.people.policy import within
from zhenggai.people.queries import system_viewer
from zhenggai.people.roles import ADMINS, EVERY_ROLE, conflicts_with, role_label
from zhenggai.people.seconding import may_second, security_administrators
from zhenggai.people.viewer import Viewer

LONGEST_REASON = 500


@action("role.propose", on="account")
def propose_role(
    viewer: Viewer, account: Account, role: str, *, office: Office | None, until: date | None = None
) -> RoleGrant:
    """Ask for a role; it does not count until somebody else has confirmed it."""
    within(viewer, Office, office)
    if role in ADMINS and viewer.roles and not viewer.roles & ADMINS:
        raise NotAllowed(
            "role.admin",
            gettext("三员角色不由单位管理员提出——请系统管理员或安全管理员提出"),
        )
    return ask_for_role(viewer, account, role, office=office, until=until)


def ask_for_role(
    viewer: Viewer, account: Account, role: str, *, office: Office | None, until: date | None
) -> RoleGrant:
    """Part of a caller's action."""
    office = None if role in ADMINS else office
    _check_role(account, role, office, until)
    grant = RoleGrant.objects.create(
        account=account,
        role=role,
        office=office,
        valid_from=today(),
        valid_to=until,
        proposed_by_id=viewer.account_id,
        proposed_at=timezone.now(),
    )
    note(obj=grant, summary=gettext("提出授予 %(name)s 角色 %(role)s") % _told(grant), until=until)
    return grant


@action("role.confirm", on="grant")
def confirm_role(viewer: Viewer, grant: RoleGrant) -> None:
    """The second person's word; all sessions of the account end (S09)."""
    _confirm(viewer, grant)
    note(obj=grant, summary=gettext("复核授予 %(name)s 角色 %(role)s") % _told(grant))


@action("role.confirm", noun="people.role")
def confirm_roles(viewer: Viewer, grants: Iterable[RoleGrant]) -> int:
    """Several at once, all or none; each has an event of its own. Answers how many."""
    confirmed = []
    for grant in grants:
        within(viewer, RoleGrant, grant)
        _confirm(viewer, grant)
        also(
            "role.confirm",
            obj=grant,
            summary=gettext("复核授予 %(name)s 角色 %(role)s") % _told(grant),
        )
        confirmed.append(str(grant.uuid))
    note(summary=gettext("复核授予 %(count)s 个角色") % {"count": len(confirmed)}, grants=confirmed)
    return len(confirmed)


@action("proposal.decline", on="grant")
def decline_role(viewer: Viewer, grant: RoleGrant, *, reason: str) -> None:
    """The second person says no: the proposal is gone, its two events stay."""
    _open(grant)
    _second(viewer, grant)
    note(
        summary=gettext("不同意授予 %(name)s 角色 %(role)s") % _told(grant),
        reason=reason_given(reason),
    )
    grant.delete()


@action("proposal.withdraw", on="grant")
def withdraw_role(viewer: Viewer, grant: RoleGrant) -> None:
    """The proposer thinks better of it."""
    _open(grant)
    if viewer.account_id != grant.proposed_by_id:
        raise NotAllowed("proposal.not_yours", gettext("只有提出人可以撤回——可以选择不同意"))
    note(summary=gettext("撤回授予 %(name)s 角色 %(role)s 的提议") % _told(grant))
    grant.delete()


def reason_given(reason: str) -> str:
    """Why somebody says no; whoever proposed it is to know."""
    words = plain_text(reason, longest=LONGEST_REASON)
    if not words:
        raise BadInput("proposal.no_reason", gettext("不同意要写明理由——请写上再提交"))
    return words


def end_grant(grant: RoleGrant) -> None:
    """The role counts no longer from today on. Part of a caller's action."""
    refuse_last(grant.role, grant.account)
    grant.valid_to = today() - timedelta(days=1)
    grant.save(update_fields=["valid_to"])
    end_sessions(grant.account)
    note(obj=grant, summary=gettext("收回 %(name)s 角色 %(role)s") % _told(grant))


def grant_as_system(account: Account, roles: Sequence[str], office: Office | None) -> None:
    """Roles of the demo: proposed and confirmed by the system, journaled like all others."""
    viewer = system_viewer()
    for role in roles:
        confirm_role(viewer, propose_role(viewer, account, role, office=office))


def _confirm(viewer: Viewer, grant: RoleGrant) -> None:
    _open(grant)
    _second(viewer, grant)
    # Something else may have been granted since it was proposed.
    _refuse_conflict(grant.account, grant.role, besides=grant)
    if grant.valid_to is not None and grant.valid_to < today():
        raise Refused("role.over", gettext("到期日已过——请撤回后重新提出"))
    RoleGrant.objects.filter(pk=grant.pk, confirmed_at=None).update(
        confirmed_by=viewer.account_id, confirmed_at=timezone.now()
    )
    end_sessions(grant.account)


def _check_role(account: Account, role: str, office: Office | None, until: date | None) -> None:
    if role not in EVERY_ROLE:
        raise BadInput("role.unknown", gettext("没有角色“%(role)s”") % {"role": role})
    _refuse_conflict(account, role)
    if role not in ADMINS and office is None:
        raise BadInput("role.needs_office", gettext("业务角色要写明在哪个单位"))
    if until is not None and until < today():
        raise BadInput("role.until", gettext("到期日已过——请填今天或以后的日期"))
    same = RoleGrant.objects.filter(account=account, role=role, office=office)
    if same.filter(confirmed_at=None).exists() or RoleGrant.in_force(today()).filter(
        pk__in=same.filter(valid_to=None).values("pk")
    ):
        raise BadInput(
            "role.held",
            gettext("%(name)s 已有或已提出角色“%(role)s”——不用再提")
            % {"name": account.display_name, "role": role_label(role)},
        )


def _refuse_conflict(account: Account, role: str, besides: RoleGrant | None = None) -> None:
    """Beside the roles in force, and beside those that only wait for the second person."""
    held = RoleGrant.in_force(today()).filter(account=account)
    waiting = RoleGrant.objects.filter(account=account, confirmed_at=None)
    roles = frozenset(held.values_list("role", flat=True))
    if besides is None:
        roles |= frozenset(waiting.values_list("role", flat=True))
    if other := conflicts_with(role, roles):
        raise Refused(
            "role.conflict",
            gettext("“%(role)s”不能与已有的“%(other)s”由一人兼任——请另选人员")
            % {"role": role_label(role), "other": role_label(other)},
        )


def _open(grant: RoleGrant) -> None:
    if not RoleGrant.objects.filter(pk=grant.pk, confirmed_at=None).exists():
        raise Refused("proposal.decided", gettext("这一项已经有人办过——请刷新页面查看"))


def _second(viewer: Viewer, grant: RoleGrant) -> None:
    if viewer.account_id is not None and viewer.account_id in (
        grant.proposed_by_id,
        grant.account_id,
    ):
        raise Refused("role.same_person", gettext("授权须由另一人复核，提出人和本人不能复核"))
    if not may_second(viewer, grant, security_administrators()):
        raise NotAllowed(
            "role.second",
            gettext("这一项须由安全管理员复核——安全管理员提出的，由系统管理员或分管领导复核"),
        )


def _told(grant: RoleGrant) -> dict[str, str]:
    return {"name": grant.account.display_name, "role": role_label(grant.role)}
