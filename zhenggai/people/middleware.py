"""Who is asking: every request gets `request.viewer`, and the alarm behind `visible()` is opened for it.

A session ends after 30 idle minutes, after 8 hours, and as soon as the account is stopped, its roles or its
password change (security.md S09). Until the first password is changed nothing else can be reached (S07).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from zhenggai.lib.memory import remembering
from zhenggai.people.actions import AUTH_VERSION, OFFICE, SEEN, STARTED
from zhenggai.people.models import Account
from zhenggai.people.queries import scope_for, viewer_for
from zhenggai.people.viewer import Viewer

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 8 * 3600
NOTED_SECONDS = 60
"""Activity is noted at most once a minute: a session saved at every request makes each GET a writer."""

Answer = Callable[[HttpRequest], HttpResponse]


class ViewerMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembering():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]  # read by the error page
        account = _account(request)
        if account is None:
            request.viewer = None  # type: ignore[attr-defined]
            return self.get_response(request)
        viewer = viewer_for(
            account,
            preferred=request.session.get(OFFICE, ""),
            request_id=request.request_id,  # type: ignore[attr-defined]
            once=_token(request),
        )
        request.viewer = viewer  # type: ignore[attr-defined]
        if account.must_change_password and not _may_pass(request):
            return HttpResponseRedirect(reverse("change-password"))
        return self._within(request, viewer)

    def _within(self, request: HttpRequest, viewer: Viewer) -> HttpResponse:
        with scope_for(viewer):
            response = self.get_response(request)
        # What one person was shown stays in no cache (S05).
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _account(request: HttpRequest) -> Account | None:
    """The account of a session that still holds."""
    if not request.user.is_authenticated:
        return None
    account, session, now = (
        request.user,
        request.session,
        timezone.now().timestamp(),
    )
    holds = (
        account.is_active
        and session.get(AUTH_VERSION) == account.auth_version
        and now - session.get(STARTED, 0) <= LONGEST_SECONDS
        and now - session.get(SEEN, 0) <= IDLE_SECONDS
    )
    if not holds:
        logout(request)
        return None
    if now - session[SEEN] >= NOTED_SECONDS:
        _note_seen(session, now)
    return account


def _note_seen(session: SessionBase, now: float) -> None:
    """Reading goes on where nothing can be written (security.md D07): the session then ends a little earlier."""
    session[SEEN] = now
    with suppress(DatabaseError):
        session.save()
    session.modified = False


def _token(request: HttpRequest) -> str:
    """The form's one-time token, or what a program sends for it (security.md D05)."""
    if request.method != "POST":
        return ""
    return str(request.headers.get("Idempotency-Key") or request.POST.get("once", ""))[:64]


def _may_pass(request: HttpRequest) -> bool:
    """The pages that stay open before the first password is changed."""
    open_names = ("change-password", "sign-out", "healthz", "language")
    return request.path.startswith("/static/") or request.path in {
        reverse(name) for name in open_names
    }
