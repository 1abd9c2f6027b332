"""Roles: one proposes, another confirms (security.md A06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.clock import today
from zhenggai.people.models import Account, Office, RoleGrant
from zhenggai.people.queries import system_viewer
from zhenggai.people.roles import ADMINS, Role, conflicts_with
from zhenggai.people.viewer import Viewer


@action("role.propose", noun="people.role")
def propose_role(
    viewer: Viewer, account: Account, role: str, *, office: Office | None, until: date | None = None
) -> RoleGrant:
    """Ask for a role; it does not count until somebody else has confirmed it."""
    if role not in Role.values:
        raise BadInput("role.unknown", gettext("没有角色“%(role)s”") % {"role": role})
    held = frozenset(
        RoleGrant.in_force(today()).filter(account=account).values_list("role", flat=True)
    )
    if other := conflicts_with(role, held):
        raise Refused(
            "role.conflict",
            gettext("“%(role)s”不能与已有的“%(other)s”由一人兼任——请另选人员")
            % {"role": Role(role).label, "other": Role(other).label},
        )
    if role not in ADMINS and office is None:
        raise BadInput("role.needs_office", gettext("业务角色要写明在哪个单位"))
    grant = RoleGrant.objects.create(
        account=account,
        role=role,
        office=office,
        valid_from=today(),
        valid_to=until,
        proposed_by_id=viewer.account_id,
    )
    note(obj=grant, summary=gettext("提出授予 %(name)s 角色 %(role)s") % _told(grant))
    return grant


@action("role.confirm", noun="people.role")
def confirm_role(viewer: Viewer, grant: RoleGrant) -> None:
    """The second person's word; all sessions of the account end (S09)."""
    if viewer.account_id is not None and viewer.account_id in (
        grant.proposed_by_id,
        grant.account_id,
    ):
        raise Refused("role.same_person", gettext("授权须由另一人复核，提出人和本人不能复核"))
    RoleGrant.objects.filter(pk=grant.pk, confirmed_at=None).update(
        confirmed_by=viewer.account_id, confirmed_at=timezone.now()
    )
    grant.account.auth_version += 1
    grant.account.save(update_fields=["auth_version"])
    note(obj=grant, summary=gettext("复核授予 %(name)s 角色 %(role)s") % _told(grant))


@action("role.end", noun="people.role")
def end_role(viewer: Viewer, grant: RoleGrant) -> None:
    """The role counts no longer from today on."""
    grant.valid_to = today() - timedelta(days=1)
    grant.save(update_fields=["valid_to"])
    grant.account.auth_version += 1
    grant.account.save(update_fields=["auth_version"])
    note(obj=grant, summary=gettext("收回 %(name)s 角色 %(role)s") % _told(grant))


def _told(grant: RoleGrant) -> dict[str, str]:
    return {"name": grant.account.display_name, "role": str(Role(grant.role).label)}


def grant_as_system(account: Account, roles: Sequence[str], office: Office | None) -> None:
    """Roles of the demo: proposed and confirmed by the system, journaled like all others."""
    viewer = system_viewer()
    for role in roles:
        confirm_role(viewer, propose_role(viewer, account, role, office=office))
