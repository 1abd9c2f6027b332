"""What one person proposes and another decides, besides roles to be granted: a password to be reset, an account to be
started or created, a role to be taken away (security.md A06, S07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people import limits, passwords
from zhenggai.people.actions.accounts import LONGEST_REASON, add_account, free_username, put_initial
from zhenggai.people.actions.granting import ask_for_role, end_grant, reason_given
from zhenggai.people.actions.stopping import refuse_last
from zhenggai.people.models import Account, Office, Person, Proposal, ProposalKind, RoleGrant
from zhenggai.people.passwords import Fresh
from zhenggai.people.roles import ADMINS, EVERY_ROLE, conflicts_with, role_label
from zhenggai.people.seconding import may_decide, security_administrators
from zhenggai.people.viewer import Viewer


@action("account.propose_reset", on="account")
def propose_reset(viewer: Viewer, account: Account, *, reason: str) -> Proposal:
    """Somebody cannot sign in any more. Nothing changes until the security administrator agrees."""
    if not account.is_active:
        raise Refused("account.stopped_reset", gettext("账号已停用——请先提出重新启用"))
    return _propose(viewer, ProposalKind.RESET, account=account, reason=reason)


@action("account.propose_start", on="account")
def propose_start(viewer: Viewer, account: Account, *, reason: str) -> Proposal:
    """A stopped account is to work again, with the roles that it still has."""
    if account.is_active:
        raise Refused("account.at_work", gettext("账号在用——不用重新启用"))
    if account.person is not None and not account.person.active:
        raise Refused(
            "person.left",
            gettext("%(name)s 已离岗——请先在人员页面上办理返岗") % {"name": account.person.name},
        )
    return _propose(viewer, ProposalKind.START, account=account, reason=reason)


@action("role.propose_end", on="grant")
def propose_end(viewer: Viewer, grant: RoleGrant, *, reason: str) -> Proposal:
    """A role in force is to be taken away."""
    if grant.confirmed_at is None:
        raise Refused("role.not_granted", gettext("这个角色还没有授予——可以不同意或撤回"))
    refuse_last(grant.role, grant.account)
    return _propose(
        viewer, ProposalKind.END_ROLE, account=grant.account, grant=grant, reason=reason
    )


@action("account.propose", on="person")
def propose_account(
    viewer: Viewer,
    person: Person,
    *,
    username: str,
    roles: Sequence[tuple[str, Office | None, date | None]],
    reason: str = "",
) -> Proposal:
    """The office's own administrator asks for an account, and the roles that it is to have."""
    return ask_for_account(viewer, person, username=username, roles=roles, reason=reason)


def ask_for_account(
    viewer: Viewer,
    person: Person,
    *,
    username: str,
    roles: Sequence[tuple[str, Office | None, date | None]],
    reason: str = "",
) -> Proposal:
    """Part of a caller's action."""
    held: set[str] = set()
    for role, _office, _until in roles:
        if role not in EVERY_ROLE or role in ADMINS:
            raise BadInput("role.unknown", gettext("没有角色“%(role)s”") % {"role": role})
        if other := conflicts_with(role, frozenset(held)):
            raise Refused(
                "role.conflict",
                gettext("“%(role)s”不能与已有的“%(other)s”由一人兼任——请另选人员")
                % {"role": role_label(role), "other": role_label(other)},
            )
        held.add(role)
    wanted = {
        "username": free_username(username),
        "roles": [
            [role, str((office or person.organ).uuid), until.isoformat() if until else None]
            for role, office, until in roles
        ],
    }
    return _propose(viewer, ProposalKind.CREATE, person=person, wanted=wanted, reason=reason)


def approve_reset(viewer: Viewer, proposal: Proposal) -> str:
    """Answers with the one-time password, once."""
    one = passwords.fresh()
    _approve_reset(viewer, proposal, one)
    return one.word


@action("account.reset", on="proposal")
def _approve_reset(viewer: Viewer, proposal: Proposal, fresh: Fresh) -> None:
    account = _decide(viewer, proposal, ProposalKind.RESET).account
    if account is None:
        raise RuntimeError("a proposal to reset names its account")
    put_initial(account, fresh)
    account.save()
    limits.forget(account.username)
    note(obj=account, summary=gettext("重置 %(name)s 的口令") % {"name": account.username})


@action("account.start", on="proposal")
def approve_start(viewer: Viewer, proposal: Proposal) -> None:
    account = _decide(viewer, proposal, ProposalKind.START).account
    if account is None:
        raise RuntimeError("a proposal to start names its account")
    account.is_active = True
    account.auth_version += 1
    account.save(update_fields=["is_active", "auth_version"])
    note(obj=account, summary=gettext("重新启用账号 %(name)s") % {"name": account.username})


@action("role.end", on="proposal")
def confirm_end(viewer: Viewer, proposal: Proposal) -> None:
    """The second person's word; the role counts no longer and all sessions of the account end (S09)."""
    grant = _decide(viewer, proposal, ProposalKind.END_ROLE).grant
    if grant is None:
        raise RuntimeError("a proposal to end a role names its grant")
    end_grant(grant)


