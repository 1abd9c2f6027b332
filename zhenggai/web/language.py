"""Chinese unless the reader has chosen otherwise: the office's language does not follow the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "zhenggai_language"
LANGUAGES = {"zh-hans": "中文", "en": "English"}
SOURCE = "zh-hans"


class LanguageMiddleware:
    """Speaks the language that the cookie names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.COOKIES.get(COOKIE)
        language = named if named in LANGUAGES else SOURCE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
