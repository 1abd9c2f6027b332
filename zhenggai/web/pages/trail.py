"""The journal for the audit administrator: whether it holds, its newest events, all of it as a sheet."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.journal.queries import EventFilters, length
from zhenggai.journal.verifying import verify_for
from zhenggai.people import queries
from zhenggai.people.clock import today
from zhenggai.publication.actions import export_trail
from zhenggai.web import fields
from zhenggai.web.history import verb
from zhenggai.web.page import page
from zhenggai.web.pages.ledger import XLSX
from zhenggai.web.request import Request, is_part


@page("journal.read")
def trail(request: Request) -> HttpResponse:
    asked = request.GET.dict()
    before = asked.get("before", "")
    found = queries.trail(
        request.viewer,
        _filters(asked),
        before=int(before)
        if before.isascii() and before.isdecimal() and len(before) < 18
        else None,
    )
    kept = {name: value for name, value in asked.items() if name != "before" and value}
    context: dict[str, Any] = {
        "rows": [(row, row.words or verb(row.action)) for row in found.rows],
        "earlier": "?" + urlencode({**kept, "before": str(found.before)}) if found.before else "",
        "newest": "?" + urlencode(kept) if before else "",
        "export": urlencode(kept),
        "asked": asked,
        "choices": _choices(asked),
        "last": queries.verification(request.viewer),
        "length": length(),
        "today": today(),
    }
    return render(request, "trail.html#list" if is_part(request) else "trail.html", context)


@page("journal.verify", "POST")
def verify(request: Request) -> HttpResponse:
    """Recompute the whole chain; a long one goes on while one does something else."""
    if verify_for(request.viewer) is not None:
        messages.success(request, _("已交后台校验，可离开，完成后在这里显示"))
    return redirect("trail")


@page("journal.export", proved=True)
def trail_xlsx(request: Request) -> FileResponse:
    """What the filters leave, written to disk first."""
    sheet = TemporaryFile()  # noqa: SIM115  # the response closes it
    export_trail(request.viewer, sheet, today(), _filters(request.GET.dict()))
    sheet.seek(0)
    name = _("留痕清单")
    return FileResponse(sheet, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _filters(asked: dict[str, str]) -> EventFilters:
    since, until = fields.day(asked, "since"), fields.day(asked, "until")
    return EventFilters(
        actor=asked.get("q", "").strip()[:50],
        families=queries.families_of(asked.get("kind", "")),
        refused=asked.get("refused") == "1",
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until else None,
    )


def _begins(day: Any) -> datetime:
    """The first moment of a day in the office."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _choices(asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Address, words, whether it is the one chosen."""
    labels = {
        "": _("全部"),
        "door": _("登录"),
        "access": _("账号与角色"),
        "directory": _("人员与部门"),
        "system": _("参数与系统"),
    }
    kept = {
        name: value for name, value in asked.items() if name not in ("kind", "before") and value
    }
    return [
        (
            "?" + urlencode(kept | ({"kind": name} if name else {})),
            words,
            asked.get("kind", "") == name,
        )
        for name, words in labels.items()
    ]
