"""The one place where a refusal becomes a status code and a page (security.md S12): what happened, what to do, the
request's number; no stack trace, no statement, no path."""

from __future__ import annotations

import errno
import logging
import sys
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhenggai.lib.errors import Refused

_log = logging.getLogger(__name__)

LARGEST_REQUEST = 52 * 1024 * 1024
"""Bytes of one request: the largest file that may come in (security.md F01) and the form around it."""


class RefusalMiddleware:
    """Turns what actions, queries and the database refuse into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]  # for what fails early
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > LARGEST_REQUEST:
            return _page(request, 413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refusal(request, error)
        status = _status_of(error)
        return _page(request, status) if status else None


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page, or for htmx the notice, that says what is missing."""
    return _page(
        request, refused.status, refused.sentence, missing=refused.missing, code=refused.code
    )


def refuse_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    response = _page(request, 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort; also where a middleware was stopped by the database or the disk."""
    number = getattr(request, "request_id", "")
    _log.error("request %s failed: %s %r", number, request.method, request.path)
    return _page(request, _status_of(sys.exc_info()[1]) or 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: the page stood open too long, or came from elsewhere (security.md S10)."""
    sentence = _("这一页停留过久，或不是从本系统打开——为防冒用，没有办理；请返回刷新后再提交")
    return _page(request, 403, sentence, code="csrf")


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def _status_of(error: BaseException | None) -> int | None:
    """503 and 507 where the database or the disk is at fault (security.md D07); None where the program is."""
    if isinstance(error, DatabaseError | OSError) and _is_full(error):
        return 507
    return 503 if isinstance(error, OperationalError | InterfaceError | OSError) else None


def _is_full(error: Exception) -> bool:
    words = str(error)
    return (
        getattr(error, "errno", None) in _FULL
        or "disk is full" in words
        or "No space left" in words
    )


def _titles() -> dict[int, tuple[str, str]]:
    """By status: what happened, and what to do where the refusal itself does not say."""
    return {
        400: (_("读不懂这个请求"), _("地址或内容不合规矩——请从页面上的链接或按钮重新进入")),
        403: (_("没有这项权限"), _("您的角色不办理这一项——如需办理，请联系整改办或安全管理员授权")),
        404: (_("没有找到"), _("没有找到——可能已移走，或不在您的查看范围")),
        405: (_("这里不接受这种操作"), _("这个地址不接受这种请求——请从页面上的链接或按钮重新进入")),
        409: (_("现在还不能办理"), ""),
        412: (_("他人已先作修改"), _("您看到的内容已不是最新——请刷新后再改")),
        413: (_("内容过大"), _("单件不得超过 50 MB，文本类不得超过 5 MB——请拆分后再上传")),
        422: (_("内容需要修改"), ""),
        429: (_("尝试过于频繁"), _("为保护账号暂停办理——请稍后再试")),
        500: (
            _("系统出了问题"),
            _("没有办成，已记录——请稍后再试；仍不行时把下面的请求号告诉系统管理员"),
        ),
        503: (_("暂时无法使用"), _("数据库暂时没有应答，内容没有保存——请稍后再试")),
        507: (
            _("存储空间已满"),
            _("内容没有保存，已有内容照常可看——请系统管理员清出磁盘空间后再试"),
        ),
    }


def _page(
    request: HttpRequest,
    status: int,
    sentence: str = "",
    *,
    missing: Sequence[str] = (),
    code: str = "",
) -> HttpResponse:
    """Rendered without the frame: its queries may be what failed."""
    title, advice = _titles().get(status, _titles()[500])
    context: dict[str, Any] = {
        "status": status,
        "title": title,
        "sentence": sentence or advice,
        "missing": missing,
        "code": code,
        "request_number": getattr(request, "request_id", ""),
    }
    if not request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("error.html", context, request=None), status=status)
    # The notice goes into its place, which stays, and the address of the page stays as well.
    headers = {"HX-Reswap": "innerHTML", "HX-Push-Url": "false"}
    notice = render_to_string("error.html#notice", context, request=None)
    return HttpResponse(notice, status=status, headers=headers)
