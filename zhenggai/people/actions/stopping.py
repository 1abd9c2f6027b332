"""Stopping an account, and what guards the last administrator. Part of the other families' actions."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.lib.errors import Refused
from zhenggai.people.clock import today
from zhenggai.people.models import Account, Person, RoleGrant
from zhenggai.people.roles import ADMINS, Role


def stop_account_of(person: Person) -> str:
    """The name of the account that was stopped; empty where the person has none at work."""
    account = Account.objects.filter(person=person, is_active=True).first()
    if account is None:
        return ""
    stop(account)
    return account.username


def stop(account: Account) -> None:
    """Every session ends; the roles stay written down, and count again only when it is started again."""
    for role in _admin_roles(account):
        refuse_last(role, account)
    account.is_active = False
    account.auth_version += 1
    account.save(update_fields=["is_active", "auth_version"])


def refuse_last(role: str, account: Account) -> None:
    """Of each of the three administrators one must be left who can sign in."""
    if role not in ADMINS:
        return
    held = RoleGrant.in_force(today()).filter(role=role, account__is_active=True)
    if not held.exclude(account=account).exists():
        raise Refused(
            "role.last",
            gettext("这是唯一在用的“%(role)s”账号——三员缺一不可，请先授权另一人")
            % {"role": Role(role).label},
        )


def end_sessions(account: Account) -> None:
    """At the account's next request, wherever it is signed in (S09)."""
    account.auth_version += 1
    account.save(update_fields=["auth_version"])


def _admin_roles(account: Account) -> list[str]:
    held = RoleGrant.in_force(today()).filter(account=account, role__in=ADMINS)
    return list(held.values_list("role", flat=True))
