"""The door: signing in and out, one's own password."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note, record
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import limits, passwords
from zhenggai.people.models import Account
from zhenggai.people.queries import viewer_for
from zhenggai.people.viewer import Viewer

AUTH_VERSION = "zhenggai_auth_version"
STARTED = "zhenggai_started_at"
SEEN = "zhenggai_seen_at"
OFFICE = "zhenggai_office"
PROVED = "zhenggai_proved_at"


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


def is_proved(request: HttpRequest) -> bool:
    """Whether the session's holder has shown within the last minutes that it is they (S09)."""
    from django.conf import settings

    since = timezone.now().timestamp() - request.session.get(PROVED, 0)
    return bool(0 <= since <= settings.PROOF_SECONDS)


def prove(request: HttpRequest, password: str) -> None:
    """The holder's password once more (S09). A wrong one counts like one at the door, and too many stop the door too."""
    account, address = cast("Account", request.user), address_of(request)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by the middleware
    if limits.is_stopped(account.username, address):
        record(viewer, "session.prove", result="session.stopped")
        raise _not_let_in()
    if not passwords.matches(password[: passwords.LONGEST], account.password):
        limits.count_failure(account.username, address)
        record(viewer, "session.prove", result="proof.wrong")
        raise BadInput("proof.wrong", gettext("口令不对——请重新输入；忘记口令请找系统管理员重置"))
    limits.forget(account.username)
    request.session.cycle_key()
    request.session[PROVED] = timezone.now().timestamp()
    record(viewer, "session.prove")


def switch_office(request: HttpRequest, uuid: str) -> None:
    """Act in another of one's offices from now on, in this session."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by the middleware
    names = dict(viewer.offices)
    if not uuid:
        raise BadInput("office.none", gettext("没有选择单位——请从单位名称旁的菜单选"))
    if uuid not in names:
        raise NotFound("office.not_found", gettext("没有这个单位，或您不在其中任职"))
    request.session[OFFICE] = uuid
    record(
        viewer,
        "session.switch",
        summary=gettext("切换到 %(office)s") % {"office": names[uuid]},
        office=uuid,
    )


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
    request.session.update(
        {AUTH_VERSION: account.auth_version, STARTED: moment, SEEN: moment, PROVED: moment}
    )


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
