"""The office's site: its pages and what answers when something goes wrong."""

from __future__ import annotations

from zhenggai.web import errors
from zhenggai.web.urls import urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
