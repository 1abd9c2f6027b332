"""Whose word is the second one: who may decide what somebody else has proposed (security.md A06, S07)."""

from __future__ import annotations

from zhenggai.people.clock import today
from zhenggai.people.models import Proposal, ProposalKind, RoleGrant
from zhenggai.people.policy import SYSTEM
from zhenggai.people.roles import ADMINS, Role
from zhenggai.people.viewer import Viewer


def security_administrators() -> frozenset[int]:
    """The accounts of those who are security administrators today."""
    held = RoleGrant.in_force(today()).filter(role=Role.SEC_ADMIN)
    return frozenset(held.values_list("account", flat=True))


def may_second(
    viewer: Viewer, grant: RoleGrant, security: frozenset[int], *, proposed_by: int | None = None
) -> bool:
    """A role granted or taken away: the security administrator decides what others propose; what a security
    administrator proposes, the system administrator, or for business roles of the own office the leader in charge."""
    if viewer.source == SYSTEM:
        return True
    proposer = proposed_by or grant.proposed_by_id
    if viewer.account_id in (proposer, grant.account_id):
        return False
    if Role.SEC_ADMIN in viewer.roles:
        return True
    if proposer is not None and proposer not in security:
        return False
    return Role.SYS_ADMIN in viewer.roles or _is_in_charge(viewer, grant)


def may_decide(viewer: Viewer, proposal: Proposal, security: frozenset[int]) -> bool:
    """Everything else that is proposed: accounts are created by the system administrator, passwords reset and accounts
    started by the security administrator; never by whoever proposed it."""
    if viewer.source == SYSTEM:
        return True
    if viewer.account_id in (proposal.proposed_by_id, proposal.account_id):
        return False
    if proposal.grant is not None:
        return may_second(viewer, proposal.grant, security, proposed_by=proposal.proposed_by_id)
    wanted = Role.SYS_ADMIN if proposal.kind == ProposalKind.CREATE else Role.SEC_ADMIN
    return wanted in viewer.roles


def waits_for(proposed_by: int | None, security: frozenset[int], kind: str = "") -> Role:
    """Whose decision it is, to be told to whoever cannot take it."""
    if kind == ProposalKind.CREATE:
        return Role.SYS_ADMIN
    if kind in (ProposalKind.RESET, ProposalKind.START):
        return Role.SEC_ADMIN
    return Role.SYS_ADMIN if proposed_by in security else Role.SEC_ADMIN


def _is_in_charge(viewer: Viewer, grant: RoleGrant) -> bool:
    office = grant.office
    return (
        Role.CHARGE_LEADER in viewer.roles
        and grant.role not in ADMINS
        and office is not None
        and office.organ.pk == viewer.office_id
    )
