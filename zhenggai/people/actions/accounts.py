"""Accounts: the first three, new ones, their one-time passwords."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput
from zhenggai.people import limits, passwords
from zhenggai.people.models import Account, Person, RoleGrant
from zhenggai.people.queries import is_first_start, system_viewer
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer

_FIRST = (
    (Role.SYS_ADMIN, "sysadmin", "系统管理员"),
    (Role.SEC_ADMIN, "secadmin", "安全管理员"),
    (Role.AUDIT_ADMIN, "auditadmin", "审计管理员"),
)


def create_first_accounts() -> list[tuple[Account, str]]:
    """The three administrators with their one-time passwords, once, as the system (readings.md 9)."""
    if not is_first_start():
        return []
    return _create_first_accounts(system_viewer())


@action("account.first", noun="people.account")
def _create_first_accounts(viewer: Viewer) -> list[tuple[Account, str]]:
    made = []
    for role, username, name in _FIRST:
        account, password = _new_account(username, name, None)
        RoleGrant.objects.create(
            account=account, role=role, valid_from=date(2000, 1, 1), confirmed_at=timezone.now()
        )
        made.append((account, password))
    note(summary=gettext("首次启动，建立三员账号"), accounts=[name for _, name, _ in _FIRST])
    return made


@action("account.create", noun="people.account")
def create_account(
    viewer: Viewer,
    *,
    username: str,
    display_name: str,
    person: Person | None = None,
    is_demo: bool = False,
) -> tuple[Account, str]:
    """An account with a random password that must be changed at first sign-in, and that password, once."""
    username = plain_line(username, longest=60)
    if Account.objects.filter(username=username).exists():
        raise BadInput(
            "account.exists", gettext("账号“%(name)s”已有——请换一个名称") % {"name": username}
        )
    account, password = _new_account(
        username, plain_line(display_name, longest=60), person, is_demo
    )
    note(obj=account, summary=gettext("建立账号 %(name)s") % {"name": username})
    return account, password


@action("account.reset", noun="people.account")
def reset_password(viewer: Viewer, account: Account) -> str:
    """A new one-time password; the administrator cannot choose it, every session ends."""
    password = _set_initial(account)
    account.save()
    note(obj=account, summary=gettext("重置 %(name)s 的口令") % {"name": account.username})
    return password


@action("account.unlock", noun="people.account")
def unlock(viewer: Viewer, account: Account) -> None:
    limits.forget(account.username)
    note(obj=account, summary=gettext("解锁账号 %(name)s") % {"name": account.username})


def _new_account(
    username: str, name: str, person: Person | None, is_demo: bool = False
) -> tuple[Account, str]:
    account = Account(username=username, display_name=name, person=person, is_demo=is_demo)
    password = _set_initial(account)
    account.save()
    return account, password


def _set_initial(account: Account) -> str:
    password = passwords.one_time_password()
    passwords.put(account, password)
    account.must_change_password = True
    account.initial_password_until = (
        None if account.is_demo else timezone.now() + passwords.INITIAL_LASTS
    )
    return password
