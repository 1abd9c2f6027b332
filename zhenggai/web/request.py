"""A request as the middlewares hand it to a page."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhenggai.people.viewer import Viewer


class Request(HttpRequest):
    """What a page that declares an action may count on: somebody is signed in."""

    viewer: Viewer
    htmx: HtmxDetails
    request_id: str


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part to swap in; going back in history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
