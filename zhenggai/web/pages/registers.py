"""The office's registers, and the list of one: filters, order, columns and page in its address; its sheet; its views."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound
from zhenggai.people.actions import remove_view, save_view
from zhenggai.people.clock import today
from zhenggai.people.queries import can, saved_views
from zhenggai.publication.actions import export_records, write_blank_sheet
from zhenggai.registers import queries
from zhenggai.web.page import page
from zhenggai.web.pages.ledger import XLSX
from zhenggai.web.register_list import Address, ListView, filters_of
from zhenggai.web.request import Request, is_part

_LONGEST = 18


@page("record.list")
def registers(request: Request) -> HttpResponse:
    """The registers that concern the viewer, by group."""
    context = {
        "groups": queries.desk(request.viewer, today()),
        "may_publish": can(request.viewer, "register.publish"),
    }
    return render(request, "registers.html", context)


@page("record.list")
def register(request: Request, code: str) -> HttpResponse:
    """One register's list."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    where = Address.from_query(request.GET.dict())
    filters = filters_of(viewer, found, where)
    listed = queries.records(viewer, code, filters)
    may = queries.may(viewer, code)
    checks = queries.check_counts(viewer, code)
    view = ListView(
        found,
        where,
        years=queries.years(viewer, code),
        checks=checks,
        failing_count=queries.failing_count(viewer, code) if checks else 0,
        views=[(str(item.uuid), item.name, item.query) for item in _views(request, code)],
        choices=queries.choices_of(viewer, code),
    )
    failing = queries.failing(viewer, listed.rows)
    context: dict[str, Any] = {
        "register": found,
        "view": view,
        "where": where,
        "listed": listed,
        "lines": [(row, failing.get(row.uuid, ()), _cells(view, row)) for row in listed.rows],
        "totals": _totals(view, queries.totals(viewer, code, filters)),
        "may": may,
        "rhythm": queries.has_rhythm(found),
        "meetings": queries.process_meetings(viewer, code),
        "today": today(),
        "before": where.to(page=where.page - 1) if where.page > 1 else "",
        "after": where.to(page=where.page + 1) if listed.has_more else "",
    }
    template = "register.html#list" if is_part(request) else "register.html"
    return render(request, template, context)


@page("record.list", proved=True)
def register_xlsx(request: Request, code: str) -> FileResponse:
    """What the filters leave as a sheet with the columns that offices use."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    filters = filters_of(viewer, found, Address.from_query(request.GET.dict()))
    return _sheet(lambda sheet: export_records(viewer, code, sheet, today(), filters), found.label)


@page("record.list")
def register_blank(request: Request, code: str) -> FileResponse:
    """An empty sheet to fill in."""
    found = queries.declaration(request.viewer, code)
    name = _("%(register)s（空白表）") % {"register": found.label}
    return _sheet(lambda sheet: write_blank_sheet(request.viewer, code, sheet), name)


def _sheet(write: Callable[[IO[bytes]], object], name: str) -> FileResponse:
    sheet = TemporaryFile()  # noqa: SIM115  # the response closes it
    write(sheet)
    sheet.seek(0)
    return FileResponse(sheet, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@page("record.list", "POST")
def register_view(request: Request, code: str) -> HttpResponse:
    """Keep the list's present state under a name; `forget` names a view to be dropped."""
    queries.declaration(request.viewer, code)
    forget = request.POST.get("forget", "")
    if forget:
        remove_view(request.viewer, _view(request, code, forget))
        return redirect("register", code)
    query = Address.from_query(dict(parse_qsl(request.POST.get("query", "")))).kept()
    name = request.POST.get("name", "")
    save_view(request.viewer, page=_page_name(code), name=name, query=query)
    return redirect(f"{reverse('register', args=[code])}?{query}")


@page("record.list")
def choose_record(request: Request, code: str) -> HttpResponse:
    """The first few records that fit the words typed so far, as options of a list box."""
    words = str(request.GET.get("q", ""))[:40]
    found = queries.find_records(request.viewer, code, words)
    return render(request, "combobox.html#options", {"found": found, "words": words})


def _page_name(code: str) -> str:
    """Views are kept by a name of twenty characters."""
    if len(code) <= _LONGEST:
        return f"r.{code}"
    return f"r.{code[:11]}~{hashlib.sha256(code.encode()).hexdigest()[:6]}"


def _views(request: Request, code: str) -> Any:
    return saved_views(request.viewer, _page_name(code))


def _view(request: Request, code: str, uuid: str) -> Any:
    try:
        found = _views(request, code).filter(uuid=UUID(uuid)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("not_found", _("没有找到——可能已移走，或不在您的查看范围"))
    return found


def _cells(view: ListView, row: queries.RecordRow) -> list[tuple[str, bool]]:
    """A record's values in the columns shown, and whether they stand right."""
    spine = {
        "handler": row.handler or "",
        "department": row.department or "",
        "year": str(row.year),
        "recorded_at": row.recorded_on.isoformat(),
    }
    told = []
    for column in view.columns:
        cell = row.cells.get(column.name)
        words = spine.get(column.name, "") if cell is None else cell.shown
        told.append(("" if words == "——" else words, column.numeric))
    return told


def _totals(view: ListView, found: queries.Totals) -> dict[str, Any]:
    """The foot of the list: how many, and the sums of the columns shown."""
    return {
        "count": found.count,
        "cells": [found.sums.get(column.name, "") for column in view.columns],
        "most": queries.MOST_SUMMED,
        "any": any(column.name in found.sums for column in view.columns),
    }
