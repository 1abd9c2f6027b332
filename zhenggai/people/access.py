"""Who may sign in and as what: accounts, the roles they hold, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhenggai.people.clock import today
from zhenggai.people.directory import Page, only, paged
from zhenggai.people.models import Account, Proposal, ProposalKind, RoleGrant
from zhenggai.people.policy import allows, guard, rows_for
from zhenggai.people.roles import ADMINS, EVERY_ROLE, role_label
from zhenggai.people.seconding import may_decide, may_second, security_administrators, waits_for
from zhenggai.people.viewer import Viewer


class Standing(TextChoices):
    """What stands in the way of signing in, the gravest first."""

    STOPPED = "stopped", _("已停用")
    LOCKED = "locked", _("已锁定")
    LAPSED = "lapsed", _("口令已失效")
    FIRST = "first", _("待首次登录")
    WELL = "well", _("在用")


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role as it was granted, or waits to be."""

    uuid: UUID
    role: str
    label: str
    office: str
    since: date
    until: date | None
    waits: bool
    ends: bool = False
    """Somebody has proposed to take it away."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    uuid: UUID
    username: str
    name: str
    person_uuid: UUID | None
    organ: str
    standing: Standing
    last_sign_in_at: datetime | None
    roles: tuple[GrantRow, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a second person. `kind` is `grant`, or that of a proposal."""

    uuid: UUID
    kind: str
    what: str
    about: str
    account_uuid: UUID | None
    detail: str
    reason: str
    proposer: str
    proposed_at: datetime | None
    may_decide: bool
    may_withdraw: bool
    waits_for: str


def accounts(
    viewer: Viewer, *, words: str = "", standing: str = "", page: int = 1
) -> Page[AccountRow]:
    """The list of accounts, by name."""
    guard(viewer, "account.list")
    rows = rows_for(viewer, Account).select_related("person__organ")
    if words := words.strip().lower():
        rows = rows.filter(
            Q(username__icontains=words)
            | Q(display_name__icontains=words)
            | Q(person__pinyin__startswith=words)
            | Q(person__pinyin__contains=f" {words}")
        )
    rows = rows.filter(_standing(standing)).order_by("username")
    found, count, page = paged(rows, page)
    return Page(_rows(found), count, page)


def account_row(viewer: Viewer, account: Account) -> AccountRow:
    guard(viewer, "account.list", account)
    return _rows([account])[0]


def find_account(viewer: Viewer, uuid: UUID) -> Account:
    return only(rows_for(viewer, Account).select_related("person__organ"), uuid)


def find_grant(viewer: Viewer, uuid: UUID) -> RoleGrant:
    return only(_with_names(rows_for(viewer, RoleGrant)), uuid)


def find_grants(viewer: Viewer, uuids: Iterable[UUID]) -> list[RoleGrant]:
    """Those of the named grants that the viewer may know of, in the order in which they were proposed."""
    return list(
        _with_names(rows_for(viewer, RoleGrant)).filter(uuid__in=list(uuids)).order_by("pk")
    )


def find_proposal(viewer: Viewer, uuid: UUID) -> Proposal:
    return only(rows_for(viewer, Proposal), uuid)


def waiting(viewer: Viewer, account: Account | None = None) -> list[Waiting]:
    """Everything that waits for a second person, oldest first; of one account where it is named."""
    guard(viewer, "proposal.list")
    security = security_administrators()
    grants = _with_names(rows_for(viewer, RoleGrant).filter(confirmed_at=None))
    proposals = (
        rows_for(viewer, Proposal)
        .filter(decided_at=None)
        .select_related(
            "account", "person", "grant__account", "grant__office__organ_key", "proposed_by"
        )
    )
    if account is not None:
        grants, proposals = grants.filter(account=account), proposals.filter(account=account)
    found = [
        *(_waiting_grant(viewer, grant, security) for grant in grants.order_by("pk")[:MOST]),
        *(_waiting(viewer, item, security) for item in proposals.order_by("pk")[:MOST]),
    ]
    moment = timezone.now()
    return sorted(found, key=lambda item: item.proposed_at or moment)


def waiting_count(viewer: Viewer) -> int:
    """How many of them wait for the viewer."""
    if not allows(viewer, "proposal.list"):
        return 0
    return sum(item.may_decide for item in waiting(viewer))


def roles_to_propose(viewer: Viewer) -> list[tuple[str, str]]:
    """What the viewer may propose: an office's own administrator no administrators of the system."""
    if not allows(viewer, "role.propose"):
        return []
    return [
        (role, role_label(role))
        for role in EVERY_ROLE
        if role not in ADMINS or viewer.roles & ADMINS
    ]


MOST = 200
"""Proposals of a kind on one page; the next ones come when these are decided."""


