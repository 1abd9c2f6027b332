"""A list of people taken in from a sheet or the clipboard: looked at row by row first, written only when confirmed."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.intake.sheets import rows_of
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import actions, queries
from zhenggai.people.clock import today
from zhenggai.people.queries import HEADINGS, LineKind, Plan
from zhenggai.publication.actions import write_people
from zhenggai.web.forms import organ_of
from zhenggai.web.page import page
from zhenggai.web.pages.ledger import XLSX
from zhenggai.web.request import Request
from zhenggai.web.slips import Slip, slips

if TYPE_CHECKING:
    from zhenggai.people.models import Office

_ORDER = (LineKind.PROBLEM, LineKind.NEW, LineKind.CHANGED, LineKind.SAME)
_UNCHANGED_SHOWN = 20


@page("person.import", "GET", "POST")
def roster(request: Request) -> HttpResponse:
    """Choose a sheet or paste one; then every row with what it would change."""
    if request.method == "GET":
        return _page(request, {})
    try:
        text = _text(request)
        plan = _plan(request, text)
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, {"text": request.POST.get("text", ""), "refused": refused})
    return _page(request, _shown(plan, text))


@page("person.import", "POST")
def confirm(request: Request) -> HttpResponse:
    """What was looked at, written down; where something changed meanwhile, looked at again."""
    text, make = request.POST.get("text", ""), request.POST.getlist("make")
    try:
        done = actions.import_people(
            request.viewer,
            organ=_organ(request),
            roster=queries.read_roster(queries.table_of(text)),
            make=make,
            digest=request.POST.get("digest", ""),
            today=today(),
        )
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, _again(request, text) | {"text": text, "refused": refused})
    several = [Slip(account, word) for account, word in done.accounts]
    return slips(request, several, back=reverse("people"), imported=done)


@page("person.import")
def template(request: Request) -> FileResponse:
    """The sheet to be filled in, empty."""
    return _sheet(request, _("人员名单模板"), with_people=False)


@page("person.export", proved=True)
def people_xlsx(request: Request) -> FileResponse:
    """The same with everybody at work in it."""
    return _sheet(request, _("人员名单"), with_people=True)


def _organ(request: Request) -> Office:
    named = request.POST.get("organ") or request.GET.get("organ", "")
    organ = organ_of(request.viewer, named)
    if organ is None:
        raise BadInput("person.no_organ", _("还没有单位——请先在部门页面建立单位"))
    return organ


def _text(request: Request) -> str:
    """The rows as text: those of the sheet where one was uploaded, else what was pasted."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "")
    return queries.text_of(rows_of(upload.read(), upload.name or ""))


def _plan(request: Request, text: str) -> Plan:
    if not text.strip():
        raise BadInput("roster.none", _("还没有名单——请选一个 xlsx 文件，或把表格粘贴到框里"))
    return queries.plan_for(
        request.viewer,
        _organ(request),
        queries.read_roster(queries.table_of(text)),
        make=request.POST.getlist("make"),
        today=today(),
    )


def _again(request: Request, text: str) -> dict[str, Any]:
    """The plan as it is now; nothing where it cannot even be read any more."""
    try:
        return _shown(_plan(request, text), text)
    except Refused:
        return {}


def _shown(plan: Plan, text: str) -> dict[str, Any]:
    """Rows in the way first; of those that change nothing only the first ones."""
    by_kind = {kind: [line for line in plan.lines if line.kind == kind] for kind in _ORDER}
    lines = [
        line
        for kind in _ORDER
        for line in (by_kind[kind][:_UNCHANGED_SHOWN] if kind == LineKind.SAME else by_kind[kind])
    ]
    return {
        "plan": plan,
        "lines": lines,
        "more_same": len(plan.lines) - len(lines),
        "counts": [(kind.value, kind.label, len(by_kind[kind])) for kind in _ORDER],
        "make": [item.name for item in plan.unknown if item.make],
        "text": text,
    }


def _page(request: Request, context: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer
    refused = context.get("refused")
    organs = list(queries.organ_rows(viewer)[:50])
    named = request.POST.get("organ") or request.GET.get("organ", "")
    around = {
        "organ": organ_of(viewer, named),
        "organs": organs,
        "headings": list(HEADINGS.values()),
        "roles": queries.business_roles(),
        "makes_accounts": queries.can(viewer, "account.create"),
    }
    status = refused.status if refused else 200
    return render(request, "people_import.html", around | context, status=status)


def _sheet(request: Request, name: str, *, with_people: bool) -> FileResponse:
    sheet = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_people(request.viewer, _organ(request), sheet, with_people=with_people)
    sheet.seek(0)
    return FileResponse(sheet, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
