"""The plan of a round: its text, what the checks say, the way to approval; what was promised beside what is; the ledger of a
past day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhenggai.lib.errors import BadInput
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.rectification.actions import plans as actions
from zhenggai.rectification.process import queries as process
from zhenggai.web import fields
from zhenggai.web.forms import Typed, taken
from zhenggai.web.page import page
from zhenggai.web.process_view import around, rights
from zhenggai.web.request import Request

_RIGHTS = {
    "edit": "plan.edit",
    "submit": "plan.submit",
    "approve": "plan.approve",
    "return": "plan.return",
    "review": "plan.review",
    "call": "meeting.call",
}


@page("round.read")
def plan(request: Request, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, Typed())


@page("plan.edit", "POST")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_round(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.edit_plan(
            request.viewer,
            found,
            version=fields.version(posted) if posted.get("version") else None,
            guidance=posted.get("guidance", ""),
            goals=posted.get("goals", ""),
            demands=posted.get("demands", ""),
        )

    return _done(request, uuid, "text", act)


@page("plan.submit", "POST")
def submit(request: Request, uuid: UUID) -> HttpResponse:
    found = process.find_round(request.viewer, uuid)
    return _done(
        request,
        uuid,
        "submit",
        lambda: actions.submit_plan(request.viewer, found, today=today()),
        done=_("已提交，等会议审定"),
    )


@page("plan.approve", "POST")
def approve(request: Request, uuid: UUID) -> HttpResponse:
    """By decision of a meeting that agreed to this edition."""
    found, posted = process.find_plan(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.approve_plan(
            request.viewer,
            found,
            version=fields.version(posted),
            meeting=_meeting(request, posted.get("meeting", "")),
            today=today(),
        )

    return _done(request, found.round.uuid, "approve", act, done=_("方案已审定"))


@page("plan.return", "POST")
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    found, posted = process.find_plan(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.return_plan(
            request.viewer,
            found,
            version=fields.version(posted),
            reason=posted.get("reason", ""),
        )

    return _done(request, found.round.uuid, "return", act, done=_("已退回"))


@page("plan.review", "POST")
def review(request: Request, uuid: UUID) -> HttpResponse:
    """What the superior said of it."""
    found, posted = process.find_plan(request.viewer, uuid), fields.flat(request.POST)

    def act() -> object:
        return actions.review_plan(
            request.viewer,
            found,
            bodies=posted.get("bodies", ""),
            opinion=posted.get("opinion", ""),
            text=posted.get("text", ""),
            letter_no=posted.get("letter_no", ""),
            reviewed_on=fields.needed_day(posted, "reviewed_on"),
            today=today(),
        )

    return _done(request, found.round.uuid, "review", act)


@page("round.read")
def baseline(request: Request, uuid: UUID) -> HttpResponse:
    """Planned against actual."""
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    text = str(request.GET.get("edition", ""))[:3]
    number = int(text) if text.isascii() and text.isdecimal() else None
    told = process.baseline(viewer, found, today(), number)
    rows = told[1] if told else []
    context = around(request, found, "baseline") | {
        "baseline": told[0] if told else None,
        "rows": rows,
        "changed": sum(bool(row.differences) for row in rows),
        "late": sum(row.late_by > 0 for row in rows),
    }
    return render(request, "baseline.html", context)


@page("round.read")
def past(request: Request, uuid: UUID) -> HttpResponse:
    """The ledger as it stood at the end of a day."""
    viewer, found = request.viewer, process.find_round(request.viewer, uuid)
    refused, day = None, None
    try:
        day = fields.day(fields.flat(request.GET), "day")
    except BadInput as bad:
        refused = bad
    context = around(request, found, "past") | {
        "day": day,
        "latest": timezone.localdate(),
        "rows": process.as_of(viewer, found, _end_of(day)) if day else None,
        "refused": refused,
    }
    return render(request, "past.html", context, status=refused.status if refused else 200)


def _page(request: Request, uuid: UUID, typed: Typed) -> HttpResponse:
    viewer = request.viewer
    found = process.find_round(viewer, uuid)
    view = process.plan(viewer, found, today())
    last = view.plan
    state = process.PlanState(last.state) if last else None
    is_open = state is None or state in (process.PlanState.DRAFT, process.PlanState.RETURNED)
    context = around(request, found, "plan") | {
        "view": view,
        "plan": last,
        "state": state,
        "is_open": is_open,
        "approved": next(
            (row for row in reversed(view.editions) if row.state == process.PlanState.APPROVED),
            None,
        ),
        "opinions": process.Opinion,
        "may": rights(viewer, _RIGHTS),
        "may_mend": can(viewer, "issue.assign"),
        "typed": typed,
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "plan.html", context, status=status)


def _meeting(request: Request, text: str) -> Any:
    try:
        return process.find_meeting(request.viewer, UUID(text))
    except ValueError:
        raise BadInput(
            "plan.no_meeting", _("没有选审定会议——审定须有会议记录为据；请先登记会议并签字")
        ) from None


def _end_of(day: date) -> datetime:
    """The last moment of a day in the office."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _done(request: Request, uuid: UUID, form: str, act: Any, *, done: str = "") -> HttpResponse:
    return taken(
        request,
        form,
        act,
        lambda typed: _page(request, uuid, typed),
        to=reverse("plan", args=[uuid]),
        done=done,
    )