def create_proposed(viewer: Viewer, proposal: Proposal) -> tuple[Account, str]:
    """The account that was asked for, with its one-time password; its roles wait for their second person."""
    one = passwords.fresh()
    return _create_proposed(viewer, proposal, one), one.word


@action("account.create", on="proposal")
def _create_proposed(viewer: Viewer, proposal: Proposal, fresh: Fresh) -> Account:
    person = _decide(viewer, proposal, ProposalKind.CREATE).person
    if person is None:
        raise RuntimeError("a proposal to create an account names its person")
    account = add_account(proposal.wanted["username"], person.name, person, fresh)
    asker = _as_proposer(viewer, proposal)
    for role, office, until in proposal.wanted["roles"]:
        grant = ask_for_role(
            asker,
            account,
            role,
            office=Office.objects.filter(uuid=office).first() or person.organ,
            until=date.fromisoformat(until) if until else None,
        )
        also(
            "role.propose",
            obj=grant,
            summary=gettext("提出授予 %(name)s 角色 %(role)s")
            % {"name": account.display_name, "role": role_label(role)},
        )
    note(obj=account, summary=gettext("建立账号 %(name)s") % {"name": account.username})
    return account


@action("proposal.decline", on="proposal")
def decline(viewer: Viewer, proposal: Proposal, *, reason: str) -> None:
    """The second person says no, and why."""
    words = reason_given(reason)
    _decide(viewer, proposal, ProposalKind(proposal.kind), accepted=False)
    note(summary=gettext("不同意：%(what)s") % {"what": _said(proposal)}, reason=words)


@action("proposal.withdraw", on="proposal")
def withdraw(viewer: Viewer, proposal: Proposal) -> None:
    """The proposer thinks better of it."""
    if viewer.account_id != proposal.proposed_by_id:
        raise NotAllowed("proposal.not_yours", gettext("只有提出人可以撤回——可以选择不同意"))
    _close(viewer, proposal, accepted=False)
    note(summary=gettext("撤回：%(what)s") % {"what": _said(proposal)})


def _propose(viewer: Viewer, kind: ProposalKind, *, reason: str, **columns: Any) -> Proposal:
    subject = {name: value for name, value in columns.items() if name != "wanted"}
    if Proposal.objects.filter(kind=kind, decided_at=None, **subject).exists():
        raise Refused("proposal.waiting", gettext("已经提出，正等另一人复核——不用再提"))
    proposal = Proposal.objects.create(
        kind=kind,
        organ=_organ_of(columns),
        reason=plain_text(reason, longest=LONGEST_REASON),
        proposed_by_id=viewer.account_id,
        **columns,
    )
    note(
        obj=proposal,
        summary=gettext("提出：%(what)s") % {"what": _said(proposal)},
        reason=proposal.reason,
        account=columns["account"].username if columns.get("account") else None,
    )
    return proposal


def _organ_of(columns: dict[str, Any]) -> Office | None:
    """Whose office's administrator may see the proposal."""
    grant, account, person = (columns.get(name) for name in ("grant", "account", "person"))
    if grant is not None and grant.office is not None:
        return grant.office.organ  # type: ignore[no-any-return]  # a column's value
    who = person or (account.person if account is not None else None)
    return who.organ if who is not None else None


def _decide(
    viewer: Viewer, proposal: Proposal, kind: ProposalKind, *, accepted: bool = True
) -> Proposal:
    """Close the proposal, of two people who try only one; answers with the row as it stands."""
    row = (
        Proposal.objects.select_related("account", "person__organ", "grant__account")
        .select_related("grant__office__organ_key")
        .get(pk=proposal.pk)
    )
    if row.kind != kind:
        raise BadInput("proposal.kind", gettext("这一项不能这样办理——请从待复核页面进入"))
    if viewer.account_id is not None and viewer.account_id in (
        row.proposed_by_id,
        row.account_id,
    ):
        raise Refused(
            "proposal.same_person", gettext("须由另一人复核，提出人和本人不能复核——请另一位办理")
        )
    if not may_decide(viewer, row, security_administrators()):
        raise NotAllowed(
            "proposal.second", gettext("这一项不由您的角色复核——请看待复核页面上写明的角色")
        )
    _close(viewer, row, accepted=accepted)
    return row


def _close(viewer: Viewer, proposal: Proposal, *, accepted: bool) -> None:
    open_row = Proposal.objects.filter(pk=proposal.pk, decided_at=None)
    if not open_row.update(
        accepted=accepted, decided_by=viewer.account_id, decided_at=timezone.now()
    ):
        raise Refused("proposal.decided", gettext("这一项已经有人办过——请刷新页面查看"))


def _as_proposer(viewer: Viewer, proposal: Proposal) -> Viewer:
    """Roles that were asked for with an account count as proposed by whoever asked for it."""
    return replace(viewer, account_id=proposal.proposed_by_id)


def _said(proposal: Proposal) -> str:
    who = proposal.account or proposal.person
    name = getattr(who, "username", None) or getattr(who, "name", "")
    label = ProposalKind(proposal.kind).label
    if proposal.grant is not None:
        return f"{label} {name} {role_label(proposal.grant.role)}"
    return f"{label} {name}"
