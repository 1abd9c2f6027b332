"""What falls due: obligations that come round, and moves that records wait for; done with proof, or excused."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhenggai.archive.actions import put
from zhenggai.archive.queries import ACCEPTED
from zhenggai.intake.actions import screen
from zhenggai.people.clock import today
from zhenggai.registers import actions, queries
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.request import Request

_AHEAD = {"7": 7, "31": 31, "92": 92}


@page("record.list")
def due(request: Request) -> HttpResponse:
    return _page(request, Typed())


@page("occurrence.settle", "POST")
def finish(request: Request, uuid: UUID) -> HttpResponse:
    """Say that it is done, with the proof that is asked for."""
    viewer = request.viewer
    item, file = queries.find_occurrence(viewer, uuid), request.FILES.get("file")

    def act() -> None:
        kept = None
        if file is not None:
            data, name = cast(BinaryIO, file), file.name or ""
            screen(data, name)
            kept = put(data, name)
        remark = request.POST.get("remark", "")
        actions.finish_with_file(viewer, item, today=today(), kept=kept, remark=remark)

    return _done(request, uuid, act, _("已办结"))


@page("occurrence.settle", "POST")
def excuse(request: Request, uuid: UUID) -> HttpResponse:
    viewer = request.viewer
    item = queries.find_occurrence(viewer, uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        uuid,
        lambda: actions.excuse_occurrence(viewer, item, today=today(), reason=reason),
        _("已记为免办"),
    )


def _done(request: Request, uuid: UUID, act: Any, said: str) -> HttpResponse:
    return taken(request, str(uuid), act, partial(_page, request), to=reverse("due"), done=said)


def _page(request: Request, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    ahead = request.GET.get("ahead", "31")
    until = today() + timedelta(days=_AHEAD.get(ahead, 31))
    register = request.GET.get("register", "")
    rows = [
        row
        for row in queries.due(viewer, today(), until)
        if not register or row.register == register
    ]
    labels = {row.code: row.label for row in queries.registers(viewer)}
    items = []
    for row in rows[:200]:
        proof = queries.due_proof(row)
        items.append((row, labels.get(row.register, row.register), proof, str(row.uuid)))
    context = {
        "items": items,
        "late": sum(row.is_late for row in rows),
        "ahead": ahead,
        "aheads": [("7", _("七天内")), ("31", _("一个月内")), ("92", _("一季度内"))],
        "register": register,
        "register_label": labels.get(register, ""),
        "typed": typed,
        "today": today(),
        "accepted": ACCEPTED,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "due.html", context, status=status)
