"""Every URL declares what it does (security.md A03): the action its viewer needs, or that it is open to all.

`page` and `open_page` wrap a view and write the declaration on it; a test walks all URLs and fails on a view
without one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from zhenggai.people.queries import require
from zhenggai.web.errors import refuse_method
from zhenggai.web.proving import unproved
from zhenggai.web.request import Request

OPEN = "open"
SIGNED_IN = "signed_in"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
ViewOfSomebody = Callable[Concatenate[Request, P], HttpResponseBase]


def page(
    action: str, *methods: str, proved: bool = False
) -> Callable[[ViewOfSomebody[P]], View[P]]:
    """A page for viewers who may do `action`; `SIGNED_IN` stands for everyone with an account.

    Nobody signed in is led to the sign-in page and back. Methods other than those named (GET, where none is)
    are answered 405. What is `proved` asks for the password again where it was last given too long ago (S09).
    """

    def declare(view: ViewOfSomebody[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return _to_sign_in(request)
            if action != SIGNED_IN:
                require(viewer, action)
            asked = unproved(cast(Request, request)) if proved else None
            return asked or view(cast(Request, request), *args, **kwargs)

        declared = _declared(guarded, action, methods)
        declared.asks_for_proof = proved  # type: ignore[attr-defined]  # read by asks_for_proof alone
        return declared

    return declare


def open_page(*methods: str) -> Callable[[View[P]], View[P]]:
    """A page for everyone, signed in or not."""

    def declare(view: View[P]) -> View[P]:
        return _declared(view, OPEN, methods)

    return declare


def declared_action(view: Callable[..., Any]) -> str | None:
    """The action that a view declares, None where it declares none."""
    return getattr(view, "declared_action", None)


def declared_methods(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods that a view declares."""
    return getattr(view, "declared_methods", ())


def asks_for_proof(view: Callable[..., Any]) -> bool:
    """Whether a view asks for the password again."""
    return getattr(view, "asks_for_proof", False)


def _declared(view: View[P], action: str, methods: tuple[str, ...]) -> View[P]:
    allowed = tuple(method.upper() for method in methods or ("GET",))
    answered = {*allowed, "HEAD"} if "GET" in allowed else set(allowed)

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in answered:
            return refuse_method(request, allowed)
        return view(request, *args, **kwargs)

    answer.declared_action = action  # type: ignore[attr-defined]  # read by declared_action alone
    answer.declared_methods = allowed  # type: ignore[attr-defined]  # read by declared_methods alone
    return answer


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Where to go first; only a page that was to be read is come back to."""
    address = reverse("sign-in")
    if request.method in ("GET", "HEAD") and request.get_full_path() != "/":
        address += "?" + urlencode({"next": request.get_full_path()})
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse("sign-in"))
    return HttpResponseRedirect(address)
