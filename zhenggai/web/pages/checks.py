"""Checks and what they found: all of a register, one by itself, results over all registers; waivers; a sweep now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhenggai.lib.errors import NotFound, Refused
from zhenggai.people.clock import today
from zhenggai.people.queries import can
from zhenggai.registers import actions, queries
from zhenggai.web import fields
from zhenggai.web.forms import Typed, page_number
from zhenggai.web.ledger_menus import Choice
from zhenggai.web.page import page
from zhenggai.web.request import Request

PAGE = 50
_LEVELS = ("E", "W", "I")


@page("record.list")
def checks(request: Request, code: str) -> HttpResponse:
    """Every check of a register with its figures, and the register's health by month."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    context = {
        "register": found,
        "may": queries.may(viewer, code),
        "rhythm": queries.has_rhythm(found),
        "rows": queries.check_rows(viewer, code),
        "health": queries.health(viewer, code, today()),
        "job": _job(request),
        "status": _status(request),
        "today": today(),
    }
    template = "checks.html#sweep" if request.htmx and "job" in request.GET else "checks.html"
    return render(request, template, context)


@page("record.list")
def check(request: Request, code: str, id: str) -> HttpResponse:
    return _check(request, code, id, Typed())


@page("sweep.ask", "POST")
def sweep(request: Request, code: str) -> HttpResponse:
    """Queue a sweep of the register and show how far it is."""
    job = actions.ask_sweep(request.viewer, code)
    return redirect(f"{reverse('checks', args=[code])}?job={job}")


@page("record.list")
def results(request: Request) -> HttpResponse:
    """Violations over all registers that the viewer may know of."""
    return _results(request, Typed())


@page("waiver.ask", "POST")
def waive(request: Request, key: int) -> HttpResponse:
    """Ask that a violation be excused until a day."""
    viewer = request.viewer
    violation = queries.find_violation(viewer, key)
    posted = request.POST.dict()
    try:
        actions.ask_waiver(
            viewer,
            violation,
            reason=posted.get("reason", ""),
            until=fields.needed_day(posted, "until"),
            today=today(),
        )
    except NotFound:
        raise
    except Refused as refused:
        typed = Typed(f"v{key}", posted, refused)
        return _check(request, violation.register, violation.check_id, typed)
    messages.success(request, _("已提出豁免，待组长批准"))
    return redirect("check", violation.register, violation.check_id)


@page("waiver.approve", "POST")
def approve(request: Request, key: int) -> HttpResponse:
    waiver = queries.find_waiver(request.viewer, key)
    violation = waiver.violation
    try:
        actions.approve_waiver(request.viewer, waiver, today=today())
    except NotFound:
        raise
    except Refused as refused:
        return _check(request, violation.register, violation.check_id, Typed("", {}, refused))
    messages.success(request, _("已批准豁免"))
    return redirect("check", violation.register, violation.check_id)


def _check(request: Request, code: str, id: str, typed: Typed) -> HttpResponse:
    """The sentence, its ground, where it runs, twelve periods, offenders."""
    viewer = request.viewer
    found = queries.declaration(viewer, code)
    row = queries.check_row(viewer, code, id)
    state = _state(request)
    rows, count = queries.offenders(
        viewer, today(), register=code, check=id, state=state, page=page_number(request)
    )
    context: dict[str, Any] = {
        "register": found,
        "may": queries.may(viewer, code),
        "rhythm": queries.has_rhythm(found),
        "check": row,
        "strip": queries.check_strip(viewer, code, id, today()),
        "states": _states(request, queries.state_counts(viewer, code, id), state),
        "rows": rows,
        "bound": queries.issues_bound_to(viewer, code, id),
        "around": _around(request, count),
        "found": {"page": page_number(request), "page_count": _pages(count), "count": count},
        "may_waive": can(viewer, "waiver.ask"),
        "typed": typed,
        "today": today(),
    }
    status = typed.refused.status if typed.refused else 200
    return render(request, "check.html", context, status=status)


def _results(request: Request, typed: Typed) -> HttpResponse:
    viewer, state = request.viewer, _state(request)
    register, level = request.GET.get("register", ""), request.GET.get("level", "")
    rows, count = queries.offenders(
        viewer,
        today(),
        register=register,
        level=level if level in _LEVELS else "",
        state=state,
        page=page_number(request),
    )
    labels = {row.code: row.label for row in queries.registers(viewer) if row.in_use}
    context = {
        "rows": rows,
        "states": _states(request, queries.state_counts(viewer, register), state),
        "registers": [
            Choice(_("全部登记簿"), _with(request, register=""), not register),
            *(
                Choice(label, _with(request, register=code), code == register)
                for code, label in labels.items()
            ),
        ],
        "register_label": labels.get(register, ""),
        "levels": [
            Choice(
                label, _with(request, level="" if level == key else key), level == key, None, colour
            )
            for key, label, colour in (
                ("E", _("错误"), "red"),
                ("W", _("警告"), "yellow"),
                ("I", _("提示"), "green"),
            )
        ],
        "around": _around(request, count),
        "found": {"page": page_number(request), "page_count": _pages(count), "count": count},
        "today": today(),
    }
    return render(request, "results.html", context)


def _state(request: Request) -> str:
    state = request.GET.get("state", "")
    return state if state in queries.ViolationState.values else queries.ViolationState.OPEN


def _states(request: Request, counts: dict[str, int], now: str) -> list[Choice]:
    return [
        Choice(
            str(state.label), _with(request, state=state.value), state == now, counts.get(state, 0)
        )
        for state in queries.ViolationState
    ]


def _with(request: Request, **changes: str) -> str:
    query = {**request.GET.dict(), **changes}
    query.pop("page", None)
    return "?" + urlencode({name: value for name, value in query.items() if value})


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))


def _around(request: Request, count: int) -> dict[str, str]:
    page, around = page_number(request), {}
    base = _with(request)
    mark = "&" if len(base) > 1 else ""
    if page > 1:
        around["before"] = f"{base}{mark}page={page - 1}"
    if page < _pages(count):
        around["after"] = f"{base}{mark}page={page + 1}"
    return around


def _job(request: Request) -> str:
    text = request.GET.get("job", "")
    return text if text.isascii() and text.isdecimal() and len(text) < 18 else ""


def _status(request: Request) -> Any:
    job = _job(request)
    if not job or not can(request.viewer, "sweep.ask"):
        return None
    return queries.sweep_status(request.viewer, int(job))
