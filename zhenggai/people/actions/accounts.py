"""Accounts: the first three, new ones, stopped and locked ones. A one-time password is handed back once, to whoever
made it; only its hash is kept, and the journal never hears of it."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people import limits, passwords
from zhenggai.people.actions.stopping import stop
from zhenggai.people.models import Account, Person, RoleGrant
from zhenggai.people.passwords import Fresh
from zhenggai.people.policy import within
from zhenggai.people.queries import is_first_start, system_viewer
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer

LONGEST_REASON = 500
_USERNAME = re.compile(r"[\w.@-]{2,60}")
_FIRST = (
    (Role.SYS_ADMIN, "sysadmin", "系统管理员"),
    (Role.SEC_ADMIN, "secadmin", "安全管理员"),
    (Role.AUDIT_ADMIN, "auditadmin", "审计管理员"),
)


def create_first_accounts() -> list[tuple[Account, str]]:
    """The three administrators with their one-time passwords, once, as the system (readings.md 9)."""
    if not is_first_start():
        return []
    return _create_first_accounts(system_viewer(), [passwords.fresh() for _ in _FIRST])


@action("account.first", noun="people.account")
def _create_first_accounts(viewer: Viewer, fresh: list[Fresh]) -> list[tuple[Account, str]]:
    made = []
    for (role, username, name), one in zip(_FIRST, fresh, strict=True):
        account = add_account(username, name, None, one)
        RoleGrant.objects.create(
            account=account, role=role, valid_from=date(2000, 1, 1), confirmed_at=timezone.now()
        )
        made.append((account, one.word))
    note(summary=gettext("首次启动，建立三员账号"), accounts=[name for _, name, _ in _FIRST])
    return made


def create_account(
    viewer: Viewer,
    *,
    username: str,
    display_name: str,
    person: Person | None = None,
    is_demo: bool = False,
) -> tuple[Account, str]:
    """An account with a random password that must be changed at first sign-in, and that password, once."""
    one = passwords.fresh()
    account = _create_account(viewer, username, display_name, person, is_demo, one)
    return account, one.word


@action("account.create", noun="people.account")
def _create_account(
    viewer: Viewer,
    username: str,
    display_name: str,
    person: Person | None,
    is_demo: bool,
    fresh: Fresh,
) -> Account:
    within(viewer, Person, person)
    account = add_account(username, display_name, person, fresh, is_demo=is_demo)
    note(obj=account, summary=gettext("建立账号 %(name)s") % {"name": account.username})
    return account


def add_account(
    username: str, name: str, person: Person | None, fresh: Fresh, *, is_demo: bool = False
) -> Account:
    """Part of a caller's action."""
    username = free_username(username)
    if person is not None:
        if not person.active:
            raise Refused(
                "person.left",
                gettext("%(name)s 已离岗——请先在人员页面上办理返岗") % {"name": person.name},
            )
        if held := Account.objects.filter(person=person).first():
            raise BadInput(
                "account.held",
                gettext("%(name)s 已有账号“%(username)s”——一人一个账号，忘了口令请重置")
                % {"name": person.name, "username": held.username},
            )
    account = Account(
        username=username,
        display_name=plain_line(name, longest=60),
        person=person,
        is_demo=is_demo,
    )
    put_initial(account, fresh)
    account.save()
    return account


def put_initial(account: Account, fresh: Fresh) -> None:
    """The next sign-in is with this password, within a day, and changes it at once."""
    passwords.put_hash(account, fresh.hash)
    account.must_change_password = True
    account.initial_password_until = (
        None if account.is_demo else timezone.now() + passwords.INITIAL_LASTS
    )


def free_username(username: str) -> str:
    """The name as it may be used; refused where it is taken or cannot be typed at the door."""
    username = plain_line(username, longest=60)
    if not _USERNAME.fullmatch(username):
        raise BadInput(
            "account.name",
            gettext("账号“%(name)s”不能用——应为 2 到 60 个字母、数字、汉字或 . _ - @，不含空格")
            % {"name": username[:60]},
        )
    if Account.objects.filter(username__iexact=username).exists():
        raise BadInput(
            "account.exists", gettext("账号“%(name)s”已有——请换一个名称") % {"name": username}
        )
    return username


@action("account.stop", on="account")
def stop_account(viewer: Viewer, account: Account, *, reason: str) -> None:
    """At once, by one person: to stop harms nobody. To start again takes two."""
    if not account.is_active:
        raise Refused("account.stopped", gettext("账号已停用——不用再停"))
    if account.pk == viewer.account_id:
        raise Refused("account.own", gettext("不能停用自己的账号——请另一位管理员办理"))
    stop(account)
    note(
        summary=gettext("停用账号 %(name)s") % {"name": account.username},
        reason=plain_text(reason, longest=LONGEST_REASON),
    )


@action("account.unlock", on="account")
def unlock(viewer: Viewer, account: Account) -> None:
    limits.forget(account.username)
    note(summary=gettext("解锁账号 %(name)s") % {"name": account.username})


def reissue_as_system(username: str) -> tuple[Account, str] | None:
    """For whoever can sign in to the server itself, when no administrator can: a new one-time password for an account,
    as the system and journaled. None where there is no such account."""
    account = Account.objects.filter(username=username).first()
    if account is None:
        return None
    one = passwords.fresh()
    _reissue(system_viewer(), account, one)
    return account, one.word


@action("account.reissue", on="account")
def _reissue(viewer: Viewer, account: Account, fresh: Fresh) -> None:
    put_initial(account, fresh)
    account.save()
    limits.forget(account.username)
    note(summary=gettext("在服务器上重发 %(name)s 的一次性口令") % {"name": account.username})
