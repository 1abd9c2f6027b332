"""A request as the middlewares hand it to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhenggai.people.viewer import Viewer

if TYPE_CHECKING:
    from zhenggai.people.models import Account


class Request(HttpRequest):
    """What a page that declares an action may count on: somebody is signed in."""

    viewer: Viewer
    user: Account
    htmx: HtmxDetails
    request_id: str


def current_query(request: Request) -> dict[str, str]:
    """The parameters of the page that the browser shows; of this request where htmx did not send it."""
    shown = request.headers.get("HX-Current-URL", "")
    return dict(parse_qsl(urlsplit(shown).query)) if shown else request.GET.dict()


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part to swap in; going back in history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
