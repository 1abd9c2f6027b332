"""A sheet taken into a register: pasted or uploaded, looked at row by row, written only when confirmed."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhenggai.intake.sheets import rows_of
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import table_of, text_of
from zhenggai.registers import actions, queries
from zhenggai.web.page import page
from zhenggai.web.request import Request

_SHOWN = 300
_ORDER = (
    queries.LineKind.PROBLEM,
    queries.LineKind.ASKED,
    queries.LineKind.NEW,
    queries.LineKind.SKIPPED,
)
_LARGEST_CSV = 2_000_000


@page("record.create", "GET", "POST")
def register_import(request: Request, code: str) -> HttpResponse:
    """Choose or paste a sheet; then every row with what it would bring."""
    if request.method == "GET":
        return _page(request, code, {})
    text = request.POST.get("text", "")
    try:
        text = _text(request)
        plan = _plan(request, code, text)
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, code, {"text": text, "refused": refused})
    return _page(request, code, _shown(plan, text))


@page("record.create", "POST")
def confirm(request: Request, code: str) -> HttpResponse:
    """What was looked at, written down, all of it or nothing."""
    text = request.POST.get("text", "")
    try:
        made = actions.import_records(
            request.viewer,
            code,
            table_of(text),
            answers=_answers(request),
            digest=request.POST.get("digest", ""),
            today=today(),
        )
    except NotFound:
        raise
    except Refused as refused:
        return _page(
            request, code, _again(request, code, text) | {"text": text, "refused": refused}
        )
    messages.success(request, _("已导入 %(count)s 条") % {"count": len(made)})
    return redirect("register", code)


def _answers(request: Request) -> dict[str, str]:
    return {
        key.removeprefix("a."): str(value)
        for key, value in request.POST.dict().items()
        if key.startswith("a.")
    }


def _text(request: Request) -> str:
    """The rows as text: those of the file where one was uploaded, else what was pasted."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "")
    data, name = upload.read(), upload.name or ""
    if name.lower().endswith(".csv"):
        return text_of(_csv_rows(data))
    return text_of(rows_of(data, name))


def _csv_rows(data: bytes) -> list[list[str]]:
    """The lines of a csv as Excel writes it here: UTF-8 with a mark, or GB18030."""
    if len(data) > _LARGEST_CSV:
        raise BadInput("sheet.large", _("表格超过 2 MB——请分几次导入"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [list(row) for row in csv.reader(io.StringIO(words))]
    raise BadInput("sheet.encoding", _("读不出这个文件的文字——请在 Excel 中另存为 xlsx 再上传"))


def _plan(request: Request, code: str, text: str) -> queries.SheetPlan:
    if not text.strip():
        raise BadInput("sheet.none", _("还没有内容——请选一个文件，或把表格粘贴到框里"))
    return queries.plan_sheet(
        request.viewer, code, table_of(text), answers=_answers(request), today=today()
    )


def _again(request: Request, code: str, text: str) -> dict[str, Any]:
    try:
        return _shown(_plan(request, code, text), text)
    except Refused:
        return {}


def _shown(plan: queries.SheetPlan, text: str) -> dict[str, Any]:
    """Rows in the way first."""
    lines = sorted(plan.lines, key=lambda line: (_ORDER.index(line.kind), line.number))
    return {
        "plan": plan,
        "lines": lines[:_SHOWN],
        "more": max(0, len(lines) - _SHOWN),
        "counts": [(kind.value, kind.label, plan.count(kind)) for kind in _ORDER],
        "text": text,
    }


def _page(request: Request, code: str, context: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    refused = context.get("refused")
    around = {
        "register": found,
        "may": queries.may(viewer, code),
        "rhythm": queries.has_rhythm(found),
        "columns": queries.blank_columns(viewer, code),
    }
    status = refused.status if refused else 200
    return render(request, "register_import.html", around | context, status=status)
