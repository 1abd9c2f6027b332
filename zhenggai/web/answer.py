"""A template with the frame that every page of the office stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from zhenggai.people.viewer import Viewer
from zhenggai.web.frame import frame


class Request(HttpRequest):
    """A request as the middlewares hand it to a page that declares an action."""

    viewer: Viewer
    htmx: HtmxDetails


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page; a part of a page (`name.html#part`) is answered without the frame around it."""
    around = {} if "#" in template else frame(request)
    return render(request, template, {**around, **context}, status=status)


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part to swap in; going back in history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
