"""The three lists and the breakdown table: views of the ledger on the screen, as xlsx and as docx."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound
from zhenggai.people.clock import today
from zhenggai.publication.lists_of_round import export_list
from zhenggai.rectification.process import queries as process
from zhenggai.web.forms import page_number
from zhenggai.web.page import page
from zhenggai.web.process_view import around
from zhenggai.web.request import Request

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@page("round.read")
def lists(request: Request, uuid: UUID) -> HttpResponse:
    found = process.find_round(request.viewer, uuid)
    named = str(request.GET.get("list", ""))
    kind = _kind(named) if named else process.ListKind.PROBLEMS
    shown = process.list_page(request.viewer, found, kind, page_number(request), today())
    context = around(request, found, "lists") | {
        "kinds": process.ListKind,
        "list": shown,
        "before": shown.page - 1 if shown.page > 1 else None,
        "after": shown.page + 1 if shown.page < shown.page_count else None,
    }
    return render(request, "lists.html", context)


@page("round.read", proved=True)
def list_file(request: Request, uuid: UUID, name: str, form: str) -> FileResponse:
    """The whole list as a sheet or a paper."""
    found = process.find_round(request.viewer, uuid)
    kind = _kind(name)
    if form not in _TYPES:
        raise _not_found()
    target = BytesIO()
    export_list(request.viewer, found, kind, target, today(), form=form)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=f"{found.name}{kind.label}.{form}")
    response.headers["Content-Type"] = _TYPES[form]
    return response


def _kind(name: str) -> process.ListKind:
    if name not in process.ListKind.values:
        raise _not_found()
    return process.ListKind(name)


def _not_found() -> NotFound:
    return NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
