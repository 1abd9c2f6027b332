"""What changes people: the door first, then accounts, roles by two persons, offices and posts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note, record
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput, NotAllowed, Refused
from zhenggai.people import limits, passwords
from zhenggai.people.calendar import announce_year as announce_year
from zhenggai.people.clock import today
from zhenggai.people.messages import mark_read as mark_read
from zhenggai.people.messages import tell as tell
from zhenggai.people.models import Account, Office, OfficeKind, Person, Post, RoleGrant
from zhenggai.people.queries import is_first_start, system_viewer, viewer_for
from zhenggai.people.roles import ADMINS, EVERY_ROLE, Role, conflicts_with, role_label
from zhenggai.people.saved_views import remove_view as remove_view
from zhenggai.people.saved_views import save_view as save_view
from zhenggai.people.settings import change_setting as change_setting
from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

AUTH_VERSION = "zhenggai_auth_version"
STARTED = "zhenggai_started_at"
SEEN = "zhenggai_seen_at"
_FIRST = (
    (Role.SYS_ADMIN, "sysadmin", "系统管理员"),
    (Role.SEC_ADMIN, "secadmin", "安全管理员"),
    (Role.AUDIT_ADMIN, "auditadmin", "审计管理员"),
)

# -- the door ----------------------------------------------------------------------------------------------------


def sign_in(request: HttpRequest, username: str, password: str) -> Account:
    """Open a session. Whatever is wrong, the sentence, the status and the time are the same (S07)."""
    username, address = username.strip()[:60], address_of(request)
    if limits.is_stopped(username, address):
        record(_nobody(request), "session.sign_in", result="session.stopped", username=username)
        raise _not_let_in()
    account = Account.objects.filter(username=username, is_active=True).first()
    stored = account.password if account is not None else _unknown_hash()
    if not passwords.matches(password[: passwords.LONGEST], stored) or account is None:
        limits.count_failure(username, address)
        record(_nobody(request), "session.sign_in", result="session.refused", username=username)
        raise _not_let_in()
    if account.must_change_password and _initial_is_over(account):
        raise _not_let_in()
    limits.forget(username)
    _open(request, account)
    return account


def sign_out(request: HttpRequest) -> None:
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        record(viewer, "session.sign_out")
    logout(request)


def change_password(request: HttpRequest, old: str, new: str) -> None:
    """The holder's own change; every other session of the account ends, this one goes on under a new number."""
    account = cast("Account", request.user)
    if not passwords.matches(old, account.password):
        raise BadInput("password.wrong", gettext("原口令不对——请重新输入"))
    passwords.check(account, new)
    _change_password(request.viewer, account, new)  # type: ignore[attr-defined]  # set by the middleware
    _enter(request, account)


@action("password.change", noun="people.account")
def _change_password(viewer: Viewer, account: Account, new: str) -> None:
    passwords.put(account, new)
    account.must_change_password, account.initial_password_until = False, None
    account.save()
    note(obj=account, summary=gettext("修改口令"))