def _standing(wanted: str) -> Q:
    """The accounts that stand so: the same order as `standing_of`."""
    now = timezone.now()
    stopped, locked = Q(is_active=False), Q(locked_until__gt=now)
    lapsed = Q(must_change_password=True, initial_password_until__lt=now)
    first = Q(must_change_password=True)
    conditions = {
        Standing.STOPPED: stopped,
        Standing.LOCKED: ~stopped & locked,
        Standing.LAPSED: ~stopped & ~locked & lapsed,
        Standing.FIRST: ~stopped & ~locked & ~lapsed & first,
        Standing.WELL: ~stopped & ~locked & ~first,
    }
    return conditions[Standing(wanted)] if wanted in Standing.values else Q()


def standing_of(account: Account) -> Standing:
    now = timezone.now()
    if not account.is_active:
        return Standing.STOPPED
    if account.locked_until is not None and account.locked_until > now:
        return Standing.LOCKED
    if account.must_change_password:
        until = account.initial_password_until
        return Standing.LAPSED if until is not None and until < now else Standing.FIRST
    return Standing.WELL


def _rows(found: Sequence[Account]) -> tuple[AccountRow, ...]:
    held = RoleGrant.objects.filter(account__in=found).filter(
        Q(valid_to=None) | Q(valid_to__gte=today())
    )
    ending = set(
        Proposal.objects.filter(
            kind=ProposalKind.END_ROLE, decided_at=None, account__in=found
        ).values_list("grant", flat=True)
    )
    roles: dict[int, list[GrantRow]] = {}
    for grant in held.select_related("office").order_by("pk"):
        roles.setdefault(grant.account_id, []).append(_grant(grant, ending))
    return tuple(_row(account, roles.get(account.pk, ())) for account in found)


def _row(account: Account, roles: Iterable[GrantRow]) -> AccountRow:
    person = account.person
    return AccountRow(
        uuid=account.uuid,
        username=account.username,
        name=account.display_name,
        person_uuid=person.uuid if person else None,
        organ=str(person.organ) if person else "",
        standing=standing_of(account),
        last_sign_in_at=account.last_sign_in_at,
        roles=tuple(roles),
    )


def _grant(grant: RoleGrant, ending: set[int]) -> GrantRow:
    return GrantRow(
        uuid=grant.uuid,
        role=grant.role,
        label=role_label(grant.role),
        office=str(grant.office) if grant.office else "",
        since=grant.valid_from,
        until=grant.valid_to,
        waits=grant.confirmed_at is None,
        ends=grant.pk in ending,
    )


def _waiting_grant(viewer: Viewer, grant: RoleGrant, security: frozenset[int]) -> Waiting:
    return Waiting(
        uuid=grant.uuid,
        kind="grant",
        what=str(_("授予角色")),
        about=grant.account.display_name,
        account_uuid=grant.account.uuid,
        detail=_role_words(grant.role, str(grant.office or ""), grant.valid_to),
        reason="",
        proposer=_name(grant.proposed_by),
        proposed_at=grant.proposed_at,
        may_decide=allows(viewer, "role.confirm") and may_second(viewer, grant, security),
        may_withdraw=viewer.account_id is not None and viewer.account_id == grant.proposed_by_id,
        waits_for=role_label(waits_for(grant.proposed_by_id, security)),
    )


def _waiting(viewer: Viewer, item: Proposal, security: frozenset[int]) -> Waiting:
    who = item.account.display_name if item.account else item.person.name if item.person else ""
    return Waiting(
        uuid=item.uuid,
        kind=item.kind,
        what=str(ProposalKind(item.kind).label),
        about=who,
        account_uuid=item.account.uuid if item.account else None,
        detail=_detail(item),
        reason=item.reason,
        proposer=_name(item.proposed_by),
        proposed_at=item.proposed_at,
        may_decide=may_decide(viewer, item, security),
        may_withdraw=viewer.account_id is not None and viewer.account_id == item.proposed_by_id,
        waits_for=role_label(waits_for(item.proposed_by_id, security, item.kind)),
    )


def _detail(item: Proposal) -> str:
    if item.grant is not None:
        return _role_words(item.grant.role, str(item.grant.office or ""), item.grant.valid_to)
    if item.kind == ProposalKind.CREATE:
        roles = "、".join(role_label(role) for role, _office, _until in item.wanted["roles"])
        return "　".join(filter(None, (str(item.wanted["username"]), roles)))
    return item.account.username if item.account else ""


def _role_words(role: str, office: str, until: date | None) -> str:
    words = role_label(role) if not office else f"{role_label(role)}（{office}）"
    return words if until is None else f"{words} → {until.isoformat()}"


def _name(account: Account | None) -> str:
    return account.display_name if account else str(_("系统"))


def _with_names(rows: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
    return rows.select_related("account__person", "office__organ_key", "proposed_by")
