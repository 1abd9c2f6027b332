"""Which registers are in use: those of the library, a file of one's own, a simple one made by a form that shows its file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.clock import today
from zhenggai.people.roles import RegisterRole, Role, role_label
from zhenggai.registers import actions, queries
from zhenggai.web.forms import Typed
from zhenggai.web.page import page
from zhenggai.web.request import Request

LARGEST = 200_000
_ROWS = 12
_ROLES = (*RegisterRole.values, Role.RECT_OFFICE, Role.PRINCIPAL, Role.GROUP_LEADER)


@page("register.publish")
def declarations(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("register.publish", "POST")
def look(request: Request) -> HttpResponse:
    """What publishing a file would do; every fault with its line."""
    text = _text(request)
    try:
        lines = queries.preview(text)
    except Refused as refused:
        return _page(request, Typed("file", {"text": text}, refused))
    return _page(request, Typed("file", {"text": text}), lines=lines, looked=True)


@page("register.publish", "POST")
def publish(request: Request) -> HttpResponse:
    """Take a file into use, or one of the library."""
    code = request.POST.get("code", "")
    try:
        text = queries.shelf_text(request.viewer, code) if code else _text(request)
        done = actions.publish(request.viewer, text, today=today())
    except Refused as refused:
        return _page(request, Typed("file", {"text": request.POST.get("text", "")}, refused))
    messages.success(
        request,
        _("已启用：%(names)s") % {"names": "、".join(str(version) for version in done) or "——"},
    )
    return redirect("declarations")


@page("register.publish", "POST")
def draft(request: Request) -> HttpResponse:
    """A simple register: what the form says, as a file to look at and publish."""
    try:
        text = queries.yaml_of(_draft(request))
    except Refused as refused:
        return _page(request, Typed("draft", request.POST.dict(), refused))
    return _page(request, Typed("file", {"text": text}), made=True)


def _draft(request: Request) -> queries.DraftRegister:
    posted = request.POST
    code, label = posted.get("code", "").strip(), posted.get("label", "").strip()
    if not queries.is_code(code) or not label:
        raise BadInput("draft.name", _("请写名称，和由小写字母、数字组成的代码（如 visit_log）"))
    clerk, reviewer = posted.get("clerk", ""), posted.get("reviewer", "")
    if clerk not in _ROLES or reviewer not in _ROLES or clerk == reviewer:
        raise BadInput("draft.roles", _("请选台账员和审核人，两者不能相同"))
    fields = [
        queries.DraftField(
            label=words,
            kind=kind,
            required=posted.get(f"required.{place}") == "1",
            secret=posted.get(f"secret.{place}") == "1",
            words=tuple(
                part
                for part in posted.get(f"words.{place}", "").replace("，", "、").split("、")
                if part.strip()
            ),
        )
        for place in range(_ROWS)
        if (words := posted.get(f"label.{place}", "").strip())
        and (kind := posted.get(f"kind.{place}", "text")) in queries.DRAFT_KINDS.values()
    ]
    if not fields:
        raise BadInput("draft.fields", _("还没有写一栏——请至少写一栏"))
    if any(item.kind == "choice" and not item.words for item in fields):
        raise BadInput("draft.words", _("“选项”栏要写出选项，用顿号隔开"))
    papers = [part.strip() for part in posted.get("papers", "").replace("，", "、").split("、")]
    return queries.DraftRegister(
        id=queries.free_id(request.viewer),
        code=code,
        label=label,
        clerk=clerk,
        reviewer=reviewer,
        basis=posted.get("basis", "").strip() or _("本单位规定"),
        fields=fields,
        papers=[part for part in papers if part],
        every=posted.get("every", "") if posted.get("every") in ("month", "quarter") else "",
    )


def _text(request: Request) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (upload.size or 0) > LARGEST:
        raise BadInput("declaration.large", _("声明文件超过 200 KB——请核对是不是这个文件"))
    try:
        return str(upload.read().decode("utf-8-sig")).replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadInput("declaration.encoding", _("声明文件须是 UTF-8 文字——请另存后再传")) from None


def _page(request: Request, typed: Typed, **more: Any) -> HttpResponse:
    context = {
        "rows": queries.registers(request.viewer),
        "typed": typed,
        "roles": [(role, role_label(role)) for role in _ROLES],
        "kinds": list(queries.DRAFT_KINDS.items()),
        "places": [
            {
                "n": place,
                "label": typed.values.get(f"label.{place}", ""),
                "kind": typed.values.get(f"kind.{place}", "text"),
                "words": typed.values.get(f"words.{place}", ""),
                "required": typed.values.get(f"required.{place}", ""),
                "secret": typed.values.get(f"secret.{place}", ""),
            }
            for place in range(_ROWS)
        ],
        **more,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "declarations.html", context, status=status)