def address_of(request: HttpRequest) -> str:
    """The client's address, past the trusted proxies only (S03)."""
    from django.conf import settings

    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    if settings.PROXY_COUNT and len(chain) >= settings.PROXY_COUNT:
        return chain[-settings.PROXY_COUNT][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _open(request: HttpRequest, account: Account) -> None:
    now = timezone.now()
    account.previous_sign_in_at, account.last_sign_in_at = account.last_sign_in_at, now
    account.must_change_password |= passwords.has_expired(account)
    account.save(update_fields=["previous_sign_in_at", "last_sign_in_at", "must_change_password"])
    _enter(request, account)
    record(viewer_for(account, request_id=getattr(request, "request_id", "")), "session.sign_in")


def _enter(request: HttpRequest, account: Account) -> None:
    """A new session number, and what the middleware checks at every request."""
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session.cycle_key()
    moment = timezone.now().timestamp()
    request.session.update({AUTH_VERSION: account.auth_version, STARTED: moment, SEEN: moment})


def _initial_is_over(account: Account) -> bool:
    until = account.initial_password_until
    return until is not None and timezone.now() > until


def _unknown_hash() -> str:
    """A hash that no password matches, so that an unknown account takes as long as a known one."""
    global _unknown
    _unknown = _unknown or passwords.hashed(passwords.one_time_password())
    return _unknown


_unknown = ""


def _not_let_in() -> Refused:
    refused = NotAllowed(
        "session.refused",
        gettext(
            "账号或口令不对，或失败次数过多——请核对后重试，仍不行请过 15 分钟再试或找系统管理员"
        ),
    )
    refused.status = 429
    return refused


def _nobody(request: HttpRequest) -> Viewer:
    return Viewer(None, None, "", None, request_id=getattr(request, "request_id", ""))


# -- accounts ----------------------------------------------------------------------------------------------------


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


# -- roles: one proposes, another confirms (A06) -------------------------------------------------------------------


@action("role.propose", noun="people.role")
def propose_role(
    viewer: Viewer, account: Account, role: str, *, office: Office | None, until: date | None = None
) -> RoleGrant:
    """Ask for a role; it does not count until somebody else has confirmed it."""
    if role not in EVERY_ROLE:
        raise BadInput("role.unknown", gettext("没有角色“%(role)s”") % {"role": role})
    held = frozenset(
        RoleGrant.in_force(today()).filter(account=account).values_list("role", flat=True)
    )
    if other := conflicts_with(role, held):
        raise Refused(
            "role.conflict",
            gettext("“%(role)s”不能与已有的“%(other)s”由一人兼任——请另选人员")
            % {"role": role_label(role), "other": role_label(other)},
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
    return {"name": grant.account.display_name, "role": role_label(grant.role)}


# -- offices and persons ------------------------------------------------------------------------------------------


@action("office.create", noun="people.office")
def create_office(
    viewer: Viewer, *, name: str, kind: str, parent: Office | None = None, short_name: str = ""
) -> Office:
    name = plain_line(name, longest=100)
    if kind not in OfficeKind.values:
        raise BadInput("office.kind", gettext("没有这种单位类别：%(kind)s") % {"kind": kind})
    if kind not in (OfficeKind.ORGAN, OfficeKind.SUPERIOR) and parent is None:
        raise BadInput(
            "office.needs_parent", gettext("“%(name)s”要写明属于哪个机关") % {"name": name}
        )
    if Office.objects.filter(parent=parent, name=name).exists():
        raise BadInput("office.exists", gettext("“%(name)s”已有——请换一个名称") % {"name": name})
    office = Office.objects.create(name=name, kind=kind, parent=parent, short_name=short_name)
    note(obj=office, summary=gettext("建立单位 %(name)s") % {"name": name})
    return office


@action("person.create", noun="people.person")
def create_person(
    viewer: Viewer, *, name: str, organ: Office, worked_from: date | None = None
) -> Person:
    person = Person.objects.create(
        name=plain_line(name, longest=50), organ=organ.organ, worked_from=worked_from
    )
    note(obj=person, summary=gettext("登记人员 %(name)s") % {"name": person.name})
    return person


@action("person.appoint", noun="people.post")
def appoint(
    viewer: Viewer, person: Person, *, office: Office, title: str, valid_from: date
) -> Post:
    post = Post.objects.create(
        person=person, office=office, title=plain_line(title, longest=50), valid_from=valid_from
    )
    note(
        obj=person,
        summary=gettext("%(name)s 任 %(office)s %(title)s")
        % {"name": person.name, "office": office.name, "title": title},
    )
    return post


def grant_as_system(account: Account, roles: Sequence[str], office: Office | None) -> None:
    """Roles of the demo: proposed and confirmed by the system, journaled like all others."""
    viewer = system_viewer()
    for role in roles:
        confirm_role(viewer, propose_role(viewer, account, role, office=office))
